/* A whole daemon with its embedded defaults, as a client sees it: over its socket, encrypted. */
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "daemon/base/spawn.h"
#include "proto/client/graded.h"
#include "tests/bench/bench.h"

#define BANK "tests/bench/bank"
#define QUESTION "sum" /* ten tests that cost the candidate nothing */
#define SOLUTION BANK "/bench/" QUESTION "/submissions/accepted/reference.c"
#define TESTS 10
#define SUBMISSION_RUNS 25
#define ACCEPT_RUNS 9
#define ACCEPTS 1024 /* a run */
#define IN_FLIGHT 64
#define COMMITS 256 /* a run */
#define TIMEOUT_MS 60000

struct service {
  char directory[400], source[512], object[512], include[600], kit[600];
  pid_t pid;
  int pidfd;
  struct graded_client *client;
  uint8_t *solution;
  size_t solution_length;
  uint32_t serial;
  sqlite3 *database;
  sqlite3_stmt *insert;
};

/* ---- the daemon ---- */

static int start_daemon(const char *build, struct service *service, struct err *err) {
  char control[512], config[512], bank[PATH_MAX], settings[PATH_MAX + 64];
  if (!realpath(BANK, bank)) return err_system(err, BANK);
  snprintf(config, sizeof config, "%s/graded.yaml", service->directory);
  int length =
      snprintf(settings, sizeof settings, "log_level: warning\nbank: {source: \"%s\"}\n", bank);
  snprintf(control, sizeof control, "%s/gradectl", build);
  const char *keygen[] = {control, "keygen", "--directory", service->directory, NULL};
  const char *argv[] = {
      "graded", "--directory", service->directory, "--config", config, "--ready-fd", "3", NULL};
  int ends[2];
  char byte;
  long long made = bench_spawn(keygen, err);
  if (made < 0) return (int)made;
  FD_CLEANUP int build_fd = open(build, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  FD_CLEANUP int program = -1;
  int rc = spawn_open_program(build_fd, "graded", &program, err);
  if (rc == 0) rc = fd_write_file(AT_FDCWD, config, settings, (size_t)length, 0644, err);
  if (rc == 0 && pipe2(ends, O_CLOEXEC) != 0) rc = err_system(err, "pipe");
  if (rc < 0) return rc;
  FD_CLEANUP int ready = ends[0];
  FD_CLEANUP int theirs = ends[1];
  const char *environment[] = {"PATH=/usr/bin:/bin", NULL};
  rc = spawn(program, argv, environment, &theirs, 1, &service->pid, &service->pidfd, err);
  fd_close(&theirs);
  if (rc == 0 && read(ready, &byte, 1) != 1)
    rc = err_set(err, ERR_SYSTEM, "graded did not become ready");
  return rc;
}

static void stop_daemon(struct service *service) {
  if (service->pid <= 0) return;
  kill(service->pid, SIGTERM);
  waitpid(service->pid, NULL, 0);
  fd_close(&service->pidfd);
}

static int connect_client(struct service *service, struct err *err) {
  char endpoint[512], path[512], server[GRADED_KEY_TEXT], secret[GRADED_KEY_TEXT],
      public[GRADED_KEY_TEXT];
  const struct graded_options options = {
      .endpoint = endpoint, .server_key = server, .public_key = public, .secret_key = secret};
  snprintf(endpoint, sizeof endpoint, "ipc://%s/run/graded.sock", service->directory);
  snprintf(path, sizeof path, "%s/keys/server.public", service->directory);
  int rc = graded_read_key(path, server, err);
  snprintf(path, sizeof path, "%s/keys/client.secret", service->directory);
  if (rc == 0) rc = graded_read_key(path, secret, err);
  snprintf(path, sizeof path, "%s/keys/client.public", service->directory);
  if (rc == 0) rc = graded_read_key(path, public, err);
  return rc < 0 ? rc : graded_open(&options, &service->client, err);
}

/* ---- a submission that nothing of was seen before ---- */

static char *unique_source(struct service *service, size_t *ret_length) {
  char *text = NULL;
  int length = asprintf(&text, "%.*s\n/* %u */\n", (int)service->solution_length,
                        (const char *)service->solution, ++service->serial);
  *ret_length = length < 0 ? 0 : (size_t)length;
  return length < 0 ? NULL : text;
}

static long long whole_submission(void *context, struct err *err) {
  struct service *service = context;
  struct graded_file file = {0};
  struct graded_delivery delivery = {0};
  struct graded_receipt receipt;
  struct graded_result result = {0};
  char id[32];
  FREE_CLEANUP char *text = unique_source(service, &file.length);
  file.content = text;
  snprintf(id, sizeof id, "whole-%u", service->serial);
  const struct graded_submission submission = {.id = id,
                                               .question = QUESTION,
                                               .language = "c",
                                               .lane = GRADED_LANE_INTERACTIVE,
                                               .files = &file,
                                               .file_count = 1};
  uint64_t start = clock_monotonic();
  int rc = graded_submit(service->client, &submission, TIMEOUT_MS, &receipt, err);
  if (rc == 0 && !receipt.accepted) rc = err_set(err, ERR_INVALID, "%s", receipt.message);
  if (rc == 0) rc = graded_wait(service->client, id, TIMEOUT_MS, &delivery, err);
  uint64_t took = clock_monotonic() - start;
  if (rc == 0) rc = graded_result_decode(delivery.envelope, delivery.envelope_length, &result, err);
  if (rc == 0 && (result.verdict != GRADED_ACCEPTED || result.test_count != TESTS))
    rc = err_set(err, ERR_INTERNAL, "%zu tests: %s", result.test_count, result.message);
  if (rc == 0)
    rc = graded_ack(service->client, id, delivery.envelope, delivery.envelope_length, TIMEOUT_MS,
                    err);
  graded_result_clear(&result);
  graded_delivery_clear(&delivery);
  return rc < 0 ? rc : (long long)took;
}

static long long plain_gcc(void *context, struct err *err) {
  struct service *service = context;
  size_t length;
  FREE_CLEANUP char *text = unique_source(service, &length);
  int rc = fd_write_file(AT_FDCWD, service->source, text, length, 0644, err);
  const char *argv[] = {"/usr/bin/gcc",   "-O2",        "-shared", "-fPIC",
                        service->include, service->kit, "-o",      service->object,
                        service->source,  "-lm",        NULL};
  return rc < 0 ? rc : bench_spawn(argv, err);
}

/* ---- accepts and commits: ns for one, of many ---- */

static int send_one(struct service *service, const struct graded_file *file, struct err *err) {
  char id[32];
  snprintf(id, sizeof id, "accept-%u", ++service->serial);
  const struct graded_submission submission = {.id = id,
                                               .question = QUESTION,
                                               .language = "c",
                                               .lane = GRADED_LANE_BATCH,
                                               .files = file,
                                               .file_count = 1};
  return graded_send(service->client, &submission, err);
}

/* 1 for a receipt, 0 for anything else. */
static int take_one(struct service *service, struct err *err) {
  struct graded_event event;
  int rc = graded_next(service->client, TIMEOUT_MS, &event, err);
  if (rc < 0) return rc;
  if (event.kind == GRADED_EVENT_RESULT) {
    graded_delivery_clear(&event.delivery);
    return 0;
  }
  return event.receipt.accepted ? 1 : err_set(err, ERR_INVALID, "%s", event.receipt.message);
}

/* The daemon grades what it accepted before and meanwhile: a source that cannot be built, the same
 * each time, so that this takes as little as it can. */
static long long accepts(void *context, struct err *err) {
  static const char source[] = "nothing that a compiler takes\n";
  const struct graded_file file = {.content = source, .length = sizeof source - 1};
  struct service *service = context;
  uint32_t sent = 0, taken = 0;
  uint64_t start = clock_monotonic();
  while (taken < ACCEPTS) {
    int rc = 0;
    while (rc == 0 && sent < ACCEPTS && sent - taken < IN_FLIGHT) {
      rc = send_one(service, &file, err);
      sent += rc == 0;
    }
    if (rc == 0) rc = take_one(service, err);
    if (rc < 0) return rc;
    taken += (uint32_t)rc;
  }
  return (long long)((clock_monotonic() - start) / ACCEPTS);
}

/* Until the daemon has graded all, so that the yardstick runs alone. */
static int wait_idle(struct service *service, struct err *err) {
  struct graded_status status = {.running = 1};
  struct graded_event event;
  struct err unused;
  int rc = 0;
  while (rc == 0 && status.running + status.queued_batch > 0) {
    rc = graded_status(service->client, TIMEOUT_MS, &status, err);
    while (graded_next(service->client, 20, &event, &unused) == 0)
      if (event.kind == GRADED_EVENT_RESULT) graded_delivery_clear(&event.delivery);
  }
  return rc;
}

static long long commits(void *context, struct err *err) {
  struct service *service = context;
  int rc = wait_idle(service, err);
  if (rc < 0) return rc;
  uint64_t start = clock_monotonic();
  for (int i = 0; i < COMMITS; i++) {
    sqlite3_bind_int64(service->insert, 1, ++service->serial);
    if (sqlite3_step(service->insert) != SQLITE_DONE || sqlite3_reset(service->insert) != SQLITE_OK)
      return err_set(err, ERR_SYSTEM, "commit: %s", sqlite3_errmsg(service->database));
  }
  return (long long)((clock_monotonic() - start) / COMMITS);
}

/* On the daemon's own file system. */
static int open_database(struct service *service, struct err *err) {
  char path[512];
  snprintf(path, sizeof path, "%s/state/yardstick.db", service->directory);
  int rc = sqlite3_open(path, &service->database);
  if (rc == SQLITE_OK)
    rc = sqlite3_exec(service->database,
                      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                      "CREATE TABLE row(id INTEGER PRIMARY KEY, content BLOB) STRICT",
                      NULL, NULL, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_prepare_v2(service->database, "INSERT INTO row VALUES(?1, zeroblob(300))", -1,
                            &service->insert, NULL);
  return rc == SQLITE_OK ? 0 : err_set(err, ERR_SYSTEM, "%s", sqlite3_errmsg(service->database));
}

/* ---- */

static int find_question(struct service *service, struct err *err) {
  char pattern[500], line[500] = "";
  snprintf(pattern, sizeof pattern, "/bin/ls -d %s/bank/" QUESTION "-*", service->directory);
  FILE *list = popen(pattern, "re");
  if (list && fgets(line, sizeof line, list)) line[strcspn(line, "\n")] = 0;
  if (list) pclose(list);
  if (!line[0]) return err_set(err, ERR_NOT_FOUND, "%s: no package", pattern);
  snprintf(service->include, sizeof service->include, "-I%s", line);
  return 0;
}

static int measure(struct service *service, struct figure *figures, struct err *err) {
  int rc = measure_pair(&figures[0], whole_submission, plain_gcc, service, SUBMISSION_RUNS, 1e6,
                        false, err);
  if (rc == 0) rc = measure_pair(&figures[1], accepts, commits, service, ACCEPT_RUNS, 1, true, err);
  if (rc < 0) return rc;
  figures[1].value = 1e9 / figures[1].value;
  figures[1].yardstick = 1e9 / figures[1].yardstick;
  return 0;
}

int bench_daemon(const char *build, const char *scratch, struct figure figures[static 2],
                 struct err *err) {
  struct service service = {.pidfd = -1};
  figures[0] = (struct figure){.name = "c_submission",
                               .what = "10-test C submission, submit to result / gcc -O2 of it",
                               .unit = "ms",
                               .target = 1.5,
                               .at_most = true};
  figures[1] = (struct figure){.name = "accepts",
                               .what = "durable accepts, 64 in flight / one-row FULL commits",
                               .unit = "per s",
                               .target = 4};
  snprintf(service.directory, sizeof service.directory, "%.300s/daemon", scratch);
  snprintf(service.source, sizeof service.source, "%s/plain.c", scratch);
  snprintf(service.object, sizeof service.object, "%s/plain.so", scratch);
  snprintf(service.kit, sizeof service.kit, "-I%s/libexec/include", build);
  int rc =
      fd_read_file(AT_FDCWD, SOLUTION, 1 << 18, &service.solution, &service.solution_length, err);
  if (rc == 0) rc = start_daemon(build, &service, err);
  if (rc == 0) rc = connect_client(&service, err);
  if (rc == 0) rc = open_database(&service, err);
  /* The bank is built in the background: wait for the question by using it. */
  if (rc == 0) rc = whole_submission(&service, err) < 0 ? -err->code : 0;
  if (rc == 0) rc = find_question(&service, err);
  if (rc == 0) rc = measure(&service, figures, err);
  graded_close(&service.client);
  sqlite3_finalize(service.insert);
  sqlite3_close(service.database);
  stop_daemon(&service);
  free(service.solution);
  return rc;
}
