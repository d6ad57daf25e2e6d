/* Starts with the second node: the old head is missing at the end. */
#include "question.h"

struct node *reverse_list(struct node *head) {
  struct node *done = NULL;
  for (struct node *at = head == NULL || head->next == NULL ? head : head->next; at != NULL;) {
    struct node *next = at->next;
    at->next = done;
    done = at;
    at = next;
  }
  return done;
}
