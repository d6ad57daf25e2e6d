/* graded-box PHASE CONCURRENCY ACCOUNTING: the warm parent of one box.
 *
 * Started by the jailer as pid 1 of new namespaces, as their uid 0. Descriptors: 3 the channel to
 * the client, 4 the lifeline (closed when the jailer dies), 5 and up the box's own control group
 * files (sandbox/walls/cgroup.h). It ends when the client closes the channel or the jailer dies;
 * with pid 1 everything in the box ends. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "daemon/base/fd.h"
#include "daemon/base/log.h"
#include "sandbox/box/parent.h"
#include "sandbox/box/setup.h"
#include "sandbox/box/watch.h"
#include "sandbox/walls/descriptor.h"
#include "sandbox/walls/mount.h"

enum { CHANNEL_FD = 3, LIFELINE_FD = 4, FIRST_CGROUP_FD = 5 };

static struct parent parent = {.root_fd = -1, .output = {.spare_fd = -1}};

/* The kernel ends us with the jailer; unless it died before we asked for that. */
static int die_with_jailer(struct err *err) {
  struct pollfd lifeline = {.fd = LIFELINE_FD};
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return err_system(err, "pdeathsig");
  if (poll(&lifeline, 1, 0) < 0) return err_system(err, "lifeline");
  if (lifeline.revents & (POLLHUP | POLLERR | POLLNVAL))
    return err_set(err, ERR_CLOSED, "the jailer has gone");
  return 0;
}

/* The optional ones may be absent. */
static int take(int number, int *ret_fd, struct err *err) {
  *ret_fd = fcntl(number, F_GETFD) < 0 ? -1 : number;
  return *ret_fd < 0 ? 0 : descriptor_move_up(ret_fd, err);
}

static int take_descriptors(int files[CGROUP_FILES], struct err *err) {
  int lifeline = -1;
  int rc = take(CHANNEL_FD, &parent.channel, err);
  if (rc == 0) rc = take(LIFELINE_FD, &lifeline, err);
  for (int i = 0; rc == 0 && i < CGROUP_FILES; i++) {
    files[i] = -1;
    rc = take(FIRST_CGROUP_FD + i, &files[i], err);
  }
  return rc;
}

static int make_buffers(struct err *err) {
  size_t bytes = sizeof *parent.buffers;
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED || madvise(memory, bytes, MADV_DONTFORK) != 0)
    return err_system(err, "buffers");
  parent.buffers = memory;
  return 0;
}

static uint32_t argument(const char *text) { return (uint32_t)strtoul(text, NULL, 10); }

static int start(char **argv, struct err *err) {
  int files[CGROUP_FILES];
  parent.phase = (enum box_phase)argument(argv[1]);
  parent.concurrency = argument(argv[2]);
  int rc = die_with_jailer(err);
  if (rc == 0 && setsid() < 0 && errno != EPERM) rc = err_system(err, "setsid");
  if (rc == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) rc = err_system(err, "dumpable");
  if (rc == 0) rc = take_descriptors(files, err);
  if (rc == 0) rc = usage_open(&parent.usage, (enum box_accounting)argument(argv[3]), files, err);
  if (rc == 0) rc = make_buffers(err);
  if (rc == 0) rc = mount_freeze(err);
  return rc;
}

static int run(char **argv) {
  struct err err = {0};
  int rc = start(argv, &err);
  if (rc == 0) rc = channel_receive(parent.channel, &parent.buffers->message, &err);
  if (rc == 0) {
    rc = setup_prepare(&parent, &err);
    if (rc < 0) return protocol_send_failure(parent.channel, BOX_REFUSED, &err, NULL) == 0 ? 0 : 1;
    rc = channel_send(parent.channel, BOX_READY, NULL, 0, NULL, 0, &err);
  }
  if (rc == 0) rc = watch(&parent, &err);
  if (rc < 0 && err.code != ERR_CLOSED) log_error("-", "%s", err.message);
  return err.code == ERR_CLOSED ? 0 : 1;
}

#ifdef __SANITIZE_ADDRESS__
/* Under the sanitizer a candidate's run is still to behave like a candidate's run: faults are the
 * box's to handle, freed memory is given back, and there is no leak check at its exit. */
const char *__asan_default_options(void);
const char *__asan_default_options(void) {
  return "detect_leaks=0:handle_segv=0:handle_sigbus=0:handle_abort=0:handle_sigfpe=0:"
         "handle_sigill=0:allocator_may_return_null=1:quarantine_size_mb=0:"
         "thread_local_quarantine_size_kb=0";
}
#endif

int main(int argc, char **argv) {
  log_open("box", LOG_LEVEL_WARNING);
  if (argc != 4) {
    log_error("-", "started by the jailer only");
    return 2;
  }
  /* The module's destructors have nothing to say. */
  _exit(run(argv));
}
