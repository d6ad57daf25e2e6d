#include "daemon/judge/compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "daemon/judge/compile_meaning.h"
#include "daemon/judge/diagnostics.h"

#define HEADER_BYTES (256u * 1024u)
#define SOURCE_NAME "candidate.c"
#define PROGRAM_NAME "program.so"
#define TRIES 8

/* -z defs: a function that is used and not defined is the linker's error, with its name.
 * -Bsymbolic: a helper that is called like a function of libc is the candidate's own. */
static const char *const flags[] = {"/usr/bin/gcc",
                                    "-std=gnu17",
                                    "-O2",
                                    "-fPIC",
                                    "-shared",
                                    "-Wall",
                                    "-Wextra",
                                    "-fdiagnostics-color=never",
                                    "-fmax-errors=20",
                                    "-Wl,-z,defs",
                                    "-Wl,-Bsymbolic",
                                    "-I/tmp",
                                    "-o",
                                    PROGRAM_NAME};
#define FLAG_COUNT (sizeof flags / sizeof flags[0])

static const struct box_limits limits = {.cpu_ns = COMPILE_CPU_NS,
                                         .wall_ns = COMPILE_WALL_NS,
                                         .memory_bytes = COMPILE_MEMORY_BYTES,
                                         .output_bytes = COMPILE_OUTPUT_BYTES,
                                         .stack_bytes = 64ull << 20,
                                         .tmp_bytes = 64ull << 20,
                                         .processes = COMPILE_PROCESSES,
                                         .files = 64};

int compiler_open(struct compiler *compiler, struct boxes *boxes, int libexec_fd, struct err *err) {
  memset(compiler, 0, sizeof *compiler);
  compiler->boxes = boxes;
  return fd_read_file(libexec_fd, "include/graded.h", HEADER_BYTES, &compiler->header,
                      &compiler->header_length, err);
}

void compiler_close(struct compiler *compiler) {
  programs_clear(&compiler->programs);
  free(compiler->header);
  compiler->header = NULL;
}

static int make_key(const struct package *package, enum language language,
                    const struct compile_source *source, uint8_t *ret_key, struct err *err) {
  struct digest_stream *stream;
  int rc = digest_begin(&stream, err);
  if (rc < 0) return rc;
  digest_add_field(stream, language_name(language), strlen(language_name(language)));
  digest_add_field(stream, package->digest, DIGEST_SIZE);
  digest_add_field(stream, source->digest, DIGEST_SIZE);
  for (size_t i = 0; language == LANGUAGE_C && i < FLAG_COUNT; i++)
    digest_add_field(stream, flags[i], strlen(flags[i]));
  return digest_finish(&stream, ret_key, err);
}

static bool ends_with(const char *name, const char *suffix) {
  size_t length = strlen(name), tail = strlen(suffix);
  return length > tail && strcmp(name + length - tail, suffix) == 0;
}

static void add_file(struct box_command *command, const char *name, const void *data,
                     size_t length) {
  command->files[command->file_count].name = name;
  command->files[command->file_count].data = data;
  command->files[command->file_count++].length = length;
}

/* The headers are ours, also if the candidate sends files of these names. */
static bool is_own_header(const char *name) {
  return strcmp(name, PACKAGE_HEADER) == 0 || strcmp(name, "graded.h") == 0;
}

/* False with a reason if there is a file that has no place here. */
static bool make_command(const struct compiler *compiler, const struct package *package,
                         const struct compile_source *source, struct box_command *command,
                         char *reason, size_t capacity) {
  size_t words = FLAG_COUNT;
  *command =
      (struct box_command){.output_name = PROGRAM_NAME, .output_limit = COMPILE_OUTPUT_BYTES};
  memcpy(command->argv, flags, sizeof flags);
  add_file(command, PACKAGE_HEADER, package->header, package->header_length);
  add_file(command, "graded.h", compiler->header, compiler->header_length);
  for (uint32_t i = 0; i < source->file_count; i++) {
    const struct source_file *file = &source->files[i];
    const char *name = source->file_count == 1 ? SOURCE_NAME : file->name;
    bool is_source = ends_with(name, ".c");
    if (!is_source && !ends_with(name, ".h")) {
      snprintf(reason, capacity, "file '%s': its name ends neither with .c nor with .h", name);
      return false;
    }
    if (is_own_header(name)) continue;
    add_file(command, name, source->bytes + file->offset, file->length);
    if (is_source) command->argv[words++] = name;
  }
  command->argv[words] = "-lm";
  if (words > FLAG_COUNT) return true;
  snprintf(reason, capacity, "none of the files' names ends with .c");
  return false;
}

static int read_program(int fd, struct program *program, struct err *err) {
  uint64_t size;
  int rc = fd_size(fd, &size, err);
  if (rc < 0) return rc;
  if (size > COMPILE_OUTPUT_BYTES) return err_set(err, ERR_INTERNAL, "program: too large");
  program->data = malloc(size + 1);
  if (!program->data) return err_set(err, ERR_MEMORY, "program: no memory");
  program->length = size;
  if (lseek(fd, 0, SEEK_SET) < 0) return err_system(err, "program");
  return fd_read_all(fd, program->data, size, err);
}

static int keep_diagnostics(const struct box_report *report, struct program *program,
                            struct err *err) {
  size_t length =
      report->output_length < sizeof report->output ? report->output_length : sizeof report->output;
  free(program->diagnostics);
  program->diagnostics = NULL;
  if (length == 0) return 0;
  program->diagnostics = malloc(LIMIT_DIAGNOSTICS_BYTES);
  if (!program->diagnostics) return err_set(err, ERR_MEMORY, "diagnostics: no memory");
  diagnostics_clean(report->output, length, report->output_bytes_total > length,
                    program->diagnostics, LIMIT_DIAGNOSTICS_BYTES);
  program->warnings = diagnostics_warnings(program->diagnostics);
  return 0;
}

static int act(const struct compile_meanwhile *meanwhile, struct err *err) {
  return meanwhile && meanwhile->act ? meanwhile->act(meanwhile->context, err) : 0;
}

/* One call of the compiler. */
static int run(struct compiler *compiler, const struct box_command *command, uint64_t wall_ns,
               const struct compile_meanwhile *meanwhile, struct program *program,
               enum compile_end *ret_end, struct err *err) {
  static struct box_report report; /* too large for a stack of small functions */
  struct box *box;
  struct err failure = {0};
  FD_CLEANUP int output = -1;
  struct box_limits with = limits;
  uint64_t number = 0;
  with.wall_ns = wall_ns;
  int rc = boxes_compiler(compiler->boxes, &box, err);
  if (rc == 0) rc = box_command_start(box, &with, command, &number, err);
  if (rc < 0) return err_wrap(err, rc, "compiling");
  int acted = act(meanwhile, &failure);
  rc = box_command_wait(box, number, &output, &report, err);
  if (rc == 0 && acted < 0) {
    *err = failure;
    return acted;
  }
  if (rc == 0) rc = keep_diagnostics(&report, program, err);
  if (rc < 0) return err_wrap(err, rc, "compiling");
  *ret_end = compile_judge(&report, output >= 0, program->diagnostics, program->message,
                           sizeof program->message);
  if (*ret_end == COMPILE_FAULT) return err_set(err, ERR_SYSTEM, "compiling: %s", report.fault);
  program->built = *ret_end == COMPILE_BUILT;
  /* Only what the source alone decides holds for the next time, too. */
  program->lasting = program->built || (*ret_end == COMPILE_REFUSED && report.limits_hit == 0);
  return program->built ? read_program(output, program, err) : 0;
}

static int compile_c(struct compiler *compiler, const struct package *package,
                     const struct compile_source *source, const struct compile_meanwhile *meanwhile,
                     struct program *program, struct err *err) {
  struct box_command command;
  enum compile_end end;
  if (!make_command(compiler, package, source, &command, program->message, sizeof program->message))
    return act(meanwhile, err);
  uint64_t give_up = clock_monotonic() + 2 * COMPILE_WALL_NS;
  int rc = run(compiler, &command, COMPILE_WALL_NS, meanwhile, program, &end, err);
  for (int tries = 1; rc == 0 && (end == COMPILE_AGAIN || end == COMPILE_KILLED); tries++) {
    if (tries == TRIES || clock_monotonic() >= give_up) break;
    rc = run(compiler, &command, 2 * COMPILE_WALL_NS, NULL, program, &end, err);
  }
  if (rc == 0 && end == COMPILE_KILLED)
    rc = err_set(err, ERR_SYSTEM, "compiling: %s", program->message);
  return rc;
}

/* Python is loaded as it is; the host's loader has the last word. */
static int take_source(const struct compile_source *source, struct program *program,
                       struct err *err) {
  if (source->file_count != 1) {
    snprintf(program->message, sizeof program->message,
             "a Python solution is one file, these are %u", source->file_count);
    return 0;
  }
  size_t length = source->files[0].length;
  program->data = malloc(length + 1);
  if (!program->data) return err_set(err, ERR_MEMORY, "program: no memory");
  memcpy(program->data, source->bytes + source->files[0].offset, length);
  program->length = length;
  program->built = program->lasting = true;
  return 0;
}

int compile_find(struct compiler *compiler, const struct package *package, enum language language,
                 const struct compile_source *source, const struct program **ret_program,
                 struct err *err) {
  uint8_t key[DIGEST_SIZE];
  int rc = make_key(package, language, source, key, err);
  if (rc == 0) *ret_program = programs_find(&compiler->programs, key);
  return rc;
}

int compile(struct compiler *compiler, const struct package *package, enum language language,
            const struct compile_source *source, const struct compile_meanwhile *meanwhile,
            const struct program **ret_program, uint64_t *ret_ns, struct err *err) {
  uint8_t key[DIGEST_SIZE];
  uint64_t started = clock_monotonic();
  int rc = make_key(package, language, source, key, err);
  if (rc < 0) return rc;
  *ret_ns = 0;
  *ret_program = programs_find(&compiler->programs, key);
  if (*ret_program) return act(meanwhile, err);
  struct program *program = calloc(1, sizeof *program);
  if (!program) return err_set(err, ERR_MEMORY, "program: no memory");
  memcpy(program->key, key, DIGEST_SIZE);
  if (language == LANGUAGE_C) {
    rc = compile_c(compiler, package, source, meanwhile, program, err);
  } else {
    rc = take_source(source, program, err);
    if (rc == 0) rc = act(meanwhile, err);
  }
  if (rc < 0) {
    program_free(&program);
    return rc;
  }
  if (!program->lasting) memset(program->key, 0, DIGEST_SIZE);
  *ret_program = programs_add(&compiler->programs, &program);
  if (language == LANGUAGE_C) *ret_ns = clock_monotonic() - started;
  return 0;
}
