/* The C host with real programs, compiled as the daemon compiles them: values in and out, lists,
 * objects. */
#include "tests/unit/runtime/compiled.h"

static void shape_from_scalar(const struct harness_run *run) {
  expect_f64(run, 2, (int64_t[]){3, 2}, (double[]){0, 1, 2, 3, 4, 5});
}

static void codes(const struct harness_run *run) { failed_with(run, (int32_t[]){1, 2, 255}); }

static void empty_text(const struct harness_run *run) { expect_text(run, VALUE_STRING, "", 0); }

static void every_scalar_back(const struct harness_run *run) {
  assert_int_equal(*done_value(run, 0, 0)->i32, -7);
  assert_true(*done_value(run, 0, 1)->i64 == INT64_MIN);
  assert_int_equal(*done_value(run, 0, 2)->u8, 200);
  assert_true(*done_value(run, 0, 3)->u64 == UINT64_MAX);
  assert_true(*done_value(run, 0, 4)->f32 == 0.5f);
  assert_true(*done_value(run, 0, 5)->f64 == -0.25);
  assert_true(*done_value(run, 0, 6)->boolean);
}

static void returned_i32(const struct harness_run *run) {
  assert_int_equal(done_value(run, 0, 0)->dtype, VALUE_I32);
  assert_int_equal(*done_value(run, 0, 0)->i32, -3);
}
static void returned_f32(const struct harness_run *run) {
  assert_true(*done_value(run, 0, 0)->f32 == 1.5f);
}
static void returned_true(const struct harness_run *run) {
  assert_int_equal(done_value(run, 0, 0)->dtype, VALUE_BOOL);
  assert_true(*done_value(run, 0, 0)->boolean);
}

#define TENSOR_F "f(x: f64[M,N]) -> f64[N,M]"
#define LIST_F "f(head: node<i64>) -> node<i64>"

static const struct row ROWS[] = {
    {"known shapes", TENSOR_F,
     "int f(const struct tensor *x, struct tensor *out) {"
     "  int64_t m = x->shape[0], n = x->shape[1];"
     "  if (out->shape[0] != n || out->shape[1] != m || out->dtype != TENSOR_F64) return -1;"
     "  for (int64_t i = 0; i < m; i++)"
     "    for (int64_t j = 0; j < n; j++) out->f64[j * m + i] = x->f64[i * n + j];"
     "  return 0; }",
     matrix_2x3, transposed},
    {"empty tensors", TENSOR_F,
     "int f(const struct tensor *x, struct tensor *out) { return tensor_count(x) + "
     "tensor_count(out); }",
     matrix_0x3, empty_3x0},
    {"a scalar parameter fixes a shape", "f(n: i64) -> f64[n,2]",
     "int f(int64_t n, struct tensor *out) {"
     "  for (int64_t i = 0; i < 2 * n; i++) out->f64[i] = i; return 0; }",
     one_i64, shape_from_scalar},
    {"tensor_resize", "f(x: f64[M,N]) -> (count: i64, y: f64[*])",
     "int f(const struct tensor *x, int64_t *count, struct tensor *y) {"
     "  int64_t n = 0;"
     "  for (int64_t i = 0; i < tensor_count(x); i++)"
     "    if ((int)x->f64[i] % 2 == 0) {"
     "      if (!tensor_resize(y, 1, (int64_t[]){n + 1})) return -1;" /* keeps what is there */
     "      y->f64[n++] = x->f64[i]; }"
     "  *count = n; return 0; }",
     matrix_2x3, count_and_evens},
    {"aliases an input", "f(x: f64[M,N]) -> f64[M,N]",
     "int f(const struct tensor *x, struct tensor *out) { out->data = x->data; return 0; }",
     matrix_2x3, aliases},
    {"changes an input", "f(x: f64[M,N]) -> f64[N,M]",
     "int f(const struct tensor *x, struct tensor *out) { x->f64[1] = 9; (void)out; return 0; }",
     matrix_2x3, mutated},
    {"fail codes", "f(n: i64) -> i64 or fail(ELOW, EHIGH)",
     "int f(int64_t n, int64_t *out) { (void)out; return n == 1 ? FAIL_ELOW : n == 2 ? FAIL_EHIGH "
     ": -5; }",
     three_calls, codes},
    {"reverse a list", LIST_F,
     "struct node *f(struct node *head) { struct node *done = NULL;"
     "  while (head) { struct node *next = head->next; head->next = done; done = head; head = "
     "next; }"
     "  return done; }",
     five_nodes, reversed},
    {"a node of one's own", LIST_F,
     "struct node *f(struct node *head) { static struct node mine; mine.val = 99; mine.next = head;"
     "  return &mine; }",
     five_nodes, new_head},
    {"a cycle", LIST_F,
     "struct node *f(struct node *head) { head->next->next = head; return head; }", five_nodes,
     endless},
    {"no list", LIST_F, "struct node *f(struct node *head) { return head; }", no_nodes, empty_list},
    {"two lists", "f(a: node<i64>, b: node<i64>) -> node<i64>",
     "struct node *f(struct node *a, struct node *b) { struct node *head = b;"
     "  while (b->next) b = b->next; b->next = a; return head; }",
     three_and_two_nodes, second_list_first},
    {"nodes of two fields", "f(head: node<(key: i64, tag: i64)>) -> node<(key: i64, tag: i64)>",
     "struct node *f(struct node *head) { struct node *second = head->next;"
     "  if (second->key != 2 || second->tag != 200) return NULL;"
     "  second->next = head; head->next = NULL; return second; }",
     pair_nodes, swapped_pairs},
    {"str", "f(s: str) -> str",
     "#include <string.h>\n#include <stdlib.h>\n"
     "int f(struct str s, struct str_out *out) { char *twice = malloc(2 * s.length);"
     "  memcpy(twice, s.data, s.length); memcpy(twice + s.length, s.data, s.length);"
     "  return !str_set(out, twice, 2 * s.length); }",
     text_with_nul, doubled_text},
    {"str never set", "f(s: str) -> str",
     "int f(struct str s, struct str_out *out) { (void)s; (void)out; return 0; }", text_with_nul,
     empty_text},
    {"bytes", "f(b: bytes) -> bytes",
     "int f(struct bytes b, struct bytes_out *out) { uint8_t turned[3];"
     "  for (int i = 0; i < 3; i++) turned[i] = b.data[2 - i];"
     "  return !bytes_set(out, turned, b.length); }",
     some_bytes, reversed_bytes},
    {"optional argument", "f(n: opt<i64>) -> i64",
     "int64_t f(const int64_t *n) { return n == NULL ? -1 : *n + 1; }", absent_then_present,
     minus_one_then_42},
    {"every scalar", EVERY_SCALAR,
     "int f(int32_t a, int64_t b, uint8_t c, uint64_t d, float e, double g, bool h, struct str s,"
     "      struct bytes y, int32_t *oa, int64_t *ob, uint8_t *oc, uint64_t *od, float *oe,"
     "      double *og, bool *oh) {"
     "  *oa = a; *ob = b; *oc = c; *od = d; *oe = e; *og = g; *oh = h;"
     "  return s.length == 3 && s.data[0] == 'h' && y.length == 2 && y.data[0] == 255 ? 0 : -1; }",
     every_scalar, every_scalar_back},
    {"every tensor", EVERY_TENSOR,
     "#include <string.h>\n"
     "int f(const struct tensor *a, const struct tensor *b, const struct tensor *c,"
     "      const struct tensor *d, const struct tensor *e, struct tensor *oa, struct tensor *ob,"
     "      struct tensor *oc, struct tensor *od, struct tensor *oe) {"
     "  memcpy(oa->boolean, a->boolean, 2); memcpy(ob->u8, b->u8, 2);"
     "  memcpy(oc->i32, c->i32, 8); memcpy(od->i64, d->i64, 16); memcpy(oe->f32, e->f32, 8);"
     "  return 0; }",
     every_tensor, every_tensor_back},
    {"i32 returned", "f(n: i64) -> i32", "int32_t f(int64_t n) { return -(int32_t)n; }", one_i64,
     returned_i32},
    {"f32 returned", "f(n: i64) -> f32", "float f(int64_t n) { return n / 2.0f; }", one_i64,
     returned_f32},
    {"bool returned", "f(n: i64) -> bool", "bool f(int64_t n) { return n == 3; }", one_i64,
     returned_true},
    {"a helper named like a function of libc", "f(n: i64) -> i32",
     "int32_t insque(int64_t n); int32_t insque(int64_t n) { return -(int32_t)n; }"
     "int32_t f(int64_t n) { return insque(n); }",
     one_i64, returned_i32},
    {"two objects in turn", COUNTER,
     "#include <stdlib.h>\nstruct Counter { int64_t sum; };"
     "struct Counter *Counter_new(int64_t start) { struct Counter *c = malloc(sizeof *c);"
     "  c->sum = start; return c; }"
     "int64_t Counter_add(struct Counter *self, int64_t n) { return self->sum += n; }"
     "void Counter_free(struct Counter *self) { free(self); }",
     two_counters, separate_sums},
    {"constructor fails", "class Counter(start: i64) or fail(ENEG): add(n: i64) -> i64",
     "struct Counter { int64_t sum; };"
     "struct Counter *Counter_new(int64_t start) { (void)start; return NULL; }"
     "int64_t Counter_add(struct Counter *self, int64_t n) { return self->sum += n; }"
     "void Counter_free(struct Counter *self) { (void)self; }",
     refused_counter, constructor_refused},
    {"reverse a million nodes", LIST_F,
     "struct node *f(struct node *head) { struct node *done = NULL;"
     "  while (head) { struct node *next = head->next; head->next = done; done = head; head = "
     "next; }"
     "  return done; }",
     million_nodes, million_reversed},
};

int main(void) { return compiled_main("c host", ROWS, sizeof(ROWS) / sizeof(ROWS[0])); }
