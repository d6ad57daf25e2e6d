/* Recursive in the source, a loop in the program: gcc -O2 turns the tail call into a jump. */
#include "question.h"

static struct node *onto(struct node *head, struct node *done) {
  if (head == NULL) return done;
  struct node *next = head->next;
  head->next = done;
  return onto(next, head);
}

struct node *reverse_list(struct node *head) {
  return onto(head, NULL);
}
