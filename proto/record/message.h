// clang-format off
/* Who says what to whom inside the daemon. One table, all edges; a role that gets a type which this
 * table does not give it on that channel treats its peer as broken (channel closed, logged).
 * "blob" is channel_blob_put: inline, or a sealed file as descriptor.
 *
 *   type          from -> to               payload                        answer
 *   ROLE_CONFIG   supervisor -> any        role_config, resources as fds  -
 *   ROLE_PEER     supervisor -> any        role_peer + 1 fd               -
 *   ROLE_GO       supervisor -> any        -                              ROLE_READY
 *   ROLE_DRAIN    supervisor -> any        -                              ROLE_DRAINED
 *   ROLE_READY    any -> supervisor        -                              -
 *   ROLE_DRAINED  any -> supervisor        -                              -
 *   BANK_INDEX    librarian -> supervisor  1 fd: packed bank_index        -
 *   BANK_INDEX    supervisor -> front      1 fd: the same                 -
 *   SUBMIT        front -> ledger          front_route, submission, blob  ACCEPTED or REJECTED
 *   ACK           front -> ledger          front_route, ack_record        ACKED or REJECTED
 *   QUERY         front -> ledger          front_route, query_record      ANSWER
 *   SUBSCRIBE     front -> ledger          front_route, tenant            RESULT*: the undelivered
 *                                                                         ones, then as they come
 *   FORGET        front -> ledger          front_route                    - (this session has gone)
 *   ACCEPTED      ledger -> front          front_route, submit_reply      -
 *   REJECTED      ledger -> front          front_route, submit_reply      -
 *   ACKED         ledger -> front          front_route, submit_reply      - (only its id counts)
 *   ANSWER        ledger -> front          front_route, answer, blobs     -
 *   RESULT        ledger -> front          front_route, result_push, blob - (the client sends Ack)
 *   IDLE          judge -> ledger          -                              LEASE, some time
 *   LEASE         ledger -> judge          lease, blob                    GRADED or FAULT
 *   GRADED        judge -> ledger          job_ref                        - (the verdict half has
 *                                                                         been sent to the signer)
 *   FAULT         judge -> ledger          fault_record                   -
 *   ACCEPT_HALF   ledger -> signer         accept_half                    -
 *   VERDICT_HALF  judge -> signer          blob: packed verdict_half      -
 *   GIVE_UP       ledger -> signer         accept_half, reason            ENVELOPE (internal_error)
 *   ENVELOPE      signer -> ledger         envelope_record, blob          - (once both halves of an
 *                                                                         attempt are there)
 */
// clang-format on
#pragma once

enum message_type {
  MESSAGE_ROLE_CONFIG = 1,
  MESSAGE_ROLE_PEER,
  MESSAGE_ROLE_GO,
  MESSAGE_ROLE_DRAIN,
  MESSAGE_ROLE_READY,
  MESSAGE_ROLE_DRAINED,
  MESSAGE_BANK_INDEX,
  MESSAGE_SUBMIT = 32,
  MESSAGE_ACK,
  MESSAGE_QUERY,
  MESSAGE_SUBSCRIBE,
  MESSAGE_FORGET,
  MESSAGE_ACCEPTED,
  MESSAGE_REJECTED,
  MESSAGE_ANSWER,
  MESSAGE_RESULT,
  MESSAGE_ACKED,
  MESSAGE_IDLE = 64,
  MESSAGE_LEASE,
  MESSAGE_GRADED,
  MESSAGE_FAULT,
  MESSAGE_ACCEPT_HALF = 96,
  MESSAGE_VERDICT_HALF,
  MESSAGE_GIVE_UP,
  MESSAGE_ENVELOPE
};
