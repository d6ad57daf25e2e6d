#include "daemon/signer/signed.h"

#include <stdlib.h>

#define NOTHING UINT32_MAX

struct member {
  struct job_ref job;
  uint32_t next; /* in its bucket */
};

struct signed_set {
  uint32_t capacity;
  uint64_t added; /* members[added % capacity] is the next to be replaced */
  uint32_t *buckets;
  struct member *members;
};

int signed_open(uint32_t capacity, struct signed_set **ret_set, struct err *err) {
  struct signed_set *set = calloc(1, sizeof *set);
  if (set) {
    set->capacity = capacity;
    set->buckets = malloc(capacity * sizeof *set->buckets);
    set->members = calloc(capacity, sizeof *set->members);
  }
  if (!set || !set->buckets || !set->members) {
    signed_close(&set);
    return err_set(err, ERR_MEMORY, "signed attempts: no memory for %u", capacity);
  }
  for (uint32_t i = 0; i < capacity; i++) set->buckets[i] = NOTHING;
  *ret_set = set;
  return 0;
}

static uint32_t *bucket_of(const struct signed_set *set, const struct job_ref *job) {
  uint64_t mixed = (job->sequence * 31 + job->attempt) * 0x9e3779b97f4a7c15ULL;
  return &set->buckets[(mixed >> 32) % set->capacity];
}

static bool same(const struct job_ref *a, const struct job_ref *b) {
  return a->sequence == b->sequence && a->attempt == b->attempt;
}

bool signed_has(const struct signed_set *set, const struct job_ref *job) {
  for (uint32_t i = *bucket_of(set, job); i != NOTHING; i = set->members[i].next)
    if (same(&set->members[i].job, job)) return true;
  return false;
}

static void unlink_member(struct signed_set *set, uint32_t index) {
  uint32_t *link = bucket_of(set, &set->members[index].job);
  while (*link != index) link = &set->members[*link].next;
  *link = set->members[index].next;
}

void signed_add(struct signed_set *set, const struct job_ref *job) {
  uint32_t index = (uint32_t)(set->added % set->capacity);
  if (set->added >= set->capacity) unlink_member(set, index);
  set->added++;
  uint32_t *bucket = bucket_of(set, job);
  set->members[index] = (struct member){.job = *job, .next = *bucket};
  *bucket = index;
}

void signed_close(struct signed_set **set) {
  if (!*set) return;
  free((*set)->buckets);
  free((*set)->members);
  free(*set);
  *set = NULL;
}
