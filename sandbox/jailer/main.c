/* graded-jailer --slot N [--cgroup-root PATH]: builds and ends the boxes of one slot.
 *
 * Protocol: sandbox/protocol.h. It needs no privilege; where it is root it keeps only what mapping
 * another user's ids and handing over a control group take. */
#include <getopt.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <sys/prctl.h>

#include "daemon/base/log.h"
#include "sandbox/jailer/serve.h"
#include "sandbox/walls/capability.h"

struct arguments {
  uint32_t slot;
  const char *cgroup_root;
};

static int parse(int argc, char **argv, struct arguments *arguments) {
  static const struct option options[] = {{"slot", required_argument, NULL, 's'},
                                          {"cgroup-root", required_argument, NULL, 'c'},
                                          {NULL, 0, NULL, 0}};
  bool has_slot = false;
  for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    char *end = NULL;
    switch (option) {
      case 's':
        arguments->slot = (uint32_t)strtoul(optarg, &end, 10);
        has_slot = end != optarg && *end == '\0';
        break;
      case 'c':
        arguments->cgroup_root = optarg;
        break;
      default:
        return -1;
    }
  }
  return has_slot && optind == argc ? 0 : -1;
}

static int narrow(const struct pool *pool, struct err *err) {
  /* dumpable stays: the kernel gives an undumpable process's children to root, and their id maps
   * could not be written by an ordinary user. */
  uint64_t kept = CAPABILITY_BIT(CAP_SETUID) | CAPABILITY_BIT(CAP_SETGID);
  if (pool->cgroup.accounting == BOX_ACCOUNTING_CGROUP2) kept |= CAPABILITY_BIT(CAP_CHOWN);
  if (cgroup_needs_override(&pool->cgroup)) kept |= CAPABILITY_BIT(CAP_DAC_OVERRIDE);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return err_system(err, "no_new_privs");
  return capability_keep(kept, err);
}

int main(int argc, char **argv) {
  static struct pool pool;
  struct arguments arguments = {0};
  struct err err = {0};
  log_open("jailer", LOG_LEVEL_INFO);
  if (parse(argc, argv, &arguments) != 0) {
    log_error("-", "usage: graded-jailer --slot N [--cgroup-root PATH]");
    return 2;
  }
  int rc = pool_open(arguments.slot, JAILER_LIBEXEC_FD, arguments.cgroup_root, &pool, &err);
  if (rc == 0) rc = narrow(&pool, &err);
  if (rc == 0) {
    rc = serve(JAILER_CONTROL_FD, &pool, &err);
    pool_close(&pool);
  }
  if (rc == 0) return 0;
  log_error("-", "%s", err.message);
  return 1;
}
