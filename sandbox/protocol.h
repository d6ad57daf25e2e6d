/* What jailer, boxes and their client say to each other, over channels (daemon/base/channel.h).
 *
 * graded-jailer --slot N [--cgroup-root PATH]
 *   descriptor 3: control channel, descriptor 4: directory of helper programs (libexec).
 *   On control it receives only JAILER_CLIENT, with one descriptor: its end of a new client
 *   channel. A new client replaces the former one, whose boxes are all ended first. When control
 *   closes, the jailer ends all boxes and itself.
 *
 * Client to jailer: one request, one answer, in order.
 *   JAIL_HELLO                        -> JAIL_WELCOME {accounting u8, tier string}
 *   JAIL_OPEN  {struct jail_open}     -> JAIL_OPENED {box u64} + the box channel, or JAIL_FAILED
 *   JAIL_CLOSE {box u64}              -> JAIL_CLOSED {struct jail_closed}, or JAIL_FAILED
 *   JAIL_FAILED {code u32, message string} leaves everything as it was.
 *
 * Client to box:
 *   BOX_PREPARE {struct box_prepare} + runtime module (unless compiling) + setup descriptors
 *                                     -> BOX_READY, or BOX_REFUSED {code, message}; once, first
 *   BOX_PROGRAM + sealed file         -> BOX_READY, or BOX_REFUSED
 *   BOX_RUN {struct box_run_request} + task descriptors
 *                                     -> BOX_REPORT, whenever the run has ended
 *   BOX_COMMAND {struct box_run_request} + sealed file with a command record
 *                                     -> BOX_REPORT (+ memory file with the output)
 *   BOX_KILL {run u64}                no answer of its own
 * A box that gets anything else ends. Closing the channel ends the box.
 *
 * Records are bounded and consumed to the last byte; nobody trusts a length of anybody. */
#pragma once

#include "daemon/base/bytes.h"
#include "daemon/base/channel.h"
#include "daemon/base/err.h"
#include "sandbox/box.h"

#define JAILER_CONTROL_FD 3
#define JAILER_LIBEXEC_FD 4
#define BOX_CONCURRENCY_MAX 16u

enum jailer_message { JAILER_CLIENT = 0x4a01 };

enum jail_message {
  JAIL_HELLO = 0x4b01,
  JAIL_WELCOME,
  JAIL_OPEN,
  JAIL_OPENED,
  JAIL_CLOSE,
  JAIL_CLOSED,
  JAIL_FAILED
};

enum box_message {
  BOX_PREPARE = 0x4c01,
  BOX_READY,
  BOX_REFUSED,
  BOX_PROGRAM,
  BOX_RUN,
  BOX_COMMAND,
  BOX_KILL,
  BOX_REPORT
};

struct jail_open {
  uint32_t phase; /* enum box_phase */
  uint32_t concurrency;
  uint64_t memory_bytes; /* of the whole box; 0 = no limit */
};

struct jail_closed {
  int32_t wait_status; /* of the warm parent */
  uint64_t oom_kills;  /* in the whole life of the box */
};

struct box_prepare {
  bool has_runtime; /* descriptor 0 is the module, setup descriptors follow */
  uint64_t memory_bytes;
  const void *args; /* view into the message */
  size_t args_length;
};

struct box_run_request {
  uint64_t run; /* > 0, never twice in the life of a box */
  struct box_limits limits;
  uint64_t output_limit; /* commands only */
  const void *args;      /* view into the message */
  size_t args_length;
};

void jail_open_put(struct bytes_writer *writer, const struct jail_open *open);
int jail_open_get(struct bytes_reader *reader, struct jail_open *open, struct err *err);
void jail_closed_put(struct bytes_writer *writer, const struct jail_closed *closed);
int jail_closed_get(struct bytes_reader *reader, struct jail_closed *closed, struct err *err);
void box_prepare_put(struct bytes_writer *writer, const struct box_prepare *prepare);
int box_prepare_get(struct bytes_reader *reader, struct box_prepare *prepare, struct err *err);
void box_run_request_put(struct bytes_writer *writer, const struct box_run_request *request);
int box_run_request_get(struct bytes_reader *reader, struct box_run_request *request,
                        struct err *err);
void box_report_put(struct bytes_writer *writer, const struct box_report *report);
int box_report_get(struct bytes_reader *reader, struct box_report *report, struct err *err);

/* The command record, which travels in a sealed file. */
#define BOX_COMMAND_BYTES_MAX (64u << 20)
size_t box_command_size(const struct box_command *command);
void box_command_put(struct bytes_writer *writer, const struct box_command *command);
/* Strings and data are views into the reader's buffer. */
int box_command_get(struct bytes_reader *reader, struct box_command *command, struct err *err);
/* Refuses names that could be anything but a plain file: empty, too long, '/', leading '.' or '-'.
 */
int box_command_check(const struct box_command *command, struct err *err);

/* JAIL_FAILED and BOX_REFUSED. */
int protocol_send_failure(int channel, uint32_t type, const struct err *failure, struct err *err);
/* Turns one into an error of ours: returns its code, with the peer's words. */
int protocol_take_failure(const struct channel_message *message, struct err *err);
