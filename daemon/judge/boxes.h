/* The boxes of this judge's slot: one for the compiler, one for each language's host, and the least
 * used ones of up to BOXES_CHECKERS questions' checkers go when another is needed.
 *
 * Boxes are opened when they are first asked for, or before, one at a time, with boxes_prepare.
 * Whatever fails here is the host's or the jailer's fault. Not thread-safe. */
#pragma once

#include <stdbool.h>

#include "graders/bank/package.h"
#include "sandbox/jail.h"

#define BOXES_CHECKERS 8u
#define BOXES_CHECKER_RUNS 8u /* alive at once in one checker's box */

struct boxes;

/* Opens the hosts' modules below libexec_fd, which is borrowed for the call. There is no jailer
 * yet: until boxes_connect every box is ERR_CLOSED. */
int boxes_new(int libexec_fd, struct boxes **ret_boxes, struct err *err);
void boxes_free(struct boxes **boxes);

/* Takes over the channel to a jailer. Boxes of the one before are gone; they are opened again when
 * they are needed. */
int boxes_connect(struct boxes *boxes, int channel_fd, struct err *err);
void boxes_disconnect(struct boxes *boxes);

/* Only for poll(2): hangs up when the jailer has gone. -1 while there is none. */
int boxes_jailer_fd(const struct boxes *boxes);
/* Is there a jailer, and has it not gone? */
bool boxes_are_usable(const struct boxes *boxes);

/* How this slot is isolated; "" while there is no jailer. */
const char *boxes_isolation(const struct boxes *boxes);
const char *boxes_accounting(const struct boxes *boxes); /* "cgroup2", "cgroup1", "rlimit" */

/* Opens one of the boxes that every submission needs; *ret_more tells if others are left. */
int boxes_prepare(struct boxes *boxes, bool *ret_more, struct err *err);

int boxes_compiler(struct boxes *boxes, struct box **ret_box, struct err *err);
int boxes_checker(struct boxes *boxes, const struct package *package, struct box **ret_box,
                  struct err *err);

/* The language's host with this program loaded; `key` stands for the program's bytes. */
int boxes_runner(struct boxes *boxes, enum language language, const uint8_t key[static DIGEST_SIZE],
                 const void *program, size_t length, struct box **ret_box, struct err *err);
