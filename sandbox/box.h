/* What a caller says about a box and a run, and what it is told afterwards.
 *
 * A box is one prepared sandbox with a warm parent inside it: its own user, mount, network, IPC,
 * UTS, pid and cgroup namespaces, a read-only minimal root, no network interface, no capability
 * beyond the box, a memory account. A run is one fresh child of that parent in fresh pid, mount,
 * IPC and UTS namespaces with a fresh size-limited /tmp, fresh limits and the phase's system-call
 * filter. A run's processes are all gone before its report is sent.
 *
 * The sandbox knows no question and no message of the protocol: only programs, limits, descriptors.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/base/warm.h"

/* One system-call policy and one root image a phase: sandbox/policy/NAME.policy. */
enum box_phase {
  BOX_PHASE_COMPILE = 1, /* runs a command line (gcc and its children) */
  BOX_PHASE_RUN_C,       /* candidate's shared object in a forked host */
  BOX_PHASE_RUN_PYTHON,  /* candidate's source in a forked interpreter */
  BOX_PHASE_CHECKER      /* a question's grader; meets hostile outputs */
};

/* Where memory and process limits come from on this host. */
enum box_accounting { BOX_ACCOUNTING_CGROUP2 = 1, BOX_ACCOUNTING_CGROUP1, BOX_ACCOUNTING_RLIMIT };

/* Soft kinds of ending, as bits: every cause is kept, the verdict is chosen elsewhere. */
enum box_limit {
  BOX_LIMIT_CPU = 1,    /* killed at its CPU time limit */
  BOX_LIMIT_WALL = 2,   /* killed at its wall-clock limit while using less CPU than allowed */
  BOX_LIMIT_MEMORY = 4, /* the kernel refused or killed for memory */
  BOX_LIMIT_OUTPUT = 8, /* wrote more to stdout, stderr or a file than allowed */
  BOX_LIMIT_PROCESSES = 16
};

struct box_limits {
  uint64_t cpu_ns; /* user + system time of all the run's processes */
  uint64_t wall_ns;
  uint64_t memory_bytes; /* peak above what the warm parent held before the run */
  uint64_t output_bytes; /* stdout + stderr together, and each file written */
  uint64_t stack_bytes;
  uint64_t tmp_bytes; /* size of the run's own /tmp */
  uint32_t processes; /* 1 = the run may not create any other */
  uint32_t files;     /* open descriptors */
};

enum box_end {
  BOX_END_EXIT = 1, /* exited by itself: `status` is its exit status */
  BOX_END_SIGNAL,   /* ended by signal `status`, also when we sent it: see limits_hit */
  BOX_END_FAULT     /* the sandbox failed before or around the run: `fault` says how; not the
                       candidate's doing */
};

struct box_report {
  uint64_t run;
  enum box_end end;
  int32_t status;
  uint32_t limits_hit; /* enum box_limit bits */
  uint64_t cpu_user_ns, cpu_system_ns, wall_ns;
  uint64_t memory_peak_bytes; /* above the baseline before the run */
  enum box_accounting accounting;
  uint32_t output_bytes_total; /* stdout + stderr, as far as it was kept */
  struct warm_status hint;     /* the child's own word, see daemon/base/warm.h */
  uint32_t output_length;      /* last bytes of stdout + stderr */
  char output[16384];
  char fault[256]; /* BOX_END_FAULT: what failed, one line */
};

/* A command line for BOX_PHASE_COMPILE. Paths are inside the box. */
#define BOX_ARGV_MAX 64
#define BOX_FILES_MAX 20
struct box_command {
  const char *argv[BOX_ARGV_MAX]; /* argv[0] is an absolute path; NULL-terminated */
  struct {
    const char *name; /* plain name, created in /tmp read-only before the start; no slash, no
                         leading '-' or '.' */
    const void *data;
    size_t length;
  } files[BOX_FILES_MAX];
  size_t file_count;
  const char *output_name; /* NULL, or a file in /tmp that is handed back if it is a regular file */
  uint64_t output_limit;
};
