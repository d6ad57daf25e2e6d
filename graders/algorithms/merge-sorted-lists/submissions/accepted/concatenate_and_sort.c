/* All nodes into an array, sorted by key, then by place: O(N log N). */
#include "question.h"

#include <stdlib.h>

struct item {
  struct node *node;
  int64_t place;
};

static int by_key(const void *left, const void *right) {
  const struct item *x = left, *y = right;
  if (x->node->key != y->node->key) return x->node->key < y->node->key ? -1 : 1;
  return (x->place > y->place) - (x->place < y->place);
}

struct node *merge_lists(struct node *a, struct node *b) {
  int64_t n = 0;
  for (struct node *at = a; at != NULL; at = at->next) n++;
  for (struct node *at = b; at != NULL; at = at->next) n++;
  struct item *items = malloc(((size_t)n + 1) * sizeof(*items));
  if (items == NULL) abort();
  n = 0;
  for (struct node *at = a; at != NULL; at = at->next, n++) items[n] = (struct item){at, n};
  for (struct node *at = b; at != NULL; at = at->next, n++) items[n] = (struct item){at, n};
  qsort(items, (size_t)n, sizeof(*items), by_key);
  struct node *first = NULL;
  while (n-- > 0) {
    items[n].node->next = first;
    first = items[n].node;
  }
  return first;
}
