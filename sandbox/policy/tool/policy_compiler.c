/* Build-time program: policy-compiler POLICY HEADER
 *
 * Reads a list of system calls (grammar: common.list) and writes a C header with a ready BPF
 * program `policy_NAME`, so that a run loads its filter with one system call and the sandbox does
 * not carry a filter generator.
 *
 * The program is a prefix of our own (foreign architecture and x32: kill; number newer than the
 * list: ENOSYS) followed by libseccomp's binary tree. Jumps in BPF are relative and forward, so
 * that putting instructions in front changes nothing. */
#include <ctype.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CONDITIONS_MAX 6
#define INSTRUCTIONS_MAX 4096
#define X32_BIT 0x40000000u

static const struct {
  const char *name;
  uint32_t number;
} errno_names[] = {{"EPERM", EPERM},
                   {"EINVAL", EINVAL},
                   {"ENOTTY", ENOTTY},
                   {"ENOSYS", ENOSYS},
                   {"EACCES", EACCES}};

struct input {
  const char *path;
  unsigned line;
};

__attribute__((noreturn)) static void stop(const struct input *input, const char *what,
                                           const char *text) {
  fprintf(stderr, "%s:%u: %s: %s\n", input->path, input->line, what, text);
  exit(1);
}

static uint32_t parse_section(const struct input *input, const char *text) {
  if (strcmp(text, "[allow]") == 0) return SCMP_ACT_ALLOW;
  for (size_t i = 0; i < sizeof errno_names / sizeof errno_names[0]; i++) {
    char section[32];
    snprintf(section, sizeof section, "[errno %s]", errno_names[i].name);
    if (strcmp(text, section) == 0) return SCMP_ACT_ERRNO(errno_names[i].number);
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

/* argN == V, argN != V, argN & MASK == V */
static struct scmp_arg_cmp parse_condition(const struct input *input, const char *word) {
  if (strncmp(word, "arg", 3) != 0 || word[3] < '0' || word[3] > '5' || word[4] != '\0')
    stop(input, "condition expected", word);
  unsigned index = (unsigned)(word[3] - '0');
  const char *operation = strtok(NULL, " ");
  if (operation && strcmp(operation, "==") == 0)
    return SCMP_CMP64(index, SCMP_CMP_EQ, parse_number(input, strtok(NULL, " ")));
  if (operation && strcmp(operation, "!=") == 0)
    return SCMP_CMP64(index, SCMP_CMP_NE, parse_number(input, strtok(NULL, " ")));
  if (!operation || strcmp(operation, "&") != 0) stop(input, "unknown operation", word);
  uint64_t mask = parse_number(input, strtok(NULL, " "));
  const char *equals = strtok(NULL, " ");
  if (!equals || strcmp(equals, "==") != 0) stop(input, "== expected after the mask of", word);
  return SCMP_CMP64(index, SCMP_CMP_MASKED_EQ, mask, parse_number(input, strtok(NULL, " ")));
}

static void add_rule(const struct input *input, scmp_filter_ctx filter, uint32_t action,
                     char *text) {
  struct scmp_arg_cmp conditions[CONDITIONS_MAX];
  unsigned count = 0;
  char *name = strtok(text, " ");
  int number = seccomp_syscall_resolve_name(name);
  if (number == __NR_SCMP_ERROR) stop(input, "unknown system call", name);
  for (char *word = strtok(NULL, " "); word; word = strtok(NULL, " ")) {
    if (count == CONDITIONS_MAX) stop(input, "too many conditions", name);
    conditions[count++] = parse_condition(input, word);
  }
  int rc = seccomp_rule_add_exact_array(filter, action, number, count, conditions);
  if (rc < 0) stop(input, name, strerror(-rc));
}

static char *trim(char *text) {
  char *comment = strchr(text, '#');
  if (comment) *comment = '\0';
  while (isspace((unsigned char)*text)) text++;
  size_t length = strlen(text);
  while (length > 0 && isspace((unsigned char)text[length - 1])) text[--length] = '\0';
  return text;
}

static void read_policy(scmp_filter_ctx filter, const char *path) {
  struct input input = {.path = path};
  FILE *file = fopen(path, "re");
  if (!file) stop(&input, "cannot be read", strerror(errno));
  char line[512];
  uint32_t action = 0;
  while (fgets(line, sizeof line, file)) {
    input.line++;
    char *text = trim(line);
    if (*text == '\0') continue;
    if (*text == '[') {
      action = parse_section(&input, text);
    } else if (strncmp(text, "include ", 8) == 0) {
      char included[1024];
      const char *slash = strrchr(path, '/');
      snprintf(included, sizeof included, "%.*s%s", slash ? (int)(slash - path + 1) : 0, path,
               text + 8);
      read_policy(filter, included);
      action = 0;
    } else if (action == 0) {
      stop(&input, "no section yet", text);
    } else {
      add_rule(&input, filter, action, text);
    }
  }
  fclose(file);
}

static unsigned last_known_number(void) {
  unsigned last = 0;
  for (int number = 0; number < 2048; number++) {
    char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
    if (name) last = (unsigned)number;
    free(name);
  }
  return last;
}

static size_t put_prefix(struct sock_filter *program) {
  const struct sock_filter prefix[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, last_known_number(), 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
  };
  memcpy(program, prefix, sizeof prefix);
  return sizeof prefix / sizeof prefix[0];
}

static size_t export_tree(const struct input *input, scmp_filter_ctx filter,
                          struct sock_filter *program, size_t capacity) {
  int fd = memfd_create("bpf", MFD_CLOEXEC);
  int rc = fd < 0 ? -errno : seccomp_export_bpf(filter, fd);
  if (rc < 0) stop(input, "export", strerror(-rc));
  ssize_t length = pread(fd, program, capacity * sizeof *program, 0);
  if (length <= 0 || (size_t)length == capacity * sizeof *program)
    stop(input, "export", "empty or too long");
  close(fd);
  return (size_t)length / sizeof *program;
}

static void write_header(const char *policy, const char *path, const struct sock_filter *program,
                         size_t count) {
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
  for (size_t i = 0; i < count; i++)
    fprintf(file, "  {0x%02x, %u, %u, 0x%08x},\n", program[i].code, program[i].jt, program[i].jf,
            program[i].k);
  fprintf(file, "};\n");
  if (fclose(file) != 0) stop(&input, "cannot be written", strerror(errno));
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: policy-compiler POLICY HEADER\n");
    return 2;
  }
  struct input input = {.path = argv[1]};
  static struct sock_filter program[INSTRUCTIONS_MAX];
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_TRAP);
  if (!filter || seccomp_arch_native() != SCMP_ARCH_X86_64)
    stop(&input, "libseccomp", "only x86-64 is supported");
  if (seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) < 0 ||
      seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) < 0)
    stop(&input, "libseccomp", "too old");
  read_policy(filter, argv[1]);
  size_t count = put_prefix(program);
  count += export_tree(&input, filter, program + count, INSTRUCTIONS_MAX - count);
  write_header(argv[1], argv[2], program, count);
  seccomp_release(filter);
  return 0;
}
