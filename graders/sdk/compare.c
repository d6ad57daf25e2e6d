#include "graders/sdk/compare.h"

#include <stdarg.h>
#include <stdio.h>

#include "daemon/base/bytes.h"

#define UNIT_ROUNDOFF_F32 0x1p-24

void check_begin(struct check *check) {
  *check = (struct check){.outcome = {.code = CHECKER_ACCEPTED, .score = 1}};
}

bool check_failed(const struct check *check) { return check->outcome.code != CHECKER_ACCEPTED; }

/* The first failure wins. */
static void fail(struct check *check, enum checker_code code, const char *format, va_list args) {
  if (check_failed(check)) return;
  check->outcome.code = code;
  check->outcome.score = 0;
  vsnprintf(check->outcome.message, sizeof check->outcome.message, format, args);
}

void check_wrong(struct check *check, const char *format, ...) {
  va_list args;
  va_start(args, format);
  fail(check, CHECKER_WRONG, format, args);
  va_end(args);
}

void check_bad_output(struct check *check, const char *format, ...) {
  va_list args;
  va_start(args, format);
  fail(check, CHECKER_BAD_OUTPUT, format, args);
  va_end(args);
}

void check_staff(struct check *check, const char *format, ...) {
  if (check->outcome.staff[0]) return;
  va_list args;
  va_start(args, format);
  vsnprintf(check->outcome.staff, sizeof check->outcome.staff, format, args);
  va_end(args);
}

/* ---- form ---- */

static bool is_float(enum value_dtype dtype) { return dtype == VALUE_F32 || dtype == VALUE_F64; }
static bool is_integer(enum value_dtype dtype) {
  return dtype == VALUE_U8 || dtype == VALUE_I32 || dtype == VALUE_I64 || dtype == VALUE_U64;
}

/* NumPy's "safe" between kinds: bool to integer to float, never back. */
static bool converts(enum value_dtype got, enum value_dtype declared) {
  if (declared == VALUE_BOOL) return got == VALUE_BOOL;
  if (is_float(declared)) return is_float(got) || is_integer(got);
  return is_integer(got) || got == VALUE_BOOL;
}

static const char *shape_text(const struct value *value, char *text, size_t capacity) {
  size_t used = (size_t)snprintf(text, capacity, "[");
  for (uint32_t i = 0; i < value->ndim && used < capacity; i++)
    used += (size_t)snprintf(text + used, capacity - used, "%s%lld", i > 0 ? "," : "",
                             (long long)value->shape[i]);
  if (used < capacity) snprintf(text + used, capacity - used, "]");
  return text;
}

static const char *index_text(const struct value *value, uint64_t index, char *text,
                              size_t capacity) {
  int64_t at[VALUE_NDIM_MAX];
  if (value->kind != VALUE_TENSOR || value->ndim == 0) {
    snprintf(text, capacity, "%llu", (unsigned long long)index);
    return text;
  }
  for (uint32_t i = value->ndim; i > 0; i--) {
    at[i - 1] = (int64_t)(index % (uint64_t)value->shape[i - 1]);
    index /= (uint64_t)value->shape[i - 1];
  }
  size_t used = 0;
  for (uint32_t i = 0; i < value->ndim && used < capacity; i++)
    used += (size_t)snprintf(text + used, capacity - used, "%s%lld", i > 0 ? "," : "",
                             (long long)at[i]);
  return text;
}

static bool same_shape(const struct value *a, const struct value *b) {
  return a->ndim == b->ndim && memcmp(a->shape, b->shape, a->ndim * sizeof a->shape[0]) == 0;
}

static bool numbers_form(struct check *check, const char *name, const struct signature_type *type,
                         const struct value *got, const struct value *expected) {
  char has[128], wants[128];
  bool numeric = got->kind == VALUE_SCALAR || got->kind == VALUE_TENSOR;
  bool scalar = got->kind == VALUE_SCALAR || (got->kind == VALUE_TENSOR && got->ndim == 0);
  if (!numeric || (type->kind == VALUE_SCALAR && !scalar) ||
      (type->kind == VALUE_TENSOR && got->kind == VALUE_SCALAR && expected->ndim > 0)) {
    if (got->kind == VALUE_TENSOR)
      check_bad_output(check, "%s has the shape %s, a single %s is expected", name,
                       shape_text(got, has, sizeof has), value_dtype_name(type->dtype));
    else
      check_bad_output(check, "%s is a %s, a %s of %s is expected", name,
                       value_kind_name(got->kind), value_kind_name(type->kind),
                       value_dtype_name(type->dtype));
    return false;
  }
  if (!converts(got->dtype, type->dtype)) {
    check_bad_output(check, "%s has the dtype %s, %s is expected", name,
                     value_dtype_name(got->dtype), value_dtype_name(type->dtype));
    return false;
  }
  /* Where nothing is expected no shape is either: the comparison says so. */
  if (type->kind == VALUE_TENSOR && expected->kind != VALUE_NONE && !same_shape(got, expected)) {
    check_bad_output(check, "%s has the shape %s, %s is expected", name,
                     shape_text(got, has, sizeof has), shape_text(expected, wants, sizeof wants));
    return false;
  }
  for (uint64_t i = 0; got->dtype == VALUE_BOOL && i < got->count; i++)
    if (got->u8[i] > 1) {
      check_bad_output(check, "%s: element %s was never set to true or false", name,
                       index_text(got, i, has, sizeof has));
      return false;
    }
  return true;
}

bool compare_form(struct check *check, const char *name, const struct signature_type *type,
                  const struct value *got, const struct value *expected) {
  if (got->flags & VALUE_FLAG_OVERRUN) {
    check_bad_output(check, "something was written past the end of %s", name);
    return false;
  }
  if (got->kind == VALUE_NONE && type->optional) return true;
  if (type->kind == VALUE_SCALAR || type->kind == VALUE_TENSOR)
    return numbers_form(check, name, type, got, expected);
  if (got->kind != type->kind) {
    check_bad_output(check, "%s is a %s, a %s is expected", name, value_kind_name(got->kind),
                     value_kind_name(type->kind));
    return false;
  }
  if (type->kind == VALUE_STRING && !bytes_is_utf8(got->data, got->count)) {
    check_bad_output(check, "%s is not valid UTF-8", name);
    return false;
  }
  if (type->kind == VALUE_NODES && got->fields != type->fields) {
    check_bad_output(check, "%s has %u fields a node, %u are expected", name, got->fields,
                     type->fields);
    return false;
  }
  if (type->kind == VALUE_NODES && got->count > 0 && !(got->flags & VALUE_FLAG_IDENTITIES)) {
    check_bad_output(check, "%s has no identities of nodes", name);
    return false;
  }
  return true;
}

/* ---- exact ---- */

static bool element_equal(const struct value *a, const struct value *b, uint64_t index) {
  if (is_float(a->dtype) || is_float(b->dtype)) {
    double x = value_at(a, index), y = value_at(b, index);
    return x == y || (isnan(x) && isnan(y));
  }
  struct value left = *a, right = *b;
  left.u8 += index * value_dtype_size(a->dtype);
  right.u8 += index * value_dtype_size(b->dtype);
  bool left_big = a->dtype == VALUE_U64 && *left.u64 > INT64_MAX;
  bool right_big = b->dtype == VALUE_U64 && *right.u64 > INT64_MAX;
  return left_big == right_big && value_i64(&left) == value_i64(&right);
}

static bool numbers_exact(struct check *check, const char *name, const struct value *got,
                          const struct value *expected) {
  uint64_t wrong = 0, first = 0;
  char where[128];
  for (uint64_t i = 0; i < expected->count; i++) {
    if (element_equal(got, expected, i)) continue;
    if (wrong++ == 0) first = i;
  }
  if (wrong == 0) return true;
  index_text(expected, first, where, sizeof where);
  if (expected->count == 1)
    check_wrong(check, "%s is wrong", name);
  else
    check_wrong(check, "%s is wrong in %llu of %llu elements, first at [%s]", name,
                (unsigned long long)wrong, (unsigned long long)expected->count, where);
  check_staff(check, "%s[%s] is %.17g, expected %.17g", name, where, value_at(got, first),
              value_at(expected, first));
  return false;
}

static bool text_exact(struct check *check, const char *name, const struct value *got,
                       const struct value *expected) {
  uint64_t common = got->count < expected->count ? got->count : expected->count, at = 0;
  while (at < common && got->u8[at] == expected->u8[at]) at++;
  if (at == got->count && at == expected->count) return true;
  if (got->count != expected->count)
    check_wrong(check, "%s has the wrong length", name);
  else
    check_wrong(check, "%s differs first at byte %llu", name, (unsigned long long)at);
  check_staff(check, "%s has %llu bytes, expected %llu; they differ first at byte %llu", name,
              (unsigned long long)got->count, (unsigned long long)expected->count,
              (unsigned long long)at);
  return false;
}

/* Payload only: the first column of a result is identity, an answer has none. */
static bool nodes_exact(struct check *check, const char *name, const struct value *got,
                        const struct value *expected) {
  uint64_t fields = expected->fields;
  if (got->flags & VALUE_FLAG_CYCLE) {
    check_wrong(check, "%s does not end: there is a cycle", name);
    return false;
  }
  for (uint64_t i = 0; i < got->count && i < expected->count; i++)
    for (uint64_t k = 0; k < fields; k++)
      if (got->i64[i * (fields + 1) + 1 + k] != expected->i64[i * fields + k]) {
        check_wrong(check, "%s is wrong, first at node %llu", name, (unsigned long long)i);
        check_staff(check, "node %llu, field %llu is %lld, expected %lld", (unsigned long long)i,
                    (unsigned long long)k, (long long)got->i64[i * (fields + 1) + 1 + k],
                    (long long)expected->i64[i * fields + k]);
        return false;
      }
  if (got->count == expected->count) return true;
  check_wrong(check, "%s has %llu nodes, %llu are expected", name, (unsigned long long)got->count,
              (unsigned long long)expected->count);
  return false;
}

/* opt<T>: an absent value is equal to an absent one only, and has nothing else to compare. */
static bool absent(const struct value *got, const struct value *expected) {
  return got->kind == VALUE_NONE || expected->kind == VALUE_NONE;
}

static bool both_absent(struct check *check, const char *name, const struct value *got,
                        const struct value *expected) {
  if (got->kind != expected->kind) check_wrong(check, "%s is wrong: none or not none", name);
  return got->kind == expected->kind;
}

bool compare_exact(struct check *check, const char *name, const struct value *got,
                   const struct value *expected) {
  if (absent(got, expected)) return both_absent(check, name, got, expected);
  if (expected->kind == VALUE_NODES) return nodes_exact(check, name, got, expected);
  if (expected->kind == VALUE_STRING || expected->kind == VALUE_BYTES)
    return text_exact(check, name, got, expected);
  return numbers_exact(check, name, got, expected);
}

static int compare_numbers(const void *a, const void *b) {
  int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
  return (left > right) - (left < right);
}

/* Numbers of u64 that no i64 is: as i64 they would look negative. */
static uint64_t beyond_i64(const struct value *value) {
  uint64_t beyond = 0;
  for (uint64_t i = 0; value->dtype == VALUE_U64 && i < value->count; i++)
    beyond += value->u64[i] > INT64_MAX;
  return beyond;
}

static int64_t *sorted(const struct value *value) {
  int64_t *items = calloc(value->count + 1, sizeof *items);
  if (!items) abort();
  for (uint64_t i = 0; i < value->count; i++) {
    struct value one = *value;
    one.u8 += i * value_dtype_size(value->dtype);
    items[i] = value_i64(&one);
  }
  qsort(items, value->count, sizeof *items, compare_numbers);
  return items;
}

bool compare_multiset(struct check *check, const char *name, const struct value *got,
                      const struct value *expected) {
  if (absent(got, expected)) return both_absent(check, name, got, expected);
  if (got->count != expected->count) {
    check_bad_output(check, "%s has %llu elements, %llu are expected", name,
                     (unsigned long long)got->count, (unsigned long long)expected->count);
    return false;
  }
  int64_t *left = sorted(got), *right = sorted(expected);
  uint64_t wrong = beyond_i64(got) != beyond_i64(expected);
  for (uint64_t i = 0; i < got->count; i++) wrong += left[i] != right[i];
  free(left);
  free(right);
  if (wrong > 0) check_wrong(check, "%s has not the right elements (in any order)", name);
  return wrong == 0;
}

/* ---- close ---- */

static double allowed(const struct tolerance *tolerance, const struct answer_note *note,
                      double expected, uint64_t index) {
  double magnitude = note && note->scale ? note->scale[index] : fabs(expected);
  double reduction = note ? (double)note->reduction : 0;
  switch (tolerance->class) {
    case TOLERANCE_E64:
      return 1e-12 + 1e-9 * fabs(expected);
    case TOLERANCE_S64:
      return 1e-9 * magnitude;
    case TOLERANCE_I64:
      return 1e-9 + 1e-6 * fabs(expected);
    case TOLERANCE_E32:
      return 1e-6 + 1e-5 * fabs(expected);
    case TOLERANCE_S32:
      return 1e-6 + (reduction + 8) * UNIT_ROUNDOFF_F32 * magnitude;
    case TOLERANCE_C32:
      return 1e-4 + 1e-3 * fabs(expected);
    case TOLERANCE_CUSTOM:
      return tolerance->atol + tolerance->rtol * fabs(expected);
    case TOLERANCE_NONE:
      return 0;
  }
  return 0;
}

/* |difference| / allowed: at most 1 is right. Infinite where no finite error could be meant. */
static double share(double got, double expected, double limit) {
  if (isnan(expected)) return isnan(got) ? 0 : INFINITY;
  if (isnan(got)) return INFINITY;
  if (isinf(expected) || isinf(got)) return got == expected ? 0 : INFINITY;
  double difference = fabs(got - expected);
  if (difference == 0) return 0;
  return limit > 0 ? difference / limit : INFINITY;
}

struct worst {
  uint64_t wrong, not_a_number, worst_at;
  double share, absolute, relative;
};

static void note_element(struct worst *worst, uint64_t index, double got, double expected,
                         double this_share) {
  if (this_share > 1) worst->wrong++;
  if (this_share > 1 && !isfinite(got) && isfinite(expected)) worst->not_a_number++;
  if (this_share <= worst->share) return;
  worst->share = this_share;
  worst->worst_at = index;
  worst->absolute = fabs(got - expected);
  worst->relative = expected != 0 ? worst->absolute / fabs(expected) : INFINITY;
}

bool compare_close(struct check *check, const char *name, const struct value *got,
                   const struct value *expected, const struct answer_note *note,
                   const struct tolerance *tolerance) {
  struct worst worst = {0};
  char where[128];
  if (absent(got, expected)) return both_absent(check, name, got, expected);
  for (uint64_t i = 0; i < expected->count; i++) {
    double has = value_at(got, i), wants = value_at(expected, i);
    note_element(&worst, i, has, wants, share(has, wants, allowed(tolerance, note, wants, i)));
  }
  if (worst.share > check->outcome.error_share) check->outcome.error_share = worst.share;
  if (worst.wrong == 0) return true;
  index_text(expected, worst.worst_at, where, sizeof where);
  if (worst.not_a_number > 0)
    check_wrong(
        check,
        "%s is NaN or infinite in %llu of %llu elements where it must be finite, e.g. at [%s]",
        name, (unsigned long long)worst.not_a_number, (unsigned long long)expected->count, where);
  else if (!isfinite(worst.absolute))
    check_wrong(
        check, "%s is wrong in %llu of %llu elements: NaN or infinity is expected at [%s], or came",
        name, (unsigned long long)worst.wrong, (unsigned long long)expected->count, where);
  else
    check_wrong(
        check,
        "%s is off in %llu of %llu elements; worst at [%s]: absolute error %.1e, relative %.1e",
        name, (unsigned long long)worst.wrong, (unsigned long long)expected->count, where,
        worst.absolute, worst.relative);
  check_staff(check, "%s[%s] is %.17g, expected %.17g", name, where, value_at(got, worst.worst_at),
              value_at(expected, worst.worst_at));
  return false;
}
