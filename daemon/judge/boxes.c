#include "daemon/judge/boxes.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"

#define PREPARE_NS (60 * CLOCK_SECOND)

struct runner {
  struct box *box; /* NULL: not open */
  int module_fd;
  bool loaded;
  uint8_t key[DIGEST_SIZE]; /* of the program that is loaded */
};

struct checker_box {
  struct box *box; /* NULL: free */
  uint8_t question[DIGEST_SIZE];
  uint64_t used; /* turn of its last use */
};

struct boxes {
  struct jail *jail; /* NULL: none */
  int jailer_fd;     /* another descriptor of the jail's channel */
  int checker_fd;    /* module */
  struct box *compiler;
  struct runner runners[LANGUAGE_COUNT];
  struct checker_box checkers[BOXES_CHECKERS];
  uint64_t turn;
};

static int open_module(int libexec_fd, const char *name, int *ret_fd, struct err *err) {
  *ret_fd = openat(libexec_fd, name, O_RDONLY | O_CLOEXEC);
  return *ret_fd < 0 ? err_system(err, "%s", name) : 0;
}

int boxes_new(int libexec_fd, struct boxes **ret_boxes, struct err *err) {
  static const char *const modules[LANGUAGE_COUNT] = {
      [LANGUAGE_C] = "runtime-c.so", [LANGUAGE_PYTHON] = "runtime-python.so"};
  struct boxes *boxes = calloc(1, sizeof *boxes);
  if (!boxes) return err_set(err, ERR_MEMORY, "boxes: no memory");
  boxes->jailer_fd = boxes->checker_fd = -1;
  for (int i = 0; i < LANGUAGE_COUNT; i++) boxes->runners[i].module_fd = -1;
  int rc = open_module(libexec_fd, "runtime-checker.so", &boxes->checker_fd, err);
  for (int i = 0; rc == 0 && i < LANGUAGE_COUNT; i++)
    rc = open_module(libexec_fd, modules[i], &boxes->runners[i].module_fd, err);
  if (rc < 0)
    boxes_free(&boxes);
  else
    *ret_boxes = boxes;
  return rc;
}

void boxes_free(struct boxes **slot) {
  struct boxes *boxes = *slot;
  if (!boxes) return;
  boxes_disconnect(boxes);
  fd_close(&boxes->checker_fd);
  for (int i = 0; i < LANGUAGE_COUNT; i++) fd_close(&boxes->runners[i].module_fd);
  free(boxes);
  *slot = NULL;
}

void boxes_disconnect(struct boxes *boxes) {
  box_close(&boxes->compiler);
  for (int i = 0; i < LANGUAGE_COUNT; i++) {
    box_close(&boxes->runners[i].box);
    boxes->runners[i].loaded = false;
  }
  for (size_t i = 0; i < BOXES_CHECKERS; i++) box_close(&boxes->checkers[i].box);
  jail_free(&boxes->jail);
  fd_close(&boxes->jailer_fd);
}

int boxes_connect(struct boxes *boxes, int channel_fd, struct err *err) {
  boxes_disconnect(boxes);
  FD_CLEANUP int other = fcntl(channel_fd, F_DUPFD_CLOEXEC, 0);
  if (other < 0) {
    fd_close(&channel_fd);
    return err_system(err, "the jailer's channel");
  }
  int rc = jail_connect(channel_fd, &boxes->jail, err);
  if (rc == 0) boxes->jailer_fd = fd_steal(&other);
  return rc;
}

int boxes_jailer_fd(const struct boxes *boxes) { return boxes->jailer_fd; }

bool boxes_are_usable(const struct boxes *boxes) {
  struct pollfd waiting = {.fd = boxes->jailer_fd};
  return boxes->jail && poll(&waiting, 1, 0) >= 0 && (waiting.revents & (POLLHUP | POLLERR)) == 0;
}

const char *boxes_isolation(const struct boxes *boxes) {
  return boxes->jail ? jail_tier(boxes->jail) : "";
}

const char *boxes_accounting(const struct boxes *boxes) {
  if (!boxes->jail) return "";
  switch (jail_accounting(boxes->jail)) {
    case BOX_ACCOUNTING_CGROUP2:
      return "cgroup2";
    case BOX_ACCOUNTING_CGROUP1:
      return "cgroup1";
    case BOX_ACCOUNTING_RLIMIT:
      return "rlimit";
  }
  return "?";
}

static int open_box(struct boxes *boxes, const struct box_options *options, struct box **ret_box,
                    struct err *err) {
  if (!boxes->jail) return err_set(err, ERR_CLOSED, "there is no jailer");
  return box_open(boxes->jail, options, ret_box, err);
}

int boxes_compiler(struct boxes *boxes, struct box **ret_box, struct err *err) {
  const struct box_options options = {
      .phase = BOX_PHASE_COMPILE, .runtime_fd = -1, .concurrency = 1, .prepare_ns = PREPARE_NS};
  int rc = boxes->compiler ? 0 : open_box(boxes, &options, &boxes->compiler, err);
  if (rc < 0) return err_wrap(err, rc, "the compiler's box");
  *ret_box = boxes->compiler;
  return 0;
}

static int need_runner(struct boxes *boxes, enum language language, struct err *err) {
  static const enum box_phase phases[LANGUAGE_COUNT] = {
      [LANGUAGE_C] = BOX_PHASE_RUN_C, [LANGUAGE_PYTHON] = BOX_PHASE_RUN_PYTHON};
  struct runner *runner = &boxes->runners[language];
  const struct box_options options = {.phase = phases[language],
                                      .runtime_fd = runner->module_fd,
                                      .concurrency = 1,
                                      .prepare_ns = PREPARE_NS};
  if (runner->box) return 0;
  runner->loaded = false;
  int rc = open_box(boxes, &options, &runner->box, err);
  return rc < 0 ? err_wrap(err, rc, "the box for %s", language_name(language)) : 0;
}

int boxes_runner(struct boxes *boxes, enum language language, const uint8_t key[static DIGEST_SIZE],
                 const void *program, size_t length, struct box **ret_box, struct err *err) {
  struct runner *runner = &boxes->runners[language];
  int rc = need_runner(boxes, language, err);
  if (rc < 0) return rc;
  if (!runner->loaded || memcmp(runner->key, key, DIGEST_SIZE) != 0) {
    runner->loaded = false;
    rc = box_set_program(runner->box, program, length, err);
    if (rc < 0) return err_wrap(err, rc, "giving the box a program");
    memcpy(runner->key, key, DIGEST_SIZE);
    runner->loaded = true;
  }
  *ret_box = runner->box;
  return 0;
}

int boxes_prepare(struct boxes *boxes, bool *ret_more, struct err *err) {
  struct box *unused;
  int rc = 0;
  if (!boxes->compiler)
    rc = boxes_compiler(boxes, &unused, err);
  else
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
      if (boxes->runners[i].box) continue;
      rc = need_runner(boxes, (enum language)i, err);
      break;
    }
  *ret_more = !boxes->compiler;
  for (int i = 0; i < LANGUAGE_COUNT; i++) *ret_more |= !boxes->runners[i].box;
  return rc;
}

static int open_checker(struct boxes *boxes, const struct package *package, struct box **ret_box,
                        struct err *err) {
  static struct checker_options question;
  uint8_t args[WARM_ARGS_MAX];
  manifest_checker_options(package->manifest, &question);
  const struct box_options options = {
      .phase = BOX_PHASE_CHECKER,
      .runtime_fd = boxes->checker_fd,
      .fds = &package->grader_fd,
      .fd_count = 1,
      .args = args,
      .args_length = checker_options_put(&question, args, sizeof args),
      .concurrency = BOXES_CHECKER_RUNS,
      .prepare_ns = PREPARE_NS,
  };
  int rc = open_box(boxes, &options, ret_box, err);
  return rc < 0 ? err_wrap(err, rc, "the checker's box of %s", package->slug) : 0;
}

int boxes_checker(struct boxes *boxes, const struct package *package, struct box **ret_box,
                  struct err *err) {
  struct checker_box *chosen = &boxes->checkers[0];
  for (size_t i = 0; i < BOXES_CHECKERS; i++) {
    struct checker_box *row = &boxes->checkers[i];
    bool same = row->box && memcmp(row->question, package->digest, DIGEST_SIZE) == 0;
    if (same || (chosen->box && (!row->box || row->used < chosen->used))) chosen = row;
    if (same) break;
  }
  bool same = chosen->box && memcmp(chosen->question, package->digest, DIGEST_SIZE) == 0;
  if (!same) {
    box_close(&chosen->box);
    int rc = open_checker(boxes, package, &chosen->box, err);
    if (rc < 0) return rc;
    memcpy(chosen->question, package->digest, DIGEST_SIZE);
  }
  chosen->used = ++boxes->turn;
  *ret_box = chosen->box;
  return 0;
}
