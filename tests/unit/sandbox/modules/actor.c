/* A runtime module that does what its arguments name: one deed each, as a candidate's code could.
 */
#include <assert.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "daemon/base/warm.h"

static char setup_text[64];

static int prepare(const struct warm_setup *setup, struct err *err) {
  if (setup->args_length == 4 && memcmp(setup->args, "fail", 4) == 0)
    return err_set(err, ERR_UNSUPPORTED, "was told to fail");
  if (setup->args_length == 4 && memcmp(setup->args, "hang", 4) == 0) pause();
  if (setup->args_length == 3 && memcmp(setup->args, "big", 3) == 0) {
    volatile char *block = malloc(64 << 20);
    for (size_t i = 0; i < 64 << 20; i += 512) block[i] = 1;
  }
  if (setup->fd_count > 0) {
    ssize_t got = pread(setup->fds[0], setup_text, sizeof setup_text - 1, 0);
    setup_text[got > 0 ? got : 0] = '\0';
  }
  return 0;
}

static const struct warm_task *now;

static int say(const char *text) {
  struct warm_status *status = now->status;
  snprintf(status->message, sizeof status->message, "%s", text);
  status->message_length = (uint32_t)strlen(status->message);
  status->phase = WARM_PHASE_DONE;
  return 0;
}

static int do_nothing(void) { return 0; }
static int do_exit_3(void) { return 3; }
static int do_exit_134(void) { return 134; }
static int do_abort(void) { abort(); }
static int do_assert(void) {
  assert(now == NULL);
  return 0;
}
static int do_raise_kill(void) { return raise(SIGKILL); }
static int do_kill_group(void) {
  kill(0, SIGKILL);
  return 9;
}
static int do_kill_all(void) {
  if (kill(-1, SIGKILL) == 0 || errno != ESRCH) return 1;
  return kill(12345, SIGKILL) == 0 || errno != ESRCH ? 2 : 0;
}
static int do_raise_term(void) { return raise(SIGTERM); }
static int do_raise_stop(void) {
  raise(SIGSTOP); /* dropped: a stopped run would only wait for its end */
  return 0;
}
static int do_alarm(void) {
  struct itimerval soon = {.it_value = {.tv_usec = 1000}};
  setitimer(ITIMER_REAL, &soon, NULL);
  for (;;) pause();
  return 0;
}
static int do_null(void) {
  static volatile uintptr_t nowhere = 8;
  *(volatile int *)nowhere = 1;
  return 0;
}
static int do_jump(void) {
  static volatile uintptr_t nowhere = 16;
  ((void (*)(void))nowhere)();
  return 0;
}
static int do_bus(void) {
  int fd = open("/tmp/short", O_RDWR | O_CREAT, 0600);
  char *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  map[100] = 1;
  return 0;
}
static int do_divide(void) {
  volatile int zero = 0, one = 1;
  return one / zero;
}
static int do_trap(void) { __builtin_trap(); }
static int do_breakpoint(void) {
  __asm__ volatile("int3");
  return 0;
}
static __attribute__((noinline)) int descend(volatile char *above) {
  volatile char frame[1024];
  frame[0] = above[0];
  return now ? descend(frame) + frame[0] : 0;
}
static int do_overflow(void) {
  volatile char top[8] = {0};
  return descend(top);
}
static int do_large_frame(void) {
  volatile char *array = __builtin_alloca(40 << 20);
  memset((char *)array, 1, 40 << 20);
  return array[7];
}
static int do_deep_but_fine(void) {
  volatile char *array = __builtin_alloca(6 << 20);
  memset((char *)array, 1, 6 << 20);
  return array[7] - 1;
}
static int do_spin(void) {
  for (volatile uint64_t i = 0;; i++) continue;
  return 0;
}
static int do_sleep(void) {
  for (;;) sleep(1000);
  return 0;
}
static int do_memory(void) {
  for (;;) {
    char *block = malloc(1 << 20);
    if (!block) {
      now->status->memory_exhausted = 1;
      return 7;
    }
    memset(block, 1, 1 << 20);
  }
}
static int do_memory_20(void) {
  volatile char *block = malloc(20 << 20);
  for (size_t i = 0; i < 20 << 20; i += 512) block[i] = 1;
  return 0;
}
static int do_shared_memory(void) {
  void *map = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return map == MAP_FAILED && errno == EPERM ? 0 : 1;
}
static int do_output(void) {
  char line[1024];
  memset(line, 'x', sizeof line);
  for (;;)
    if (write(1, line, sizeof line) < 0) return 5;
}
static int do_hello(void) {
  printf("hello ");
  fflush(stdout);
  fprintf(stderr, "world\n");
  return 0;
}
static int do_tmp_fill(void) {
  char block[4096] = {1};
  int fd = open("/tmp/full", O_WRONLY | O_CREAT, 0600);
  if (fd < 0) return 1;
  for (;;)
    if (write(fd, block, sizeof block) != sizeof block) return errno == ENOSPC ? 0 : 2;
}
static int do_tmp_is_fresh(void) {
  if (open("/tmp/mark", O_WRONLY | O_CREAT | O_EXCL, 0600) < 0) return 1;
  return open("mark", O_RDONLY) < 0; /* it is the working directory */
}
static int do_root_is_sealed(void) {
  static const char *const paths[] = {"/x", "/program", "/usr/x"};
  for (int i = 0; i < 3; i++) {
    int fd = open(paths[i], O_WRONLY | O_CREAT, 0600);
    if (fd >= 0) return 1 + i;
  }
  return unlink("/program") == 0 ? 9 : 0;
}
static int do_nothing_visible(void) {
  static const char *const paths[] = {"/etc/passwd",
                                      "/proc/self/status",
                                      "/proc/1/environ",
                                      "/home",
                                      "/dev",
                                      "/sys",
                                      "/root",
                                      "/var",
                                      "/work",
                                      "/etc",
                                      "/proc"};
  for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
    if (access(paths[i], F_OK) == 0) return 1 + (int)i;
  return 0;
}
static int do_files(void) {
  int count = 0;
  while (open("/tmp", O_RDONLY) >= 0) count++;
  return errno == EMFILE ? count : 200;
}
static int do_descriptors(void) {
  char text[256] = "";
  for (int fd = 0; fd < 1024; fd++)
    if (fcntl(fd, F_GETFD) >= 0)
      snprintf(text + strlen(text), sizeof text - strlen(text), "%d ", fd);
  return say(text);
}
static int do_identity(void) {
  char text[128], name[64] = "?";
  gethostname(name, sizeof name);
  snprintf(text, sizeof text, "pid %d ppid %d uid %d host %s", getpid(), getppid(), getuid(), name);
  return say(text);
}
static int do_fork(void) { return fork() == 0 ? 0 : 1; }
static int do_vfork(void) { return (int)syscall(SYS_vfork); }
static int do_clone3(void) { return syscall(SYS_clone3, NULL, 0) < 0 && errno == ENOSYS ? 0 : 1; }
static int do_thread(void) {
  long rc = syscall(SYS_clone, 0x10000 | 0x100 | 0x800, NULL, NULL, NULL, NULL);
  return rc < 0 && errno == EPERM ? 0 : 1;
}
static int do_exec(void) { return execl("/usr/bin/true", "true", NULL); }
static int do_socket(void) { return socket(AF_INET, SOCK_STREAM, 0) >= 0; }
static int do_netlink(void) { return socket(AF_NETLINK, SOCK_RAW, 0) >= 0; }
static int do_ptrace(void) { return syscall(SYS_ptrace, 0, 0, 0, 0) == 0; }
static int do_mount(void) { return syscall(SYS_mount, "x", "/tmp", "tmpfs", 0, NULL) == 0; }
static int do_unshare(void) { return syscall(SYS_unshare, 0x10000000) == 0; }
static int do_io_uring(void) { return syscall(SYS_io_uring_setup, 8, NULL) >= 0; }
static int do_bpf(void) { return syscall(SYS_bpf, 0, NULL, 0) >= 0; }
static int do_keyctl(void) { return syscall(SYS_keyctl, 0, 0) >= 0; }
static int do_userfault(void) { return syscall(SYS_userfaultfd, 0) >= 0; }
static int do_perf(void) { return syscall(SYS_perf_event_open, NULL, 0, 0, 0, 0) >= 0; }
static int do_memfd(void) { return syscall(SYS_memfd_create, "x", 0) >= 0; }
static int do_shmget(void) { return syscall(SYS_shmget, 0, 4096, 01600) >= 0; }
static int do_openat2(void) { return syscall(SYS_openat2, 0, NULL, NULL, 0) >= 0; }
static int do_newest(void) { return syscall(2000) < 0 && errno == ENOSYS ? 0 : 1; }
static int do_x32(void) { return (int)syscall(0x40000000 | 39) > 0; }
static int do_int80(void) {
  long result;
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(20) : "memory");
  return result > 0;
}
static int do_hide_sigsys(void) {
  struct sigaction ignore = {.sa_handler = SIG_IGN};
  return sigaction(SIGSYS, &ignore, NULL) != 0 && errno == EPERM ? 0 : 1;
}
static int do_block_sigsys(void) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, NULL);
  return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}
static int do_raise_limit(void) {
  struct rlimit more = {RLIM_INFINITY, RLIM_INFINITY};
  return setrlimit(RLIMIT_FSIZE, &more) != 0 && errno == EPERM ? 0 : 1;
}
static int do_lie(void) {
  memset(now->status, 0xff, sizeof *now->status);
  return 0;
}
static int do_lie_largely(void) {
  now->status->caught_signal = INT32_MAX;
  return 0;
}
static int do_lie_and_die(void) {
  memset(now->status, 0, sizeof *now->status);
  now->status->caught_signal = 6;
  return 134;
}
static int do_program(void) {
  if (!now->program_path) return 1;
  void *handle = dlopen(now->program_path, RTLD_NOW | RTLD_LOCAL);
  if (!handle) return say(dlerror()), 2;
  int (*answer)(void) = (int (*)(void))dlsym(handle, "answer");
  char first;
  if (read(now->program_fd, &first, 1) != 1 || first != 0x7f) return 3;
  return answer ? answer() : 4;
}
static int do_copy(void) {
  char *in = mmap(NULL, 4096, PROT_READ, MAP_SHARED, now->fds[0], 0);
  char *out = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, now->fds[1], 0);
  if (in == MAP_FAILED || out == MAP_FAILED) return 1;
  memcpy(out, in, 4096);
  return now->fd_count == 2 ? 0 : 2;
}
static int do_setup_text(void) { return say(setup_text); }
static int do_stdin(void) {
  char byte;
  return read(0, &byte, 1) == 0 ? 0 : 1;
}
static int do_locks(void) {
  struct flock lock = {.l_type = F_RDLCK};
  int fd = open("/program", O_RDONLY);
  if (fd < 0) return 1;
  if (syscall(SYS_flock, fd, 1) == 0) return 2;
  return fcntl(fd, F_SETLK, &lock) == 0 ? 3 : 0;
}

#define DEED(name) \
  { #name, do_##name }
static const struct {
  const char *name;
  int (*run)(void);
} deeds[] = {
    DEED(nothing),
    DEED(exit_3),
    DEED(exit_134),
    DEED(abort),
    DEED(assert),
    DEED(raise_kill),
    DEED(kill_group),
    DEED(kill_all),
    DEED(raise_term),
    DEED(raise_stop),
    DEED(alarm),
    DEED(null),
    DEED(jump),
    DEED(bus),
    DEED(divide),
    DEED(trap),
    DEED(breakpoint),
    DEED(overflow),
    DEED(large_frame),
    DEED(deep_but_fine),
    DEED(spin),
    DEED(sleep),
    DEED(memory),
    DEED(memory_20),
    DEED(shared_memory),
    DEED(output),
    DEED(hello),
    DEED(tmp_fill),
    DEED(tmp_is_fresh),
    DEED(root_is_sealed),
    DEED(nothing_visible),
    DEED(files),
    DEED(descriptors),
    DEED(identity),
    DEED(fork),
    DEED(vfork),
    DEED(clone3),
    DEED(thread),
    DEED(exec),
    DEED(socket),
    DEED(netlink),
    DEED(ptrace),
    DEED(mount),
    DEED(unshare),
    DEED(io_uring),
    DEED(bpf),
    DEED(keyctl),
    DEED(userfault),
    DEED(perf),
    DEED(memfd),
    DEED(shmget),
    DEED(openat2),
    DEED(newest),
    DEED(x32),
    DEED(int80),
    DEED(hide_sigsys),
    DEED(block_sigsys),
    DEED(raise_limit),
    DEED(lie),
    DEED(lie_largely),
    DEED(lie_and_die),
    DEED(program),
    DEED(copy),
    DEED(setup_text),
    DEED(stdin),
    DEED(locks),
};

static int child(const struct warm_task *task) {
  now = task;
  task->status->phase = WARM_PHASE_CALLING;
  for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++)
    if (strlen(deeds[i].name) == task->args_length &&
        memcmp(deeds[i].name, task->args, task->args_length) == 0)
      return deeds[i].run();
  return 99;
}

const struct warm_runtime graded_warm_runtime = {
    .abi = WARM_ABI, .name = "actor", .prepare = prepare, .child = child};
