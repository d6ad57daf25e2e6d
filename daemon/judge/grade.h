/* One leased submission, from its source to its verdict half. */
#pragma once

#include "daemon/judge/slot.h"
#include "proto/record/half.h"
#include "proto/record/role.h"

/* *ret_half is the caller's to clear. An error is an infrastructure fault: there is no verdict. */
int grade(struct slot *slot, const struct lease *lease, struct verdict_half *ret_half,
          struct err *err);

/* After each grade, whatever it returned: ends what it left running. Apart, so that the verdict
 * need not wait for it. */
int grade_finish(struct slot *slot, struct err *err);
