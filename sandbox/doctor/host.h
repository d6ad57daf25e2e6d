/* Findings about the kernel and the machine, without starting anything. */
#pragma once

#include "sandbox/doctor/doctor.h"

void host_examine(struct doctor_report *report);

/* Appends a finding; `advice` may be NULL. The text is cut where it is too long. */
__attribute__((format(printf, 5, 6))) void host_note(struct doctor_report *report, const char *name,
                                                     enum doctor_state state, const char *advice,
                                                     const char *format, ...);
