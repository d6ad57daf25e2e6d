/* Recursion that still has work after the call: two million levels do not fit into 8 MiB of stack,
 * even though gcc -O2 folds five of them into one frame of 48 bytes. */
#include "question.h"

struct node *reverse_list(struct node *head) {
  if (head == NULL || head->next == NULL) return head;
  struct node *first = reverse_list(head->next);
  head->next->next = head;
  head->next = NULL;
  return first;
}
