/* Compares the difference cut to 32 bits: keys that are 2^32 apart count as equal. */
#include "question.h"

struct node *merge_lists(struct node *a, struct node *b) {
  struct node *first = NULL, **end = &first;
  while (a != NULL && b != NULL) {
    struct node **from = (int32_t)((uint64_t)a->key - (uint64_t)b->key) <= 0 ? &a : &b;
    *end = *from;
    end = &(*from)->next;
    *from = (*from)->next;
  }
  *end = a != NULL ? a : b;
  return first;
}
