#include "sandbox/policy/policy.h"

#include "sandbox/policy/checker.bpf.h"
#include "sandbox/policy/compile.bpf.h"
#include "sandbox/policy/run-c.bpf.h"
#include "sandbox/policy/run-python.bpf.h"

#define PROGRAM(array) \
  { .len = sizeof(array) / sizeof((array)[0]), .filter = (struct sock_filter *)(array) }

static const struct sock_fprog programs[] = {
    [BOX_PHASE_COMPILE] = PROGRAM(policy_compile),
    [BOX_PHASE_RUN_C] = PROGRAM(policy_run_c),
    [BOX_PHASE_RUN_PYTHON] = PROGRAM(policy_run_python),
    [BOX_PHASE_CHECKER] = PROGRAM(policy_checker),
};

int policy_find(enum box_phase phase, struct sock_fprog *ret_program, struct err *err) {
  if (phase < BOX_PHASE_COMPILE || phase > BOX_PHASE_CHECKER)
    return err_set(err, ERR_INVALID, "phase: %d does not exist", (int)phase);
  *ret_program = programs[phase];
  return 0;
}
