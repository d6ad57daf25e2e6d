/* The old head still points at the second node: the result runs in a circle. */
#include "question.h"

struct node *reverse_list(struct node *head) {
  if (head == NULL) return NULL;
  struct node *done = head, *at = head->next;
  while (at != NULL) {
    struct node *next = at->next;
    at->next = done;
    done = at;
    at = next;
  }
  return done;
}
