/* Keeps the chain and swaps the values: the same nodes, O(n) memory. */
#include "question.h"

#include <stdlib.h>

struct node *reverse_list(struct node *head) {
  int64_t n = 0;
  for (struct node *at = head; at != NULL; at = at->next) n++;
  struct node **nodes = malloc(((size_t)n + 1) * sizeof(*nodes));
  if (nodes == NULL) abort();
  n = 0;
  for (struct node *at = head; at != NULL; at = at->next) nodes[n++] = at;
  for (int64_t i = 0, j = n - 1; i < j; i++, j--) {
    int64_t held = nodes[i]->val;
    nodes[i]->val = nodes[j]->val;
    nodes[j]->val = held;
  }
  free(nodes);
  return head;
}
