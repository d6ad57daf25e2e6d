#include "sandbox/box/setup.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "daemon/base/fd.h"
#include "sandbox/box/trap.h"
#include "sandbox/policy/policy.h"
#include "sandbox/walls/capability.h"
#include "sandbox/walls/descriptor.h"
#include "sandbox/walls/mount.h"
#include "sandbox/walls/namespace.h"

#define PROGRAM_BYTES_MAX (48u << 20)

static int load_runtime(struct parent *parent, int fd, struct err *err) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  /* A question's grader takes the kit's functions from the checker's module; candidates' code is to
   * find nothing of its host. */
  int scope = parent->phase == BOX_PHASE_CHECKER ? RTLD_GLOBAL : RTLD_LOCAL;
  void *handle = dlopen(path, RTLD_NOW | scope);
  if (!handle) return err_set(err, ERR_UNSUPPORTED, "runtime module: %s", dlerror());
  const struct warm_runtime *runtime = dlsym(handle, WARM_RUNTIME_SYMBOL);
  if (!runtime) return err_set(err, ERR_UNSUPPORTED, "runtime module has no " WARM_RUNTIME_SYMBOL);
  if (runtime->abi != WARM_ABI)
    return err_set(err, ERR_UNSUPPORTED, "runtime module has ABI %u, expected %u", runtime->abi,
                   WARM_ABI);
  parent->runtime = runtime;
  return 0;
}

static int run_prepare(struct parent *parent, const struct box_prepare *prepare,
                       struct channel_message *message, struct err *err) {
  if (!prepare->has_runtime) {
    if (parent->phase != BOX_PHASE_COMPILE)
      return err_set(err, ERR_INVALID, "runtime module: missing");
    return channel_message_expect_fds(message, 0, err);
  }
  if (message->fd_count < 1) return err_set(err, ERR_PROTOCOL, "runtime module: missing");
  FD_CLEANUP int module = channel_message_take_fd(message, 0);
  int rc = load_runtime(parent, module, err);
  if (rc < 0) return rc;
  const struct warm_setup setup = {.fds = message->fds + 1,
                                   .fd_count = message->fd_count - 1,
                                   .args = prepare->args,
                                   .args_length = prepare->args_length};
  rc = parent->runtime->prepare(&setup, err);
  return rc < 0 ? err_wrap(err, rc, "prepare %s", parent->runtime->name) : 0;
}

static int raise_walls(struct parent *parent, struct err *err) {
  static const char name[] = "box";
  if (sethostname(name, sizeof name - 1) != 0) return err_system(err, "sethostname");
  namespace_forbid_more();
  int rc = mount_root(parent->phase, &parent->root_fd, err);
  if (rc == 0) rc = descriptor_move_up(&parent->root_fd, err);
  if (rc == 0) rc = capability_seal(err);
  if (rc == 0) rc = capability_keep(CAPABILITY_BIT(CAP_SYS_ADMIN), err); /* namespaces, /tmp */
  if (rc == 0) rc = trap_install(err);
  if (rc == 0) rc = policy_find(parent->phase, &parent->filter, err);
  if (rc == 0) rc = slots_open(parent->concurrency, &parent->slots, err);
  return rc;
}

int setup_prepare(struct parent *parent, struct err *err) {
  struct channel_message *message = &parent->buffers->message;
  struct box_prepare prepare;
  struct bytes_reader reader = bytes_reader(message->payload, message->length);
  if (message->type != BOX_PREPARE)
    return err_set(err, ERR_PROTOCOL, "first message has type %u", message->type);
  int rc = box_prepare_get(&reader, &prepare, err);
  if (rc == 0) parent->usage.cap_bytes = prepare.memory_bytes;
  if (rc == 0) rc = run_prepare(parent, &prepare, message, err);
  channel_message_clear(message);
  if (rc == 0) rc = raise_walls(parent, err);
  if (rc == 0) rc = usage_calibrate(&parent->usage, err);
  parent->tmp.kept = parent->phase != BOX_PHASE_COMPILE && parent->concurrency == 1;
  return rc;
}

static int copy_program(int from, int to, uint64_t size, struct err *err) {
  off_t offset = 0;
  while ((uint64_t)offset < size) {
    ssize_t sent = sendfile(to, from, &offset, size - (uint64_t)offset);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return err_system(err, "program");
    if (sent == 0) return err_set(err, ERR_PROTOCOL, "program: its file became shorter");
  }
  return 0;
}

int setup_program(struct parent *parent, struct err *err) {
  struct channel_message *message = &parent->buffers->message;
  uint64_t size = 0;
  int rc = channel_message_expect_fds(message, 1, err);
  if (rc == 0) rc = fd_size(message->fds[0], &size, err);
  if (rc < 0) return rc;
  if (size > PROGRAM_BYTES_MAX)
    return err_set(err, ERR_LIMIT, "program: %llu bytes, the limit is %u", (unsigned long long)size,
                   PROGRAM_BYTES_MAX);
  /* A new file each time: a run that still has the old one open keeps the old one. */
  parent->has_program = false;
  if (unlinkat(parent->root_fd, PROGRAM_NAME, 0) != 0 && errno != ENOENT)
    return err_system(err, "remove the old program");
  FD_CLEANUP int file = openat(parent->root_fd, PROGRAM_NAME,
                               O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0444);
  if (file < 0) return err_system(err, "program");
  rc = copy_program(message->fds[0], file, size, err);
  parent->has_program = rc == 0;
  return rc;
}
