/* Every profile against every kind of attack, each try in a process of its own: what is not on the
 * profile's list ends in SIGSYS; what is, works. */
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/channel.h"
#include "daemon/base/confine.h"
#include "daemon/base/fd.h"

#define BIT(profile) (1u << (profile))
#define NOBODY 0u
#define FILES (BIT(CONFINE_LEDGER) | BIT(CONFINE_LIBRARIAN))
#define READERS (FILES | BIT(CONFINE_JUDGE))
#define EVERYBODY                                                                        \
  (BIT(CONFINE_SIGNER) | BIT(CONFINE_FRONT) | BIT(CONFINE_LEDGER) | BIT(CONFINE_JUDGE) | \
   BIT(CONFINE_LIBRARIAN))

static int channel_ends[2];

/* One system call each. What the kernel says to one that is let through does not matter. */
static void read_file(void) { syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY); }
static void old_open(void) { syscall(SYS_open, "/etc/passwd", O_RDONLY); }
static void create_file(void) {
  syscall(SYS_openat, AT_FDCWD, "/nonexistent/x", O_WRONLY | O_CREAT, 0600);
}
static void empty_file(void) {
  syscall(SYS_openat, AT_FDCWD, "/nonexistent/x", O_RDONLY | O_TRUNC);
}
static void nameless_file(void) {
  syscall(SYS_openat, AT_FDCWD, "/nonexistent", O_TMPFILE | O_RDWR, 0600);
}
static void remove_file(void) { syscall(SYS_unlink, "/nonexistent/x"); }
static void make_device(void) { syscall(SYS_mknodat, AT_FDCWD, "/nonexistent/x", 0600, 0); }
static void tcp_socket(void) { syscall(SYS_socket, AF_INET, SOCK_STREAM, 0); }
static void udp_socket(void) { syscall(SYS_socket, AF_INET, SOCK_DGRAM, 0); }
static void raw_socket(void) { syscall(SYS_socket, AF_NETLINK, SOCK_RAW, 0); }
static void bind_socket(void) { syscall(SYS_bind, 0, NULL, 0); }
static void execute(void) { syscall(SYS_execve, "/bin/true", NULL, NULL); }
static void execute_at(void) { syscall(SYS_execveat, AT_FDCWD, "/bin/true", NULL, NULL, 0); }
static void old_fork(void) {
  if (syscall(SYS_fork) == 0) _exit(0);
}
static void clone_process(void) {
  if (syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, 0) == 0) _exit(0);
}
static void new_namespace(void) { syscall(SYS_unshare, CLONE_NEWUSER); }
static void trace(void) { syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0); }
static void read_memory(void) { syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0); }
static void kill_parent(void) { syscall(SYS_kill, getppid(), 0); }
static void kill_all(void) { syscall(SYS_kill, -1, 0); }
static void thread_kill_parent(void) { syscall(SYS_tgkill, getppid(), getppid(), 0); }
static void limit_parent(void) { syscall(SYS_prlimit64, 1, RLIMIT_CPU, NULL, NULL); }
static void steal_descriptor(void) { syscall(SYS_pidfd_getfd, 0, 0, 0); }
static void open_process(void) { syscall(SYS_pidfd_open, getpid(), 0); }
static void executable_memory(void) {
  mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
static void memory_to_executable(void) { syscall(SYS_mprotect, NULL, 0, PROT_READ | PROT_EXEC); }
static void mount_something(void) { mount("none", "/nonexistent", "tmpfs", 0, NULL); }
static void load_bpf(void) { syscall(SYS_bpf, 0, NULL, 0); }
static void use_keyring(void) { syscall(SYS_keyctl, 0, 0, 0, 0, 0); }
static void io_ring(void) { syscall(SYS_io_uring_setup, 1, NULL); }
static void become_dumpable(void) { prctl(PR_SET_DUMPABLE, 1); }
static void chdir_away(void) { syscall(SYS_chdir, "/"); }
static void foreign_number(void) { syscall(0x40000000 + SYS_getpid); } /* x32 */
static void real_time(void) {
  struct sched_param parameter = {.sched_priority = 1};
  sched_setscheduler(0, SCHED_FIFO, &parameter);
}

static const struct attack {
  const char *name;
  void (*run)(void);
  unsigned allowed; /* profiles for which this is no attack */
} attacks[] = {
    {"read a file", read_file, READERS},
    {"open(2)", old_open, NOBODY},
    {"create a file", create_file, FILES},
    {"empty a file", empty_file, FILES},
    {"make a nameless file", nameless_file, FILES},
    {"remove a file", remove_file, BIT(CONFINE_LEDGER)},
    {"make a device", make_device, NOBODY},
    {"TCP socket", tcp_socket, BIT(CONFINE_FRONT)},
    {"UDP socket", udp_socket, NOBODY},
    {"netlink socket", raw_socket, NOBODY},
    {"bind", bind_socket, NOBODY},
    {"execve", execute, NOBODY},
    {"execveat", execute_at, NOBODY},
    {"fork(2)", old_fork, NOBODY},
    {"clone a process", clone_process, NOBODY},
    {"new namespace", new_namespace, NOBODY},
    {"ptrace", trace, NOBODY},
    {"read another's memory", read_memory, NOBODY},
    {"kill the parent", kill_parent, NOBODY},
    {"kill all", kill_all, NOBODY},
    {"tgkill the parent", thread_kill_parent, NOBODY},
    {"limit another process", limit_parent, NOBODY},
    {"steal a descriptor", steal_descriptor, NOBODY},
    {"pidfd_open", open_process, NOBODY},
    {"executable memory", executable_memory, NOBODY},
    {"memory made executable", memory_to_executable, NOBODY},
    {"mount", mount_something, NOBODY},
    {"bpf", load_bpf, NOBODY},
    {"keyctl", use_keyring, NOBODY},
    {"io_uring", io_ring, NOBODY},
    {"PR_SET_DUMPABLE", become_dumpable, NOBODY},
    {"chdir", chdir_away, NOBODY},
    {"x32 system call", foreign_number, NOBODY},
    {"real-time priority", real_time, NOBODY},
};

static const char *const profile_names[CONFINE_PROFILES + 1] = {
    [CONFINE_SIGNER] = "signer", [CONFINE_FRONT] = "front",         [CONFINE_LEDGER] = "ledger",
    [CONFINE_JUDGE] = "judge",   [CONFINE_LIBRARIAN] = "librarian",
};

/* Wait status of a process that confines itself and then runs `action`. */
static int confined(enum confine_profile profile, void (*action)(void)) {
  int status;
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) {
    if (confine(profile, NULL) < 0) _exit(9);
    action();
    _exit(0);
  }
  assert_int_equal(waitpid(pid, &status, 0), pid);
  return status;
}

static bool is_killed(int status) { return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS; }
static bool is_well(int status) { return WIFEXITED(status) && WEXITSTATUS(status) == 0; }

static void what_is_not_listed_kills(void **state) {
  (void)state;
  int wrong = 0;
  for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++)
    for (enum confine_profile p = 1; p <= CONFINE_PROFILES; p++) {
      int status = confined(p, attacks[i].run);
      bool allowed = attacks[i].allowed & BIT(p);
      if (allowed ? is_well(status) : is_killed(status)) continue;
      print_error("%s: %s: wait status %#x\n", profile_names[p], attacks[i].name, status);
      wrong++;
    }
  assert_int_equal(wrong, 0);
}

static void exchange_messages(void) {
  struct channel_message *message = malloc(sizeof *message);
  FD_CLEANUP int sealed = -1;
  uint8_t *buffer = NULL;
  if (fd_sealed("x", "abc", 3, &sealed, NULL) < 0) _exit(1);
  if (channel_send(channel_ends[0], 5, "hello", 5, &sealed, 1, NULL) < 0) _exit(2);
  if (channel_receive(channel_ends[1], message, NULL) < 0) _exit(3);
  uint64_t size;
  if (fd_size(message->fds[0], &size, NULL) < 0 || size != 3) _exit(4);
  /* Heap growth, shrinking, and a large block's way through mmap, mremap and munmap. */
  for (size_t length = 1000; length < (16u << 20); length *= 4) {
    buffer = realloc(buffer, length);
    if (!buffer) _exit(5);
    memset(buffer, 1, length);
  }
  free(buffer);
  free(message);
}

static void every_role_can_talk_and_use_memory(void **state) {
  (void)state;
  assert_int_equal(channel_pair(channel_ends, NULL), 0);
  for (enum confine_profile p = 1; p <= CONFINE_PROFILES; p++) {
    int status = confined(p, exchange_messages);
    if (!is_well(status)) fail_msg("%s: wait status %#x", profile_names[p], status);
  }
}

static void *nothing(void *argument) { return argument; }

static void start_thread(void) {
  pthread_t thread;
  void *result;
  if (pthread_create(&thread, NULL, nothing, channel_ends) != 0) _exit(1);
  if (pthread_join(thread, &result) != 0 || result != channel_ends) _exit(2);
}

static void only_the_front_may_have_threads(void **state) {
  (void)state;
  for (enum confine_profile p = 1; p <= CONFINE_PROFILES; p++) {
    int status = confined(p, start_thread);
    if (p == CONFINE_FRONT ? !is_well(status) : !is_killed(status))
      fail_msg("%s: wait status %#x", profile_names[p], status);
  }
}

static void *fork_in_thread(void *argument) {
  (void)argument;
  syscall(SYS_fork);
  return NULL;
}

static void thread_that_forks(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, fork_in_thread, NULL);
  pthread_join(thread, NULL);
}

static void threads_inherit_the_walls_and_take_the_process_along(void **state) {
  (void)state;
  assert_true(is_killed(confined(CONFINE_FRONT, thread_that_forks)));
}

static void end_by_abort(void) { abort(); }

static void abort_still_ends_the_process_as_abort(void **state) {
  (void)state;
  for (enum confine_profile p = 1; p <= CONFINE_PROFILES; p++) {
    int status = confined(p, end_by_abort);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
  }
}

static void confining_twice(void) {
  /* The first filter knows no seccomp(2). */
  confine(CONFINE_SIGNER, NULL);
}

static void walls_cannot_be_changed_afterwards(void **state) {
  (void)state;
  assert_true(is_killed(confined(CONFINE_SIGNER, confining_twice)));
}

static void unknown_profile_is_refused(void **state) {
  (void)state;
  struct err err;
  assert_int_equal(confine((enum confine_profile)0, &err), -ERR_INVALID);
  assert_int_equal(confine((enum confine_profile)(CONFINE_PROFILES + 1), &err), -ERR_INVALID);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_not_listed_kills),
      cmocka_unit_test(every_role_can_talk_and_use_memory),
      cmocka_unit_test(only_the_front_may_have_threads),
      cmocka_unit_test(threads_inherit_the_walls_and_take_the_process_along),
      cmocka_unit_test(abort_still_ends_the_process_as_abort),
      cmocka_unit_test(walls_cannot_be_changed_afterwards),
      cmocka_unit_test(unknown_profile_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
