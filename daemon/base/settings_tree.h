/* The tree behind settings.h: only for settings.c and settings_value.c. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "daemon/base/settings.h"

enum node_kind { NODE_SCALAR = 1, NODE_MAP, NODE_LIST };

struct setting {
  enum node_kind kind;
  struct settings *tree;
  struct setting *parent, *first, *last, *next;
  char *key;    /* owned; of a mapping's value */
  size_t index; /* of a list's item */
  size_t count; /* children */
  char *text;   /* owned; of a scalar */
  size_t length;
  unsigned line;
  bool plain; /* not quoted: may be a number or a flag */
  bool known;
};

struct settings {
  char *file;
  struct setting *root;
  size_t node_count;
};
