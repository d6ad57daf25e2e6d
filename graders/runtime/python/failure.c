#include "graders/runtime/python/python.h"

#include "graders/runtime/python/failure.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FAILURE_FRAMES_MAX 8 /* innermost frames of the candidate's that are shown */
#define FAILURE_LINE_MAX 200
#define FAILURE_TEXT_MAX 1024 /* of an exception's own text */

struct text {
  char data[WARM_MESSAGE_MAX];
  size_t length;
};

struct raised {
  PyObject *type, *value, *traceback; /* owned; value may be NULL */
};

__attribute__((format(printf, 2, 3))) static void add(struct text *text, const char *format, ...) {
  size_t room = sizeof(text->data) - text->length;
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text->data + text->length, room, format, arguments);
  va_end(arguments);
  if (length > 0) text->length += (size_t)length < room ? (size_t)length : room - 1;
}

static void fetch(struct raised *raised) {
  PyErr_Fetch(&raised->type, &raised->value, &raised->traceback);
  PyErr_NormalizeException(&raised->type, &raised->value, &raised->traceback);
}

static void release(struct raised *raised) {
  Py_CLEAR(raised->type);
  Py_CLEAR(raised->value);
  Py_CLEAR(raised->traceback);
  PyErr_Clear();
}

/* str(object), cut; "" if even that raises. */
static void text_of(PyObject *object, char *text, size_t capacity) {
  text[0] = '\0';
  PYTHON_CLEANUP PyObject *string = object != NULL ? PyObject_Str(object) : NULL;
  PYTHON_CLEANUP PyObject *bytes =
      string != NULL ? PyUnicode_AsEncodedString(string, "utf-8", "backslashreplace") : NULL;
  if (bytes != NULL) snprintf(text, capacity, "%s", PyBytes_AS_STRING(bytes));
  PyErr_Clear();
}

static const char *type_name(PyObject *value) {
  const char *name = Py_TYPE(value)->tp_name, *dot = strrchr(name, '.');
  return dot != NULL ? dot + 1 : name;
}

static void add_exception(struct text *text, PyObject *value) {
  char words[FAILURE_TEXT_MAX];
  text_of(value, words, sizeof(words));
  add(text, words[0] != '\0' ? "%s: %s" : "%s", type_name(value), words);
}

static void add_source_line(struct text *text, const char *source, int line) {
  for (int i = 1; i < line && source != NULL; i++) {
    source = strchr(source, '\n');
    if (source != NULL) source++;
  }
  if (source == NULL || line < 1) return;
  source += strspn(source, " \t");
  int length = (int)strcspn(source, "\r\n");
  if (length > 0)
    add(text, "    %.*s\n", length < FAILURE_LINE_MAX ? length : FAILURE_LINE_MAX, source);
}

/* A frame of the candidate's own source; others (NumPy, the standard library) say little. */
static bool is_own(const PyTracebackObject *entry, PyCodeObject **ret_code) {
  PyCodeObject *code = PyFrame_GetCode(entry->tb_frame);
  bool own = PyUnicode_CompareWithASCIIString(code->co_filename, "solution.py") == 0;
  Py_DECREF(code); /* the frame keeps it */
  *ret_code = code;
  return own;
}

static void add_frames(struct text *text, PyObject *traceback, const char *source) {
  PyCodeObject *code;
  size_t total = 0, index = 0;
  PyTracebackObject *first = (PyTracebackObject *)traceback;
  for (PyTracebackObject *entry = first; entry != NULL; entry = entry->tb_next)
    if (is_own(entry, &code)) total++;
  if (total > FAILURE_FRAMES_MAX) add(text, "  ... %zu more calls\n", total - FAILURE_FRAMES_MAX);
  for (PyTracebackObject *entry = first; entry != NULL; entry = entry->tb_next) {
    if (!is_own(entry, &code) || index++ + FAILURE_FRAMES_MAX < total) continue;
    int line = PyCode_Addr2Line(code, entry->tb_lasti);
    char name[128];
    text_of(code->co_name, name, sizeof(name));
    add(text, "  solution.py, line %d, in %s\n", line, name);
    add_source_line(text, source, line);
  }
}

/* One line for what this exception was raised from or during. */
static void add_origin(struct text *text, PyObject *value) {
  PYTHON_CLEANUP PyObject *cause = PyException_GetCause(value);
  PYTHON_CLEANUP PyObject *context = PyException_GetContext(value);
  bool hidden = ((PyBaseExceptionObject *)value)->suppress_context;
  PyObject *origin = cause != NULL ? cause : hidden ? NULL : context;
  if (origin == NULL) return;
  add(text, cause != NULL ? "caused by " : "while handling ");
  add_exception(text, origin);
  add(text, "\n");
}

static bool holds_word(const char *text, const char *word) {
  size_t length = strlen(word);
  for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word)) {
    bool begins = at == text || !(isalnum((unsigned char)at[-1]) || at[-1] == '_');
    bool ends = !(isalnum((unsigned char)at[length]) || at[length] == '_');
    if (begins && ends) return true;
  }
  return false;
}

static int declared_code(const struct signature_entry *entry, PyObject *value) {
  char words[FAILURE_TEXT_MAX];
  text_of(value, words, sizeof(words));
  for (uint32_t i = 0; i < entry->fail_count; i++)
    if (holds_word(words, entry->fails[i])) return (int)i + 1;
  return 1;
}

/* As the interpreter itself would exit: None is 0, an int is itself, anything else is 1. */
static int exit_status(PyObject *value) {
  PYTHON_CLEANUP PyObject *code = PyObject_GetAttrString(value, "code");
  long status = 1;
  if (code == Py_None) status = 0;
  if (code != NULL && PyLong_Check(code)) status = PyLong_AsLong(code) & 0xff;
  PyErr_Clear();
  return (int)status;
}

struct failure failure_take(struct host *host, const struct signature_entry *entry,
                            const char *source) {
  struct raised raised;
  struct failure failure = {.kind = FAILURE_RAISED};
  fetch(&raised);
  if (PyErr_GivenExceptionMatches(raised.type, PyExc_MemoryError))
    host->status->memory_exhausted = 1;
  if (raised.value == NULL) {
    host_stop(host, WARM_PHASE_EXCEPTION, "an exception without a value");
  } else if (PyErr_GivenExceptionMatches(raised.type, PyExc_SystemExit)) {
    failure = (struct failure){.kind = FAILURE_EXIT, .number = exit_status(raised.value)};
  } else if (entry != NULL && entry->fail_count > 0 &&
             PyErr_GivenExceptionMatches(raised.type, PyExc_ValueError)) {
    failure =
        (struct failure){.kind = FAILURE_DECLARED, .number = declared_code(entry, raised.value)};
  } else {
    static struct text text;
    text.length = 0;
    add_origin(&text, raised.value);
    add_frames(&text, raised.traceback, source);
    add_exception(&text, raised.value);
    host_stop(host, WARM_PHASE_EXCEPTION, "%s", text.data);
  }
  release(&raised);
  return failure;
}

int failure_take_compile(struct host *host, const char *source) {
  struct raised raised;
  fetch(&raised);
  static struct text text;
  text.length = 0;
  if (raised.value == NULL) {
    add(&text, "cannot be compiled");
  } else if (PyErr_GivenExceptionMatches(raised.type, PyExc_SyntaxError)) {
    PYTHON_CLEANUP PyObject *words = PyObject_GetAttrString(raised.value, "msg");
    PYTHON_CLEANUP PyObject *number = PyObject_GetAttrString(raised.value, "lineno");
    char message[FAILURE_TEXT_MAX];
    text_of(words, message, sizeof(message));
    int line = number != NULL && PyLong_Check(number) ? (int)PyLong_AsLong(number) : 0;
    add(&text, "%s: %s (line %d)\n", type_name(raised.value), message, line);
    add_source_line(&text, source, line);
    if (text.data[text.length - 1] == '\n') text.data[--text.length] = '\0';
  } else {
    add_exception(&text, raised.value);
  }
  release(&raised);
  return host_stop(host, WARM_PHASE_LOAD_ERROR, "%s", text.data);
}
