/* gradectl: what its commands share. Exit statuses are the documented ones. */
#pragma once

#include <stdbool.h>

#include "daemon/base/err.h"

enum ctl_exit {
  CTL_OK = 0,            /* accepted, valid, all as expected */
  CTL_NOT_ACCEPTED = 1,  /* graded, but not accepted; invalid; not as expected */
  CTL_USAGE = 2,         /* the command line is wrong */
  CTL_INFRASTRUCTURE = 3 /* something of ours failed: nothing is said about a candidate */
};

struct ctl_command {
  const char *name;    /* "submit", "bank check" */
  const char *summary; /* one line */
  const char *help;    /* usage, options, examples */
  int (*run)(const struct ctl_command *command, int argc, char **argv);
};

/* The commands, each in its own cmd_*.c. */
extern const struct ctl_command cmd_submit, cmd_grade, cmd_verify, cmd_show, cmd_replay, cmd_status,
    cmd_keygen, cmd_doctor, cmd_bank_list, cmd_bank_build, cmd_bank_check;

/* Prints the message and a hint to the command's help on stderr; returns CTL_USAGE. */
__attribute__((format(printf, 2, 3))) int ctl_usage(const struct ctl_command *command,
                                                    const char *format, ...);
/* Prints "gradectl: context: message" on stderr; returns CTL_INFRASTRUCTURE. */
int ctl_failure(const struct err *err, const char *context);
/* The same for a file that the command line names and that cannot be read; returns CTL_USAGE. */
int ctl_unreadable(const struct err *err, const char *path);
int ctl_help(const struct ctl_command *command); /* on stdout; returns CTL_OK */
