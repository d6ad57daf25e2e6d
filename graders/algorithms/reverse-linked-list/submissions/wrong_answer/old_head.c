/* Returns the old head, which is the last node now. */
#include "question.h"

struct node *reverse_list(struct node *head) {
  struct node *done = NULL;
  for (struct node *at = head; at != NULL;) {
    struct node *next = at->next;
    at->next = done;
    done = at;
    at = next;
  }
  return head;
}
