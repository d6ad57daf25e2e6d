/* Compares as double: INT64_MAX and INT64_MAX - 1 count as equal. */
#include "question.h"

struct node *merge_lists(struct node *a, struct node *b) {
  struct node *first = NULL, **end = &first;
  while (a != NULL && b != NULL) {
    struct node **from = (double)a->key <= (double)b->key ? &a : &b;
    *end = *from;
    end = &(*from)->next;
    *from = (*from)->next;
  }
  *end = a != NULL ? a : b;
  return first;
}
