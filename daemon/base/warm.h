/* The contract between a warm parent (sandbox/box) and the runtime module that it loads.
 *
 * A warm parent is a process in a prepared box. It loads one runtime module (a shared object that
 * exports `graded_warm_runtime`), lets it prepare once (load an interpreter, a library, a
 * question's grader), and then forks one fresh child a task. The child has passed every wall
 * (namespaces, limits, no capabilities, seccomp filter) before `child` is called; what `child`
 * returns becomes the exit status, after which nothing of the process survives.
 *
 * The sandbox knows nothing about what a module does; a module knows nothing about how walls are
 * built. Modules: graders/runtime/c, graders/runtime/python, graders/checker. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "daemon/base/err.h"

#define WARM_ABI 1u
#define WARM_FDS_MAX 6u
#define WARM_ARGS_MAX 16384u
#define WARM_MESSAGE_MAX 4096u

/* How far the child came, as told by the child itself: a hint for feedback, never a proof. */
enum warm_phase {
  WARM_PHASE_NONE = 0,   /* the child never reached the module */
  WARM_PHASE_LOADING,    /* loading the candidate's program */
  WARM_PHASE_LOAD_ERROR, /* it cannot be loaded: message says why (unknown symbol, syntax error) */
  WARM_PHASE_CALLING,    /* candidate's code is running */
  WARM_PHASE_EXCEPTION,  /* candidate's code raised: message has the last lines */
  WARM_PHASE_RETURNING,  /* writing the outputs */
  WARM_PHASE_BAD_OUTPUT, /* what was returned cannot be written as declared: message says why */
  WARM_PHASE_DONE        /* complete outputs written */
};

/* One shared page group between the warm parent and the child of the moment, zeroed before each
 * task. The child's address space is the candidate's: every field is hostile and is only ever used
 * to explain, never to accept. The box's own signal handlers fill `syscall`, `signal`, `address`.
 */
struct warm_status {
  uint32_t phase;            /* enum warm_phase */
  uint32_t call;             /* index of the call in progress */
  int32_t trapped_syscall;   /* number + 1 of a refused system call, 0 if none */
  int32_t caught_signal;     /* signal that ended the child through the box's handler, 0 if none */
  uint64_t fault_address;    /* of SIGSEGV and SIGBUS */
  uint32_t stack_overflow;   /* 1: the fault was at the end of the stack */
  uint32_t memory_exhausted; /* 1: an allocation was refused (MemoryError, failed tensor_resize) */
  uint32_t flags;            /* module's own, e.g. 1 = an output aliases an input */
  uint32_t message_length;
  char message[WARM_MESSAGE_MAX]; /* UTF-8 is not guaranteed */
};

/* What the parent was given when its box was opened. Descriptors are owned by the parent and are
 * closed after prepare; none of them is visible to a child unless the module keeps a duplicate. */
struct warm_setup {
  const int *fds;
  size_t fd_count;
  const void *args;
  size_t args_length;
};

struct warm_task {
  const int *fds; /* close-on-exec; e.g. inputs, outputs */
  size_t fd_count;
  const void *args; /* at most WARM_ARGS_MAX bytes, the module's own record */
  size_t args_length;
  int program_fd;           /* -1, or the program last given with BOX_PROGRAM, at offset 0 */
  const char *program_path; /* NULL, or the same program as a file that dlopen(3) can open */
  struct warm_status *status;
};

struct warm_runtime {
  uint32_t abi; /* WARM_ABI */
  const char *name;
  /* Once, in the parent, while the host's file system is still visible read-only. Must leave no
   * thread behind. */
  int (*prepare)(const struct warm_setup *setup, struct err *err);
  /* Once a task, in the child, behind all walls. stdin is /dev/null-like (end of file), stdout and
   * stderr are a size-limited memory file. Returns the exit status; 0 means "outputs complete". */
  int (*child)(const struct warm_task *task);
};

#define WARM_RUNTIME_SYMBOL "graded_warm_runtime"
extern const struct warm_runtime graded_warm_runtime;
