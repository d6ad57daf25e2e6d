/* Question folders: what they hold, what their digest depends on, which are refused. */
#include "tests/unit/bank/bank_play.h"

#include "daemon/base/bytes.h"
#include "graders/bank/package.h"
#include "graders/bank/source.h"

static void digest_of(struct bank_play *play, const char *folder, char hex[static DIGEST_HEX]) {
  struct source *source;
  struct err err;
  if (source_read(play->bank, folder, &source, &err) < 0) fail_msg("%s", err.message);
  bytes_to_hex(source->digest, DIGEST_SIZE, hex);
  source_free(&source);
}

static void files_are_read_sorted_by_path(void **state) {
  struct bank_play *play = *state;
  struct source *source;
  play_question(play, "math/same", PLAY_MANIFEST, PLAY_GRADER, PLAY_REFERENCE);
  play_write(play, "math/same/.hidden", "x");
  play_write(play, "math/same/submissions/accepted/__pycache__/x.pyc", "x");
  assert_int_equal(source_read(play->bank, "math/same", &source, NULL), 0);
  assert_string_equal(source->slug, "same");
  assert_int_equal(source->entry_count, 4);
  static const char *const paths[] = {"grader.c", "problem.yaml", "statement.md",
                                      "submissions/accepted/reference.c"};
  for (int i = 0; i < 4; i++) assert_string_equal(source->entries[i].path, paths[i]);
  const struct source_entry *reference = source_find(source, package_reference_path(LANGUAGE_C));
  assert_non_null(reference);
  assert_string_equal((char *)reference->data, PLAY_REFERENCE);
  assert_null(source_find(source, "absent"));
  source_free(&source);
}

static void digest_depends_on_every_byte_and_name_but_not_on_the_place(void **state) {
  struct bank_play *play = *state;
  char first[DIGEST_HEX], other[DIGEST_HEX];
  play_question(play, "math/same", PLAY_MANIFEST, PLAY_GRADER, PLAY_REFERENCE);
  play_question(play, "copy/same", PLAY_MANIFEST, PLAY_GRADER, PLAY_REFERENCE);
  digest_of(play, "math/same", first);
  digest_of(play, "copy/same", other);
  assert_string_equal(first, other);
  play_write(play, "copy/same/statement.md", "Return x!\n");
  digest_of(play, "copy/same", other);
  assert_string_not_equal(first, other);
  play_write(play, "copy/same/statement.md", "Return x.\n");
  digest_of(play, "copy/same", other);
  assert_string_equal(first, other);
  play_write(play, "copy/same/empty", "");
  digest_of(play, "copy/same", other);
  assert_string_not_equal(first, other);
}

static void bytes_that_move_between_name_and_content_change_the_digest(void **state) {
  struct bank_play *play = *state;
  char first[DIGEST_HEX], other[DIGEST_HEX];
  play_write(play, "a/q/ab", "c");
  play_write(play, "b/q/a", "bc");
  digest_of(play, "a/q", first);
  digest_of(play, "b/q", other);
  assert_string_not_equal(first, other);
}

static void expect_refusal(struct bank_play *play, const char *folder, const char *words) {
  struct source *source;
  struct err err;
  if (source_read(play->bank, folder, &source, &err) == 0) fail_msg("%s was read", folder);
  if (!strstr(err.message, words)) fail_msg("says: %s\nnot: %s", err.message, words);
}

static void links_and_odd_files_are_refused(void **state) {
  struct bank_play *play = *state;
  play_write(play, "math/linked/problem.yaml", PLAY_MANIFEST);
  assert_int_equal(symlinkat("/etc/passwd", play->bank, "math/linked/grader.c"), 0);
  expect_refusal(play, "math/linked", "math/linked/grader.c: neither file nor folder");
  play_write(play, "math/pipe/problem.yaml", PLAY_MANIFEST);
  assert_int_equal(mkfifoat(play->bank, "math/pipe/grader.c", 0600), 0);
  expect_refusal(play, "math/pipe", "neither file nor folder");
  assert_int_equal(symlinkat("linked", play->bank, "math/folder"), 0);
  expect_refusal(play, "math/folder", "math/folder");
}

static void bounds_are_named(void **state) {
  struct bank_play *play = *state;
  char path[128];
  play_write(play, "math/deep/a/b/c/d", "x");
  expect_refusal(play, "math/deep", "folders nested more than 2 deep");
  for (unsigned i = 0; i <= SOURCE_FILES_MAX; i++) {
    snprintf(path, sizeof path, "math/many/%u", i);
    play_write(play, path, "x");
  }
  expect_refusal(play, "math/many", "more than 256 files");
  play_write(play, "math/large/problem.yaml", "");
  snprintf(path, sizeof path, "%s/bank/math/large/problem.yaml", play->directory);
  assert_int_equal(truncate(path, SOURCE_FILE_BYTES + 1), 0);
  expect_refusal(play, "math/large", "1048577 bytes, the limit is 1048576");
  play_write(play, "math/Upper/problem.yaml", PLAY_MANIFEST);
  expect_refusal(play, "math/Upper", "must be 1 to 64 of a-z, 0-9 and -");
}

static void list_has_every_question_sorted_by_name(void **state) {
  struct bank_play *play = *state;
  struct source_list list;
  play_write(play, "zeta/alpha/problem.yaml", "");
  play_write(play, "alpha/zeta/problem.yaml", "");
  play_write(play, "alpha/beta/problem.yaml", "");
  play_write(play, "alpha/no-question/readme", "");
  play_write(play, "sdk/value.h", "");
  assert_int_equal(source_list(play->bank, &list, NULL), 0);
  assert_int_equal(list.count, 3);
  assert_string_equal(list.folders[0], "zeta/alpha");
  assert_string_equal(list.folders[1], "alpha/beta");
  assert_string_equal(list.folders[2], "alpha/zeta");
  source_list_clear(&list);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, play_set_up, play_tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(files_are_read_sorted_by_path),
      TEST(digest_depends_on_every_byte_and_name_but_not_on_the_place),
      TEST(bytes_that_move_between_name_and_content_change_the_digest),
      TEST(links_and_odd_files_are_refused),
      TEST(bounds_are_named),
      TEST(list_has_every_question_sorted_by_name),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
