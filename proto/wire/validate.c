#include "proto/wire/validate.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "proto/wire/decode.h"
#include "proto/wire/scan.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyz"
#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

/* A name-like field: its length, its characters, and how the message lists them. */
struct name_rule {
  size_t limit;
  const char *allowed, *described;
};
static const struct name_rule id_rule = {LIMIT_ID_BYTES, LETTERS CAPITALS DIGITS "._:-",
                                         "A-Z a-z 0-9 . _ : -"};
static const struct name_rule question_rule = {LIMIT_QUESTION_BYTES, LETTERS DIGITS "-",
                                               "a-z 0-9 -"};
static const struct name_rule language_rule = {LIMIT_LANGUAGE_BYTES, LETTERS DIGITS "+-",
                                               "a-z 0-9 + -"};
static const struct name_rule file_name_rule = {LIMIT_FILE_NAME_BYTES,
                                                LETTERS CAPITALS DIGITS "._-", "A-Z a-z 0-9 . _ -"};

int validate_refuse(struct submit_reply *refusal, enum reject_reason reason, const char *field,
                    const char *format, ...) {
  char text[LIMIT_MESSAGE_BYTES - 80];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  refusal->accepted = false;
  refusal->reason = reason;
  refusal->retry_after_ms = 0;
  snprintf(refusal->field, sizeof refusal->field, "%s", field);
  snprintf(refusal->message, sizeof refusal->message, "%s%s%s", refusal->field,
           field[0] ? ": " : "", text);
  return reason == REJECT_TOO_LARGE ? -ERR_LIMIT : -ERR_INVALID;
}

/* One character for a message: itself if it is plain ASCII, else its code. */
static const char *show_character(unsigned char c, char text[static 8]) {
  if (c >= 0x20 && c < 0x7f)
    snprintf(text, 8, "'%c'", c);
  else
    snprintf(text, 8, "0x%02x", c);
  return text;
}

static int check_name(const char *value, const struct name_rule *rule, const char *field,
                      struct submit_reply *refusal) {
  size_t length = strlen(value), good = strspn(value, rule->allowed);
  char shown[8];
  if (length == 0)
    return validate_refuse(refusal, REJECT_INVALID_FIELD, field,
                           "is empty, the limits are 1 to %zu bytes", rule->limit);
  if (length > rule->limit)
    return validate_refuse(refusal, REJECT_TOO_LARGE, field, "%zu bytes, the limit is %zu", length,
                           rule->limit);
  if (good < length)
    return validate_refuse(
        refusal, REJECT_INVALID_FIELD, field, "%s at offset %zu is not allowed; allowed are %s",
        show_character((unsigned char)value[good], shown), good, rule->described);
  return 0;
}

bool validate_is_id(const char *id) {
  size_t length = strlen(id);
  return length > 0 && length <= LIMIT_ID_BYTES && strspn(id, id_rule.allowed) == length;
}

static int check_file_name(const Graded__V1__Submit *submit, size_t index,
                           struct submit_reply *refusal) {
  const char *name = submit->files[index]->name;
  char field[64];
  snprintf(field, sizeof field, "submit.files[%zu].name", index);
  if (name[0] == 0 && submit->n_files == 1) return 0;
  int rc = check_name(name, &file_name_rule, field, refusal);
  if (rc < 0) return rc;
  if (name[0] == '.' || name[0] == '-')
    return validate_refuse(refusal, REJECT_INVALID_FIELD, field, "'%s' must not begin with '%c'",
                           name, name[0]);
  for (size_t i = 0; i < index; i++)
    if (strcmp(submit->files[i]->name, name) == 0)
      return validate_refuse(refusal, REJECT_INVALID_FIELD, field,
                             "'%s' is also the name of file %zu", name, i);
  return 0;
}

static int check_content(const Graded__V1__Submit *submit, size_t index, size_t before,
                         struct submit_reply *refusal) {
  const ProtobufCBinaryData *content = &submit->files[index]->content;
  char field[64];
  snprintf(field, sizeof field, "submit.files[%zu].content", index);
  if (content->len == 0)
    return validate_refuse(refusal, REJECT_INVALID_FIELD, field, "0 bytes, at least 1 is needed");
  if (content->len > LIMIT_SOURCE_BYTES)
    return validate_refuse(refusal, REJECT_TOO_LARGE, field, "%zu bytes, the limit is %u",
                           content->len, LIMIT_SOURCE_BYTES);
  if (content->len > LIMIT_SOURCE_BYTES - before)
    return validate_refuse(refusal, REJECT_TOO_LARGE, field,
                           "%zu bytes with the files before it, the limit for all is %u",
                           before + content->len, LIMIT_SOURCE_BYTES);
  const uint8_t *nul = memchr(content->data, 0, content->len);
  if (nul)
    return validate_refuse(refusal, REJECT_INVALID_FIELD, field,
                           "NUL byte at offset %zu, source must be text",
                           (size_t)(nul - content->data));
  size_t good = wire_utf8_offset(content->data, content->len);
  if (good < content->len)
    return validate_refuse(refusal, REJECT_INVALID_FIELD, field,
                           "byte 0x%02x at offset %zu is not valid UTF-8", content->data[good],
                           good);
  return 0;
}

static int check_files(const Graded__V1__Submit *submit, struct submit_reply *refusal) {
  size_t total = 0;
  if (submit->n_files == 0)
    return validate_refuse(refusal, REJECT_INVALID_FIELD, "submit.files",
                           "0 files, the limits are 1 to %u", LIMIT_FILES);
  if (submit->n_files > LIMIT_FILES)
    return validate_refuse(refusal, REJECT_TOO_LARGE, "submit.files", "%zu files, the limit is %u",
                           submit->n_files, LIMIT_FILES);
  for (size_t i = 0; i < submit->n_files; i++) {
    int rc = check_file_name(submit, i, refusal);
    if (rc == 0) rc = check_content(submit, i, total, refusal);
    if (rc < 0) return rc;
    total += submit->files[i]->content.len;
  }
  return 0;
}

int validate_submit(const Graded__V1__Submit *submit, struct submit_reply *refusal) {
  int rc = check_name(submit->id, &id_rule, "submit.id", refusal);
  if (rc == 0) rc = check_name(submit->question, &question_rule, "submit.question", refusal);
  if (rc == 0) rc = check_name(submit->language, &language_rule, "submit.language", refusal);
  if (rc < 0) return rc;
  if ((int)submit->lane < 0 || (int)submit->lane > LANE_COUNT)
    return validate_refuse(refusal, REJECT_INVALID_FIELD, "submit.lane",
                           "%d, the limits are 0 to %d", (int)submit->lane, LANE_COUNT);
  return check_files(submit, refusal);
}

int validate_ack(const Graded__V1__Ack *ack, struct submit_reply *refusal) {
  int rc = check_name(ack->id, &id_rule, "ack.id", refusal);
  if (rc < 0) return rc;
  if (ack->envelope_digest.len != DIGEST_SIZE)
    return validate_refuse(refusal, REJECT_INVALID_FIELD, "ack.envelope_digest",
                           "%zu bytes, a SHA-256 digest has %d", ack->envelope_digest.len,
                           DIGEST_SIZE);
  return 0;
}

int validate_query(const Graded__V1__Query *query, struct submit_reply *refusal) {
  return check_name(query->id, &id_rule, "query.id", refusal);
}

int validate_ping(const Graded__V1__Ping *ping, struct submit_reply *refusal) {
  if (ping->payload.len <= WIRE_PING_BYTES) return 0;
  return validate_refuse(refusal, REJECT_TOO_LARGE, "ping.payload", "%zu bytes, the limit is %u",
                         ping->payload.len, WIRE_PING_BYTES);
}
