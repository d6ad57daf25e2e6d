/* Jobs: what is out of the queue and not done.
 *
 * An attempt number is committed before anybody hears of it and is never used twice, so that the
 * signer can sign each at most once. Who may die when, and what then:
 *
 *   who dies     while the job is               what happens
 *   front        anything                       jobs go on; sessions are forgotten; results wait in
 *                                               the outbox until the tenant subscribes again
 *   ledger       accepted, not yet committed    no answer was given; the client sends it again
 *   ledger       queued                         found again at the start
 *   ledger       with a judge                   queued again at the start, as a new attempt; should
 *                                               the old one still be signed, its envelope is taken
 *                                               and the new attempt's is ignored
 *   ledger       with the signer                the same; a lost envelope is graded again
 *   ledger       done, not yet pushed           the outbox row was committed with the result
 *   judge        idle                           its successor says IDLE
 *   judge        running                        channel ends: a fault; queued again, or given up
 *                                               after attempts_max faults
 *   judge        has sent its half, not GRADED  the same; whichever envelope comes first counts
 *   judge        after GRADED                   nothing: the signer has the half
 *   judge        hangs                          the lease runs out: a fault; the judge is given
 *                                               nothing until it says IDLE or is replaced
 *   signer       job queued                     no leases until its successor is there
 *   signer       running                        the successor is told of every running job
 *   signer       half sent, GRADED still to     no envelope follows GRADED: after JOB_AWAIT_NS it
 *                come                           is queued again, without a fault
 *   signer       after GRADED, or given up      queued again, or given up again, at once
 *   signer       envelope sent, not yet read    it is read: the channel holds it
 *   anybody      too often                      after ATTEMPTS_A_FAULT x attempts_max attempts a
 * job is given up even without faults */
#pragma once

#include "daemon/ledger/ledger.h"

/* How long after GRADED the envelope may take. Being wrong costs a second grading, no more. */
#define LEASE_AWAIT_NS 5000000000ULL
#define LEASE_ATTEMPTS_A_FAULT 8u

/* Adds the jobs whose time is up to this turn, before everything that was received. */
void lease_plan_returns(struct ledger *ledger);
/* When there is something to plan: monotonic ns, 0 for at once, UINT64_MAX for never. */
uint64_t lease_deadline(const struct ledger *ledger);

int lease_apply_return(struct ledger *ledger, struct step_return *step, struct err *err);
void lease_finish_return(struct ledger *ledger, struct step_return *step);

/* One record from a judge. */
int lease_read_judge(struct ledger *ledger, uint32_t index, struct err *err);
void lease_judge_lost(struct ledger *ledger, uint32_t index);
void lease_signer_arrived(struct ledger *ledger);

/* The job has a result, or is otherwise no longer ours; NULL if there is none. */
struct job *lease_find(const struct ledger *ledger, uint64_t sequence);
void lease_drop(struct ledger *ledger, struct job *job);
/* Is anything with a judge, or about to be signed? */
bool lease_is_out(const struct ledger *ledger);
