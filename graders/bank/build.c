#include "graders/bank/build.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "graders/bank/store.h"
#include "graders/bank/trial.h"

#define GRADER_SOURCE "grader.c"
#define KIT_HEADER "grader.h"
#define KIT_HEADER_BYTES (1024u * 1024u)

struct builder {
  struct jail *jail;
  struct box *compiler; /* NULL until something has to be compiled */
  int libexec_fd, store_fd, prebuilt_fd;
  uint8_t *kit; /* libexec/include/grader.h */
  size_t kit_length;
  uint8_t toolkit[DIGEST_SIZE];
};

/* A missing graded_grader or a misspelt function of the kit is found here and not by the first
 * submission. */
static const char *const command_line[] = {"/usr/bin/gcc",
                                           "-std=gnu17",
                                           "-O2",
                                           "-fPIC",
                                           "-shared",
                                           "-Wall",
                                           "-Werror=implicit-function-declaration",
                                           "-fno-diagnostics-show-caret",
                                           "-Wl,-z,relro,-z,now",
                                           "-Wl,--require-defined=graded_grader",
                                           "-I/tmp",
                                           "-o",
                                           ("/tmp/" PACKAGE_GRADER),
                                           ("/tmp/" GRADER_SOURCE),
                                           "-lm",
                                           NULL};

/* Generous: only a grader that hangs the compiler is to meet them. */
static const struct box_limits compiler_limits = {.cpu_ns = 30 * CLOCK_SECOND,
                                                  .wall_ns = 60 * CLOCK_SECOND,
                                                  .memory_bytes = 1024ull << 20,
                                                  .output_bytes = PACKAGE_GRADER_BYTES,
                                                  .stack_bytes = 64ull << 20,
                                                  .tmp_bytes = 64ull << 20,
                                                  .processes = 16,
                                                  .files = 64};
#define COMPILER_START_NS (20 * CLOCK_SECOND)
#define COMPILER_TRIES 4 /* of one that is killed from outside */

static int digest_toolkit(struct builder *builder, struct err *err) {
  struct digest_stream *stream;
  int rc = digest_begin(&stream, err);
  if (rc < 0) return rc;
  digest_add_field(stream, builder->kit, builder->kit_length);
  for (size_t i = 0; command_line[i]; i++)
    digest_add_field(stream, command_line[i], strlen(command_line[i]));
  return digest_finish(&stream, builder->toolkit, err);
}

int builder_open(struct jail *jail, int libexec_fd, int store_fd, int prebuilt_fd,
                 struct builder **ret_builder, struct err *err) {
  struct builder *builder = calloc(1, sizeof *builder);
  if (!builder) return err_set(err, ERR_MEMORY, "builder: no memory");
  builder->jail = jail;
  builder->libexec_fd = libexec_fd;
  builder->store_fd = store_fd;
  builder->prebuilt_fd = prebuilt_fd;
  int rc = fd_read_file(libexec_fd, "include/" KIT_HEADER, KIT_HEADER_BYTES, &builder->kit,
                        &builder->kit_length, err);
  if (rc == 0) rc = digest_toolkit(builder, err);
  if (rc < 0)
    builder_close(&builder);
  else
    *ret_builder = builder;
  return rc;
}

void builder_close(struct builder **builder) {
  if (!*builder) return;
  if ((*builder)->compiler) box_close(&(*builder)->compiler);
  free((*builder)->kit);
  free(*builder);
  *builder = NULL;
}

static int need_compiler(struct builder *builder, struct err *err) {
  const struct box_options options = {.phase = BOX_PHASE_COMPILE,
                                      .runtime_fd = -1,
                                      .concurrency = 1,
                                      .prepare_ns = COMPILER_START_NS};
  if (builder->compiler) return 0;
  int rc = box_open(builder->jail, &options, &builder->compiler, err);
  return rc < 0 ? err_wrap(err, rc, "the compiler's box") : 0;
}

static bool says(const char *line, size_t length, const char *word) {
  return memmem(line, length, word, strlen(word)) != NULL;
}

/* The first error of compiler or linker, else the first line; without the box's own folder. */
static void first_error(const struct box_report *report, char *text, size_t capacity) {
  const char *output = report->output, *end = output + report->output_length;
  const char *line = output, *best = NULL;
  size_t best_length = 0;
  while (line < end) {
    const char *stop = memchr(line, '\n', (size_t)(end - line));
    size_t length = (size_t)((stop ? stop : end) - line);
    bool is_error = says(line, length, ": error:") || says(line, length, "/ld: ");
    if (says(line, length, "collect2:")) is_error = false; /* only that there was one */
    if (!best || is_error) {
      best = line;
      best_length = length;
    }
    if (is_error) break;
    line += length + 1;
  }
  if (best_length > 5 && memcmp(best, "/tmp/", 5) == 0) {
    best += 5;
    best_length -= 5;
  }
  snprintf(text, capacity, "%.*s", (int)best_length, best ? best : "");
}

/* Nothing in the box does that, and a limit of ours is said. A source that prints the words of gcc
 * is compiled a few times more. */
static bool is_killed(const struct box_report *report) {
  if (report->limits_hit != 0) return false;
  if (report->end == BOX_END_SIGNAL) return report->status == SIGKILL;
  return report->end == BOX_END_EXIT && report->status != 0 &&
         (says(report->output, report->output_length, "fatal error: Killed signal terminated") ||
          says(report->output, report->output_length, "fatal error: ld terminated with signal 9"));
}

/* What the compiler's end means: 0, or the question's fault, or ours. */
static int judge_report(const struct source *source, const struct box_report *report, int output_fd,
                        struct err *err) {
  char line[400];
  if (report->end == BOX_END_FAULT)
    return err_set(err, ERR_SYSTEM, "compiling %s: %s", source->folder, report->fault);
  if (report->limits_hit)
    return err_set(err, ERR_INVALID, "%s: the compiler went over its limits", GRADER_SOURCE);
  if (report->end == BOX_END_SIGNAL && report->status == SIGKILL)
    return err_set(err, ERR_SYSTEM, "compiling %s: killed from outside", source->folder);
  if (report->end == BOX_END_SIGNAL)
    return err_set(err, ERR_INVALID, "%s: the compiler ended by signal %d", GRADER_SOURCE,
                   report->status);
  first_error(report, line, sizeof line);
  if (report->status != 0) return err_set(err, ERR_INVALID, "%s", line);
  if (output_fd < 0)
    return err_set(err, ERR_SYSTEM, "compiling %s: no output: %s", source->folder, line);
  return 0;
}

static int read_output(int fd, uint8_t **ret_data, size_t *ret_length, struct err *err) {
  uint64_t size;
  int rc = fd_size(fd, &size, err);
  if (rc < 0) return rc;
  FREE_CLEANUP uint8_t *data = size <= PACKAGE_GRADER_BYTES ? malloc(size + 1) : NULL;
  if (!data) return err_set(err, ERR_MEMORY, "grader of %llu bytes", (unsigned long long)size);
  if (lseek(fd, 0, SEEK_SET) < 0) return err_system(err, "compiled grader");
  rc = fd_read_all(fd, data, size, err);
  if (rc < 0) return rc;
  *ret_data = data;
  data = NULL;
  *ret_length = size;
  return 0;
}

static int compile(struct builder *builder, const struct source *source, uint8_t **ret_grader,
                   size_t *ret_length, struct err *err) {
  const struct source_entry *entry = source_find(source, GRADER_SOURCE);
  static struct box_report report; /* too large for the stack of whoever calls */
  FD_CLEANUP int output = -1;
  if (!entry) return err_set(err, ERR_INVALID, "%s is missing", GRADER_SOURCE);
  int rc = need_compiler(builder, err);
  if (rc < 0) return rc;
  struct box_command command = {.file_count = 2,
                                .files = {{GRADER_SOURCE, entry->data, entry->length},
                                          {KIT_HEADER, builder->kit, builder->kit_length}},
                                .output_name = PACKAGE_GRADER,
                                .output_limit = PACKAGE_GRADER_BYTES};
  memcpy(command.argv, command_line, sizeof command_line);
  for (int tries = 0; tries == 0 || (is_killed(&report) && tries < COMPILER_TRIES); tries++) {
    fd_close(&output);
    rc = box_command(builder->compiler, &compiler_limits, &command, &output, &report, err);
    if (rc < 0) return err_wrap(err, rc, "compiling %s", source->folder);
  }
  rc = judge_report(source, &report, output, err);
  return rc < 0 ? rc : read_output(output, ret_grader, ret_length, err);
}

/* Files of the package that are not the author's. */
static int check_names(const struct source *source, struct err *err) {
  static const char *const reserved[] = {PACKAGE_GRADER, PACKAGE_HEADER, PACKAGE_STUB,
                                         PACKAGE_DIGEST};
  for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
    if (source_find(source, reserved[i]))
      return err_set(err, ERR_INVALID, "%s: the name is taken by the built package", reserved[i]);
  return 0;
}

static int check_manifest(const struct source *source, struct manifest **ret_manifest,
                          struct err *err) {
  const struct source_entry *entry = source_find(source, MANIFEST_FILE);
  if (!entry) return err_set(err, ERR_INVALID, "%s is missing", MANIFEST_FILE);
  int rc = manifest_read(MANIFEST_FILE, entry->data, entry->length, ret_manifest, err);
  if (rc < 0 && err) err->code = ERR_INVALID;
  return rc < 0 ? -ERR_INVALID : 0;
}

static int write_package(struct builder *builder, const struct source *source,
                         const struct manifest *manifest, const uint8_t *grader, size_t length,
                         struct err *err) {
  FREE_CLEANUP char *header = NULL;
  FREE_CLEANUP char *stub = NULL;
  int rc = signature_c_header(&manifest->signature, source->slug, &header, err);
  if (rc == 0) rc = signature_python_stub(&manifest->signature, source->slug, &stub, err);
  if (rc < 0) return rc;
  struct store_content content = {
      .source = source, .header = header, .stub = stub, .grader = grader, .grader_length = length};
  memcpy(content.toolkit, builder->toolkit, DIGEST_SIZE);
  return store_add(builder->store_fd, &content, err);
}

int build_question(struct builder *builder, const struct source *source, struct err *err) {
  FREE_CLEANUP uint8_t *grader = NULL;
  struct manifest *manifest;
  size_t length = 0;
  int rc = check_names(source, err);
  if (rc == 0) rc = check_manifest(source, &manifest, err);
  if (rc < 0) return rc;
  if (!store_has(builder->store_fd, source, builder->toolkit)) {
    /* What another store has was compiled and loaded when it got there. */
    bool taken = builder->prebuilt_fd >= 0 &&
                 store_take_grader(builder->prebuilt_fd, source, builder->toolkit, &grader, &length,
                                   NULL) == 0;
    if (!taken) rc = compile(builder, source, &grader, &length, err);
    if (!taken && rc == 0)
      rc = trial_load(builder->jail, builder->libexec_fd, manifest, grader, length, err);
    if (rc == 0) rc = write_package(builder, source, manifest, grader, length, err);
  }
  manifest_free(&manifest);
  return rc;
}
