/* From a process that has ended to the report that is sent. Only the kernel's words count; what the
 * run says of itself is passed on as a hint. */
#pragma once

#include "sandbox/box/parent.h"

/* Reaps runs[index], reports it and frees its place. */
int report_ended(struct parent *parent, uint32_t index, struct err *err);

/* Reports that a run could not be started. */
int report_fault(const struct parent *parent, uint64_t number, const struct err *failure,
                 struct err *err);
