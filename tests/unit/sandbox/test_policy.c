/* The compiled filters say what the lists say: every number of every phase, run through an
 * interpreter of the kernel's filter language. The lists are read here once more, by simpler means.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <cmocka.h>

#include "sandbox/policy/policy.h"

#define NUMBERS 600
#define STEPS_MAX 4096

enum expected { UNLISTED = 0, ALLOWED, ERRNO, CONDITIONAL };

static const struct {
  enum box_phase phase;
  const char *file;
} phases[] = {{BOX_PHASE_COMPILE, "compile.policy"},
              {BOX_PHASE_RUN_C, "run-c.policy"},
              {BOX_PHASE_RUN_PYTHON, "run-python.policy"},
              {BOX_PHASE_CHECKER, "checker.policy"}};

static uint32_t load(const struct seccomp_data *data, uint32_t offset) {
  uint32_t word;
  assert_true(offset % 4 == 0 && offset + 4 <= sizeof *data);
  memcpy(&word, (const char *)data + offset, sizeof word);
  return word;
}

static uint32_t interpret(const struct sock_fprog *program, const struct seccomp_data *data) {
  uint32_t accumulator = 0;
  for (unsigned at = 0, steps = 0; at < program->len && steps < STEPS_MAX; at++, steps++) {
    const struct sock_filter *code = &program->filter[at];
    switch (code->code) {
      case BPF_LD | BPF_W | BPF_ABS:
        accumulator = load(data, code->k);
        break;
      case BPF_ALU | BPF_AND | BPF_K:
        accumulator &= code->k;
        break;
      case BPF_JMP | BPF_JEQ | BPF_K:
        at += accumulator == code->k ? code->jt : code->jf;
        break;
      case BPF_JMP | BPF_JGE | BPF_K:
        at += accumulator >= code->k ? code->jt : code->jf;
        break;
      case BPF_JMP | BPF_JGT | BPF_K:
        at += accumulator > code->k ? code->jt : code->jf;
        break;
      case BPF_RET | BPF_K:
        return code->k;
      default:
        fail_msg("instruction %u: unknown code 0x%x", at, code->code);
    }
  }
  fail_msg("the program has no end");
  return 0;
}

static uint32_t answer(enum box_phase phase, uint32_t arch, int number, const uint64_t args[6]) {
  struct sock_fprog program;
  struct seccomp_data data = {.nr = number, .arch = arch};
  assert_int_equal(policy_find(phase, &program, NULL), 0);
  if (args) memcpy(data.args, args, sizeof data.args);
  return interpret(&program, &data);
}

static void read_list(const char *name, enum expected expected[NUMBERS], uint32_t values[NUMBERS]) {
  char path[256], line[512];
  uint32_t value = 0;
  snprintf(path, sizeof path, "sandbox/policy/%s", name);
  FILE *file = fopen(path, "re");
  if (!file) fail_msg("%s: run this from the top folder", path);
  while (fgets(line, sizeof line, file)) {
    char word[64] = "", second[64] = "";
    line[strcspn(line, "#\n")] = '\0';
    int words = sscanf(line, "%63s %63s", word, second);
    if (words < 1) continue;
    if (strcmp(word, "include") == 0) {
      read_list(second, expected, values);
    } else if (strcmp(word, "[allow]") == 0) {
      value = SECCOMP_RET_ALLOW;
    } else if (strcmp(word, "[errno") == 0) {
      second[strcspn(second, "]")] = '\0';
      value = SECCOMP_RET_ERRNO | (uint32_t)(strcmp(second, "EPERM") == 0    ? EPERM
                                             : strcmp(second, "EINVAL") == 0 ? EINVAL
                                             : strcmp(second, "ENOTTY") == 0 ? ENOTTY
                                                                             : ENOSYS);
    } else {
      int number = seccomp_syscall_resolve_name(word);
      assert_in_range(number, 0, NUMBERS - 1);
      bool conditional = words == 2 || expected[number] == CONDITIONAL;
      expected[number] = conditional ? CONDITIONAL : ALLOWED;
      values[number] = value;
    }
  }
  fclose(file);
}

static void test_every_number_has_the_answer_of_its_list(void **state) {
  (void)state;
  static const uint64_t arguments[][6] = {
      {0}, {~0ull, ~0ull, ~0ull, ~0ull, ~0ull, ~0ull}, {9, 9, 9, 9, 9, 9}, {31, 1, 2, 0x21, 4, 5}};
  for (size_t p = 0; p < sizeof phases / sizeof phases[0]; p++) {
    enum expected expected[NUMBERS] = {UNLISTED};
    uint32_t values[NUMBERS] = {0};
    read_list(phases[p].file, expected, values);
    for (int number = 0; number < NUMBERS; number++) {
      char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
      for (size_t a = 0; a < 4; a++) {
        uint32_t got = answer(phases[p].phase, AUDIT_ARCH_X86_64, number, arguments[a]);
        uint32_t wanted = expected[number] == ALLOWED ? values[number]
                          : number < 440              ? SECCOMP_RET_TRAP
                          : name                      ? SECCOMP_RET_TRAP
                                                      : SECCOMP_RET_ERRNO | ENOSYS;
        if (expected[number] != CONDITIONAL && got != wanted)
          fail_msg("%s: %d %s: 0x%x, expected 0x%x", phases[p].file, number, name ? name : "?", got,
                   wanted);
      }
      free(name);
    }
  }
}

static void test_conditions_decide_by_arguments(void **state) {
  (void)state;
  static const struct {
    int number;
    uint64_t args[4];
    uint32_t wanted;
  } rows[] = {
      {SYS_mmap, {0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS}, SECCOMP_RET_ALLOW},
      {SYS_mmap, {0, 4096, PROT_READ, MAP_PRIVATE}, SECCOMP_RET_ALLOW},
      {SYS_mmap, {0, 4096, PROT_READ, MAP_SHARED}, SECCOMP_RET_ALLOW},
      {SYS_mmap, {0, 4096, PROT_READ, MAP_SHARED | MAP_ANONYMOUS}, SECCOMP_RET_ERRNO | EPERM},
      {SYS_mmap,
       {0, 4096, PROT_READ, MAP_SHARED_VALIDATE | MAP_ANONYMOUS},
       SECCOMP_RET_ERRNO | EPERM},
      {SYS_fcntl, {3, 0}, SECCOMP_RET_ALLOW},
      {SYS_fcntl, {3, 4}, SECCOMP_RET_ALLOW},
      {SYS_fcntl, {3, 1030}, SECCOMP_RET_ALLOW},
      {SYS_fcntl, {3, 5}, SECCOMP_RET_ERRNO | EPERM},
      {SYS_fcntl, {3, 1033}, SECCOMP_RET_ERRNO | EPERM},
      {SYS_fcntl, {3, 0x100000000ull}, SECCOMP_RET_ERRNO | EPERM},
      {SYS_rt_sigaction, {SIGSEGV}, SECCOMP_RET_ALLOW},
      {SYS_rt_sigaction, {SIGSYS}, SECCOMP_RET_ERRNO | EPERM},
      {SYS_rt_sigaction, {0x100000000ull | SIGSYS}, SECCOMP_RET_ERRNO | EPERM},
      {SYS_kill, {1, SIGTERM}, SECCOMP_RET_ALLOW},
      {SYS_kill, {1, SIGKILL}, SECCOMP_RET_TRAP},
      {SYS_tgkill, {1, 1, SIGABRT}, SECCOMP_RET_ALLOW},
      {SYS_tgkill, {1, 1, SIGKILL}, SECCOMP_RET_TRAP},
      {SYS_prlimit64, {0, 3}, SECCOMP_RET_ALLOW},
      {SYS_prlimit64, {1, 3}, SECCOMP_RET_ERRNO | EPERM},
      {SYS_clone, {SIGCHLD}, SECCOMP_RET_TRAP},
      {SYS_clone, {CLONE_VM | CLONE_THREAD}, SECCOMP_RET_ERRNO | EPERM},
  };
  for (size_t p = 1; p < sizeof phases / sizeof phases[0]; p++)
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
      uint64_t args[6] = {rows[i].args[0], rows[i].args[1], rows[i].args[2], rows[i].args[3]};
      uint32_t got = answer(phases[p].phase, AUDIT_ARCH_X86_64, rows[i].number, args);
      if (got != rows[i].wanted)
        fail_msg("%s: row %zu: 0x%x, expected 0x%x", phases[p].file, i, got, rows[i].wanted);
    }
}

/* A run gets its task on one descriptor, which is closed before anything foreign starts. */
static void test_only_the_checker_may_use_a_channel(void **state) {
  (void)state;
  uint64_t task[6] = {63}, other[6] = {3};
  for (size_t p = 0; p < sizeof phases / sizeof phases[0]; p++) {
    enum box_phase phase = phases[p].phase;
    uint32_t wanted = phase == BOX_PHASE_CHECKER ? SECCOMP_RET_ALLOW : SECCOMP_RET_TRAP;
    assert_int_equal(answer(phase, AUDIT_ARCH_X86_64, SYS_recvmsg, task), SECCOMP_RET_ALLOW);
    assert_int_equal(answer(phase, AUDIT_ARCH_X86_64, SYS_recvmsg, other), wanted);
    assert_int_equal(answer(phase, AUDIT_ARCH_X86_64, SYS_sendmsg, other), wanted);
  }
}

static void test_compilers_get_children_but_no_namespaces(void **state) {
  (void)state;
  static const uint64_t spaces[] = {CLONE_NEWNS,  CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC,
                                    CLONE_NEWPID, CLONE_NEWNET,    CLONE_NEWUSER};
  uint64_t args[6] = {SIGCHLD};
  assert_int_equal(answer(BOX_PHASE_COMPILE, AUDIT_ARCH_X86_64, SYS_clone, args),
                   SECCOMP_RET_ALLOW);
  for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++) {
    args[0] = SIGCHLD | spaces[i];
    assert_int_equal(answer(BOX_PHASE_COMPILE, AUDIT_ARCH_X86_64, SYS_clone, args),
                     SECCOMP_RET_TRAP);
  }
}

static void test_foreign_architectures_and_x32_are_killed(void **state) {
  (void)state;
  for (size_t p = 0; p < sizeof phases / sizeof phases[0]; p++)
    for (int number = 0; number < NUMBERS; number++) {
      assert_int_equal(answer(phases[p].phase, AUDIT_ARCH_I386, number, NULL),
                       SECCOMP_RET_KILL_PROCESS);
      assert_int_equal(answer(phases[p].phase, AUDIT_ARCH_X86_64, number | 0x40000000, NULL),
                       SECCOMP_RET_KILL_PROCESS);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_number_has_the_answer_of_its_list),
      cmocka_unit_test(test_conditions_decide_by_arguments),
      cmocka_unit_test(test_only_the_checker_may_use_a_channel),
      cmocka_unit_test(test_compilers_get_children_but_no_namespaces),
      cmocka_unit_test(test_foreign_architectures_and_x32_are_killed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
