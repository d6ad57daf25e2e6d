/* Linked lists in C: `struct node { int64_t FIELD...; struct node *next; }`, one arena an argument.
 *
 * The nodes of all list arguments of a call are numbered through, in the order of the arguments:
 * that number is a node's identity in outputs. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "graders/runtime/host/answer.h"
#include "graders/sdk/signature.h"

struct node_arena {
  uint8_t *base;
  uint64_t count;
  uint64_t first; /* identity of its first node */
  uint32_t fields;
};

struct node_arenas {
  struct node_arena items[SIGNATURE_PARAMS_MAX];
  uint32_t length;
  uint64_t node_count; /* of all */
};

/* Builds the list of an argument and returns its head (NULL if it is empty). False only when out of
 * memory. */
bool nodes_build(struct node_arenas *arenas, const struct value *argument, void **ret_head);

/* Appends the list at `head` to the answer. False if it does not fit. A pointer that leads nowhere
 * ends the process, as it would in the candidate's own program. */
bool nodes_answer(const struct node_arenas *arenas, const void *head, uint32_t fields,
                  struct answer *answer);
