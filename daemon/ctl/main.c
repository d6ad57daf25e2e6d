/* gradectl: submits, grades, verifies, and looks after a question bank. A table and its dispatch.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "daemon/base/log.h"
#include "daemon/ctl/ctl.h"

static const struct ctl_command *const commands[] = {
    &cmd_submit, &cmd_grade,  &cmd_verify,    &cmd_show,       &cmd_replay,     &cmd_status,
    &cmd_keygen, &cmd_doctor, &cmd_bank_list, &cmd_bank_build, &cmd_bank_check,
};
#define COMMAND_COUNT (sizeof commands / sizeof *commands)

int ctl_usage(const struct ctl_command *command, const char *format, ...) {
  va_list args;
  fprintf(stderr, "gradectl %s: ", command->name);
  va_start(args, format);
  vfprintf(stderr, format, args);
  va_end(args);
  fprintf(stderr, "\nTry 'gradectl %s --help'.\n", command->name);
  return CTL_USAGE;
}

int ctl_failure(const struct err *err, const char *context) {
  fprintf(stderr, "gradectl: %s: %s\n", context, err->message);
  return CTL_INFRASTRUCTURE;
}

int ctl_unreadable(const struct err *err, const char *path) {
  ctl_failure(err, path);
  return CTL_USAGE;
}

int ctl_help(const struct ctl_command *command) {
  printf("gradectl %s - %s\n\n%s", command->name, command->summary, command->help);
  return CTL_OK;
}

static void print_overview(FILE *out) {
  fprintf(out,
          "gradectl %s - grade candidates' code, verify results, look after a question bank\n\n"
          "usage: gradectl COMMAND [options]\n\n",
          GRADED_VERSION);
  for (size_t i = 0; i < COMMAND_COUNT; i++)
    fprintf(out, "  %-12s %s\n", commands[i]->name, commands[i]->summary);
  fprintf(out,
          "\nexit status: 0 accepted or valid, 1 not accepted or invalid, 2 wrong usage,\n"
          "             3 the infrastructure failed (nothing is said about a submission)\n"
          "'gradectl COMMAND --help' explains each with examples.\n");
}

/* Matches "bank check" against argv[1] (and argv[2]); returns how many words were used. */
static int match(const char *name, int argc, char **argv) {
  const char *space = strchr(name, ' ');
  if (!space) return argc >= 2 && strcmp(argv[1], name) == 0 ? 1 : 0;
  size_t first = (size_t)(space - name);
  if (argc < 3 || strlen(argv[1]) != first || strncmp(argv[1], name, first) != 0) return 0;
  return strcmp(argv[2], space + 1) == 0 ? 2 : 0;
}

int main(int argc, char **argv) {
  log_open("gradectl", LOG_LEVEL_WARNING);
  if (argc < 2) {
    print_overview(stderr);
    return CTL_USAGE;
  }
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
    print_overview(stdout);
    return CTL_OK;
  }
  if (strcmp(argv[1], "--version") == 0) {
    printf("gradectl %s\n", GRADED_VERSION);
    return CTL_OK;
  }
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    int words = match(commands[i]->name, argc, argv);
    if (words > 0) return commands[i]->run(commands[i], argc - words, argv + words);
  }
  fprintf(stderr, "gradectl: there is no command '%s'\n", argv[1]);
  print_overview(stderr);
  return CTL_USAGE;
}
