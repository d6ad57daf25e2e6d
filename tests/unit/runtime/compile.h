/* Compiles a C solution against the header generated from its signature. */
#pragma once

#include "tests/unit/runtime/harness.h"

#include <limits.h>
#include <spawn.h>

static inline void compile_write(const char *directory, const char *name, const char *text) {
  char path[PATH_MAX];
  snprintf(path, sizeof(path), "%s/%s", directory, name);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static inline void compile_remove(const char *directory, const char *name) {
  char path[PATH_MAX];
  snprintf(path, sizeof(path), "%s/%s", directory, name);
  unlink(path);
}

static inline void compile_program(const char *signature_text, const char *source,
                                   struct harness_program *ret_program) {
  struct signature signature;
  struct err err = {0};
  if (signature_parse(signature_text, strlen(signature_text), &signature, &err) != 0)
    fail_msg("%s: %s", signature_text, err.message);
  FREE_CLEANUP char *header = NULL;
  assert_int_equal(signature_c_header(&signature, "question", &header, NULL), 0);
  char *directory = strdup("/tmp/graded-test-XXXXXX"), output[PATH_MAX], input[PATH_MAX];
  assert_non_null(mkdtemp(directory));
  char *whole = NULL;
  assert_true(asprintf(&whole, "#include \"question.h\"\n%s\n", source) > 0);
  compile_write(directory, "question.h", header);
  compile_write(directory, "solution.c", whole);
  free(whole);
  snprintf(output, sizeof(output), "%s/solution.so", directory);
  snprintf(input, sizeof(input), "%s/solution.c", directory);
  char *const arguments[] = {"gcc",
                             "-std=gnu17",
                             "-O2",
                             "-fPIC",
                             "-shared",
                             "-Wl,-Bsymbolic",
                             "-Igraders/runtime/c/include",
                             "-o",
                             output,
                             input,
                             "-lm",
                             NULL};
  pid_t pid;
  int status;
  assert_int_equal(posix_spawn(&pid, "/usr/bin/gcc", NULL, NULL, arguments, environ), 0);
  assert_int_equal(waitpid(pid, &status, 0), pid);
  if (status != 0) fail_msg("%s does not compile", source);
  compile_remove(directory, "question.h");
  compile_remove(directory, "solution.c");
  free(directory);
  *ret_program = (struct harness_program){.fd = -1, .path = strdup(output)};
}

static inline void compile_discard(struct harness_program *program) {
  char *path = (char *)program->path;
  unlink(path);
  *strrchr(path, '/') = '\0';
  rmdir(path);
  free(path);
}
