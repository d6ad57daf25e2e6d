/* Build-time program: policy-compiler POLICY HEADER
 *
 * Reads a list of system calls (grammar: common.list) and writes a C header with a ready BPF
 * program `policy_NAME`, so that a run loads its filter with one system call and the sandbox does
 * not carry a filter generator.
 *
 * Loading is a good part of what a short run costs, and grows with the program's length (the kernel
 * translates it several times, then tries it with every system call's number). So neighbours with
 * the same answer are one range, and a binary tree over the ranges leads to shared answers:
 *
 *   prefix    other architecture, x32: kill; newer than the list: ENOSYS
 *   tree      number -> answer, or one of
 *   blocks    calls that depend on an argument
 *   answers
 *
 * Names and numbers come from libseccomp. */
#include <ctype.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBERS_MAX 1024
#define RULES_MAX 8
#define VALUES_MAX 8
#define INSTRUCTIONS_MAX 1024
#define JUMP_MAX 255
#define X32_BIT 0x40000000u

enum comparison { ALWAYS = 0, EQUAL, DIFFERENT };

struct rule {
  uint32_t answer;
  enum comparison comparison; /* EQUAL: to one of the values */
  unsigned argument, value_count;
  uint64_t mask, values[VALUES_MAX];
};

struct call {
  struct rule rules[RULES_MAX];
  unsigned rule_count;
};

/* A range of numbers with one answer, or one number with a block. */
struct range {
  unsigned first;
  const struct call *block; /* NULL: answer */
  uint32_t answer;
};

struct program {
  struct sock_filter code[INSTRUCTIONS_MAX];
  /* Where a jump leads if it is not known yet: index into ranges, else -1. */
  int true_range[INSTRUCTIONS_MAX], false_range[INSTRUCTIONS_MAX];
  unsigned length;
};

static struct call calls[NUMBERS_MAX];
static struct range ranges[NUMBERS_MAX];
static unsigned range_count;
static struct program program;

static const struct {
  const char *name;
  uint32_t number;
} errno_names[] = {{"EPERM", EPERM}, {"EINVAL", EINVAL}, {"ENOTTY", ENOTTY}, {"ENOSYS", ENOSYS}};

struct input {
  const char *path;
  unsigned line;
};

__attribute__((noreturn)) static void stop(const struct input *input, const char *what,
                                           const char *text) {
  fprintf(stderr, "%s:%u: %s: %s\n", input->path, input->line, what, text);
  exit(1);
}

/* ---- reading ------------------------------------------------------------------------------- */

static uint32_t parse_section(const struct input *input, const char *text) {
  if (strcmp(text, "[allow]") == 0) return SECCOMP_RET_ALLOW;
  for (size_t i = 0; i < sizeof errno_names / sizeof errno_names[0]; i++) {
    char section[32];
    snprintf(section, sizeof section, "[errno %s]", errno_names[i].name);
    if (strcmp(text, section) == 0) return SECCOMP_RET_ERRNO | errno_names[i].number;
  }
  stop(input, "unknown section", text);
}

static uint64_t parse_number(const struct input *input, const char *text) {
  char *end = NULL;
  if (!text || !isdigit((unsigned char)*text)) stop(input, "number expected", text ? text : "end");
  uint64_t number = strtoull(text, &end, 0);
  if (*end != '\0') stop(input, "number expected", text);
  return number;
}

static void parse_condition(const struct input *input, const char *word, struct rule *rule) {
  if (strncmp(word, "arg", 3) != 0 || word[3] < '0' || word[3] > '5' || word[4] != '\0')
    stop(input, "condition expected", word);
  rule->argument = (unsigned)(word[3] - '0');
  rule->mask = UINT64_MAX;
  const char *operation = strtok(NULL, " ");
  if (operation && strcmp(operation, "&") == 0) {
    rule->mask = parse_number(input, strtok(NULL, " "));
    operation = strtok(NULL, " ");
  }
  bool one = operation && (strcmp(operation, "==") == 0 || strcmp(operation, "!=") == 0);
  if (!one && (!operation || strcmp(operation, "in") != 0))
    stop(input, "unknown operation", operation ? operation : "end");
  rule->comparison = strcmp(operation, "!=") == 0 ? DIFFERENT : EQUAL;
  for (const char *value = strtok(NULL, " "); value; value = strtok(NULL, " ")) {
    if (rule->value_count == (one ? 1 : VALUES_MAX)) stop(input, "too many values", value);
    rule->values[rule->value_count] = parse_number(input, value);
    if (rule->values[rule->value_count++] > UINT32_MAX) stop(input, "value above 32 bits", value);
  }
  if (rule->value_count == 0) stop(input, "value expected", "end");
}

static void add_rule(const struct input *input, uint32_t answer, char *text) {
  struct rule rule = {.answer = answer};
  const char *name = strtok(text, " ");
  int number = seccomp_syscall_resolve_name(name);
  if (number < 0 || number >= NUMBERS_MAX) stop(input, "unknown system call", name);
  const char *word = strtok(NULL, " ");
  if (word) parse_condition(input, word, &rule);
  struct call *call = &calls[number];
  if (call->rule_count == RULES_MAX) stop(input, "too many rules", name);
  if (call->rule_count > 0 && call->rules[call->rule_count - 1].comparison == ALWAYS)
    stop(input, "can never be reached", name);
  call->rules[call->rule_count++] = rule;
}

static char *trim(char *text) {
  char *comment = strchr(text, '#');
  if (comment) *comment = '\0';
  while (isspace((unsigned char)*text)) text++;
  size_t length = strlen(text);
  while (length > 0 && isspace((unsigned char)text[length - 1])) text[--length] = '\0';
  return text;
}

static void read_policy(const char *path) {
  struct input input = {.path = path};
  FILE *file = fopen(path, "re");
  if (!file) stop(&input, "cannot be read", strerror(errno));
  char line[512];
  uint32_t answer = 0;
  while (fgets(line, sizeof line, file)) {
    input.line++;
    char *text = trim(line);
    if (*text == '\0') continue;
    if (*text == '[') {
      answer = parse_section(&input, text);
    } else if (strncmp(text, "include ", 8) == 0) {
      char included[1024];
      const char *slash = strrchr(path, '/');
      snprintf(included, sizeof included, "%.*s%s", slash ? (int)(slash - path + 1) : 0, path,
               text + 8);
      read_policy(included);
      answer = 0;
    } else if (answer == 0) {
      stop(&input, "no section yet", text);
    } else {
      add_rule(&input, answer, text);
    }
  }
  fclose(file);
}

/* ---- ranges -------------------------------------------------------------------------------- */

static unsigned last_known_number(void) {
  unsigned last = 0;
  for (int number = 0; number < NUMBERS_MAX; number++) {
    char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
    if (name) last = (unsigned)number;
    free(name);
  }
  return last;
}

static void find_ranges(unsigned last) {
  for (unsigned number = 0; number <= last; number++) {
    const struct call *call = &calls[number];
    bool depends = call->rule_count > 0 && call->rules[0].comparison != ALWAYS;
    struct range range = {.first = number,
                          .block = depends ? call : NULL,
                          .answer = call->rule_count ? call->rules[0].answer : SECCOMP_RET_TRAP};
    const struct range *before = range_count ? &ranges[range_count - 1] : NULL;
    if (before && !before->block && !depends && before->answer == range.answer) continue;
    ranges[range_count++] = range;
  }
}

/* ---- code ---------------------------------------------------------------------------------- */

static unsigned put(struct sock_filter instruction) {
  static const struct input input = {.path = "policy"};
  if (program.length == INSTRUCTIONS_MAX) stop(&input, "too long", "program");
  program.code[program.length] = instruction;
  program.true_range[program.length] = program.false_range[program.length] = -1;
  return program.length++;
}

static void set_jump(uint8_t *field, unsigned from, unsigned to) {
  static const struct input input = {.path = "policy"};
  if (to - from - 1 > JUMP_MAX) stop(&input, "too long for its jumps", "program");
  *field = (uint8_t)(to - from - 1);
}

static void put_prefix(unsigned last) {
  put((struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)));
  put((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0));
  put((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
  put((struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
  put((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, last, 0, 3));
  put((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1));
  put((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
  put((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS));
}

/* Decides between ranges[low] ... ranges[high - 1], at least two. */
static void put_tree(unsigned low, unsigned high) {
  unsigned middle = (low + high) / 2;
  unsigned node =
      put((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, ranges[middle].first, 0, 0));
  if (middle - low > 1) {
    set_jump(&program.code[node].jf, node, program.length);
    put_tree(low, middle);
  } else {
    program.false_range[node] = (int)low;
  }
  if (high - middle > 1) {
    set_jump(&program.code[node].jt, node, program.length);
    put_tree(middle, high);
  } else {
    program.true_range[node] = (int)middle;
  }
}

static unsigned put_load(unsigned argument, bool high, uint32_t mask) {
  uint32_t offset = (uint32_t)(offsetof(struct seccomp_data, args) + 8 * argument + (high ? 4 : 0));
  unsigned first = put((struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset));
  if (mask != UINT32_MAX) put((struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, mask));
  return first;
}

/* Falls into what follows if the rule does not hold. Values fit into the low half. For equality the
 * high half must be zero too; for difference it is not looked at, since the kernel cuts most
 * arguments to 32 bits: what looks different only above must not pass. */
static void put_rule(const struct rule *rule) {
  unsigned misses[2], miss_count = 0;
  if (rule->comparison == EQUAL && rule->mask >> 32 != 0) {
    put_load(rule->argument, true, (uint32_t)(rule->mask >> 32));
    misses[miss_count++] = put((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 0));
  }
  put_load(rule->argument, false, (uint32_t)rule->mask);
  unsigned first = program.length, answer = first + rule->value_count;
  for (unsigned i = 0; i < rule->value_count; i++) {
    unsigned test = put(
        (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)rule->values[i], 0, 0));
    bool last = i + 1 == rule->value_count;
    if (rule->comparison == DIFFERENT) {
      set_jump(&program.code[test].jt, test, answer + 1);
    } else {
      set_jump(&program.code[test].jt, test, answer);
      if (last) set_jump(&program.code[test].jf, test, answer + 1);
    }
  }
  put((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, rule->answer));
  for (unsigned i = 0; i < miss_count; i++)
    set_jump(&program.code[misses[i]].jf, misses[i], program.length);
}

static void put_block(const struct call *call) {
  for (unsigned i = 0; i < call->rule_count; i++) {
    if (call->rules[i].comparison == ALWAYS) {
      put((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, call->rules[i].answer));
      return;
    }
    put_rule(&call->rules[i]);
  }
  put((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP));
}

static void resolve(unsigned range, unsigned target) {
  for (unsigned i = 0; i < program.length; i++) {
    if (program.true_range[i] == (int)range) set_jump(&program.code[i].jt, i, target);
    if (program.false_range[i] == (int)range) set_jump(&program.code[i].jf, i, target);
  }
}

/* Each distinct answer once, right behind the tree; then the blocks. */
static void put_leaves(void) {
  for (unsigned i = 0; i < range_count; i++) {
    unsigned same = 0;
    if (ranges[i].block) continue;
    while (same < i && (ranges[same].block || ranges[same].answer != ranges[i].answer)) same++;
    if (same < i) continue;
    unsigned leaf = put((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, ranges[i].answer));
    for (unsigned k = i; k < range_count; k++)
      if (!ranges[k].block && ranges[k].answer == ranges[i].answer) resolve(k, leaf);
  }
  for (unsigned i = 0; i < range_count; i++) {
    if (!ranges[i].block) continue;
    resolve(i, program.length);
    put_block(ranges[i].block);
  }
}

static void write_header(const char *policy, const char *path) {
  struct input input = {.path = path};
  const char *slash = strrchr(policy, '/');
  char name[64];
  snprintf(name, sizeof name, "%s", slash ? slash + 1 : policy);
  name[strcspn(name, ".")] = '\0';
  for (char *c = name; *c; c++)
    if (*c == '-') *c = '_';
  FILE *file = fopen(path, "we");
  if (!file) stop(&input, "cannot be written", strerror(errno));
  fprintf(file, "/* Generated from %s: do not edit. */\n#include <linux/filter.h>\n\n", policy);
  fprintf(file, "static const struct sock_filter policy_%s[] = {\n", name);
  for (unsigned i = 0; i < program.length; i++)
    fprintf(file, "  {0x%02x, %u, %u, 0x%08x},\n", program.code[i].code, program.code[i].jt,
            program.code[i].jf, program.code[i].k);
  fprintf(file, "};\n");
  if (fclose(file) != 0) stop(&input, "cannot be written", strerror(errno));
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: policy-compiler POLICY HEADER\n");
    return 2;
  }
  struct input input = {.path = argv[1]};
  if (seccomp_arch_native() != SCMP_ARCH_X86_64)
    stop(&input, "this machine", "only x86-64 is supported");
  unsigned last = last_known_number();
  read_policy(argv[1]);
  find_ranges(last);
  put_prefix(last);
  put_tree(0, range_count);
  put_leaves();
  write_header(argv[1], argv[2]);
  return 0;
}
