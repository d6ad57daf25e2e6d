#include "sandbox/box/trap.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define HANDLER_STACK 65536
#define SLACK 65536u /* of frames below the place where the stack was measured */

static struct warm_status *armed; /* NULL in the warm parent */
static uintptr_t stack_top, stack_end;

static char handler_stack[HANDLER_STACK] __attribute__((aligned(64)));

__attribute__((noreturn)) static void end_with(int signal) {
  for (;;) syscall(SYS_exit_group, TRAP_STATUS_BASE + signal);
}

/* Sent by the kernel for an instruction that will fail again. */
static bool is_repeatable(int signal, const siginfo_t *info) {
  return info->si_code > 0 &&
         (signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE || signal == SIGILL);
}

static bool is_stack_overflow(uintptr_t address, uintptr_t stack_pointer) {
  if (address >= stack_top) return false;
  bool beyond = address < stack_end + SLACK && stack_end - address < (16u << 20);
  bool pointer_beyond =
      stack_pointer < stack_end + SLACK && stack_pointer + (1ULL << 32) > stack_end;
  return (beyond || pointer_beyond) && stack_pointer < stack_top;
}

static void note_fault(const siginfo_t *info, const ucontext_t *context) {
  uintptr_t address = (uintptr_t)info->si_addr;
  /* An address that is not canonical faults without saying which it was. */
  armed->fault_address = address;
  armed->stack_overflow =
      is_stack_overflow(address, (uintptr_t)context->uc_mcontext.gregs[REG_RSP]);
}

/* A SIGKILL that the run sends: to itself it counts, to anybody else there is nobody. */
static bool is_kill(const siginfo_t *info, ucontext_t *context) {
  greg_t *registers = context->uc_mcontext.gregs;
  int number = info->si_syscall;
  if (number != SYS_kill && number != SYS_tkill && number != SYS_tgkill) return false;
  bool self = (int)registers[REG_RDI] == 1 || (number == SYS_kill && registers[REG_RDI] == 0);
  if (!self) {
    registers[REG_RAX] = -ESRCH;
    return true;
  }
  armed->caught_signal = SIGKILL;
  end_with(SIGKILL);
}

/* The mask in the interrupted context is the one that holds afterwards. SIGSYS stays unblocked: a
 * call that is refused while it is blocked (posix_spawn blocks everything) would have no name. */
static bool is_mask(const siginfo_t *info, ucontext_t *context) {
  const uint64_t never = 1ull << (SIGKILL - 1) | 1ull << (SIGSTOP - 1) | 1ull << (SIGSYS - 1);
  greg_t *registers = context->uc_mcontext.gregs;
  uint64_t mask, change = 0;
  if (info->si_syscall != SYS_rt_sigprocmask) return false;
  const void *set = (const void *)registers[REG_RSI];
  void *previous = (void *)registers[REG_RDX];
  int how = (int)registers[REG_RDI];
  bool valid = !set || how == SIG_BLOCK || how == SIG_UNBLOCK || how == SIG_SETMASK;
  registers[REG_RAX] = valid && registers[REG_R10] == sizeof mask ? 0 : -EINVAL;
  if (registers[REG_RAX] != 0) return true;
  memcpy(&mask, &context->uc_sigmask, sizeof mask);
  uint64_t next = mask;
  if (set) memcpy(&change, set, sizeof change);
  if (set && how == SIG_BLOCK) next |= change;
  if (set && how == SIG_UNBLOCK) next &= ~change;
  if (set && how == SIG_SETMASK) next = change;
  next &= ~never;
  memcpy(&context->uc_sigmask, &next, sizeof next);
  if (previous) memcpy(previous, &mask, sizeof mask);
  return true;
}

static void handle(int signal, siginfo_t *info, void *context) {
  if (!armed) {
    if (info->si_code <= 0) return; /* from a process: nobody has a say here */
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigaction(signal, &standard, NULL);
    return; /* the instruction fails again, and then it counts */
  }
  if (signal == SIGSYS && info->si_code == 1 /* SYS_SECCOMP */) {
    if (is_kill(info, context) || is_mask(info, context)) return;
    armed->trapped_syscall = info->si_syscall + 1;
  }
  armed->caught_signal = signal;
  if (signal == SIGSEGV || signal == SIGBUS) note_fault(info, context);
  if (!is_repeatable(signal, info)) end_with(signal);
  struct sigaction standard = {.sa_handler = SIG_DFL};
  if (sigaction(signal, &standard, NULL) != 0) end_with(signal);
}

/* What would end a process, had it no handler. */
static bool is_ending(int signal) {
  switch (signal) {
    case SIGKILL:
    case SIGSTOP:
    case SIGCHLD:
    case SIGCONT:
    case SIGURG:
    case SIGWINCH:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
      return false;
    default:
      return true;
  }
}

int trap_install(struct err *err) {
  stack_t stack = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
  if (sigaltstack(&stack, NULL) != 0) return err_system(err, "sigaltstack");
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigfillset(&action.sa_mask);
  for (int signal = 1; signal <= SIGRTMAX; signal++) {
    if (!is_ending(signal) || (signal >= 32 && signal < SIGRTMIN)) continue; /* the C library's */
    if (sigaction(signal, &action, NULL) != 0) return err_system(err, "handler of %d", signal);
  }
  return 0;
}

void trap_arm(struct warm_status *status, uint64_t stack_bytes) {
  char here;
  stack_top = (uintptr_t)&here + SLACK;
  stack_end = stack_top - stack_bytes;
  armed = status;
}
