#include "sandbox/jailer/pool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/fd.h"
#include "daemon/base/log.h"
#include "sandbox/jailer/launch.h"

int pool_open(uint32_t slot, int libexec_fd, const char *cgroup_root, struct pool *pool,
              struct err *err) {
  memset(pool, 0, sizeof *pool);
  pool->next_number = 1;
  pool->program_fd = openat(libexec_fd, "graded-box", O_RDONLY | O_CLOEXEC);
  if (pool->program_fd < 0) return err_system(err, "graded-box");
  int rc = namespace_identity(slot, &pool->identity, err);
  if (rc == 0) rc = cgroup_open(cgroup_root, &pool->cgroup, err);
  if (rc < 0)
    fd_close(&pool->program_fd);
  else
    cgroup_sweep(&pool->cgroup);
  return rc;
}

static struct pool_box *find(struct pool *pool, uint64_t number) {
  for (size_t i = 0; i < POOL_BOXES_MAX; i++)
    if (pool->boxes[i].number == number) return &pool->boxes[i];
  return NULL;
}

int pool_open_box(struct pool *pool, const struct jail_open *request, uint64_t *ret_number,
                  int *ret_channel, struct err *err) {
  int ends[2];
  struct pool_box *box = find(pool, 0);
  if (!box) return err_set(err, ERR_LIMIT, "boxes: %d are open", POOL_BOXES_MAX);
  uint64_t number = pool->next_number++;
  int rc = channel_pair(ends, err);
  if (rc < 0) return rc;
  FD_CLEANUP int ours = ends[0];
  FD_CLEANUP int theirs = ends[1];
  rc = cgroup_make(&pool->cgroup, number, request->memory_bytes, pool->identity.uid,
                   pool->identity.gid, &box->cgroup, err);
  if (rc < 0) return rc;
  const struct launch task = {
      .pool = pool, .cgroup = &box->cgroup, .request = request, .channel = theirs};
  rc = launch(&task, &box->pid, &box->pidfd, &box->lifeline, err);
  if (rc < 0) {
    cgroup_remove(&pool->cgroup, &box->cgroup, NULL);
    return err_wrap(err, rc, "open a box");
  }
  cgroup_close_files(&box->cgroup);
  box->number = number;
  *ret_number = number;
  *ret_channel = fd_steal(&ours);
  return 0;
}

/* When its init has been reaped, every process of its pid namespace is gone. */
static int end_box(struct pool *pool, struct pool_box *box, struct jail_closed *closed,
                   struct err *err) {
  int status = 0;
  if (syscall(SYS_pidfd_send_signal, box->pidfd, SIGKILL, NULL, 0) != 0 && errno != ESRCH)
    return err_system(err, "kill box %llu", (unsigned long long)box->number);
  pid_t reaped;
  do reaped = waitpid(box->pid, &status, __WALL);
  while (reaped < 0 && errno == EINTR);
  if (reaped < 0) return err_system(err, "reap box %llu", (unsigned long long)box->number);
  closed->wait_status = status;
  closed->oom_kills = cgroup_oom_kills(&pool->cgroup, &box->cgroup);
  fd_close(&box->pidfd);
  fd_close(&box->lifeline);
  box->number = 0;
  return cgroup_remove(&pool->cgroup, &box->cgroup, err);
}

int pool_close_box(struct pool *pool, uint64_t number, struct jail_closed *ret_closed,
                   struct err *err) {
  struct pool_box *box = number > 0 ? find(pool, number) : NULL;
  if (!box) return err_set(err, ERR_NOT_FOUND, "box %llu is not open", (unsigned long long)number);
  return end_box(pool, box, ret_closed, err);
}

void pool_close_all(struct pool *pool) {
  for (size_t i = 0; i < POOL_BOXES_MAX; i++) {
    struct err err = {0};
    struct jail_closed unused;
    if (pool->boxes[i].number && end_box(pool, &pool->boxes[i], &unused, &err) < 0)
      log_warning("-", "ignoring: %s", err.message);
  }
}

void pool_close(struct pool *pool) {
  pool_close_all(pool);
  cgroup_close(&pool->cgroup);
  fd_close(&pool->program_fd);
}
