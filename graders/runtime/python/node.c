#include "graders/runtime/python/python.h"

#include "graders/runtime/python/node.h"

#include <structmember.h>

struct node {
  PyObject ob_base;
  PyObject *dictionary; /* attributes that candidates add; NULL until then */
  uint32_t call;
  int32_t identity;                      /* -1: made by the candidate */
  PyObject *slots[VALUE_FIELDS_MAX + 1]; /* the fields, then next; cut to what is used */
};

static PyObject *made_class;
static uint32_t slot_count;
static const char *slot_names[VALUE_FIELDS_MAX + 1];
static PyMemberDef members[VALUE_FIELDS_MAX + 3];

static int node_traverse(PyObject *self, visitproc visit, void *arg) {
  struct node *node = (struct node *)self;
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(node->dictionary);
  for (uint32_t i = 0; i < slot_count; i++) Py_VISIT(node->slots[i]);
  return 0;
}

static int node_clear(PyObject *self) {
  struct node *node = (struct node *)self;
  Py_CLEAR(node->dictionary);
  for (uint32_t i = 0; i < slot_count; i++) Py_CLEAR(node->slots[i]);
  return 0;
}

static void node_dealloc(PyObject *self) {
  PyTypeObject *type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  Py_TRASHCAN_BEGIN(self, node_dealloc) /* a long list must not need a deep stack */
      node_clear(self);
  type->tp_free(self);
  Py_DECREF(type);
  Py_TRASHCAN_END
}

static PyObject *node_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords) {
  (void)arguments;
  (void)keywords;
  struct node *node = (struct node *)type->tp_alloc(type, 0);
  if (node == NULL) return NULL;
  node->identity = -1;
  for (uint32_t i = 0; i + 1 < slot_count; i++) {
    node->slots[i] = PyLong_FromLong(0);
    if (node->slots[i] == NULL) {
      Py_DECREF(node);
      return NULL;
    }
  }
  node->slots[slot_count - 1] = Py_NewRef(Py_None);
  return (PyObject *)node;
}

static int set_keyword(PyObject *self, PyObject *name, PyObject *value) {
  for (uint32_t i = 0; i < slot_count; i++)
    if (PyUnicode_CompareWithASCIIString(name, slot_names[i]) == 0) {
      Py_XSETREF(((struct node *)self)->slots[i], Py_NewRef(value));
      return 0;
    }
  PyErr_Format(PyExc_TypeError, "Node() got an unexpected keyword argument '%U'", name);
  return -1;
}

static int node_init(PyObject *self, PyObject *arguments, PyObject *keywords) {
  struct node *node = (struct node *)self;
  Py_ssize_t given = PyTuple_GET_SIZE(arguments);
  if (given > (Py_ssize_t)slot_count) {
    PyErr_Format(PyExc_TypeError, "Node() takes at most %u arguments (%zd given)", slot_count,
                 given);
    return -1;
  }
  for (Py_ssize_t i = 0; i < given; i++)
    Py_XSETREF(node->slots[i], Py_NewRef(PyTuple_GET_ITEM(arguments, i)));
  Py_ssize_t position = 0;
  PyObject *name, *value;
  while (keywords != NULL && PyDict_Next(keywords, &position, &name, &value))
    if (set_keyword(self, name, value) != 0) return -1;
  return 0;
}

/* Never follows `next`: the text stays short whatever the list. */
static PyObject *node_repr(PyObject *self) {
  struct node *node = (struct node *)self;
  PyObject *text = PyUnicode_FromString("Node(");
  for (uint32_t i = 0; text != NULL && i + 1 < slot_count; i++) {
    PyObject *value = node->slots[i];
    PyObject *longer =
        value != NULL && PyLong_CheckExact(value)
            ? PyUnicode_FromFormat("%U%s%s=%S", text, i > 0 ? ", " : "", slot_names[i], value)
            : PyUnicode_FromFormat("%U%s%s=...", text, i > 0 ? ", " : "", slot_names[i]);
    Py_SETREF(text, longer);
  }
  if (text != NULL) Py_SETREF(text, PyUnicode_FromFormat("%U)", text));
  return text;
}

/* For the module copy: the class, no arguments, and the slots to set. */
static PyObject *node_reduce(PyObject *self, PyObject *none) {
  (void)none;
  struct node *node = (struct node *)self;
  PYTHON_CLEANUP PyObject *slots = PyDict_New();
  if (slots == NULL) return NULL;
  for (uint32_t i = 0; i < slot_count; i++)
    if (node->slots[i] != NULL && PyDict_SetItemString(slots, slot_names[i], node->slots[i]) != 0)
      return NULL;
  PyObject *dictionary = node->dictionary != NULL ? node->dictionary : Py_None;
  return Py_BuildValue("O()(OO)", Py_TYPE(self), dictionary, slots);
}

static PyGetSetDef properties[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL}, {0}};

static PyMethodDef methods[] = {{"__reduce__", node_reduce, METH_NOARGS, NULL}, {0}};

static void describe_members(const struct signature_type *type) {
  slot_count = type->fields + 1;
  for (uint32_t i = 0; i < slot_count; i++) {
    slot_names[i] = i < type->fields ? type->field_names[i] : "next";
    members[i] =
        (PyMemberDef){slot_names[i], T_OBJECT_EX,
                      (Py_ssize_t)(offsetof(struct node, slots) + i * sizeof(PyObject *)), 0, NULL};
  }
  members[slot_count] = (PyMemberDef){"__dictoffset__", T_PYSSIZET,
                                      offsetof(struct node, dictionary), READONLY, NULL};
  members[slot_count + 1] = (PyMemberDef){0};
}

PyObject *node_class(const struct signature_type *type) {
  if (made_class != NULL) return Py_NewRef(made_class);
  describe_members(type);
  PyType_Slot slots[] = {{Py_tp_dealloc, node_dealloc},
                         {Py_tp_traverse, node_traverse},
                         {Py_tp_clear, node_clear},
                         {Py_tp_new, node_new},
                         {Py_tp_init, node_init},
                         {Py_tp_repr, node_repr},
                         {Py_tp_members, members},
                         {Py_tp_getset, properties},
                         {Py_tp_methods, methods},
                         {Py_tp_doc, "A node of a linked list."},
                         {0, NULL}};
  PyType_Spec spec = {
      .name = "solution.Node",
      .basicsize = (int)(offsetof(struct node, slots) + slot_count * sizeof(PyObject *)),
      .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
      .slots = slots};
  made_class = PyType_FromSpec(&spec);
  return Py_XNewRef(made_class);
}

static PyObject *build_one(PyTypeObject *class, const int64_t *row) {
  struct node *node = (struct node *)class->tp_alloc(class, 0);
  if (node == NULL) return NULL;
  for (uint32_t i = 0; i + 1 < slot_count; i++) {
    node->slots[i] = PyLong_FromLongLong(row[i]);
    if (node->slots[i] == NULL) {
      Py_DECREF(node);
      return NULL;
    }
  }
  return (PyObject *)node;
}

PyObject *node_build(PyObject *class, const struct value *argument, uint32_t call, uint64_t first) {
  PyObject *head = Py_NewRef(Py_None);
  for (uint64_t i = argument->count; i-- > 0;) { /* from the end: each finds its successor made */
    PyObject *made = build_one((PyTypeObject *)class, argument->i64 + i * argument->fields);
    if (made == NULL) {
      Py_DECREF(head);
      return NULL;
    }
    struct node *node = (struct node *)made;
    node->call = call;
    node->identity = (int32_t)(first + i);
    node->slots[slot_count - 1] = head;
    head = made;
  }
  return head;
}

/* 1, 0 or -1 as node_read. */
static int read_field(PyObject *value, int64_t *field, const char **ret_problem) {
  PYTHON_CLEANUP PyObject *integer = value != NULL ? PyNumber_Index(value) : NULL;
  if (integer == NULL) {
    if (value != NULL && !PyErr_ExceptionMatches(PyExc_TypeError)) return -1;
    PyErr_Clear();
    *ret_problem = "a node whose field is no int";
    return 0;
  }
  int overflow;
  *field = PyLong_AsLongLongAndOverflow(integer, &overflow);
  if (overflow != 0) *ret_problem = "a node whose field does not fit i64";
  return overflow == 0;
}

static int read_foreign(PyObject *object, const struct signature_type *type, int64_t *row,
                        PyObject **ret_next, const char **ret_problem) {
  for (uint32_t i = 0; i <= type->fields; i++) {
    PYTHON_CLEANUP PyObject *value =
        PyObject_GetAttrString(object, i < type->fields ? type->field_names[i] : "next");
    if (value == NULL) {
      if (!PyErr_ExceptionMatches(PyExc_AttributeError)) return -1;
      PyErr_Clear();
      *ret_problem = NULL;
      return 0;
    }
    if (i == type->fields) {
      *ret_next = Py_NewRef(value);
      return 1;
    }
    int result = read_field(value, &row[1 + i], ret_problem);
    if (result != 1) return result;
  }
  return 0;
}

int node_read(PyObject *class, PyObject *object, const struct signature_type *type, uint32_t call,
              int64_t *row, PyObject **ret_next, const char **ret_problem) {
  row[0] = -1;
  if (!PyObject_TypeCheck(object, (PyTypeObject *)class))
    return read_foreign(object, type, row, ret_next, ret_problem);
  struct node *node = (struct node *)object;
  if (node->call == call) row[0] = node->identity;
  for (uint32_t i = 0; i < type->fields; i++) {
    /* Held, since a field's own code may replace it. */
    PYTHON_CLEANUP PyObject *value = Py_XNewRef(node->slots[i]);
    int result = read_field(value, &row[1 + i], ret_problem);
    if (result != 1) return result;
  }
  PyObject *next = node->slots[type->fields];
  *ret_next = Py_NewRef(next != NULL ? next : Py_None);
  return 1;
}
