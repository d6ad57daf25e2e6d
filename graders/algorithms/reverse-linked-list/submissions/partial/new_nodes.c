/* Right values in new nodes. */
#include "question.h"

#include <stdlib.h>

struct node *reverse_list(struct node *head) {
  struct node *done = NULL;
  for (; head != NULL; head = head->next) {
    struct node *made = malloc(sizeof(*made));
    if (made == NULL) abort();
    *made = (struct node){.val = head->val, .next = done};
    done = made;
  }
  return done;
}
