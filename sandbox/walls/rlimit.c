#include "sandbox/walls/rlimit.h"

#include <stddef.h>
#include <sys/resource.h>

#include "daemon/base/clock.h"

/* Distance between stack and mappings: no run can have a larger stack. */
#define STACK_ROOM (1ULL << 30)

static int set(int resource, const char *name, uint64_t value, struct err *err) {
  struct rlimit limit = {value, value};
  if (setrlimit((__rlimit_resource_t)resource, &limit) != 0)
    return err_system(err, "limit %s = %llu", name, (unsigned long long)value);
  return 0;
}

int rlimit_box(struct err *err) {
  struct rlimit stack;
  if (getrlimit(RLIMIT_STACK, &stack) != 0) return err_system(err, "limit stack");
  stack.rlim_cur = stack.rlim_max < STACK_ROOM ? stack.rlim_max : STACK_ROOM;
  if (setrlimit(RLIMIT_STACK, &stack) != 0) return err_system(err, "limit stack");
  int rc = set(RLIMIT_CORE, "core", 0, err);
  if (rc == 0) rc = set(RLIMIT_MEMLOCK, "memlock", 0, err);
  if (rc == 0) rc = set(RLIMIT_MSGQUEUE, "msgqueue", 0, err);
  if (rc == 0) rc = set(RLIMIT_RTPRIO, "rtprio", 0, err);
  if (rc == 0) rc = set(RLIMIT_NICE, "nice", 0, err);
  return rc;
}

static uint64_t whole_seconds(const struct box_limits *limits, bool init) {
  /* A command's processes are limited one by one, the whole by the wall clock. A run is ended by
   * its parent, which reads the precise clock; the kernel's limit counts ticks, on a busy host
   * those of others, too, and must not be first: it is there in case the parent cannot. */
  uint64_t seconds = (limits->cpu_ns + CLOCK_SECOND - 1) / CLOCK_SECOND;
  return init ? seconds : 2 * seconds + 1;
}

int rlimit_run(const struct box_limits *limits, const struct rlimit_account *account, bool init,
               struct err *err) {
  const struct {
    int resource;
    const char *name;
    uint64_t value;
  } values[] = {
      {RLIMIT_CPU, "cpu", whole_seconds(limits, init)},
      {RLIMIT_FSIZE, "fsize", limits->output_bytes + 1}, /* so that more than allowed shows */
      {RLIMIT_NOFILE, "nofile", limits->files},
      {RLIMIT_STACK, "stack", limits->stack_bytes},
      /* The warm parent counts too, and so does the init. */
      {RLIMIT_NPROC, "nproc", init ? limits->processes + account->spare_processes + 2ull : 1},
      {RLIMIT_DATA, "data", account->data_bytes},
      {RLIMIT_AS, "as", account->address_bytes},
  };
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
    if (values[i].value == 0 && i >= 5) continue;
    int rc = set(values[i].resource, values[i].name, values[i].value, err);
    if (rc < 0) return rc;
  }
  return 0;
}

bool rlimit_is_lowered(pid_t pid, const struct box_limits *limits) {
  struct rlimit now;
  return prlimit(pid, RLIMIT_CPU, NULL, &now) == 0 && now.rlim_max < whole_seconds(limits, false);
}
