/* < instead of <=: among equal keys b comes first. */
#include "question.h"

struct node *merge_lists(struct node *a, struct node *b) {
  struct node *first = NULL, **end = &first;
  while (a != NULL && b != NULL) {
    struct node **from = a->key < b->key ? &a : &b;
    *end = *from;
    end = &(*from)->next;
    *from = (*from)->next;
  }
  *end = a != NULL ? a : b;
  return first;
}
