/* All questions of a bank, each for itself: whatever is wrong with one is a line in the index. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/log.h"
#include "graders/bank/build.h"
#include "graders/bank/package.h"

static void set_problem(struct bank_index_row *row, const char *message) {
  row->available = false;
  snprintf(row->problem, sizeof row->problem, "%.*s", (int)sizeof row->problem - 1, message);
}

static void set_languages(struct bank_index_row *row, const struct source *source) {
  for (enum language l = 0; l < LANGUAGE_COUNT; l++)
    if (source_find(source, package_reference_path(l)))
      snprintf(row->languages[row->language_count++], sizeof row->languages[0], "%s",
               language_name(l));
}

/* Fills the row; fails only for what is not the question's fault. */
static int build_row(struct builder *builder, const struct source *source,
                     struct bank_index_row *row, struct err *err) {
  struct err fault;
  memcpy(row->question, source->slug, sizeof row->question);
  memcpy(row->digest, source->digest, DIGEST_SIZE);
  set_languages(row, source);
  if (row->language_count == 0) {
    set_problem(row, "no reference solution: submissions/accepted/reference.* is missing");
    return 0;
  }
  int rc = build_question(builder, source, &fault);
  row->available = rc == 0;
  if (rc == 0) return 0;
  if (rc != -ERR_INVALID) {
    if (err) *err = fault;
    return rc;
  }
  set_problem(row, fault.message);
  return 0;
}

/* A folder that cannot even be read, but has a name that a client may ask for. */
static bool unreadable_row(const char *folder, const struct err *fault,
                           struct bank_index_row *row) {
  const char *slug = source_slug(folder);
  size_t length = strlen(slug);
  if (length == 0 || length > LIMIT_QUESTION_BYTES || slug[0] == '-' ||
      strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") != length)
    return false;
  memcpy(row->question, slug, length + 1);
  set_problem(row, fault->message);
  return true;
}

static int add_folder(struct builder *builder, int bank_fd, const char *folder,
                      struct bank_index *index, struct err *err) {
  struct bank_index_row *row = &index->rows[index->count];
  struct source *source;
  struct err fault;
  memset(row, 0, sizeof *row);
  /* Sorted by slug: a second folder of the same name follows the first. */
  if (index->count > 0 && strcmp(row[-1].question, source_slug(folder)) == 0) {
    char message[200];
    snprintf(message, sizeof message, "two folders have this name, one is %.140s", folder);
    set_problem(&row[-1], message);
    log_warning("-", "question %s: %s", row[-1].question, row[-1].problem);
    return 0;
  }
  if (source_read(bank_fd, folder, &source, &fault) < 0) {
    if (unreadable_row(folder, &fault, row)) index->count++;
    log_warning("-", "skipping a question: %s", fault.message);
    return 0;
  }
  int rc = build_row(builder, source, row, err);
  source_free(&source);
  if (rc < 0) return rc;
  index->count++;
  if (!row->available)
    log_warning("-", "question %s cannot be asked: %s", row->question, row->problem);
  return 0;
}

int build_bank(struct builder *builder, int bank_fd, struct bank_index *ret_index,
               struct err *err) {
  struct source_list list;
  struct bank_index index = {0};
  int rc = source_list(bank_fd, &list, err);
  if (rc < 0) return rc;
  index.rows = calloc(list.count + 1, sizeof *index.rows);
  if (!index.rows) rc = err_set(err, ERR_MEMORY, "the bank's index: no memory");
  for (uint32_t i = 0; i < list.count && rc == 0; i++)
    rc = add_folder(builder, bank_fd, list.folders[i], &index, err);
  source_list_clear(&list);
  if (rc < 0)
    bank_index_clear(&index);
  else
    *ret_index = index;
  return rc;
}
