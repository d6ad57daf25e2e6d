/* `graded --check`: every setting's bounds, and a directory that must not be used. The real program
 * runs; its words are compared. */
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/fd.h"

struct place {
  char program[PATH_MAX];
  char directory[64];
  char output[4096]; /* stdout and stderr of the last run */
};

static int set_up(void **state) {
  struct place *place = calloc(1, sizeof *place);
  ssize_t length = readlink("/proc/self/exe", place->program, sizeof place->program - 16);
  assert_true(length > 0);
  for (int i = 0; i < 4; i++) *strrchr(place->program, '/') = 0;
  strcat(place->program, "/graded");
  strcpy(place->directory, "/tmp/graded-config.XXXXXX");
  assert_non_null(mkdtemp(place->directory));
  umask(077);
  *state = place;
  return 0;
}

static void write_file(struct place *place, const char *name, const char *text) {
  char path[256];
  snprintf(path, sizeof path, "%s/%s", place->directory, name);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static void make_folder(struct place *place, const char *name, unsigned mode) {
  char path[256];
  snprintf(path, sizeof path, "%s/%s", place->directory, name);
  assert_true(mkdir(path, mode) == 0);
  assert_int_equal(chmod(path, mode), 0);
}

static void remove_file(struct place *place, const char *name) {
  char path[256];
  snprintf(path, sizeof path, "%s/%s", place->directory, name);
  assert_int_equal(remove(path), 0);
}

static int tear_down(void **state) {
  struct place *place = *state;
  static const char *const names[] = {"graded.yaml",
                                      "keys/clients",
                                      "keys/signing.pem",
                                      "keys/server.secret",
                                      "keys/bank.secret",
                                      "keys",
                                      "graders",
                                      "run/lock",
                                      "run",
                                      "state",
                                      "bank"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", place->directory, names[i]);
    remove(path);
  }
  int rc = rmdir(place->directory);
  free(place);
  return rc;
}

static void make_keys(struct place *place) {
  make_folder(place, "keys", 0700);
  make_folder(place, "keys/clients", 0700);
  make_folder(place, "graders", 0755);
  write_file(place, "keys/signing.pem", "key");
  write_file(place, "keys/server.secret", "key");
  write_file(place, "keys/bank.secret", "key");
}

/* Exit status of graded with this configuration; option NULL: it really starts. */
static int run(struct place *place, const char *text, const char *option) {
  char path[256];
  int ends[2], status;
  size_t used = 0;
  snprintf(path, sizeof path, "%s/graded.yaml", place->directory);
  write_file(place, "graded.yaml", text);
  assert_int_equal(pipe(ends), 0);
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) {
    dup2(ends[1], 1);
    dup2(ends[1], 2);
    close(ends[0]);
    close(ends[1]);
    execl(place->program, "graded", "--config", path, "--directory", place->directory, option,
          (char *)NULL);
    _exit(127);
  }
  close(ends[1]);
  for (ssize_t got;
       (got = read(ends[0], place->output + used, sizeof place->output - 1 - used)) > 0;)
    used += (size_t)got;
  place->output[used] = 0;
  close(ends[0]);
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status);
}

static int check(struct place *place, const char *text) { return run(place, text, "--check"); }

static void expect_refusal(struct place *place, const char *text, const char *words) {
  int status = check(place, text);
  if (status != 1 || !strstr(place->output, words))
    fail_msg("%s\n  exit %d, says: %s\n  not: %s", text, status, place->output, words);
}

/* The place of the bank has to be named: the test's program lies elsewhere. */
static const char *with_bank(struct place *place, const char *text, char buffer[static 2048]) {
  snprintf(buffer, 2048, "bank: {source: %s/graders}\n%s", place->directory, text);
  return buffer;
}

static void complete_directory_is_ok(void **state) {
  struct place *place = *state;
  char text[2048];
  make_keys(place);
  if (check(place, with_bank(place, "slots: 3\nlimits: {queue: 5}\n", text)) != 0)
    fail_msg("%s", place->output);
  assert_non_null(strstr(place->output, "3 slots"));
  assert_non_null(strstr(place->output, "/run/graded.sock"));
}

static void refusals_name_file_line_field_limit_and_value(void **state) {
  struct place *place = *state;
  static const struct {
    const char *text, *words;
  } rows[] = {
      {"slots: 65", "graded.yaml:1: slots: 65, allowed are 0 to 64"},
      {"slots: two", "graded.yaml:1: slots: 'two', expected a whole number from 0 to 64"},
      {"log_level: loud", "graded.yaml:1: log_level: 'loud', expected one of: error, warning"},
      {"limits: {queue: 0}", "graded.yaml:1: limits.queue: 0, allowed are 1 to 100000000 sub"},
      {"limits: {attempts: 21}", "graded.yaml:1: limits.attempts: 21, allowed are 1 to 20"},
      {"limits:\n  lease_seconds: 9", "graded.yaml:2: limits.lease_seconds: 9, allowed are 10"},
      {"limits: {disk_reserve_mib: 0}", "limits.disk_reserve_mib: 0, allowed are 1 to 1048576 MiB"},
      {"limits: {drain_seconds: 3601}", "limits.drain_seconds: 3601, allowed are 1 to 3600 s"},
      {"limits: 5", "graded.yaml:1: limits: '5', expected a mapping"},
      {"keys: {signing: [a]}", "graded.yaml:1: keys.signing: a list, expected text"},
      {"keys: {singing: a}", "graded.yaml:1: keys.singing: unknown key"},
      {"slotz: 1", "graded.yaml:1: slotz: unknown key"},
      {"slots: 1\nslots: 2", "graded.yaml:2: slots: the key is there twice"},
      {"slots: [", "graded.yaml:"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    expect_refusal(place, rows[i].text, rows[i].words);
}

static void missing_keys_name_the_command_that_makes_them(void **state) {
  struct place *place = *state;
  char text[2048];
  make_folder(place, "graders", 0755);
  expect_refusal(place, with_bank(place, "", text), "gradectl keygen --directory");
}

static void directory_that_everybody_can_write_is_refused(void **state) {
  struct place *place = *state;
  char text[2048];
  make_keys(place);
  assert_int_equal(chmod(place->directory, 0777), 0);
  expect_refusal(place, with_bank(place, "", text), "may be written by everybody (mode 0777)");
}

static void secret_that_everybody_can_read_is_refused(void **state) {
  struct place *place = *state;
  char text[2048], path[256];
  make_keys(place);
  snprintf(path, sizeof path, "%s/keys/signing.pem", place->directory);
  assert_int_equal(chmod(path, 0604), 0);
  expect_refusal(place, with_bank(place, "", text), "may be read by everybody (mode 0604)");
}

static void faulty_client_keys_name_their_file(void **state) {
  struct place *place = *state;
  static const char key[] = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID";
  static const struct {
    const char *name, *text, *words;
  } rows[] = {
      {"a.public", "short", "a.public: not a Z85 key of 40 characters"},
      {"a.yaml", "keys: []\nroles: [read]", "a.yaml:1: keys: 0 items, allowed are 1 to 64"},
      {"a.yaml", "keys: [x]\nroles: [read]", "a.yaml:1: keys[0]: 1 bytes, allowed are 40 to 40"},
      {"a.yaml", "roles: [root]", "a.yaml:1: roles[0]: 'root', expected one of: submit, read"},
      {"a.yaml", "keys: ['Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID']\nroles: [read]\nx: 1",
       "a.yaml:3: x: unknown key"},
  };
  char text[2048], name[64];
  make_keys(place);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    snprintf(name, sizeof name, "keys/clients/%s", rows[i].name);
    write_file(place, name, rows[i].text);
    expect_refusal(place, with_bank(place, "", text), rows[i].words);
    remove_file(place, name);
  }
  write_file(place, "keys/clients/a.public", key);
  write_file(place, "keys/clients/b.public", key);
  expect_refusal(place, with_bank(place, "", text), "the key belongs to tenant");
  remove_file(place, "keys/clients/b.public");
  assert_int_equal(check(place, text), 0);
  assert_non_null(strstr(place->output, "1 client keys"));
  remove_file(place, "keys/clients/a.public");
}

static void directory_in_use_is_refused_but_may_be_checked(void **state) {
  struct place *place = *state;
  char text[2048], path[256];
  make_keys(place);
  make_folder(place, "run", 0750);
  snprintf(path, sizeof path, "%s/run/lock", place->directory);
  FD_CLEANUP int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  assert_true(lock >= 0);
  assert_int_equal(flock(lock, LOCK_EX | LOCK_NB), 0);
  assert_int_equal(run(place, with_bank(place, "", text), NULL), 1);
  assert_non_null(strstr(place->output, "another graded is running in it"));
  assert_int_equal(check(place, text), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(complete_directory_is_ok),
      TEST(refusals_name_file_line_field_limit_and_value),
      TEST(missing_keys_name_the_command_that_makes_them),
      TEST(directory_that_everybody_can_write_is_refused),
      TEST(secret_that_everybody_can_read_is_refused),
      TEST(faulty_client_keys_name_their_file),
      TEST(directory_in_use_is_refused_but_may_be_checked),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
