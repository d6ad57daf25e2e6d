/* graded: reads the configuration, opens its directory and supervises. Everything else happens in
 * the processes that it starts; see daemon/README.md. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/supervisor/clients.h"
#include "daemon/supervisor/config.h"
#include "daemon/supervisor/layout.h"
#include "daemon/supervisor/supervise.h"

static const char usage[] =
    "usage: graded [--config FILE] [--directory DIR] [--check]\n\n"
    "The grading daemon. Runs in the foreground until SIGTERM or SIGINT, then finishes what is\n"
    "running and exits 0. What is queued stays on disk.\n\n"
    "  --config FILE     settings that differ from the defaults (see graded.yaml)\n"
    "  --directory DIR   keys, journal, bank and local socket; wins over the setting\n"
    "  --check           check configuration, directory and keys, then exit\n"
    "  --ready-fd N      write a byte to descriptor N and close it when everything serves\n"
    "  --version, --help\n\n"
    "examples:\n"
    "  gradectl keygen --directory graded.d && graded --directory graded.d\n"
    "  graded --config /etc/graded/graded.yaml --check\n";

struct arguments {
  const char *config, *directory;
  bool check;
  int ready_fd;
};

/* 0, or the exit status + 1 of what was already answered. */
static int parse(int argc, char **argv, struct arguments *arguments) {
  static const struct option options[] = {{"config", required_argument, NULL, 'c'},
                                          {"directory", required_argument, NULL, 'd'},
                                          {"check", no_argument, NULL, 'k'},
                                          {"ready-fd", required_argument, NULL, 'r'},
                                          {"version", no_argument, NULL, 'v'},
                                          {"help", no_argument, NULL, 'h'},
                                          {0}};
  *arguments = (struct arguments){.ready_fd = -1};
  for (int option; (option = getopt_long(argc, argv, "c:d:h", options, NULL)) != -1;) {
    char *end;
    switch (option) {
      case 'c':
        arguments->config = optarg;
        break;
      case 'd':
        arguments->directory = optarg;
        break;
      case 'k':
        arguments->check = true;
        break;
      case 'r':
        arguments->ready_fd = (int)strtol(optarg, &end, 10);
        if (*end || end == optarg || fcntl(arguments->ready_fd, F_SETFD, FD_CLOEXEC) < 0) {
          fprintf(stderr, "graded: --ready-fd: '%s' is no open descriptor\n", optarg);
          return 3;
        }
        break;
      case 'v':
        puts("graded " GRADED_VERSION);
        return 1;
      case 'h':
        fputs(usage, stdout);
        return 1;
      default:
        fputs(usage, stderr);
        return 3;
    }
  }
  if (optind == argc) return 0;
  fprintf(stderr, "graded: unexpected argument '%s'\n", argv[optind]);
  return 3;
}

static int read_config(const struct arguments *arguments, struct config *config, struct err *err) {
  int rc = config_defaults(config, err);
  if (rc == 0 && arguments->config) rc = config_read(arguments->config, config, err);
  if (rc < 0) return rc;
  if (arguments->directory) {
    if (strlen(arguments->directory) >= sizeof config->directory)
      return err_set(err, ERR_LIMIT, "--directory: longer than %zu bytes",
                     sizeof config->directory - 1);
    memcpy(config->directory, arguments->directory, strlen(arguments->directory) + 1);
  }
  return config_finish(config, err);
}

/* Children inherit all of it but the signal mask. */
static int harden(struct err *err) {
  const struct rlimit none = {0, 0};
  sigset_t set;
  umask(077);
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  if (sigprocmask(SIG_BLOCK, &set, NULL) < 0) return err_system(err, "sigprocmask");
  if (signal(SIGPIPE, SIG_IGN) == SIG_ERR) return err_system(err, "signal SIGPIPE");
  if (setrlimit(RLIMIT_CORE, &none) < 0) return err_system(err, "setrlimit RLIMIT_CORE");
  if (prctl(PR_SET_DUMPABLE, 0) < 0) return err_system(err, "PR_SET_DUMPABLE");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return err_system(err, "PR_SET_NO_NEW_PRIVS");
  return 0;
}

/* What a role would stumble over later, told at once. */
static int check_clients(const struct config *config, uint32_t *ret_count, struct err *err) {
  struct client_table table;
  int rc = clients_read(config->clients, &table, err);
  if (rc < 0) return rc;
  *ret_count = table.count;
  client_table_clear(&table);
  return 0;
}

static int check(const struct config *config, struct err *err) {
  uint32_t clients = 0;
  int rc = layout_check(config, err);
  if (rc == 0) rc = check_clients(config, &clients, err);
  if (rc == 0)
    printf("ok: %s, %u slots, %u client keys, endpoint %s, bank %s\n", config->directory,
           config->slots, clients, config->endpoint, config->bank);
  return rc;
}

static int serve(const struct config *config, struct arguments *arguments, struct layout *layout,
                 struct err *err) {
  uint32_t clients;
  int rc = layout_open(config, layout, err);
  if (rc == 0) rc = check_clients(config, &clients, err);
  return rc < 0 ? rc : supervise(config, layout, &arguments->ready_fd, err);
}

int main(int argc, char **argv) {
  static struct config config;
  struct arguments arguments;
  struct layout layout;
  struct err err;
  int answered = parse(argc, argv, &arguments);
  if (answered > 0) return answered - 1;
  log_open("supervisor", LOG_LEVEL_INFO);
  layout_init(&layout);
  int rc = read_config(&arguments, &config, &err);
  if (rc == 0) rc = harden(&err);
  if (rc == 0) log_open("supervisor", config.log_level);
  if (rc == 0 && arguments.check)
    rc = check(&config, &err);
  else if (rc == 0)
    rc = serve(&config, &arguments, &layout, &err);
  layout_close(&layout);
  if (rc < 0) log_error("-", "%s", err.message);
  return rc < 0 ? 1 : 0;
}
