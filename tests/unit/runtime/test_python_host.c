/* The Python host: values in and out, lists, objects. */
#include "tests/unit/runtime/script.h"

static void every_scalar_back(const struct harness_run *run) {
  assert_int_equal(*done_value(run, 0, 0)->i64, -7);
  assert_true(*done_value(run, 0, 1)->i64 == INT64_MIN);
  assert_int_equal(*done_value(run, 0, 2)->i64, 200);
  assert_int_equal(done_value(run, 0, 3)->dtype, VALUE_U64);
  assert_true(*done_value(run, 0, 3)->u64 == UINT64_MAX);
  assert_true(*done_value(run, 0, 4)->f64 == 0.5);
  assert_true(*done_value(run, 0, 5)->f64 == -0.25);
  assert_int_equal(done_value(run, 0, 6)->dtype, VALUE_BOOL);
  assert_true(*done_value(run, 0, 6)->boolean);
}

/* Rows of {dtype, element 1 as double} for the results of WIDENING. */
static void widened(const struct harness_run *run) {
  static const struct {
    enum value_dtype dtype;
    double second;
  } expected[] = {{VALUE_I64, -2}, {VALUE_I64, -2}, {VALUE_U64, 2}, {VALUE_U64, 2},
                  {VALUE_F32, 2},  {VALUE_F64, 2},  {VALUE_F64, 2}, {VALUE_I32, 2}};
  for (uint32_t i = 0; i < 8; i++) {
    const struct value *value = done_value(run, 0, i);
    assert_int_equal(value->dtype, expected[i].dtype);
    assert_int_equal(value->count, 2);
    assert_true(value_at(value, 1) == expected[i].second);
  }
}

static void numpy_scalars(const struct harness_run *run) {
  static const enum value_dtype dtypes[] = {VALUE_F32, VALUE_I32, VALUE_BOOL, VALUE_F64};
  for (uint32_t i = 0; i < 4; i++) {
    const struct value *value = done_value(run, 0, i);
    assert_int_equal(value->kind, VALUE_SCALAR);
    assert_int_equal(value->dtype, dtypes[i]);
    assert_true(value_f64(value) == 1);
  }
}

static void empty_i64(const struct harness_run *run) {
  const struct value *value = done_value(run, 0, 0);
  assert_int_equal(value->kind, VALUE_TENSOR);
  assert_int_equal(value->dtype, VALUE_I64);
  assert_int_equal(value->count, 0);
}

static void matrix_of_ints(const struct harness_run *run) {
  const struct value *value = done_value(run, 0, 0);
  assert_int_equal(value->ndim, 2);
  assert_int_equal(value->dtype, VALUE_I64);
  assert_memory_equal(value->i64, ((int64_t[]){1, 2, 3, 4}), 32);
}

static void accented_text(const struct harness_run *run) {
  expect_text(run, VALUE_STRING, "\xc3\xa9\0x", 4);
}

static void none(const struct harness_run *run) {
  assert_int_equal(done_value(run, 0, 0)->kind, VALUE_NONE);
}

static void codes(const struct harness_run *run) { failed_with(run, (int32_t[]){1, 2, 1}); }

static void true_value(const struct harness_run *run) {
  assert_true(*done_value(run, 0, 0)->boolean);
}

static void different_draws(const struct harness_run *run) {
  static double earlier[2];
  for (uint32_t i = 0; i < 2; i++) {
    double drawn = *done_value(run, 0, i)->f64;
    assert_true(drawn != earlier[i]);
    earlier[i] = drawn;
  }
}

#define TENSOR_F "f(x: f64[M,N]) -> f64[N,M]"
#define LIST_F "f(head: node<i64>) -> node<i64>"
#define REVERSE                                                                          \
  "def f(head):\n  done = None\n  while head:\n    head.next, done, head = done, head, " \
  "head.next\n  return done\n"

static const struct row ROWS[] = {
    {"a copied array", TENSOR_F, "def f(x):\n  return x.T.copy()\n", matrix_2x3, transposed},
    {"an array with strides", TENSOR_F,
     "import numpy as np\ndef f(x):\n  return np.array(x)[::-1, ::-1].T[::-1, ::-1]\n", matrix_2x3,
     transposed},
    {"a big-endian array", TENSOR_F, "def f(x):\n  return x.T.astype('>f8')\n", matrix_2x3,
     transposed},
    {"an empty array", TENSOR_F, "def f(x):\n  return x.T\n", matrix_0x3, empty_3x0},
    {"several results", "f(x: f64[M,N]) -> (count: i64, y: f64[*])",
     "def f(x):\n  y = x[x % 2 == 0]\n  return len(y), y\n", matrix_2x3, count_and_evens},
    {"several results as a list", "f(x: f64[M,N]) -> (count: i64, y: f64[*])",
     "def f(x):\n  y = [v for v in x.ravel() if v % 2 == 0]\n  return [len(y), y]\n", matrix_2x3,
     count_and_evens},
    {"every scalar", EVERY_SCALAR,
     "def f(a, b, c, d, e, g, h, s, y):\n  assert s == 'h\\xe9' and y == b'\\xff\\0'\n"
     "  assert type(h) is bool and type(a) is int and type(e) is float\n"
     "  return a, b, c, d, e, g, h\n",
     every_scalar, every_scalar_back},
    {"every tensor", EVERY_TENSOR,
     "def f(*x):\n  assert [str(a.dtype) for a in x] == ['bool', 'uint8', 'int32', 'int64', "
     "'float32']\n  assert all(a.flags.writeable and not a.flags.owndata for a in x)\n"
     "  return tuple(a.copy() for a in x)\n",
     every_tensor, every_tensor_back},
    {"narrow types are widened",
     "f(n: i64) -> (a: i64[2], b: i64[2], c: i64[2], d: i64[2], e: f64[2], g: f64[2], h: f64[2], "
     "i: i64[2])",
     "import numpy as np\ndef f(n):\n  return tuple(np.array([1, s * 2]).astype(t) for s, t in "
     "[(-1, 'i1'), (-1, 'i2'), (1, 'u2'), (1, 'u4'), (1, 'f2'), (1, 'f8'), (1, np.longdouble), "
     "(1, 'i4')])\n",
     one_i64, widened},
    {"NumPy scalars", "f(n: i64) -> (a: f64, b: i64, c: bool, d: f64)",
     "import numpy as np\ndef f(n):\n  return np.float32(1), np.int32(1), np.bool_(True), "
     "np.array(1.0)\n",
     one_i64, numpy_scalars},
    {"an empty list has the declared dtype", "f(n: i64) -> i64[*]", "def f(n):\n  return []\n",
     one_i64, empty_i64},
    {"nested lists", "f(n: i64) -> i64[*,*]", "def f(n):\n  return [[1, 2], (3, 4)]\n", one_i64,
     matrix_of_ints},
    {"str", "f(s: str) -> str", "def f(s):\n  return s + s\n", text_with_nul, doubled_text},
    {"garbage collection stays off", "f(n: i64) -> bool",
     "import gc\ngc.disable()\ndef f(n): return not gc.isenabled()\n", one_i64, true_value},
    {"str beyond ASCII", "f(s: str) -> str", "def f(s):\n  return '\\xe9\\0x'\n", text_with_nul,
     accented_text},
    {"bytes", "f(b: bytes) -> bytes", "def f(b):\n  return b[::-1]\n", some_bytes, reversed_bytes},
    {"bytearray", "f(b: bytes) -> bytes", "def f(b):\n  return bytearray(b)[::-1]\n", some_bytes,
     reversed_bytes},
    {"optional argument", "f(n: opt<i64>) -> i64",
     "def f(n):\n  return -1 if n is None else n + 1\n", absent_then_present, minus_one_then_42},
    {"optional result", "f(n: i64) -> opt<f64[*]>", "def f(n):\n  return None\n", one_i64, none},
    {"an alias", "f(x: f64[M,N]) -> f64[*,*]", "def f(x):\n  return x\n", matrix_2x3, aliases},
    {"a view", "f(x: f64[M,N]) -> f64[*]", "def f(x):\n  return x[::-1, 1]\n", matrix_2x3, aliases},
    {"a changed input", TENSOR_F, "def f(x):\n  x[0, 0] = 9\n  return x.T.copy()\n", matrix_2x3,
     mutated},
    {"fail codes", "f(n: i64) -> i64 or fail(ELOW, EHIGH)",
     "class Mine(ValueError): pass\ndef f(n):\n  raise [ValueError('ELOW'), Mine('n is EHIGH!'), "
     "ValueError('XEHIGH')][n - 1]\n",
     three_calls, codes},
    {"reverse a list", LIST_F, REVERSE, five_nodes, reversed},
    {"reverse a million nodes", LIST_F, REVERSE, million_nodes, million_reversed},
    {"drop a million nodes", LIST_F, "def f(head):\n  return None\n", million_nodes, empty_list},
    {"a node of one's own", LIST_F, "def f(head):\n  return Node(99, head)\n", five_nodes,
     new_head},
    {"a node of another class", LIST_F,
     "class Other:\n  def __init__(self, val, next): self.val, self.next = val, next\n"
     "def f(head):\n  return Other(99, head)\n",
     five_nodes, new_head},
    {"a node of a subclass", LIST_F,
     "class Other(Node):\n  pass\ndef f(head):\n  return Other(val=99, next=head)\n", five_nodes,
     new_head},
    {"a cycle", LIST_F, "def f(head):\n  head.next.next = head\n  return head\n", five_nodes,
     endless},
    {"no list", LIST_F, "def f(head):\n  assert head is None\n  return head\n", no_nodes,
     empty_list},
    {"two lists", "f(a: node<i64>, b: node<i64>) -> node<i64>",
     "def f(a, b):\n  b.next.next = a\n  return b\n", three_and_two_nodes, second_list_first},
    {"nodes of two fields", "f(head: node<(key: i64, tag: i64)>) -> node<(key: i64, tag: i64)>",
     "def f(head):\n  s = head.next\n  assert (s.key, s.tag) == (2, 200)\n  s.next, head.next = "
     "head, None\n  return s\n",
     pair_nodes, swapped_pairs},
    {"what a node can do", "f(head: node<i64>) -> bool",
     "import copy\ndef f(head):\n  head.seen = True\n  c = copy.copy(head)\n"
     "  return (repr(head) == 'Node(val=0)' and c.val == 0 and c.seen and c.next is head.next\n"
     "      and Node().next is None and len(list(walk(copy.deepcopy(head)))) == 5)\n"
     "def walk(n):\n  while n:\n    yield n\n    n = n.next\n",
     five_nodes, true_value},
    {"two objects in turn", COUNTER,
     "class Counter:\n  def __init__(self, start): self.sum = start\n"
     "  def add(self, n):\n    self.sum += n\n    return self.sum\n",
     two_counters, separate_sums},
    {"constructor fails", "class Counter(start: i64) or fail(ENEG): add(n: i64) -> i64",
     "class Counter:\n  def __init__(self, start): raise ValueError('ENEG')\n"
     "  def add(self, n): return n\n",
     refused_counter, constructor_refused},
    {"a replaced NumPy", TENSOR_F,
     "import numpy as np, builtins, gc\ndef broken(*a, **k): raise SystemError('broken')\n"
     "def f(x):\n  y = x.T.copy()\n  for n in dir(np):\n    setattr(np, n, broken)\n"
     "  builtins.id = builtins.isinstance = builtins.len = broken\n  gc.freeze = broken\n"
     "  return y\n",
     matrix_2x3, transposed},
    {"common modules and dataclasses", "f(n: i64) -> bool",
     "from __future__ import annotations\nimport collections, dataclasses, heapq, json, math\n"
     "from typing import List, Optional\n"
     "@dataclasses.dataclass\nclass P:\n  x: Optional[int] = 3\n"
     "def f(n: int) -> bool:\n  return P().x == n and __name__ == 'solution'\n",
     one_i64, true_value},
    {"generators are seeded anew", "f(n: i64) -> (a: f64, b: f64)",
     "import random, numpy\ndef f(n):\n  return random.random(), numpy.random.rand()\n", one_i64,
     different_draws},
    {"generators are seeded anew each time", "f(n: i64) -> (a: f64, b: f64)",
     "import random, numpy\ndef f(n):\n  return random.random(), numpy.random.rand()\n", one_i64,
     different_draws},
};

int main(void) { return script_main("python host", ROWS, sizeof(ROWS) / sizeof(ROWS[0])); }
