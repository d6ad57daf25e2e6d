/* One level of recursion a node: a million do not fit into 8 MiB of stack. The store after the
 * call keeps gcc from turning it into a loop. */
#include "question.h"

struct node *merge_lists(struct node *a, struct node *b) {
  if (a == NULL) return b;
  if (b == NULL) return a;
  if (a->key <= b->key) {
    a->next = merge_lists(a->next, b);
    return a;
  }
  b->next = merge_lists(a, b->next);
  return b;
}
