#include <fcntl.h>
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "daemon/base/fd.h"
#include "daemon/base/spawn.h"
#include "daemon/ctl/ctl.h"
#include "sandbox/doctor/doctor.h"
#include "sandbox/doctor/host.h"

#define RESERVE_MIB 512u

/* A secret that others can read is not one. */
static void examine_key(int directory, const char *name, struct doctor_report *report) {
  struct stat info;
  if (fstatat(directory, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
    host_note(report, "key", DOCTOR_MISSING, "gradectl keygen makes it", "%s is not there", name);
  else if (!S_ISREG(info.st_mode) || (info.st_mode & 077) != 0)
    host_note(report, "key", DOCTOR_MISSING, "chmod 600, and new keys if it was seen by others",
              "%s has the mode %03o", name, info.st_mode & 0777);
}

static void examine_directory(const char *path, struct doctor_report *report) {
  static const char *const secrets[] = {"keys/signing.pem", "keys/server.secret",
                                        "keys/bank.secret"};
  struct statvfs space;
  FD_CLEANUP int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) {
    host_note(report, "directory", DOCTOR_MISSING, "gradectl keygen --directory makes it", "%s: %m",
              path);
    return;
  }
  for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
    examine_key(directory, secrets[i], report);
  if (faccessat(directory, ".", W_OK, 0) != 0)
    host_note(report, "directory", DOCTOR_MISSING, "the daemon's user must own it",
              "%s is not writable", path);
  else if (fstatvfs(directory, &space) != 0)
    host_note(report, "disk", DOCTOR_MISSING, NULL, "%s: %m", path);
  else {
    unsigned long long free_mib = space.f_bavail * (space.f_frsize >> 10) >> 10;
    host_note(report, "disk", free_mib < RESERVE_MIB ? DOCTOR_MISSING : DOCTOR_OK,
              free_mib < RESERVE_MIB ? "below its reserve the daemon accepts nothing" : NULL,
              "%llu MiB free at %s", free_mib, path);
  }
}

static void print_table(const struct doctor_report *report) {
  for (uint32_t i = 0; i < report->count; i++) {
    const struct doctor_finding *finding = &report->findings[i];
    printf("%-8s %-20s %s\n", doctor_state_name(finding->state), finding->name, finding->found);
    if (finding->advice[0]) printf("%-8s %-20s -> %s\n", "", "", finding->advice);
  }
  enum doctor_state state = doctor_state(report);
  printf("%s\n", state == DOCTOR_OK ? "This host can grade with every layer."
                 : state == DOCTOR_WEAKER
                     ? "This host can grade, with the weaker layers named above."
                     : "This host cannot grade.");
}

static int print_json(const struct doctor_report *report, struct err *err) {
  json_t *rows = json_array();
  for (uint32_t i = 0; i < report->count; i++) {
    const struct doctor_finding *finding = &report->findings[i];
    json_array_append_new(rows, json_pack("{s:s, s:s, s:s, s:s}", "name", finding->name, "state",
                                          doctor_state_name(finding->state), "found",
                                          finding->found, "advice", finding->advice));
  }
  json_t *all = json_pack("{s:s, s:s, s:o}", "state", doctor_state_name(doctor_state(report)),
                          "tier", report->tier, "findings", rows);
  int rc = all ? json_dumpf(all, stdout, JSON_COMPACT) : -1;
  json_decref(all);
  if (rc != 0) return err_set(err, ERR_INTERNAL, "the findings cannot be written as JSON");
  printf("\n");
  return 0;
}

static int run_doctor(const struct ctl_command *command, int argc, char **argv) {
  static const struct option options[] = {{"directory", required_argument, NULL, 'd'},
                                          {"json", no_argument, NULL, 'j'},
                                          {"help", no_argument, NULL, 'h'},
                                          {0}};
  const char *directory = NULL;
  bool json = false;
  for (int option; (option = getopt_long(argc, argv, "d:jh", options, NULL)) != -1;) {
    if (option == 'd')
      directory = optarg;
    else if (option == 'j')
      json = true;
    else
      return option == 'h' ? ctl_help(command) : ctl_usage(command, "wrong option");
  }
  if (optind != argc) return ctl_usage(command, "unexpected argument '%s'", argv[optind]);
  struct doctor_report report;
  struct err err;
  FD_CLEANUP int libexec = -1;
  int rc = spawn_open_libexec(&libexec, &err);
  if (rc < 0) return ctl_failure(&err, "doctor");
  doctor_examine(libexec, &report);
  if (directory) examine_directory(directory, &report);
  if (!json)
    print_table(&report);
  else
    rc = print_json(&report, &err);
  if (rc < 0) return ctl_failure(&err, "doctor");
  switch (doctor_state(&report)) {
    case DOCTOR_OK:
      return CTL_OK;
    case DOCTOR_WEAKER:
      return CTL_NOT_ACCEPTED;
    default:
      return CTL_INFRASTRUCTURE;
  }
}

const struct ctl_command cmd_doctor = {
    "doctor", "what this host can enforce",
    "usage: gradectl doctor [--directory DIR] [--json]\n\n"
    "Starts a jailer and a box of each kind, and runs the compiler in one; says of every layer "
    "what\n"
    "is enforced, what is missing, and what to do about it. Exit status 0 if everything is there,\n"
    "1 if grading works with a weaker layer, 3 if it does not work.\n\n"
    "  --directory DIR    look at a daemon's keys and disk space, too\n"
    "  --json             one JSON object\n"
    "\nexamples:\n"
    "  gradectl doctor\n"
    "  gradectl doctor --directory /var/lib/graded --json\n",
    run_doctor};
