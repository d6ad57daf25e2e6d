#include "daemon/ctl/bank_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/bytes.h"
#include "daemon/ctl/local_job.h"

#define FOLDER "submissions/"

void bank_cases_clear(struct bank_cases *cases) {
  for (uint32_t i = 0; i < cases->count; i++)
    if (cases->cases[i].finished) verdict_half_clear(&cases->cases[i].half);
  free(cases->cases);
  *cases = (struct bank_cases){0};
}

/* submissions/VERDICT/NAME.SUFFIX */
static int read_path(const char *path, struct bank_case *row, struct err *err) {
  char folder[64];
  const char *start = path + strlen(FOLDER), *slash = strchr(start, '/');
  if (!slash)
    return err_set(err, ERR_INVALID, "%s: a submission lies in a folder named for its verdict",
                   path);
  snprintf(folder, sizeof folder, "%.*s", (int)(slash - start), start);
  row->expected = verdict_from_folder(folder);
  if (row->expected == VERDICT_NONE)
    return err_set(err, ERR_INVALID, "%s: '%s' is not a verdict's folder", path, folder);
  row->language = language_from_file(slash + 1);
  if (row->language == LANGUAGE_COUNT)
    return err_set(err, ERR_INVALID, "%s: its suffix tells no language", path);
  snprintf(row->path, sizeof row->path, "%s", path);
  return 0;
}

static int collect_question(const struct bank_view *view, const struct bank_index_row *question,
                            struct bank_cases *cases, struct err *err) {
  struct source *source;
  int rc = bank_view_source(view, question->question, &source, err);
  if (rc < 0) return rc;
  struct bank_case *grown =
      reallocarray(cases->cases, (size_t)cases->count + source->entry_count, sizeof *cases->cases);
  if (grown)
    cases->cases = grown;
  else
    rc = err_set(err, ERR_MEMORY, "cases: no memory");
  for (uint32_t i = 0; rc == 0 && i < source->entry_count; i++) {
    const char *path = source->entries[i].path;
    if (strncmp(path, FOLDER, strlen(FOLDER)) != 0) continue;
    struct bank_case row = {.question = question};
    rc = read_path(path, &row, err);
    if (rc == 0) cases->cases[cases->count++] = row;
  }
  if (rc < 0) rc = err_wrap(err, rc, "%s", source->folder);
  source_free(&source);
  return rc;
}

int bank_cases_collect(const struct bank_view *view, struct bank_cases *ret_cases,
                       struct err *err) {
  struct bank_cases cases = {0};
  int rc = 0;
  for (uint32_t i = 0; rc == 0 && i < view->index.count; i++)
    if (view->index.rows[i].available)
      rc = collect_question(view, &view->index.rows[i], &cases, err);
  if (rc < 0)
    bank_cases_clear(&cases);
  else
    *ret_cases = cases;
  return rc;
}

/* An id that depends on nothing but the case: so do its seed and its inputs. */
static int make_id(const struct bank_case *row, char id[static DIGEST_HEX], struct err *err) {
  char text[LIMIT_QUESTION_BYTES + SOURCE_PATH_BYTES + 2];
  uint8_t digest[DIGEST_SIZE];
  int length = snprintf(text, sizeof text, "%s/%s", row->question->question, row->path);
  int rc = digest_sha256(text, (size_t)length, digest, err);
  if (rc == 0) bytes_to_hex(digest, sizeof digest, id);
  return rc;
}

static int add(struct local *local, const struct bank_case *row, const struct source_entry *entry,
               uint64_t sequence, struct err *err) {
  char id[DIGEST_HEX];
  struct lease lease;
  int rc = make_id(row, id, err);
  const struct graded_file file = {.content = entry->data, .length = entry->length};
  const struct local_job job = {.id = id,
                                .question = row->question->question,
                                .question_digest = row->question->digest,
                                .language = language_name(row->language),
                                .files = &file,
                                .file_count = 1,
                                .sequence = sequence};
  if (rc == 0) rc = local_job_make(&job, &lease, err);
  if (rc < 0) return err_wrap(err, rc, "%s/%s", row->question->question, row->path);
  rc = local_add(local, &lease, err);
  submission_clear(&lease.submission);
  return rc;
}

static int add_all(struct local *local, const struct bank_cases *cases,
                   const struct bank_view *view, struct err *err) {
  struct source *source = NULL;
  int rc = 0;
  for (uint32_t i = 0; rc == 0 && i < cases->count; i++) {
    const struct bank_case *row = &cases->cases[i];
    if (source && strcmp(source->slug, row->question->question) != 0) source_free(&source);
    if (!source) rc = bank_view_source(view, row->question->question, &source, err);
    if (rc < 0) break;
    const struct source_entry *entry = source_find(source, row->path);
    rc = entry ? add(local, row, entry, i + 1, err)
               : err_set(err, ERR_NOT_FOUND, "%s: it has just been removed", row->path);
  }
  if (source) source_free(&source);
  return rc;
}

int bank_cases_run(struct bank_cases *cases, const struct bank_view *view,
                   const struct local_options *options,
                   void (*finished)(void *context, const struct bank_case *row), void *context,
                   struct err *err) {
  struct local *local = NULL;
  int rc = local_start(options, &local, err);
  if (rc == 0) rc = add_all(local, cases, view, err);
  for (uint32_t done = 0; rc == 0 && done < cases->count; done++) {
    struct local_outcome outcome;
    rc = local_next(local, &outcome, err);
    if (rc < 0) break;
    struct bank_case *row = &cases->cases[outcome.sequence - 1];
    row->finished = true;
    row->half = outcome.half;
    memcpy(row->fault, outcome.fault, sizeof row->fault);
    finished(context, row);
  }
  local_stop(&local);
  return rc;
}

bool bank_case_is_right(const struct bank_case *row) {
  return row->finished && !row->fault[0] && row->half.verdict == row->expected;
}
