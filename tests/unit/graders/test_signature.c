/* The notation of signatures: what is accepted, what is refused and with which words, and what
 * candidates see of it. */
#include "tests/unit/graders/cmocka_all.h"

#include "graders/sdk/signature.h"

static struct signature parsed;

static void parse_good(const char *text) {
  struct err err = {0};
  memset(&parsed, 0xaa, sizeof parsed);
  if (signature_parse(text, strlen(text), &parsed, &err) < 0) fail_msg("%s\n%s", text, err.message);
}

static const struct signature_type *only_param(void) { return &parsed.entries[0].params[0].type; }

static void every_dtype_is_a_scalar_and_a_tensor(void **state) {
  (void)state;
  char text[64];
  for (int dtype = VALUE_BOOL; dtype <= VALUE_F64; dtype++) {
    const char *name = value_dtype_name((enum value_dtype)dtype);
    snprintf(text, sizeof text, "f(x: %s) -> %s[*]", name, name);
    parse_good(text);
    assert_int_equal(only_param()->kind, VALUE_SCALAR);
    assert_int_equal(only_param()->dtype, dtype);
    assert_int_equal(parsed.entries[0].results[0].type.kind, VALUE_TENSOR);
    assert_int_equal(parsed.entries[0].results[0].type.dtype, dtype);
  }
}

static void types_without_numbers_are_read(void **state) {
  (void)state;
  static const struct {
    const char *text;
    enum value_kind kind;
    bool optional;
    uint32_t fields;
    const char *first, *last;
  } rows[] = {
      {"f(x: str) -> i64", VALUE_STRING, false, 0, NULL, NULL},
      {"f(x: bytes) -> i64", VALUE_BYTES, false, 0, NULL, NULL},
      {"f(x: node<i64>) -> i64", VALUE_NODES, false, 1, "val", "val"},
      {"f(x: node<(key: i64, tag: i64)>) -> i64", VALUE_NODES, false, 2, "key", "tag"},
      {"f(x: node<(a:i64,b:i64,c:i64,d:i64)>) -> i64", VALUE_NODES, false, 4, "a", "d"},
      {"f(x: opt<str>) -> i64", VALUE_STRING, true, 0, NULL, NULL},
      {"f(x: opt<f64[2]>) -> i64", VALUE_TENSOR, true, 0, NULL, NULL},
      {"f(x: opt<node<i64>>) -> i64", VALUE_NODES, true, 1, "val", "val"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    parse_good(rows[i].text);
    const struct signature_type *type = only_param();
    assert_int_equal(type->kind, rows[i].kind);
    assert_int_equal(type->optional, rows[i].optional);
    assert_int_equal(type->fields, rows[i].fields);
    if (!rows[i].first) continue;
    assert_string_equal(type->field_names[0], rows[i].first);
    assert_string_equal(type->field_names[type->fields - 1], rows[i].last);
  }
}

static void dimensions_are_names_numbers_and_stars(void **state) {
  (void)state;
  parse_good("f(x: f64[N, 3, *, k, 0, 2147483647, _, N_1]) -> i64");
  const struct signature_type *type = only_param();
  assert_int_equal(type->ndim, 8);
  assert_string_equal(type->dims[0].symbol, "N");
  assert_int_equal(type->dims[1].fixed, 3);
  assert_string_equal(type->dims[1].symbol, "");
  assert_true(type->dims[2].any && !type->dims[1].any && !type->dims[3].any);
  assert_string_equal(type->dims[3].symbol, "k");
  assert_int_equal(type->dims[4].fixed, 0);
  assert_int_equal(type->dims[5].fixed, 2147483647);
  assert_string_equal(type->dims[7].symbol, "N_1");
}

static void names_before_one_colon_share_its_type(void **state) {
  (void)state;
  parse_good("two(s1, n1, s2: i64, q: f64) -> (z, p: f64)");
  assert_int_equal(parsed.entries[0].param_count, 4);
  for (int i = 0; i < 3; i++) assert_int_equal(parsed.entries[0].params[i].type.dtype, VALUE_I64);
  assert_string_equal(parsed.entries[0].params[2].name, "s2");
  assert_int_equal(parsed.entries[0].params[3].type.dtype, VALUE_F64);
  assert_int_equal(parsed.entries[0].result_count, 2);
  assert_string_equal(parsed.entries[0].results[1].name, "p");
}

static void single_result_has_no_name(void **state) {
  (void)state;
  parse_good("f() -> f32");
  assert_int_equal(parsed.entries[0].param_count, 0);
  assert_int_equal(parsed.entries[0].result_count, 1);
  assert_string_equal(parsed.entries[0].results[0].name, "");
}

static void codes_of_fail_are_numbered(void **state) {
  (void)state;
  parse_good("f(x: i64) -> i64 or fail(ESHAPE, ERANGE)");
  assert_int_equal(parsed.entries[0].fail_count, 2);
  assert_string_equal(parsed.entries[0].fails[0], "ESHAPE");
  assert_string_equal(parsed.entries[0].fails[1], "ERANGE");
}

static void class_has_its_constructor_first(void **state) {
  (void)state;
  parse_good(
      "class BN(C: i32, eps: f32) or fail(EDIM): forward(x: f32[N,C]) -> f32[N,C]; "
      "stats() -> (mean: f32[C], var: f32[C])");
  assert_string_equal(parsed.class_name, "BN");
  assert_int_equal(parsed.entry_count, 3);
  assert_string_equal(parsed.entries[0].name, "");
  assert_int_equal(parsed.entries[0].param_count, 2);
  assert_int_equal(parsed.entries[0].result_count, 0);
  assert_int_equal(parsed.entries[0].fail_count, 1);
  assert_int_equal(signature_find(&parsed, "stats"), 2);
  assert_int_equal(signature_find(&parsed, ""), 0);
}

static void entries_are_parted_by_lines_or_semicolons(void **state) {
  (void)state;
  static const char *const rows[] = {"a() -> i64\nb() -> i64", "a() -> i64;b() -> i64;",
                                     "\n a() -> i64 ;\n\tb() -> i64 \n"};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    parse_good(rows[i]);
    assert_string_equal(parsed.class_name, "");
    assert_int_equal(parsed.entry_count, 2);
    assert_int_equal(signature_find(&parsed, "a"), 0);
    assert_int_equal(signature_find(&parsed, "b"), 1);
    assert_int_equal(signature_find(&parsed, "c"), -1);
  }
}

static void words_of_the_notation_may_begin_names(void **state) {
  (void)state;
  parse_good("classify(order: i64, string: str, opt_1: i64, i64x: i64) -> i64");
  assert_string_equal(parsed.class_name, "");
  assert_string_equal(parsed.entries[0].params[1].name, "string");
  assert_string_equal(parsed.entries[0].params[3].name, "i64x");
}

/* "f(x0: i64, x1: i64, ...)" and the like. */
static void repeated(char *text, const char *before, const char *item, unsigned count,
                     const char *after) {
  size_t used = (size_t)sprintf(text, "%s", before);
  for (unsigned i = 0; i < count; i++)
    used += (size_t)sprintf(text + used, item, i > 0 ? ", " : "", i);
  sprintf(text + used, "%s", after);
}

static void what_is_at_a_limit_is_accepted_and_one_more_refused(void **state) {
  (void)state;
  static const struct {
    const char *before, *item, *after;
    unsigned limit;
    const char *words;
  } rows[] = {
      {"f(", "%sx%u: i64", ") -> i64", SIGNATURE_PARAMS_MAX, "over 16 parameters"},
      {"f(", "%sx%u", ": i64) -> i64", SIGNATURE_PARAMS_MAX, "over 16 parameters"},
      {"f() -> (", "%sx%u: i64", ")", SIGNATURE_RESULTS_MAX, "over 8 results"},
      {"f() -> i64 or fail(", "%sE%u", ")", SIGNATURE_FAILS_MAX, "at most 4 codes"},
      {"f(x: f64[", "%sD%u", "]) -> i64", VALUE_NDIM_MAX, "at most 8 dimensions"},
      {"f(x: node<(", "%sv%u: i64", ")>) -> i64", VALUE_FIELDS_MAX, "at most 4 fields"},
      {"", "%.0sf%u() -> i64\n", "", SIGNATURE_ENTRIES_MAX, "over 8 entries"},
      {"class X():", "%.0sf%u() -> i64;", "", SIGNATURE_ENTRIES_MAX - 1, "over 8 entries"},
  };
  char text[1024];
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct err err = {0};
    repeated(text, rows[i].before, rows[i].item, rows[i].limit, rows[i].after);
    parse_good(text);
    repeated(text, rows[i].before, rows[i].item, rows[i].limit + 1, rows[i].after);
    if (signature_parse(text, strlen(text), &parsed, &err) >= 0) fail_msg("accepted: %s", text);
    if (!strstr(err.message, rows[i].words)) fail_msg("%s\n%s", text, err.message);
  }
}

static void name_of_31_bytes_is_accepted_and_of_32_refused(void **state) {
  (void)state;
  struct err err = {0};
  parse_good("abcdefghijklmnopqrstuvwxyz01234() -> i64");
  const char *text = "abcdefghijklmnopqrstuvwxyz012345() -> i64";
  assert_int_equal(signature_parse(text, strlen(text), &parsed, &err), -ERR_LIMIT);
  assert_non_null(strstr(err.message, "'abcdefghijklmnop...' has 32 bytes, the limit is 31"));
}

static void refusal_says_where_and_what_was_expected(void **state) {
  (void)state;
  static const struct {
    const char *text, *words;
  } rows[] = {
      {"", "line 1, column 1: expected a function's name, found the end"},
      {"f", "expected '(', found the end"},
      {"f(x: i64) i64", "line 1, column 11: expected '->', found 'i'"},
      {"f(x: i64) ->", "expected a type, found the end"},
      {"f(x) -> i64", "column 4: expected ':', found ')'"},
      {"f(x:) -> i64", "expected a type, found ')'"},
      {"f(x: i16) -> i64", "expected a type, found 'i'"},
      {"f(x: i640) -> i64", "expected a type, found 'i'"},
      {"f(x: I64) -> i64", "expected a type, found 'I'"},
      {"f(x: f64[]) -> i64", "expected a dimension: a name, a number or '*', found ']'"},
      {"f(x: f64[-1]) -> i64", "expected a dimension: a name, a number or '*', found '-'"},
      {"f(x: f64[2147483648]) -> i64", "expected a dimension below 2147483648"},
      {"f(x: f64[99999999999999999999]) -> i64", "expected a dimension below 2147483648"},
      {"f(x: f64[N) -> i64", "expected ']', found ')'"},
      {"f(x: str[N]) -> i64", "expected ')', found '['"},
      {"f(x: i64,) -> i64", "expected a name, found ')'"},
      {"f(1x: i64) -> i64", "expected a name, found '1'"},
      {"f(x: i64, x: i64) -> i64", "expected another name: this one is taken"},
      {"f(x: opt<opt<i64>>) -> i64", "expected a type, found 'o'"},
      {"f(x: opt<i64) -> i64", "expected '>', found ')'"},
      {"f(x: node<f64>) -> i64", "expected '(', found 'f'"},
      {"f(x: node<(a: i32)>) -> i64", "expected 'i64'"},
      {"f(x: node<()>) -> i64", "expected a field's name, found ')'"},
      {"f(x: node<(a: i64, a: i64)>) -> i64", "the field's name 'a' is taken"},
      {"f(x: node<(next: i64)>) -> i64", "the field's name 'next' is taken"},
      {"f() -> ()", "expected a name, found ')'"},
      {"f() -> (i64)", "expected ':', found ')'"},
      {"f() -> i64 or", "expected 'fail', found the end"},
      {"f() -> i64 or fail()", "expected a code, found ')'"},
      {"f() -> i64 or fail(A, A)", "the code 'A' is there twice"},
      {"f() -> i64 or fail(A, B)\ng() -> i64 or fail(B)",
       "the code 'B' has number 1 here and 2 in 'f'"},
      {"f() -> i64\n  f() -> i64", "line 2, column 13: expected another function's name"},
      {"f() -> i64 }", "column 12: expected a function's name, found '}'"},
      {"f() -> i64;;", "expected a function's name, found ';'"},
      {"class X()", "expected ':', found the end"},
      {"class X():", "expected a function's name, found the end"},
      {"class (): f() -> i64", "expected a class's name, found '('"},
      {"f\x01() -> i64", "expected '(', found '?'"},
      {"f(\xc3\xa9: i64) -> i64", "expected a name, found '?'"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct err err = {0};
    int rc = signature_parse(rows[i].text, strlen(rows[i].text), &parsed, &err);
    if (rc >= 0) fail_msg("accepted: %s", rows[i].text);
    assert_int_equal(rc, -(int)err.code);
    if (!strstr(err.message, rows[i].words)) fail_msg("%s\n%s", rows[i].text, err.message);
  }
}

/* The text is not NUL-terminated: each cut lies at the end of its own allocation. */
static void cut_text_is_never_read_past_its_length(void **state) {
  (void)state;
  static const char text[] =
      "class BN(C: i32) or fail(EDIM): f(x: opt<node<(a: i64)>>, y: f32[N,2,*]) -> f32[N];";
  for (size_t length = 0; length < sizeof text - 1; length++) {
    char *cut = malloc(length > 0 ? length : 1);
    memcpy(cut, text, length);
    int rc = signature_parse(cut, length, &parsed, NULL);
    free(cut);
    assert_true(rc < 0 || length >= sizeof text - sizeof "[N];");
  }
}

static void c_header_declares_what_the_contract_maps(void **state) {
  (void)state;
  static const struct {
    const char *text, *line;
  } rows[] = {
      {"f(a: i32, b: bool, c: u64) -> f32", "float f(int32_t a, bool b, uint64_t c);"},
      {"f() -> i64", "int64_t f(void);"},
      {"f(x: f64[N]) -> f64[N]", "int f(const struct tensor *x, struct tensor *out);"},
      {"f(s: str, t: bytes) -> i64", "int64_t f(struct str s, struct bytes t);"},
      {"f(s: str) -> str", "int f(struct str s, struct str_out *out);"},
      {"f(s: opt<str>, n: opt<i64>) -> i64", "int64_t f(const struct str *s, const int64_t *n);"},
      {"f(h: node<i64>) -> node<i64>", "struct node *f(struct node *h);"},
      {"f(h: node<i64>) -> node<i64>", "  int64_t val;\n  struct node *next;\n"},
      {"f(h: node<i64>) -> (n: i64, r: node<i64>)",
       "int f(struct node *h, int64_t *n, struct node **r);"},
      {"f(x: i64) -> i64 or fail(EA, EB)", "int f(int64_t x, int64_t *out);"},
      {"f(x: i64) -> i64 or fail(EA, EB)", "#define FAIL_EA 1\n#define FAIL_EB 2\n"},
      {"class X(n: i64): get() -> i64; set(v: i64) -> (a, b: i64)", "struct X *X_new(int64_t n);"},
      {"class X(n: i64): get() -> i64; set(v: i64) -> (a, b: i64)",
       "int64_t X_get(struct X *self);"},
      {"class X(n: i64): get() -> i64; set(v: i64) -> (a, b: i64)",
       "int X_set(struct X *self, int64_t v, int64_t *a, int64_t *b);"},
      {"class X(n: i64): get() -> i64", "void X_free(struct X *self);"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char *header = NULL;
    parse_good(rows[i].text);
    assert_int_equal(signature_c_header(&parsed, "q", &header, NULL), 0);
    if (!strstr(header, rows[i].line)) fail_msg("%s\n%s", rows[i].line, header);
    free(header);
  }
}

static void python_stub_defines_what_the_contract_maps(void **state) {
  (void)state;
  static const struct {
    const char *text, *line;
  } rows[] = {
      {"f(a: i32, b: f64[N]) -> f32", "\ndef f(a, b):\n    # a: i32, b: f64[N] -> f32\n"},
      {"f() -> i64 or fail(EA, EB)", ", or raise ValueError(\"EA\") or ValueError(\"EB\")\n"},
      {"f(h: node<(key: i64, tag: i64)>) -> i64", "its attributes are key, tag, next."},
      {"class X(n: i64): get() -> i64", "class X:\n    def __init__(self, n):"},
      {"class X(n: i64): get() -> i64", "    def get(self):"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char *stub = NULL;
    parse_good(rows[i].text);
    assert_int_equal(signature_python_stub(&parsed, "q", &stub, NULL), 0);
    if (!strstr(stub, rows[i].line)) fail_msg("%s\n%s", rows[i].line, stub);
    free(stub);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_dtype_is_a_scalar_and_a_tensor),
      cmocka_unit_test(types_without_numbers_are_read),
      cmocka_unit_test(dimensions_are_names_numbers_and_stars),
      cmocka_unit_test(names_before_one_colon_share_its_type),
      cmocka_unit_test(single_result_has_no_name),
      cmocka_unit_test(codes_of_fail_are_numbered),
      cmocka_unit_test(class_has_its_constructor_first),
      cmocka_unit_test(entries_are_parted_by_lines_or_semicolons),
      cmocka_unit_test(words_of_the_notation_may_begin_names),
      cmocka_unit_test(what_is_at_a_limit_is_accepted_and_one_more_refused),
      cmocka_unit_test(name_of_31_bytes_is_accepted_and_of_32_refused),
      cmocka_unit_test(refusal_says_where_and_what_was_expected),
      cmocka_unit_test(cut_text_is_never_read_past_its_length),
      cmocka_unit_test(c_header_declares_what_the_contract_maps),
      cmocka_unit_test(python_stub_defines_what_the_contract_maps),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
