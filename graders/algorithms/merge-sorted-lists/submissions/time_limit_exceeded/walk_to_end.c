/* Walks to the end of the result for every node that it appends: O(N^2). */
#include "question.h"

struct node *merge_lists(struct node *a, struct node *b) {
  struct node *first = NULL;
  while (a != NULL || b != NULL) {
    struct node **from = b == NULL || (a != NULL && a->key <= b->key) ? &a : &b;
    struct node *taken = *from, **end = &first;
    *from = taken->next;
    taken->next = NULL;
    while (*end != NULL) end = &(*end)->next;
    *end = taken;
  }
  return first;
}
