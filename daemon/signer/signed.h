/* The attempts signed last: a set of fixed size whose oldest member makes room for a new one. */
#pragma once

#include <stdbool.h>

#include "proto/record/half.h"

struct signed_set;

int signed_open(uint32_t capacity, struct signed_set **ret_set, struct err *err);
bool signed_has(const struct signed_set *set, const struct job_ref *job);
void signed_add(struct signed_set *set, const struct job_ref *job); /* not yet a member */
void signed_close(struct signed_set **set);
