/* Building questions: from a source folder to a package in a store.
 *
 * The manifest is checked, grader.c is compiled and loaded in sandboxes (whoever writes questions
 * need not be trusted with more than their own grades), the package is written. What is there
 * already is not built again. One builder belongs to one thread. */
#pragma once

#include "graders/bank/source.h"
#include "proto/record/route.h"
#include "sandbox/jail.h"

struct builder;

/* jail and the descriptors are borrowed. libexec_fd: has include/grader.h and
 * runtime-checker.so. prebuilt_fd: -1, or a store whose compiled graders may be taken over. A box
 * for the compiler is opened only when something has to be compiled. */
int builder_open(struct jail *jail, int libexec_fd, int store_fd, int prebuilt_fd,
                 struct builder **ret_builder, struct err *err);
void builder_close(struct builder **builder);

/* Makes sure that the store has the question. ERR_INVALID: the question's own fault, with the
 * reason in words for its author (a compiler's first error, a field of problem.yaml); any other
 * error is ours or the host's. */
int build_question(struct builder *builder, const struct source *source, struct err *err);

/* Builds every question below bank_fd and tells which can be asked, sorted by name. A question that
 * cannot be built is in the index as not available, with the reason. Fails only for errors that are
 * not a question's. */
int build_bank(struct builder *builder, int bank_fd, struct bank_index *ret_index, struct err *err);
