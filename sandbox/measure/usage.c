#include "sandbox/measure/usage.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/fd.h"
#include "sandbox/measure/leaf.h"
#include "sandbox/walls/descriptor.h"

/* The kernel charges in batches of this size a processor; finer limits would only be rewritten. */
#define GRAIN (256u << 10)
#define SPARE_PROCESSES 16
#define UNLIMITED (1ULL << 62)

/* Room in the address space beyond memory proper: mapped files, reserved but unused ranges. */
#define ADDRESS_ROOM (512ULL << 20)

static int read_number(int fd, uint64_t *ret_number, struct err *err) {
  char text[32];
  ssize_t length = pread(fd, text, sizeof text - 1, 0);
  if (length <= 0) return err_system(err, "read a memory counter");
  text[length] = '\0';
  *ret_number = strtoull(text, NULL, 10);
  return 0;
}

static int write_number(int fd, uint64_t number, const char *what, struct err *err) {
  char text[32];
  int length = snprintf(text, sizeof text, "%llu", (unsigned long long)number);
  if (pwrite(fd, text, (size_t)length, 0) != length) return err_system(err, "%s = %s", what, text);
  return 0;
}

static int reset_peak(const struct usage *usage, struct err *err) {
  return pwrite(usage->files[CGROUP_PEAK], "0", 1, 0) == 1 ? 0 : err_system(err, "memory peak");
}

static uint64_t read_event(int fd, const char *name) {
  char text[512];
  ssize_t length = fd < 0 ? -1 : pread(fd, text, sizeof text - 1, 0);
  if (length <= 0) return 0;
  text[length] = '\0';
  const char *found = strstr(text, name);
  return found ? strtoull(found + strlen(name), NULL, 10) : 0;
}

int usage_open(struct usage *usage, enum box_accounting accounting, const int *files,
               struct err *err) {
  *usage = (struct usage){.accounting = accounting, .statm_fd = -1, .limit = UNLIMITED};
  memcpy(usage->files, files, sizeof usage->files);
  if (accounting != BOX_ACCOUNTING_RLIMIT) return 0;
  usage->statm_fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (usage->statm_fd < 0) return err_system(err, "/proc/self/statm");
  return descriptor_move_up(&usage->statm_fd, err);
}

int usage_calibrate(struct usage *usage, struct err *err) {
  struct rusage resources;
  int status;
  pid_t pid = fork();
  if (pid < 0) return err_system(err, "fork");
  if (pid == 0) _exit(0);
  if (wait4(pid, &status, 0, &resources) != pid) return err_system(err, "wait4");
  usage->idle_rss_bytes = (uint64_t)resources.ru_maxrss << 10;
  return 0;
}

/* v1 wants limit <= limit with swap at every moment. */
static int set_limit(struct usage *usage, uint64_t limit, struct err *err) {
  if (usage->cap_bytes > 0 && limit > usage->cap_bytes) limit = usage->cap_bytes;
  if (limit == usage->limit) return 0;
  int swap = usage->files[CGROUP_SWAP];
  int rc = 0;
  if (swap >= 0 && limit > usage->limit) rc = write_number(swap, limit, "memory and swap", err);
  if (rc == 0) rc = write_number(usage->files[CGROUP_LIMIT], limit, "memory limit", err);
  if (rc == 0 && swap >= 0 && limit < usage->limit)
    rc = write_number(swap, limit, "memory and swap", err);
  if (rc == 0) usage->limit = limit;
  return rc;
}

static int begin_v1(struct usage *usage, const struct usage_run *run, struct err *err) {
  int rc = 0;
  if (usage->running == 0) {
    rc = read_number(usage->files[CGROUP_USAGE], &usage->baseline, err);
    if (rc == 0) rc = reset_peak(usage, err);
    usage->promised = 0;
  }
  if (rc < 0) return rc;
  uint64_t promise = run->memory_bytes > 0 ? run->memory_bytes : UNLIMITED;
  usage->promised = promise >= UNLIMITED - usage->promised ? UNLIMITED : usage->promised + promise;
  return set_limit(usage,
                   usage->promised == UNLIMITED
                       ? UNLIMITED
                       : (usage->baseline + GRAIN - 1) / GRAIN * GRAIN + usage->promised,
                   err);
}

/* A command may have children: their number is limited for the whole group. */
static int begin_pids(struct usage *usage, uint64_t processes, struct rlimit_account *account,
                      struct err *err) {
  if (usage->files[CGROUP_PIDS] < 0) return 0;
  account->spare_processes = SPARE_PROCESSES;
  uint64_t wanted = processes + 2; /* warm parent and init */
  if (wanted != usage->pids) {
    int rc = write_number(usage->files[CGROUP_PIDS], wanted, "pids.max", err);
    if (rc < 0) return rc;
    usage->pids = wanted;
  }
  usage->pids_hits = read_event(usage->files[CGROUP_PIDS_HITS], "max ");
  return 0;
}

static int begin_rlimit(const struct usage *usage, uint64_t memory_bytes,
                        struct rlimit_account *account, struct err *err) {
  char text[256];
  unsigned long long pages[6] = {0};
  if (memory_bytes == 0) return 0;
  ssize_t length = pread(usage->statm_fd, text, sizeof text - 1, 0);
  if (length <= 0) return err_system(err, "/proc/self/statm");
  text[length] = '\0';
  if (sscanf(text, "%llu %llu %llu %llu %llu %llu", &pages[0], &pages[1], &pages[2], &pages[3],
             &pages[4], &pages[5]) != 6)
    return err_set(err, ERR_SYSTEM, "/proc/self/statm: unknown format");
  uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
  account->data_bytes = pages[5] * page + memory_bytes;
  account->address_bytes = pages[0] * page + 2 * memory_bytes + ADDRESS_ROOM;
  return 0;
}

int usage_make(struct usage *usage, struct usage_run *run, int *ret_cgroup_fd, struct err *err) {
  *run = (struct usage_run){.leaf_fd = -1};
  *ret_cgroup_fd = -1;
  if (usage->accounting != BOX_ACCOUNTING_CGROUP2) return 0;
  run->number = ++usage->next_number;
  int rc = leaf_make(usage->files[CGROUP_DIR], run->number, &run->leaf_fd, err);
  if (rc == 0) *ret_cgroup_fd = run->leaf_fd;
  return rc;
}

void usage_drop(struct usage *usage, struct usage_run *run) {
  if (usage->accounting == BOX_ACCOUNTING_CGROUP2 && run->leaf_fd >= 0)
    leaf_remove(usage->files[CGROUP_DIR], run->number, &run->leaf_fd);
}

int usage_begin(struct usage *usage, struct usage_run *run, const struct box_limits *limits,
                bool command, struct rlimit_account *ret_account, struct err *err) {
  int rc = 0;
  run->memory_bytes = limits->memory_bytes;
  run->command = command;
  *ret_account = (struct rlimit_account){0};
  switch (usage->accounting) {
    case BOX_ACCOUNTING_CGROUP2:
      rc = leaf_limit(run->leaf_fd, limits->memory_bytes,
                      command ? (uint64_t)limits->processes + 1 : 1, err);
      ret_account->spare_processes = SPARE_PROCESSES;
      break;
    case BOX_ACCOUNTING_CGROUP1:
      rc = begin_v1(usage, run, err);
      if (rc == 0 && command) rc = begin_pids(usage, limits->processes, ret_account, err);
      break;
    case BOX_ACCOUNTING_RLIMIT:
      rc = begin_rlimit(usage, limits->memory_bytes, ret_account, err);
      break;
  }
  if (rc == 0) usage->crowded = usage->running++ > 0;
  return rc;
}

static void give_back(struct usage *usage, const struct usage_run *run) {
  usage->running--;
  if (run->memory_bytes > 0 && usage->promised < UNLIMITED) usage->promised -= run->memory_bytes;
}

void usage_cancel(struct usage *usage, struct usage_run *run) { give_back(usage, run); }

static uint64_t resident_peak(const struct usage *usage, const struct rusage *resources) {
  uint64_t rss = (uint64_t)resources->ru_maxrss << 10;
  return rss > usage->idle_rss_bytes ? rss - usage->idle_rss_bytes : 0;
}

static void end_v1(struct usage *usage, const struct usage_run *run, const struct rusage *resources,
                   bool killed, struct usage_result *result) {
  uint64_t peak = 0;
  bool alone = !usage->crowded;
  if (alone && read_number(usage->files[CGROUP_PEAK], &peak, NULL) == 0)
    result->peak_bytes = peak > usage->baseline ? peak - usage->baseline : 0;
  else
    result->peak_bytes = resident_peak(usage, resources);
  if (killed || run->command) {
    uint64_t kills = read_event(usage->files[CGROUP_OOM], "oom_kill ");
    result->memory_hit = kills > usage->kills;
    usage->kills = kills;
  }
  if (run->command && usage->files[CGROUP_PIDS_HITS] >= 0)
    result->processes_hit = read_event(usage->files[CGROUP_PIDS_HITS], "max ") > usage->pids_hits;
}

void usage_end(struct usage *usage, struct usage_run *run, const struct rusage *resources,
               bool killed, struct usage_result *ret_result) {
  *ret_result = (struct usage_result){0};
  give_back(usage, run);
  switch (usage->accounting) {
    case BOX_ACCOUNTING_CGROUP2:
      leaf_read(run->leaf_fd, ret_result);
      leaf_remove(usage->files[CGROUP_DIR], run->number, &run->leaf_fd);
      break;
    case BOX_ACCOUNTING_CGROUP1:
      end_v1(usage, run, resources, killed, ret_result);
      break;
    case BOX_ACCOUNTING_RLIMIT:
      ret_result->peak_bytes = resident_peak(usage, resources);
      break;
  }
}
