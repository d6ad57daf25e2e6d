#include <stdlib.h>
#include <string.h>

#include "daemon/base/fd.h"
#include "proto/record/field.h"
#include "proto/record/route.h"

/* Of a row with empty texts: what is announced must fit before memory is taken for it. */
#define ROW_BYTES_MIN (4 + DIGEST_SIZE + 4 + 1 + 4)
#define LANGUAGES_MAX (sizeof((struct bank_index_row *)0)->languages / (LIMIT_LANGUAGE_BYTES + 1))

static void row_put(const struct bank_index_row *row, struct bytes_writer *writer) {
  bytes_put_string(writer, row->question);
  bytes_put_raw(writer, row->digest, DIGEST_SIZE);
  bytes_put_u32(writer, row->language_count);
  for (uint32_t i = 0; i < row->language_count; i++) bytes_put_string(writer, row->languages[i]);
  field_put_bool(writer, row->available);
  field_put_text(writer, row->problem);
}

static void row_get(struct bank_index_row *row, struct bytes_reader *reader) {
  bytes_get_string(reader, row->question, sizeof row->question);
  bytes_get_raw(reader, row->digest, DIGEST_SIZE);
  row->language_count = field_get_choice(reader, 0, LANGUAGES_MAX);
  for (uint32_t i = 0; i < row->language_count; i++)
    bytes_get_string(reader, row->languages[i], sizeof row->languages[i]);
  row->available = field_get_bool(reader);
  field_get_text(reader, row->problem, sizeof row->problem);
}

int bank_index_pack(const struct bank_index *index, uint8_t **data, size_t *length,
                    struct err *err) {
  if (index->count > BANK_INDEX_ROWS_MAX)
    return err_set(err, ERR_LIMIT, "bank index: %u questions, the limit is %u", index->count,
                   BANK_INDEX_ROWS_MAX);
  for (uint32_t i = 0; i < index->count; i++)
    if (index->rows[i].language_count > LANGUAGES_MAX)
      return err_set(err, ERR_LIMIT, "bank index: %s: %u languages, the limit is %zu",
                     index->rows[i].question, index->rows[i].language_count, LANGUAGES_MAX);
  /* Fields are written with their length instead of their padding: never larger than the struct
   * and a length a field. */
  size_t capacity = 4 + (size_t)index->count * (sizeof(struct bank_index_row) + 64);
  FREE_CLEANUP uint8_t *buffer = malloc(capacity);
  if (!buffer) return err_set(err, ERR_MEMORY, "bank index: no memory");
  struct bytes_writer writer = bytes_writer(buffer, capacity);
  bytes_put_u32(&writer, index->count);
  for (uint32_t i = 0; i < index->count; i++) row_put(&index->rows[i], &writer);
  int rc = bytes_writer_finish(&writer, "bank index", err);
  if (rc < 0) return rc;
  *data = buffer;
  buffer = NULL;
  *length = writer.length;
  return 0;
}

int bank_index_unpack(struct bank_index *index, const uint8_t *data, size_t length,
                      struct err *err) {
  struct bytes_reader reader = bytes_reader(data, length);
  struct bank_index got = {.count = field_get_choice(&reader, 0, BANK_INDEX_ROWS_MAX)};
  if (got.count > length / ROW_BYTES_MIN)
    return err_set(err, ERR_PROTOCOL, "bank index: %u rows in %zu bytes", got.count, length);
  got.rows = calloc(got.count + 1u, sizeof *got.rows);
  if (!got.rows) return err_set(err, ERR_MEMORY, "bank index: no memory for %u rows", got.count);
  for (uint32_t i = 0; i < got.count && !reader.failed; i++) {
    row_get(&got.rows[i], &reader);
    if (i > 0 && strcmp(got.rows[i - 1].question, got.rows[i].question) >= 0) reader.failed = true;
  }
  int rc = bytes_reader_finish(&reader, "bank index", err);
  if (rc < 0)
    bank_index_clear(&got);
  else
    *index = got;
  return rc;
}

static int compare_question(const void *key, const void *row) {
  return strcmp(key, ((const struct bank_index_row *)row)->question);
}

const struct bank_index_row *bank_index_find(const struct bank_index *index, const char *question) {
  if (index->count == 0) return NULL;
  return bsearch(question, index->rows, index->count, sizeof *index->rows, compare_question);
}

void bank_index_clear(struct bank_index *index) {
  free(index->rows);
  index->rows = NULL;
  index->count = 0;
}
