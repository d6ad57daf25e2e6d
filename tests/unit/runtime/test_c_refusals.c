/* The C host: what goes wrong in a program is found, and told in words that help its author. */
#include "tests/unit/runtime/compiled.h"

static void poisoned(const struct harness_run *run) {
  const struct value *value = done_value(run, 0, 0);
  assert_int_equal(value->count, 6);
  for (int i = 0; i < 6; i++) {
    uint64_t word;
    memcpy(&word, value->f64 + i, sizeof(word));
    assert_true(word == 0x7FF4AAAAAAAAAAAAULL);
  }
}

static void poisoned_scalars(const struct harness_run *run) {
  assert_true(*done_value(run, 0, 0)->u64 == 0xAAAAAAAAAAAAAAAAULL);
  assert_int_equal(*done_value(run, 0, 1)->u8, 0xAA);
}

static void overrun(const struct harness_run *run) {
  assert_int_equal(done_value(run, 0, 0)->flags, VALUE_FLAG_OVERRUN);
  assert_string_equal(run->status.message, "wrote past the end of 'the result'");
}

static void named_overrun(const struct harness_run *run) {
  assert_int_equal(done_value(run, 0, 1)->flags, VALUE_FLAG_OVERRUN);
  assert_string_equal(run->status.message, "wrote past the end of 'second'");
}

static void memory_refused(const struct harness_run *run) {
  assert_int_equal(*done_value(run, 0, 0)->i64, 0);
  assert_int_equal(run->status.memory_exhausted, 1);
}

static void all_refused(const struct harness_run *run) {
  assert_int_equal(*done_value(run, 0, 0)->i64, 0);
  assert_int_equal(run->status.memory_exhausted, 0);
}

static void segfault(const struct harness_run *run) {
  assert_true(WIFSIGNALED(run->wait_status));
  assert_int_equal(WTERMSIG(run->wait_status), SIGSEGV);
  assert_int_equal(run->status.phase, WARM_PHASE_CALLING);
  assert_false(run->complete);
}

static void segfault_beyond_output(const struct harness_run *run) {
  segfault(run);
  assert_in_range(run->status.fault_address, RUNTIME_OUTPUTS_FIRST, RUNTIME_OUTPUTS_LAST);
}

STOPS(missing_function, LOAD_ERROR, "function 'f' is not defined: expected `int64_t f(int64_t n)`")
STOPS(missing_method, LOAD_ERROR, "function 'Counter_add' is not defined: expected `")
STOPS(undefined_symbol, LOAD_ERROR, "undefined symbol: no_such_function")
STOPS(shape_without_resize, BAD_OUTPUT, "the shape of 'the result' was changed without")
STOPS(dtype_changed, BAD_OUTPUT, "the dtype of 'the result' was changed")
STOPS(senseless_shape, BAD_OUTPUT, "the shape of 'the result' makes no sense")
STOPS(senseless_length, BAD_OUTPUT, "the length of 'the result' makes no sense: -5")
STOPS(too_much, BAD_OUTPUT, "at most 33554432")

#define TENSOR_F "f(x: f64[M,N]) -> f64[N,M]"
#define LIST_F "f(head: node<i64>) -> node<i64>"

static const struct row ROWS[] = {
    {"tensor_resize refuses nonsense", "f(n: i64) -> (count: i64, y: f64[*])",
     "int f(int64_t n, int64_t *count, struct tensor *y) {"
     "  struct tensor copy = *y; int64_t shape[] = {-n, 1};"
     "  *count = tensor_resize(y, 2, shape) + tensor_resize(y, 9, shape) + tensor_resize(y, -1, "
     "shape) + tensor_resize(y, 1, NULL) + tensor_resize(&copy, 1, (int64_t[]){1}); return 0; }",
     one_i64, all_refused},
    {"tensor_resize refuses too much", "f(n: i64) -> (count: i64, y: f64[*])",
     "int f(int64_t n, int64_t *count, struct tensor *y) {"
     "  (void)n; *count = tensor_resize(y, 1, (int64_t[]){1LL << 40}); return 0; }",
     one_i64, memory_refused},
    {"untouched tensor", TENSOR_F,
     "int f(const struct tensor *x, struct tensor *out) { (void)x; (void)out; return 0; }",
     matrix_2x3, poisoned},
    {"untouched scalars", "f(n: i64) -> (a: u64, b: u8)",
     "int f(int64_t n, uint64_t *a, uint8_t *b) { (void)n; (void)a; (void)b; return 0; }", one_i64,
     poisoned_scalars},
    {"overrun into the slack", "f(n: i64) -> u8[n]",
     "int f(int64_t n, struct tensor *out) {"
     "  for (int64_t i = 0; i <= n; i++) out->u8[i] = 0; return 0; }",
     one_i64, overrun},
    {"underrun", "f(n: i64) -> u8[n]",
     "int f(int64_t n, struct tensor *out) {"
     "  for (int64_t i = -1; i < n; i++) out->u8[i] = 0; return 0; }",
     one_i64, overrun},
    {"scalar overrun", "f(n: i64) -> (first: i64, second: i32)",
     "int f(int64_t n, int64_t *first, int32_t *second) {"
     "  *first = n; *(volatile int64_t *)(void *)second = n; return 0; }",
     one_i64, named_overrun},
    {"overrun into the guard page", "f(n: i64) -> f64[n]",
     "int f(int64_t n, struct tensor *out) {"
     "  for (int64_t i = 0; i < n + 8; i++) ((volatile double *)out->f64)[i] = 0; return 0; }",
     one_i64, segfault_beyond_output},
    {"write to an output that was not resized", "f(n: i64) -> f64[*]",
     "int f(int64_t n, struct tensor *out) { *(volatile double *)out->f64 = n; return 0; }",
     one_i64, segfault},
    {"shape changed by hand", TENSOR_F,
     "int f(const struct tensor *x, struct tensor *out) { (void)x; out->shape[0] = 1000; return 0; "
     "}",
     matrix_2x3, shape_without_resize},
    {"dtype changed", TENSOR_F,
     "int f(const struct tensor *x, struct tensor *out) { (void)x; out->dtype = TENSOR_F32; return "
     "0; }",
     matrix_2x3, dtype_changed},
    {"senseless shape", TENSOR_F,
     "int f(const struct tensor *x, struct tensor *out) { (void)x; out->ndim = 77; return 0; }",
     matrix_2x3, senseless_shape},
    {"outputs too large", "f(n: i64) -> f64[*]",
     "int f(int64_t n, struct tensor *out) {"
     "  (void)n; return !tensor_resize(out, 1, (int64_t[]){1 << 23}); }",
     one_i64, too_much},
    {"a wild pointer", LIST_F,
     "struct node *f(struct node *head) { head->next = (struct node *)8; return head; }",
     five_nodes, segfault},
    {"str of senseless length", "f(s: str) -> str",
     "int f(struct str s, struct str_out *out) { out->data = s.data; out->length = -5; return 0; }",
     text_with_nul, senseless_length},
    {"a destructor that crashes", COUNTER,
     "struct Counter { int64_t sum; };"
     "struct Counter *Counter_new(int64_t start) { static struct Counter c; c.sum = start; return "
     "&c; }"
     "int64_t Counter_add(struct Counter *self, int64_t n) { return self->sum += n; }"
     "void Counter_free(struct Counter *self) { self = NULL; *(volatile int *)self = 1; }",
     two_counters, segfault},
    {"missing function", "f(n: i64) -> i64", "int64_t F(int64_t n) { return n; }", one_i64,
     missing_function},
    {"missing method", COUNTER,
     "struct Counter { int64_t sum; };"
     "struct Counter *Counter_new(int64_t start) { (void)start; return NULL; }",
     two_counters, missing_method},
    {"undefined symbol", "f(n: i64) -> i64",
     "int64_t no_such_function(int64_t); int64_t f(int64_t n) { return no_such_function(n); }",
     one_i64, undefined_symbol},
    {"exit(0) before answering", "f(n: i64) -> i64",
     "#include <stdlib.h>\nint64_t f(int64_t n) { exit((int)n - 3); }", one_i64, silent_exit},
    {"exit while loading", "f(n: i64) -> i64",
     "#include <stdlib.h>\n__attribute__((constructor)) static void early(void) { exit(0); }"
     "int64_t f(int64_t n) { return n; }",
     one_i64, exit_while_loading},
};

static void a_broken_task_is_the_hosts_fault(void **state) {
  (void)state;
  struct harness_program program;
  compile_program("f(n: i64) -> i64", "int64_t f(int64_t n) { return n; }", &program);
  struct frame_builder *builder = harness_builder();
  call_only(builder); /* no argument */
  struct harness_run run;
  harness_execute(&program, "f(n: i64) -> i64", builder, &run);
  assert_true(WIFEXITED(run.wait_status));
  assert_int_equal(WEXITSTATUS(run.wait_status), 70);
  assert_int_equal(run.status.phase, WARM_PHASE_NONE);
  assert_non_null(strstr(run.status.message, "0 arguments, expected 1"));
  assert_false(run.complete);
  harness_clear(&run);
  compile_discard(&program);
}

static void what_is_no_shared_object_is_not_loaded(void **state) {
  (void)state;
  struct harness_program program = {.fd = -1, .path = "/etc/hostname"};
  struct frame_builder *builder = harness_builder();
  one_i64(builder);
  struct harness_run run;
  harness_execute(&program, "f(n: i64) -> i64", builder, &run);
  harness_expect_stop(&run, WARM_PHASE_LOAD_ERROR, "");
  assert_null(strchr(run.status.message, '/'));
  harness_clear(&run);
}

int main(void) {
  const struct CMUnitTest others[] = {cmocka_unit_test(a_broken_task_is_the_hosts_fault),
                                      cmocka_unit_test(what_is_no_shared_object_is_not_loaded)};
  int failed = compiled_main("c refusals", ROWS, sizeof(ROWS) / sizeof(ROWS[0]));
  return failed + cmocka_run_group_tests_name("c refusals", others, NULL, NULL);
}
