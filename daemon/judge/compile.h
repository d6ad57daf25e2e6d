/* From sources to a program that the language's host can load.
 *
 * The compiler meets hostile input: it runs in a box, under limits, and what it prints is capped.
 * What a candidate's source does to it is a compile error with a reason of its own; only what the
 * host or the sandbox does is an error here. A compiler that is killed from outside, or that waited
 * for the processor too long, is run again, a few times. */
#pragma once

#include "daemon/judge/boxes.h"
#include "daemon/judge/program.h"
#include "proto/record/submission.h"

struct compiler {
  struct boxes *boxes; /* borrowed */
  uint8_t *header;     /* owned: graded.h, as candidates include it */
  size_t header_length;
  struct programs programs;
};

/* What is done while the compiler works, at once if it has nothing to do. */
struct compile_meanwhile {
  int (*act)(void *context, struct err *err); /* NULL: nothing */
  void *context;
};

struct compile_source {
  const struct source_file *files;
  uint32_t file_count;
  const uint8_t *bytes;
  uint8_t digest[DIGEST_SIZE]; /* of names and bytes: submission.source_digest */
};

/* Reads include/graded.h below libexec_fd, which is borrowed for the call. */
int compiler_open(struct compiler *compiler, struct boxes *boxes, int libexec_fd, struct err *err);
void compiler_close(struct compiler *compiler);

/* What is known of this source already: *ret_program belongs to compiler->programs; NULL: nothing.
 */
int compile_find(struct compiler *compiler, const struct package *package, enum language language,
                 const struct compile_source *source, const struct program **ret_program,
                 struct err *err);
/* *ret_program belongs to compiler->programs. *ret_ns is what it took, 0 if it was there already. A
 * failure of `meanwhile` is this call's. */
int compile(struct compiler *compiler, const struct package *package, enum language language,
            const struct compile_source *source, const struct compile_meanwhile *meanwhile,
            const struct program **ret_program, uint64_t *ret_ns, struct err *err);
