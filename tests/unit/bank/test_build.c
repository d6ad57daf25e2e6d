/* From source folder to package, with the real jailer and the real compiler. */
#include "tests/unit/bank/bank_play.h"

#include "graders/bank/build.h"
#include "graders/bank/package.h"
#include "graders/bank/store.h"

/* build/tests/unit/bank/test_build -> build/libexec */
static int open_libexec(void) {
  char path[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 16);
  assert_true(length > 0);
  path[length] = 0;
  for (int i = 0; i < 4; i++) *strrchr(path, '/') = 0;
  strcat(path, "/libexec");
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) fail_msg("%s is missing", path);
  return fd;
}

/* One jailer for all tests: nothing of a question stays in it. */
static struct jail *jail;
static int libexec = -1;

static int start_jail(void **state) {
  struct err err;
  (void)state;
  libexec = open_libexec();
  if (jail_spawn(libexec, 0, &jail, &err) < 0) fail_msg("%s", err.message);
  return 0;
}

static int end_jail(void **state) {
  (void)state;
  jail_free(&jail);
  fd_close(&libexec);
  return 0;
}

static struct builder *open_builder(struct bank_play *play, struct jail *with, int prebuilt) {
  struct builder *builder;
  struct err err;
  if (builder_open(with, libexec, play->store, prebuilt, &builder, &err) < 0)
    fail_msg("%s", err.message);
  return builder;
}

static struct source *read_source(struct bank_play *play, const char *folder) {
  struct source *source;
  struct err err;
  if (source_read(play->bank, folder, &source, &err) < 0) fail_msg("%s", err.message);
  return source;
}

static int build(struct bank_play *play, const char *folder, struct err *err) {
  struct builder *builder = open_builder(play, jail, -1);
  struct source *source = read_source(play, folder);
  int rc = build_question(builder, source, err);
  source_free(&source);
  builder_close(&builder);
  return rc;
}

static ino_t grader_inode(struct package *package) {
  struct stat info;
  assert_int_equal(fstat(package->grader_fd, &info), 0);
  return info.st_ino;
}

static struct package *open_package(struct bank_play *play, const char *folder) {
  struct source *source = read_source(play, folder);
  struct package *package;
  struct err err;
  if (package_open(play->store, source->slug, source->digest, &package, &err) < 0)
    fail_msg("%s", err.message);
  source_free(&source);
  return package;
}

static void built_question_can_be_opened_by_its_digest(void **state) {
  struct bank_play *play = *state;
  struct err err;
  play_question(play, "math/same", PLAY_MANIFEST, PLAY_GRADER, PLAY_REFERENCE);
  if (build(play, "math/same", &err) < 0) fail_msg("%s", err.message);
  struct package *package = open_package(play, "math/same");
  assert_string_equal(package->slug, "same");
  assert_string_equal(package->manifest->name, "Identity");
  assert_true(package_has_language(package, LANGUAGE_C));
  assert_false(package_has_language(package, LANGUAGE_PYTHON));
  assert_string_equal((char *)package->references[LANGUAGE_C].source, PLAY_REFERENCE);
  assert_true(package->header_length > 0);
  char magic[4];
  assert_int_equal(pread(package->grader_fd, magic, 4, 0), 4);
  assert_memory_equal(magic, "\177ELF", 4);
  package_free(&package);
  assert_null(package);
}

static void what_is_built_is_not_built_again(void **state) {
  struct bank_play *play = *state;
  play_question(play, "math/same", PLAY_MANIFEST, PLAY_GRADER, PLAY_REFERENCE);
  assert_int_equal(build(play, "math/same", NULL), 0);
  struct package *first = open_package(play, "math/same");
  assert_int_equal(build(play, "math/same", NULL), 0);
  struct package *second = open_package(play, "math/same");
  assert_int_equal(grader_inode(first), grader_inode(second));
  package_free(&first);
  package_free(&second);
}

static void damaged_package_is_refused_and_mended_by_building(void **state) {
  struct bank_play *play = *state;
  struct err err;
  char name[PACKAGE_NAME_BYTES + 1], path[PACKAGE_NAME_BYTES + 32];
  struct package *package;
  play_question(play, "math/same", PLAY_MANIFEST, PLAY_GRADER, PLAY_REFERENCE);
  assert_int_equal(build(play, "math/same", NULL), 0);
  struct source *source = read_source(play, "math/same");
  package_name(source->slug, source->digest, name);
  snprintf(path, sizeof path, "%s/" PACKAGE_GRADER, name);
  int fd = openat(play->store, path, O_WRONLY | O_CLOEXEC);
  assert_int_equal(pwrite(fd, "x", 1, 100), 1);
  close(fd);
  assert_int_equal(package_open(play->store, source->slug, source->digest, &package, &err),
                   -ERR_INVALID);
  assert_non_null(strstr(err.message, "damaged"));
  source_free(&source);
  assert_int_equal(build(play, "math/same", NULL), 0);
  package = open_package(play, "math/same");
  package_free(&package);
}

static void unknown_digest_and_odd_names_are_not_found(void **state) {
  struct bank_play *play = *state;
  const uint8_t digest[DIGEST_SIZE] = {1};
  static const char *const slugs[] = {"absent", "../store", "a/b", ".", ".."};
  for (size_t i = 0; i < sizeof slugs / sizeof slugs[0]; i++) {
    struct package *package;
    assert_int_equal(package_open(play->store, slugs[i], digest, &package, NULL), -ERR_NOT_FOUND);
  }
}

static void fault_of_a_question_is_told_in_its_authors_words(void **state) {
  struct bank_play *play = *state;
  static const struct {
    const char *folder, *manifest, *grader, *words;
  } rows[] = {
      {"a/broken-c", PLAY_MANIFEST, "#include \"grader.h\"\nint x = y;\n", "grader.c:2:9: error:"},
      {"a/no-grader", PLAY_MANIFEST, NULL, "grader.c is missing"},
      {"a/no-table", PLAY_MANIFEST, "#include \"grader.h\"\n", "graded_grader"},
      {"a/typo", PLAY_MANIFEST,
       "#include \"grader.h\"\nvoid f(struct frame_builder *b) { putt_none(b); }\n", "putt_none"},
      {"a/no-yaml", NULL, PLAY_GRADER, "problem.yaml is missing"},
      {"a/bad-yaml", "name: x\nlevel: none\n", PLAY_GRADER, "problem.yaml:2: level: 'none'"},
      {"a/outside", PLAY_MANIFEST, "#include \"/etc/shadow\"\n", "error:"},
      {"a/endless", PLAY_MANIFEST, "#include \"grader.c\"\n", "grader.c"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct err err;
    play_question(play, rows[i].folder, rows[i].manifest, rows[i].grader, PLAY_REFERENCE);
    int rc = build(play, rows[i].folder, &err);
    if (rc != -ERR_INVALID || !strstr(err.message, rows[i].words))
      fail_msg("%s: %d: %s", rows[i].folder, rc, err.message);
    assert_null(strchr(err.message, '\n'));
  }
}

static void reserved_name_is_refused(void **state) {
  struct bank_play *play = *state;
  struct err err;
  play_question(play, "math/same", PLAY_MANIFEST, PLAY_GRADER, PLAY_REFERENCE);
  play_write(play, "math/same/grader.so", "mine");
  assert_int_equal(build(play, "math/same", &err), -ERR_INVALID);
  assert_non_null(strstr(err.message, "grader.so"));
}

static void built_grader_of_another_store_is_taken_over_without_a_compiler(void **state) {
  struct bank_play *play = *state;
  struct err err;
  play_question(play, "math/same", PLAY_MANIFEST, PLAY_GRADER, PLAY_REFERENCE);
  assert_int_equal(build(play, "math/same", NULL), 0);
  FD_CLEANUP int prebuilt = play->store;
  play->store = play_directory(play, "second");
  /* No jail: compiling would fail. */
  struct builder *builder = open_builder(play, NULL, prebuilt);
  struct source *source = read_source(play, "math/same");
  if (build_question(builder, source, &err) < 0) fail_msg("%s", err.message);
  source_free(&source);
  builder_close(&builder);
  struct package *package = open_package(play, "math/same");
  package_free(&package);
}

static const struct bank_index_row *find_row(const struct bank_index *index, const char *name) {
  const struct bank_index_row *row = bank_index_find(index, name);
  if (!row) fail_msg("%s is not in the index", name);
  return row;
}

static void bank_loads_without_its_broken_questions(void **state) {
  struct bank_play *play = *state;
  struct bank_index index;
  struct err err;
  play_question(play, "math/same", PLAY_MANIFEST, PLAY_GRADER, PLAY_REFERENCE);
  play_write(play, "math/same/submissions/accepted/reference.py", "def same(x):\n    return x\n");
  play_question(play, "math/broken", PLAY_MANIFEST, "int x = y;\n", PLAY_REFERENCE);
  play_question(play, "math/no-reference", PLAY_MANIFEST, PLAY_GRADER, NULL);
  play_question(play, "math/bad-yaml", "name: [", PLAY_GRADER, PLAY_REFERENCE);
  play_question(play, "math/twice", PLAY_MANIFEST, PLAY_GRADER, PLAY_REFERENCE);
  play_question(play, "other/twice", PLAY_MANIFEST, PLAY_GRADER, PLAY_REFERENCE);
  play_question(play, "math/Not_A_Name", PLAY_MANIFEST, PLAY_GRADER, PLAY_REFERENCE);
  play_write(play, "math/linked/problem.yaml", PLAY_MANIFEST);
  assert_int_equal(symlinkat("x", play->bank, "math/linked/grader.c"), 0);
  struct builder *builder = open_builder(play, jail, -1);
  if (build_bank(builder, play->bank, &index, &err) < 0) fail_msg("%s", err.message);
  builder_close(&builder);
  static const struct {
    const char *name, *problem; /* "" = available */
  } rows[] = {{"bad-yaml", "problem.yaml:"},
              {"broken", "grader.c:1:9: error:"},
              {"linked", "neither file nor folder"},
              {"no-reference", "no reference solution"},
              {"same", ""},
              {"twice", "two folders have this name"}};
  assert_int_equal(index.count, sizeof rows / sizeof rows[0]);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    const struct bank_index_row *row = find_row(&index, rows[i].name);
    assert_int_equal(row->available, !*rows[i].problem);
    if (!strstr(row->problem, rows[i].problem)) fail_msg("%s: %s", row->question, row->problem);
  }
  const struct bank_index_row *same = find_row(&index, "same");
  assert_int_equal(same->language_count, 2);
  assert_string_equal(same->languages[0], "c");
  assert_string_equal(same->languages[1], "python");
  bank_index_clear(&index);
}

static void interrupted_builds_are_swept_away(void **state) {
  struct bank_play *play = *state;
  assert_int_equal(mkdirat(play->store, ".new-0123", 0755), 0);
  assert_int_equal(mkdirat(play->store, ".new-0123/submissions", 0755), 0);
  assert_int_equal(mkdirat(play->store, "kept-0123", 0755), 0);
  assert_int_equal(store_sweep(play->store, NULL), 0);
  assert_int_equal(faccessat(play->store, ".new-0123", F_OK, 0), -1);
  assert_int_equal(faccessat(play->store, "kept-0123", F_OK, 0), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, play_set_up, play_tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(built_question_can_be_opened_by_its_digest),
      TEST(what_is_built_is_not_built_again),
      TEST(damaged_package_is_refused_and_mended_by_building),
      TEST(unknown_digest_and_odd_names_are_not_found),
      TEST(fault_of_a_question_is_told_in_its_authors_words),
      TEST(reserved_name_is_refused),
      TEST(built_grader_of_another_store_is_taken_over_without_a_compiler),
      TEST(bank_loads_without_its_broken_questions),
      TEST(interrupted_builds_are_swept_away),
  };
  return cmocka_run_group_tests(tests, start_jail, end_jail);
}
