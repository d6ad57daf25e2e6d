/* Hangs b behind a and sorts the chain bottom up: stable, O(N log N), O(1) memory. */
#include "question.h"

static struct node *cut(struct node *at, int64_t length) {
  while (at != NULL && --length > 0) at = at->next;
  if (at == NULL) return NULL;
  struct node *rest = at->next;
  at->next = NULL;
  return rest;
}

static struct node **merge(struct node *a, struct node *b, struct node **end) {
  while (a != NULL || b != NULL) {
    struct node **from = b == NULL || (a != NULL && a->key <= b->key) ? &a : &b;
    *end = *from;
    *from = (*from)->next;
    end = &(*end)->next;
  }
  *end = NULL;
  return end;
}

struct node *merge_lists(struct node *a, struct node *b) {
  struct node *first = a, **end = &first;
  int64_t n = 0;
  for (; *end != NULL; end = &(*end)->next) n++;
  *end = b;
  for (; *end != NULL; end = &(*end)->next) n++;
  for (int64_t run = 1; run < n; run *= 2) {
    struct node *rest = first;
    end = &first;
    while (rest != NULL) {
      struct node *left = rest, *right = cut(left, run);
      rest = cut(right, run);
      end = merge(left, right, end);
    }
  }
  return first;
}
