/* A bank in a temporary directory: questions that the test writes, and a store. */
#pragma once

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/fd.h"

#define PLAY_UNUSED __attribute__((unused))

#define PLAY_MANIFEST                                    \
  "name: Identity\nlevel: easy\n"                        \
  "signature: \"same(x: i64) -> i64\"\nchecker: exact\n" \
  "groups:\n  - {name: values, weight: 100, required: true, tests: [{tag: any}]}\n"
#define PLAY_GRADER                                                                 \
  "#include \"grader.h\"\n"                                                         \
  "static void generate(const struct grader_test *test, struct draw *draw,\n"       \
  "                     struct frame_builder *in) {\n"                              \
  "  (void)test;\n  case_call(in, \"\");\n"                                         \
  "  put_scalar_i64(in, VALUE_I64, draw_between(draw, -9, 9));\n}\n"                \
  "static void reference(const struct grader_test *test, const struct frame *in,\n" \
  "                      struct frame_builder *answer) {\n"                         \
  "  (void)test;\n  answer_call(answer);\n"                                         \
  "  put_scalar_i64(answer, VALUE_I64, value_i64(frame_value(in, 0, 0)));\n}\n"     \
  "const struct grader graded_grader = {.abi = GRADER_ABI, .generate = generate,\n" \
  "                                     .reference = reference};\n"
#define PLAY_REFERENCE "#include \"question.h\"\nint64_t same(int64_t x) { return x; }\n"

struct bank_play {
  char directory[64];
  int bank, store; /* directories below it */
};

/* Writes bank/PATH and the folders above it. */
PLAY_UNUSED static void play_write(struct bank_play *play, const char *path, const char *text) {
  char part[PATH_MAX];
  for (const char *slash = path; (slash = strchr(slash, '/')); slash++) {
    snprintf(part, sizeof part, "%.*s", (int)(slash - path), path);
    mkdirat(play->bank, part, 0755);
  }
  FD_CLEANUP int fd = openat(play->bank, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  assert_true(fd >= 0);
  assert_int_equal(fd_write_all(fd, text, strlen(text), NULL), 0);
}

/* A whole question; NULL leaves a file out. */
PLAY_UNUSED static void play_question(struct bank_play *play, const char *folder,
                                      const char *manifest, const char *grader,
                                      const char *reference) {
  const struct {
    const char *name, *text;
  } files[] = {{"problem.yaml", manifest},
               {"statement.md", "Return x.\n"},
               {"grader.c", grader},
               {"submissions/accepted/reference.c", reference}};
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, files[i].name);
    if (files[i].text) play_write(play, path, files[i].text);
  }
}

PLAY_UNUSED static int play_directory(struct bank_play *play, const char *name) {
  char path[128];
  snprintf(path, sizeof path, "%s/%s", play->directory, name);
  assert_int_equal(mkdir(path, 0755), 0);
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  assert_true(fd >= 0);
  return fd;
}

PLAY_UNUSED static int play_set_up(void **state) {
  struct bank_play *play = calloc(1, sizeof *play);
  strcpy(play->directory, "/tmp/graded-bank.XXXXXX");
  assert_non_null(mkdtemp(play->directory));
  play->bank = play_directory(play, "bank");
  play->store = play_directory(play, "store");
  *state = play;
  return 0;
}

static int play_remove(const char *path, const struct stat *info, int kind, struct FTW *place) {
  (void)info;
  (void)kind;
  (void)place;
  return remove(path);
}

PLAY_UNUSED static int play_tear_down(void **state) {
  struct bank_play *play = *state;
  close(play->bank);
  close(play->store);
  int rc = nftw(play->directory, play_remove, 16, FTW_DEPTH | FTW_PHYS);
  free(play);
  return rc;
}
