#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "daemon/base/bytes.h"
#include "daemon/base/settings_tree.h"

#define KEY_BYTES 64

static void free_node(struct setting *node) {
  for (struct setting *child = node->first, *next; child; child = next) {
    next = child->next;
    free_node(child);
  }
  free(node->key);
  free(node->text);
  free(node);
}

void settings_free(struct settings **tree) {
  if (!*tree) return;
  if ((*tree)->root) free_node((*tree)->root);
  free((*tree)->file);
  free(*tree);
  *tree = NULL;
}

struct parse {
  yaml_parser_t parser;
  struct settings *tree;
  struct err *err;
};

static int refuse_at(struct parse *parse, size_t line, const char *what) {
  return err_set(parse->err, ERR_INVALID, "%s:%zu: %s", parse->tree->file, line + 1, what);
}

static int next_event(struct parse *parse, yaml_event_t *event) {
  if (yaml_parser_parse(&parse->parser, event)) return 0;
  const char *problem = parse->parser.problem ? parse->parser.problem : "not YAML";
  return refuse_at(parse, parse->parser.problem_mark.line, problem);
}

static int add_node(struct parse *parse, struct setting *parent, const yaml_event_t *event,
                    enum node_kind kind, struct setting **ret_node) {
  if (++parse->tree->node_count > SETTINGS_NODES_MAX)
    return err_set(parse->err, ERR_LIMIT, "%s: more than %u values", parse->tree->file,
                   SETTINGS_NODES_MAX);
  struct setting *node = calloc(1, sizeof *node);
  if (!node) return err_set(parse->err, ERR_MEMORY, "%s: no memory", parse->tree->file);
  node->kind = kind;
  node->tree = parse->tree;
  node->parent = parent;
  node->line = (unsigned)event->start_mark.line + 1;
  if (!parent) {
    parse->tree->root = node;
  } else {
    node->index = parent->count++;
    if (parent->last) parent->last->next = node;
    if (!parent->first) parent->first = node;
    parent->last = node;
  }
  *ret_node = node;
  return 0;
}

static int take_scalar(struct parse *parse, const yaml_event_t *event, struct setting *node) {
  node->length = event->data.scalar.length;
  node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
  node->text = malloc(node->length + 1);
  if (!node->text) return err_set(parse->err, ERR_MEMORY, "%s: no memory", parse->tree->file);
  memcpy(node->text, event->data.scalar.value, node->length);
  node->text[node->length] = 0;
  if (memchr(node->text, 0, node->length) || !bytes_is_utf8(node->text, node->length))
    return refuse_at(parse, event->start_mark.line, "text with a NUL or that is not UTF-8");
  return 0;
}

static bool is_decorated(const yaml_event_t *event) {
  switch (event->type) {
    case YAML_ALIAS_EVENT:
      return true;
    case YAML_SCALAR_EVENT:
      return event->data.scalar.anchor || event->data.scalar.tag;
    case YAML_SEQUENCE_START_EVENT:
      return event->data.sequence_start.anchor || event->data.sequence_start.tag;
    case YAML_MAPPING_START_EVENT:
      return event->data.mapping_start.anchor || event->data.mapping_start.tag;
    default:
      return false;
  }
}

static int read_value(struct parse *parse, struct setting *parent, const yaml_event_t *event,
                      unsigned depth, struct setting **ret_node);

static int read_list(struct parse *parse, struct setting *list, unsigned depth) {
  for (;;) {
    yaml_event_t event;
    struct setting *item;
    int rc = next_event(parse, &event);
    if (rc < 0) return rc;
    bool end = event.type == YAML_SEQUENCE_END_EVENT;
    if (!end) rc = read_value(parse, list, &event, depth + 1, &item);
    yaml_event_delete(&event);
    if (end || rc < 0) return rc;
  }
}

static struct setting *find(const struct setting *map, const char *key) {
  for (struct setting *child = map->first; child; child = child->next)
    if (child->key && strcmp(child->key, key) == 0) return child;
  return NULL;
}

/* No NUL that would end it early, no line's end that would forge a message. */
static bool is_key(const yaml_event_t *event) {
  if (event->type != YAML_SCALAR_EVENT || is_decorated(event)) return false;
  size_t length = event->data.scalar.length;
  for (size_t i = 0; i < length; i++)
    if (event->data.scalar.value[i] < 0x20 || event->data.scalar.value[i] == 0x7f) return false;
  return length > 0 && length < KEY_BYTES;
}

static int read_entry(struct parse *parse, struct setting *map, const yaml_event_t *key,
                      unsigned depth) {
  char name[KEY_BYTES];
  yaml_event_t event;
  struct setting *value;
  size_t line = key->start_mark.line;
  if (!is_key(key)) return refuse_at(parse, line, "a key must be plain text of 1 to 63 bytes");
  snprintf(name, sizeof name, "%s", (const char *)key->data.scalar.value);
  if (find(map, name))
    return err_set(parse->err, ERR_INVALID, "%s:%zu: %s: the key is there twice", parse->tree->file,
                   line + 1, name);
  int rc = next_event(parse, &event);
  if (rc < 0) return rc;
  rc = read_value(parse, map, &event, depth + 1, &value);
  yaml_event_delete(&event);
  if (rc < 0) return rc;
  value->line = (unsigned)line + 1;
  value->key = strdup(name);
  return value->key ? 0 : err_set(parse->err, ERR_MEMORY, "%s: no memory", parse->tree->file);
}

static int read_map(struct parse *parse, struct setting *map, unsigned depth) {
  for (;;) {
    yaml_event_t event;
    int rc = next_event(parse, &event);
    if (rc < 0) return rc;
    bool end = event.type == YAML_MAPPING_END_EVENT;
    if (!end) rc = read_entry(parse, map, &event, depth);
    yaml_event_delete(&event);
    if (end || rc < 0) return rc;
  }
}

static int read_value(struct parse *parse, struct setting *parent, const yaml_event_t *event,
                      unsigned depth, struct setting **ret_node) {
  if (is_decorated(event))
    return refuse_at(parse, event->start_mark.line, "aliases, anchors and tags are not allowed");
  if (depth > SETTINGS_DEPTH_MAX)
    return err_set(parse->err, ERR_LIMIT, "%s:%zu: nested more than %u deep", parse->tree->file,
                   event->start_mark.line + 1, SETTINGS_DEPTH_MAX);
  enum node_kind kind = event->type == YAML_SCALAR_EVENT           ? NODE_SCALAR
                        : event->type == YAML_SEQUENCE_START_EVENT ? NODE_LIST
                                                                   : NODE_MAP;
  int rc = add_node(parse, parent, event, kind, ret_node);
  if (rc < 0) return rc;
  if (kind == NODE_SCALAR) return take_scalar(parse, event, *ret_node);
  return kind == NODE_LIST ? read_list(parse, *ret_node, depth) : read_map(parse, *ret_node, depth);
}

/* stream start, document start, the mapping, document end, stream end. */
static int read_document(struct parse *parse) {
  struct setting *root;
  yaml_event_t event;
  for (;;) {
    int rc = next_event(parse, &event);
    if (rc < 0) return rc;
    yaml_event_type_t type = event.type;
    if (type == YAML_STREAM_END_EVENT) {
      if (!parse->tree->root) rc = refuse_at(parse, 0, "the file is empty");
    } else if (type == YAML_DOCUMENT_START_EVENT && parse->tree->root) {
      rc = refuse_at(parse, event.start_mark.line, "more than one document");
    } else if (type == YAML_MAPPING_START_EVENT) {
      rc = read_value(parse, NULL, &event, 0, &root);
    } else if (type != YAML_STREAM_START_EVENT && type != YAML_DOCUMENT_START_EVENT &&
               type != YAML_DOCUMENT_END_EVENT) {
      rc = refuse_at(parse, event.start_mark.line, "the top level must be a mapping");
    }
    yaml_event_delete(&event);
    if (rc < 0 || type == YAML_STREAM_END_EVENT) return rc;
  }
}

int settings_read(const char *file, const void *data, size_t length, struct settings **ret_tree,
                  struct err *err) {
  struct parse parse = {.err = err};
  if (length > SETTINGS_BYTES_MAX)
    return err_set(err, ERR_LIMIT, "%s: %zu bytes, the limit is %u", file, length,
                   SETTINGS_BYTES_MAX);
  parse.tree = calloc(1, sizeof *parse.tree);
  if (parse.tree) parse.tree->file = strdup(file);
  if (!parse.tree || !parse.tree->file || !yaml_parser_initialize(&parse.parser)) {
    settings_free(&parse.tree);
    return err_set(err, ERR_MEMORY, "%s: no memory", file);
  }
  yaml_parser_set_encoding(&parse.parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parse.parser, data, length);
  int rc = read_document(&parse);
  yaml_parser_delete(&parse.parser);
  if (rc < 0)
    settings_free(&parse.tree);
  else
    *ret_tree = parse.tree;
  return rc;
}
