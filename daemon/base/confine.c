/* The lists are data, one reason a line. A role's list is `common` and its own. Where a call has
 * two lines, either suffices. What is on no line kills. */
#include "daemon/base/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct rule {
  int call;
  const char *reason;
  struct scmp_arg_cmp compare[3]; /* all must hold; the first without an operator ends them */
  int refuse; /* 0: allowed; else this errno, for calls that a library tries first */
};

/* Stands for the process's own id, which is known only when the filter is made. */
#define OWN_PID 0xfeedfacefeedfaceULL

#define CALL(name) .call = SCMP_SYS(name)
#define WHEN(...) .compare = {__VA_ARGS__}
#define WITHOUT(index, bits) SCMP_CMP64(index, SCMP_CMP_MASKED_EQ, (bits), 0)
#define WITH(index, bits) SCMP_CMP64(index, SCMP_CMP_MASKED_EQ, (bits), (bits))
/* The low bits are the type, the rest flags. */
#define STREAM(index) SCMP_CMP64(index, SCMP_CMP_MASKED_EQ, 0xf, SOCK_STREAM)
#define IS(index, value) SCMP_CMP64(index, SCMP_CMP_EQ, (value))

static const struct rule common[] = {
    {CALL(read), "descriptors it holds"},
    {CALL(write), "descriptors it holds, log lines"},
    {CALL(writev), "libc's last words"},
    {CALL(pread64), "sealed memory files"},
    {CALL(lseek), "sizes of sealed files"},
    {CALL(close), "descriptors it holds"},
    {CALL(sendmsg), "channels"},
    {CALL(recvmsg), "channels"},
    {CALL(poll), "waiting"},
    {CALL(ppoll), "waiting"},
    {CALL(fcntl), "seals, close-on-exec, non-blocking channels"},
    {CALL(fstat), "size of a sealed file"},
    {CALL(newfstatat), "fstat(2) of libc: an empty path, so the descriptor itself",
     WHEN(WITH(3, AT_EMPTY_PATH))},
    {CALL(memfd_create), "large records travel as memory files"},
    {CALL(ftruncate), "size of a new memory file"},
    {CALL(mmap), "memory, never executable", WHEN(WITHOUT(2, PROT_EXEC))},
    {CALL(mprotect), "heap growth, never executable", WHEN(WITHOUT(2, PROT_EXEC))},
    {CALL(munmap), "memory"},
    {CALL(mremap), "realloc(3)"},
    {CALL(madvise), "free(3)"},
    {CALL(brk), "malloc(3)"},
    {CALL(getrandom), "keys, nonces, hash seeds"},
    {CALL(clock_gettime), "where the vDSO cannot"},
    {CALL(clock_nanosleep), "back-off of a busy lock"},
    {CALL(gettimeofday), "where the vDSO cannot"},
    {CALL(getpid), "fork detection of libcrypto and libzmq"},
    {CALL(gettid), "abort(3)"},
    {CALL(tgkill), "abort(3): itself only", WHEN(IS(0, OWN_PID))},
    {CALL(futex), "locks"},
    {CALL(sched_yield), "locks"},
    {CALL(rt_sigprocmask), "abort(3), threads"},
    {CALL(rt_sigaction), "abort(3)"},
    {CALL(rt_sigreturn), "end of a signal handler"},
    {CALL(restart_syscall), "after SIGCONT"},
    {CALL(exit), "end of a thread"},
    {CALL(exit_group), "end"},
#ifdef __SANITIZE_ADDRESS__
    {CALL(sigaltstack), "sanitizer's runtime"},
    {CALL(getrusage), "sanitizer's runtime"},
    {CALL(sched_getaffinity), "sanitizer's runtime: where a thread's stack is"},
    {CALL(prlimit64), "sanitizer's runtime: itself only", WHEN(IS(0, 0), IS(2, 0))},
#endif
};

static const struct rule front[] = {
    {CALL(accept4), "clients"},
    {CALL(socket), "its self-test is a client of itself", WHEN(IS(0, AF_UNIX), STREAM(1))},
    {CALL(socket), "the same over TCP", WHEN(IS(0, AF_INET), STREAM(1))},
    {CALL(socket), "the same over TCP", WHEN(IS(0, AF_INET6), STREAM(1))},
    {CALL(connect), "its self-test is a client of itself"},
    {CALL(recvfrom), "clients"},
    {CALL(sendto), "clients"},
    {CALL(shutdown), "a client that is dropped"},
    {CALL(getsockopt), "clients' sockets"},
    {CALL(setsockopt), "clients' sockets"},
    {CALL(getsockname), "the listener's endpoint"},
    {CALL(getpeername), "clients' addresses"},
    {CALL(epoll_create1), "libzmq's loops"},
    {CALL(epoll_ctl), "libzmq's loops"},
    {CALL(epoll_wait), "libzmq's loops"},
    {CALL(eventfd2), "libzmq's mailboxes"},
    {CALL(mlock), "libsodium locks keys into memory"},
    {CALL(munlock), "libsodium unlocks them"},
    {CALL(clone), "threads of this process, nothing else",
     WHEN(WITH(0, CLONE_THREAD | CLONE_VM | CLONE_SIGHAND))},
    {CALL(clone3), "its flags cannot be seen by a filter: libc falls back to clone",
     .refuse = ENOSYS},
    {CALL(set_robust_list), "start of a thread"},
    {CALL(rseq), "start of a thread"},
    {CALL(prctl), "name of a thread", WHEN(IS(0, PR_SET_NAME))},
    {CALL(sched_getscheduler), "libzmq looks at its threads' priority"},
    {CALL(sched_getparam), "libzmq looks at its threads' priority"},
    {CALL(sched_setscheduler), "libzmq sets its threads' priority: no real-time class",
     WHEN(IS(1, SCHED_OTHER))},
};

/* O_CREAT makes a file, O_TMPFILE a nameless one; O_TRUNC empties one. */
#define CHANGING (O_ACCMODE | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY))

static const struct rule ledger[] = {
    {CALL(openat), "journal, its log and index, below the state directory"},
    {CALL(newfstatat), "SQLite looks at its files"},
    {CALL(lstat), "SQLite refuses links"},
    {CALL(stat), "SQLite looks at its files"},
    {CALL(access), "is there a log to recover?"},
    {CALL(readlink), "SQLite resolves its path"},
    {CALL(getcwd), "SQLite resolves its path"},
    {CALL(unlink), "the log after a clean end"},
    {CALL(pwrite64), "pages"},
    {CALL(fsync), "promises"},
    {CALL(fdatasync), "promises"},
    {CALL(fallocate), "room for the index of the log"},
    {CALL(fstatfs), "how much space is left"},
    {CALL(statfs), "how much space is left"},
    {CALL(flock), "one ledger a directory"},
    {CALL(geteuid), "SQLite: only root gives files away"},
    {CALL(fchmod), "the log has the journal's mode"},
    {CALL(fchown), "the log has the journal's owner"},
    {CALL(utimensat), "SQLite touches its files"},
};

static const struct rule judge[] = {
    {CALL(openat), "packages of the bank, read-only", WHEN(WITHOUT(2, CHANGING))},
    {CALL(getdents64), "what is in a package"},
    {CALL(newfstatat), "sizes in a package"},
    {CALL(socketpair), "a channel to each checker", WHEN(IS(0, AF_UNIX))},
    {CALL(setsockopt), "the size of a channel's buffer"},
    {CALL(getpeername), "is a channel still connected?"},
    {CALL(epoll_create1), "waiting for many runs"},
    {CALL(epoll_ctl), "waiting for many runs"},
    {CALL(epoll_wait), "waiting for many runs"},
    {CALL(dup), "memory files for several runs"},
};

static const struct rule librarian[] = {
    {CALL(openat), "questions and packages"},
    {CALL(getdents64), "what is in a question"},
    {CALL(newfstatat), "sizes, kinds of files"},
    {CALL(mkdirat), "a new package"},
    {CALL(renameat), "a finished package gets its name"},
    {CALL(renameat2), "a finished package gets its name"},
    {CALL(unlinkat), "half-built packages"},
    {CALL(syncfs), "packages outlive a crash"},
    {CALL(dup), "directory streams"},
};

#define ROWS(list) list, sizeof(list) / sizeof((list)[0])
static const struct list {
  const struct rule *rules;
  size_t count;
} lists[CONFINE_PROFILES + 1] = {
    [CONFINE_SIGNER] = {NULL, 0},
    [CONFINE_FRONT] = {ROWS(front)},
    [CONFINE_LEDGER] = {ROWS(ledger)},
    [CONFINE_JUDGE] = {ROWS(judge)},
    [CONFINE_LIBRARIAN] = {ROWS(librarian)},
};

#ifdef __SANITIZE_ADDRESS__
/* The leak checker traces its own process at the end: no role may. */
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "detect_leaks=0"; }
#endif

static int add_rule(scmp_filter_ctx filter, const struct rule *rule, struct err *err) {
  struct scmp_arg_cmp compare[3];
  unsigned count = 0;
  for (; count < 3 && rule->compare[count].op != 0; count++) {
    compare[count] = rule->compare[count];
    if (compare[count].datum_a == OWN_PID) compare[count].datum_a = (uint64_t)getpid();
  }
  uint32_t action = rule->refuse ? SCMP_ACT_ERRNO((uint16_t)rule->refuse) : SCMP_ACT_ALLOW;
  int rc = seccomp_rule_add_array(filter, action, rule->call, count, compare);
  if (rc == 0) return 0;
  errno = -rc;
  return err_system(err, "seccomp rule '%s'", rule->reason);
}

static int add_list(scmp_filter_ctx filter, const struct rule *rules, size_t count,
                    struct err *err) {
  int rc = 0;
  for (size_t i = 0; rc == 0 && i < count; i++) rc = add_rule(filter, &rules[i], err);
  return rc;
}

static int load(scmp_filter_ctx filter, enum confine_profile profile, struct err *err) {
  int rc = add_list(filter, ROWS(common), err);
  if (rc == 0) rc = add_list(filter, lists[profile].rules, lists[profile].count, err);
  if (rc < 0) return rc;
  rc = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
  /* A binary tree: some roles make these calls a hundred thousand times a second. */
  if (rc == 0) rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
  if (rc == 0) rc = seccomp_load(filter);
  if (rc == 0) return 0;
  errno = -rc;
  return err_system(err, "seccomp filter");
}

int confine(enum confine_profile profile, struct err *err) {
  if (profile < 1 || profile > CONFINE_PROFILES)
    return err_set(err, ERR_INVALID, "confine: no profile %d", (int)profile);
  tzset(); /* times in log lines: libc reads a file at the first */
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return err_system(err, "no_new_privs");
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
  if (!filter) return err_set(err, ERR_MEMORY, "seccomp filter: no memory");
  int rc = load(filter, profile, err);
  seccomp_release(filter);
  return rc;
}
