/* The Python host: whatever is wrong with a program is told in words that help its author. */
#include "tests/unit/runtime/script.h"

#define TENSOR_F "f(x: f64[M,N]) -> f64[N,M]"
#define LIST_F "f(head: node<i64>) -> node<i64>"
#define INT_F "f(n: i64) -> i64"

STOPS(syntax, LOAD_ERROR, "SyntaxError: invalid syntax (line 2)\n    return n +")
STOPS(indentation, LOAD_ERROR, "IndentationError: ")
STOPS(missing_function, LOAD_ERROR, "function 'f' is not defined")
STOPS(no_function, LOAD_ERROR, "'f' is no function")
STOPS(missing_class, LOAD_ERROR, "class 'Counter' is not defined")
STOPS(missing_method, LOAD_ERROR, "class 'Counter' has no method 'add'")
STOPS(import_error, EXCEPTION,
      "  solution.py, line 1, in <module>\n    import torch\nModuleNotFoundError: No module named "
      "'torch'")
STOPS(none_returned, BAD_OUTPUT, "f returned None, expected ndarray float64[N,M]")
STOPS(list_of_str, BAD_OUTPUT, "f returned list of str, expected ndarray float64[N,M]")
STOPS(ragged, BAD_OUTPUT, "f returned a list with rows of different lengths, expected ndarray")
STOPS(object_array, BAD_OUTPUT, "f returned ndarray object[1], expected ndarray float64[N,M]")
STOPS(complex_array, BAD_OUTPUT, "f returned ndarray complex128[2], expected ndarray float64[N,M]")
STOPS(matrix_class, BAD_OUTPUT, "f returned matrix, expected ndarray float64[N,M]")
STOPS(generator, BAD_OUTPUT, "f returned generator, expected ndarray float64[N,M]")
STOPS(str_for_int, BAD_OUTPUT, "f returned str, expected int")
STOPS(array_for_int, BAD_OUTPUT, "f returned ndarray int64[1], expected int")
STOPS(large_int, BAD_OUTPUT, "f returned an int that does not fit 64 bits, expected int")
STOPS(large_ints, BAD_OUTPUT, "f returned list of int, expected ndarray int64[*]")
STOPS(int_for_str, BAD_OUTPUT, "f returned int, expected str")
STOPS(surrogate, BAD_OUTPUT, "f returned a str with lone surrogates, expected str")
STOPS(str_for_bytes, BAD_OUTPUT, "f returned str, expected bytes")
STOPS(two_of_three, BAD_OUTPUT, "f returned 2 values, expected 3 values")
STOPS(array_for_three, BAD_OUTPUT, "f returned ndarray int64[3], expected 3 values")
STOPS(named_result, BAD_OUTPUT, "f returned str for 'b', expected float")
STOPS(int_for_node, BAD_OUTPUT, "f returned int, expected Node or None")
STOPS(node_of_str, BAD_OUTPUT, "f returned a node whose field is no int, expected Node or None")
STOPS(node_too_large, BAD_OUTPUT, "f returned a node whose field does not fit i64")
STOPS(too_much, BAD_OUTPUT, "outputs of 40000")
STOPS(
    division, EXCEPTION,
    "  solution.py, line 4, in f\n    return g(n)\n  solution.py, line 2, in g\n    return n / 0\n"
    "ZeroDivisionError: division by zero")
STOPS(undeclared_value_error, EXCEPTION, "ValueError: ELOW")
STOPS(handling, EXCEPTION, "while handling KeyError: 1\n  solution.py, line 5, in f")
STOPS(caused, EXCEPTION, "caused by KeyError: 1\n")
STOPS(recursion, EXCEPTION, "RecursionError: maximum recursion depth exceeded")
STOPS(end_of_input, EXCEPTION, "EOFError: EOF when reading a line")
STOPS(hostile_text, EXCEPTION, "\nOdd")
STOPS(raising_property, EXCEPTION, "\nKeyError: 'no'")
STOPS(wrong_arity, EXCEPTION, "TypeError: f() takes 0 positional arguments but 1 was given")
STOPS(interrupt, EXCEPTION, "KeyboardInterrupt")

static void out_of_memory(const struct harness_run *run) {
  harness_expect_stop(run, WARM_PHASE_EXCEPTION, "MemoryError");
  assert_int_equal(run->status.memory_exhausted, 1);
}

static void only_own_frames(const struct harness_run *run) {
  harness_expect_stop(run, WARM_PHASE_EXCEPTION, "LinAlgError: Singular matrix");
  assert_null(strstr(run->status.message, "numpy"));
  assert_null(strchr(run->status.message, '/'));
}

static void short_recursion(const struct harness_run *run) {
  recursion(run);
  assert_non_null(strstr(run->status.message, "more calls\n"));
  assert_true(run->status.message_length < 1000);
}

static void long_text_is_cut(const struct harness_run *run) {
  harness_expect_stop(run, WARM_PHASE_EXCEPTION, "ValueError: xxxxxxxx");
  assert_true(run->status.message_length < 2000);
}

static void exit_3(const struct harness_run *run) { ended_with(run, 3 << 8, WARM_PHASE_CALLING); }

static void crashed(const struct harness_run *run) {
  assert_true(WIFSIGNALED(run->wait_status));
  assert_int_equal(run->status.phase, WARM_PHASE_CALLING);
  assert_false(run->complete);
}

static void singular_matrix(struct frame_builder *builder) {
  call_only(builder);
  harness_add_f64(builder, 2, (int64_t[]){2, 2}, (double[]){1, 2, 3, 4});
}

static void large_output(struct frame_builder *builder) {
  call_only(builder);
  harness_add_i64(builder, 50000000);
}

static const struct row ROWS[] = {
    {"syntax error", INT_F, "def f(n):\n  return n +\n", one_i64, syntax},
    {"indentation", INT_F, "def f(n):\n  x = 1\n    return n\n", one_i64, indentation},
    {"missing function", INT_F, "def F(n): return n\n", one_i64, missing_function},
    {"not a function", INT_F, "f = 3\n", one_i64, no_function},
    {"missing class", COUNTER, "def add(n): return n\n", two_counters, missing_class},
    {"missing method", COUNTER, "class Counter:\n  def __init__(self, start): pass\n", two_counters,
     missing_method},
    {"a module that is not there", INT_F, "import torch\ndef f(n): return n\n", one_i64,
     import_error},
    {"no return", TENSOR_F, "def f(x):\n  x.T\n", matrix_2x3, none_returned},
    {"list of str", TENSOR_F, "def f(x):\n  return ['a', 'b']\n", matrix_2x3, list_of_str},
    {"ragged list", TENSOR_F, "def f(x):\n  return [[1.0], [1.0, 2.0]]\n", matrix_2x3, ragged},
    {"object array", TENSOR_F, "import numpy as np\ndef f(x):\n  return np.array([None])\n",
     matrix_2x3, object_array},
    {"complex array", TENSOR_F, "import numpy as np\ndef f(x):\n  return np.array([1j, 2])\n",
     matrix_2x3, complex_array},
    {"ndarray's subclass", TENSOR_F, "import numpy as np\ndef f(x):\n  return np.matrix(x.T)\n",
     matrix_2x3, matrix_class},
    {"generator", TENSOR_F, "def f(x):\n  yield 1\n", matrix_2x3, generator},
    {"str for int", INT_F, "def f(n): return '3'\n", one_i64, str_for_int},
    {"array for int", INT_F, "import numpy as np\ndef f(n): return np.array([n])\n", one_i64,
     array_for_int},
    {"large int", INT_F, "def f(n): return 2 ** 63\n", one_i64, large_int},
    {"large negative int for u64", "f(n: i64) -> u64", "def f(n): return -2 ** 63 - 1\n", one_i64,
     large_int},
    {"large ints", "f(n: i64) -> i64[*]", "def f(n): return [2 ** 70]\n", one_i64, large_ints},
    {"int for str", "f(n: i64) -> str", "def f(n): return n\n", one_i64, int_for_str},
    {"lone surrogate", "f(n: i64) -> str", "def f(n): return '\\ud800'\n", one_i64, surrogate},
    {"str for bytes", "f(n: i64) -> bytes", "def f(n): return 'x'\n", one_i64, str_for_bytes},
    {"too few results", "f(n: i64) -> (a: i64, b: i64, c: i64)", "def f(n): return n, n\n", one_i64,
     two_of_three},
    {"array for results", "f(n: i64) -> (a: i64, b: i64, c: i64)",
     "import numpy as np\ndef f(n): return np.arange(n)\n", one_i64, array_for_three},
    {"wrong type of a named result", "f(n: i64) -> (a: i64, b: f64)", "def f(n): return n, 'x'\n",
     one_i64, named_result},
    {"int for node", LIST_F, "def f(head): return 5\n", five_nodes, int_for_node},
    {"node of str", LIST_F, "def f(head):\n  head.val = 'x'\n  return head\n", five_nodes,
     node_of_str},
    {"node of a large int", LIST_F, "def f(head):\n  head.val = 1 << 63\n  return head\n",
     five_nodes, node_too_large},
    {"a node that raises", LIST_F,
     "class N:\n  next = None\n  @property\n  def val(self): return {}['no']\ndef f(head): return "
     "N()\n",
     five_nodes, raising_property},
    {"outputs too large", "f(n: i64) -> f64[*]",
     "import numpy as np\ndef f(n): return np.zeros(n)\n", large_output, too_much},
    {"exception", INT_F, "def g(n):\n  return n / 0\ndef f(n):\n  return g(n)\n", one_i64,
     division},
    {"ValueError without fail", INT_F, "def f(n): raise ValueError('ELOW')\n", one_i64,
     undeclared_value_error},
    {"exception while handling another", INT_F,
     "def f(n):\n  try:\n    return {}[1]\n  except KeyError:\n    return n / 0\n", one_i64,
     handling},
    {"exception from another", INT_F,
     "def f(n):\n  try:\n    return {}[1]\n  except KeyError as e:\n    raise TypeError('x') from "
     "e\n",
     one_i64, caused},
    {"endless recursion", INT_F, "def f(n): return f(n + 1)\n", one_i64, short_recursion},
    {"input()", INT_F, "def f(n): return input()\n", one_i64, end_of_input},
    {"an exception that cannot be printed", INT_F,
     "class Odd(Exception):\n  def __str__(self): raise self\ndef f(n): raise Odd()\n", one_i64,
     hostile_text},
    {"a very long message", INT_F, "def f(n): raise ValueError('x' * 10 ** 7)\n", one_i64,
     long_text_is_cut},
    {"an exception inside NumPy", TENSOR_F,
     "import numpy as np\ndef f(x): return np.linalg.inv(x * 0)\n", singular_matrix,
     only_own_frames},
    {"wrong arity", INT_F, "def f(): return 1\n", one_i64, wrong_arity},
    {"KeyboardInterrupt", INT_F, "def f(n): raise KeyboardInterrupt\n", one_i64, interrupt},
    {"memory", INT_F, "def f(n): return len(bytearray(1 << 62))\n", one_i64, out_of_memory},
    {"NumPy memory", INT_F, "import numpy\ndef f(n): return numpy.zeros(1 << 55)[0]\n", one_i64,
     out_of_memory},
    {"exit(0)", INT_F, "def f(n): exit(0)\n", one_i64, silent_exit},
    {"sys.exit(3)", INT_F, "import sys\ndef f(n): sys.exit(3)\n", one_i64, exit_3},
    {"os._exit(0)", INT_F, "import os\ndef f(n): os._exit(0)\n", one_i64, silent_exit},
    {"exit while loading", INT_F, "exit()\n", one_i64, exit_while_loading},
    {"a crash", INT_F, "import ctypes\ndef f(n): ctypes.string_at(8)\n", one_i64, crashed},
};

static void a_nul_byte_in_the_source_is_named(void **state) {
  (void)state;
  struct harness_run run;
  script_run(INT_F, "def f(n):\0 return n\n", 20, one_i64, &run);
  harness_expect_stop(&run, WARM_PHASE_LOAD_ERROR,
                      "SyntaxError: a NUL byte in the source (byte 9)");
  harness_clear(&run);
}

static void a_broken_task_is_the_hosts_fault(void **state) {
  (void)state;
  struct harness_run run;
  script_run(INT_F, "def f(n): return n\n", 19, matrix_2x3, &run);
  assert_true(WIFEXITED(run.wait_status));
  assert_int_equal(WEXITSTATUS(run.wait_status), 70);
  assert_int_equal(run.status.phase, WARM_PHASE_NONE);
  assert_non_null(strstr(run.status.message, "argument 'n' has another type than declared"));
  harness_clear(&run);
}

static void invalid_utf8(struct frame_builder *builder) {
  call_only(builder);
  harness_add_text(builder, VALUE_STRING, "\xff", 1);
}

static void text_that_is_not_utf8_is_the_hosts_fault(void **state) {
  (void)state;
  struct harness_run run;
  script_run("f(s: str) -> str", "def f(s): return s\n", 19, invalid_utf8, &run);
  assert_true(WIFEXITED(run.wait_status));
  assert_int_equal(WEXITSTATUS(run.wait_status), 70);
  assert_int_equal(run.status.phase, WARM_PHASE_NONE);
  harness_clear(&run);
}

static void the_parent_has_one_thread_and_default_signals(void **state) {
  (void)state;
  char line[256], threads[32] = "";
  FILE *file = fopen("/proc/self/status", "r");
  assert_non_null(file);
  while (fgets(line, sizeof(line), file) != NULL)
    if (sscanf(line, "Threads: %31s", threads) == 1) break;
  fclose(file);
  assert_string_equal(threads, "1");
  const int signals[] = {SIGPIPE, SIGXFSZ, SIGINT};
  for (size_t i = 0; i < 3; i++) {
    struct sigaction action;
    assert_int_equal(sigaction(signals[i], NULL, &action), 0);
    assert_true(action.sa_handler == SIG_DFL);
  }
}

int main(void) {
  const struct CMUnitTest others[] = {
      cmocka_unit_test(a_nul_byte_in_the_source_is_named),
      cmocka_unit_test(a_broken_task_is_the_hosts_fault),
      cmocka_unit_test(text_that_is_not_utf8_is_the_hosts_fault),
      cmocka_unit_test(the_parent_has_one_thread_and_default_signals)};
  int failed = script_main("python refusals", ROWS, sizeof(ROWS) / sizeof(ROWS[0]));
  return failed + cmocka_run_group_tests_name("python refusals", others, NULL, NULL);
}
