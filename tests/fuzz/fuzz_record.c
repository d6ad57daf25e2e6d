/* libFuzzer target: whatever the bytes, the records between our own processes are refused or got,
 * read nothing beyond them and leak nothing; and what is got, put again, gives the same bytes.
 *
 * The first byte chooses the record; with its highest bit set, two bytes of length and so many
 * bytes of a sealed file follow, which comes with the message.
 *
 *   clang -fsanitize=fuzzer,address,undefined -I. tests/fuzz/fuzz_record.c
 * graders/sdk/checker_record.c \ and the sources of proto/record and daemon/base, -lcrypto
 * -lseccomp
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/fd.h"
#include "graders/sdk/checker.h"
#include "proto/record/role.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct channel_message message;
static uint8_t buffer[VERDICT_HALF_BYTES_MAX];

/* Gets from the reader and, when that succeeds, puts into the writer. */
typedef int (*again_function)(struct bytes_reader *reader, struct bytes_writer *writer,
                              struct err *err);

static void close_sent(int fd) {
  if (fd >= 0) fd_close(&fd);
}

#define PLAIN(name, record_type)                                                    \
  static int again_##name(struct bytes_reader *reader, struct bytes_writer *writer, \
                          struct err *err) {                                        \
    struct record_type record;                                                      \
    int rc = name##_get(&record, reader, err);                                      \
    if (rc == 0) name##_put(&record, writer);                                       \
    return rc;                                                                      \
  }
PLAIN(accept_half, accept_half)
PLAIN(submit_reply, submit_reply)
PLAIN(query_record, query_record)
PLAIN(ack_record, ack_record)
PLAIN(fault_record, fault_record)
PLAIN(role_config, role_config)
PLAIN(role_peer, role_peer)

static int again_submission(struct bytes_reader *reader, struct bytes_writer *writer,
                            struct err *err) {
  struct submission submission;
  int fd = -1, rc = submission_get(&submission, reader, &message, 0, err);
  if (rc < 0) return rc;
  if (submission.source[submission.source_length] != 0) abort();
  if (submission_put(&submission, writer, &fd, NULL) < 0) abort();
  close_sent(fd);
  submission_clear(&submission);
  return 0;
}

static int again_lease(struct bytes_reader *reader, struct bytes_writer *writer, struct err *err) {
  struct lease lease;
  int fd = -1, rc = lease_get(&lease, reader, &message, err);
  if (rc < 0) return rc;
  if (lease_put(&lease, writer, &fd, NULL) < 0) abort();
  close_sent(fd);
  submission_clear(&lease.submission);
  return 0;
}

static int again_envelope(struct bytes_reader *reader, struct bytes_writer *writer,
                          struct err *err) {
  struct envelope_record record;
  int fd = -1, rc = envelope_record_get(&record, reader, &message, 0, err);
  if (rc < 0) return rc;
  if (envelope_record_put(&record, writer, &fd, NULL) < 0) abort();
  close_sent(fd);
  envelope_record_clear(&record);
  return 0;
}

static int again_answer(struct bytes_reader *reader, struct bytes_writer *writer, struct err *err) {
  struct answer_record record;
  int fds[2] = {-1, -1}, rc = answer_record_get(&record, reader, &message, err);
  if (rc < 0) return rc;
  if (answer_record_put(&record, writer, fds, NULL) < 0) abort();
  close_sent(fds[0]);
  close_sent(fds[1]);
  answer_record_clear(&record);
  return 0;
}

static int again_push(struct bytes_reader *reader, struct bytes_writer *writer, struct err *err) {
  struct result_push push;
  int fd = -1, rc = result_push_get(&push, reader, &message, err);
  if (rc < 0) return rc;
  if (result_push_put(&push, writer, &fd, NULL) < 0) abort();
  close_sent(fd);
  result_push_clear(&push);
  return 0;
}

/* Those that are packed whole: a reader of all that is left. */
#define PACKED(name, record_type)                                                   \
  static int again_##name(struct bytes_reader *reader, struct bytes_writer *writer, \
                          struct err *err) {                                        \
    struct record_type record;                                                      \
    uint8_t *packed;                                                                \
    size_t length;                                                                  \
    int rc = name##_unpack(&record, reader->data, reader->length, err);             \
    if (rc < 0) return rc;                                                          \
    if (name##_pack(&record, &packed, &length, NULL) < 0) abort();                  \
    bytes_put_raw(writer, packed, length);                                          \
    free(packed);                                                                   \
    name##_clear(&record);                                                          \
    reader->offset = reader->length;                                                \
    return 0;                                                                       \
  }
PACKED(verdict_half, verdict_half)
PACKED(bank_index, bank_index)
PACKED(client_table, client_table)

#define CHECKER(name)                                                                  \
  static int again_##name(struct bytes_reader *reader, struct bytes_writer *writer,    \
                          struct err *err) {                                           \
    static struct name record;                                                         \
    int rc = name##_get(&record, reader->data, reader->length, err);                   \
    if (rc == 0) writer->length = name##_put(&record, writer->data, writer->capacity); \
    reader->offset = reader->length;                                                   \
    return rc;                                                                         \
  }
CHECKER(checker_options)
CHECKER(checker_task)
CHECKER(checker_generated)
CHECKER(checker_outcome)
CHECKER(runtime_task)

static const again_function records[] = {
    again_submission,        again_lease,           again_verdict_half,    again_bank_index,
    again_accept_half,       again_envelope,        again_answer,          again_submit_reply,
    again_query_record,      again_ack_record,      again_fault_record,    again_role_config,
    again_role_peer,         again_client_table,    again_checker_options, again_checker_task,
    again_checker_generated, again_checker_outcome, again_runtime_task,    again_push};

static void attach(const uint8_t **data, size_t *size) {
  size_t length = *size >= 2 ? (*data)[0] | (size_t)(*data)[1] << 8 : 0;
  size_t head = *size >= 2 ? 2 : *size;
  *data += head;
  *size -= head;
  if (length > *size) length = *size;
  if (fd_sealed("blob", *data, length, &message.fds[0], NULL) < 0) abort();
  message.fd_count = 1;
  *data += length;
  *size -= length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return 0;
  bool with_file = *data & 0x80;
  again_function again = records[(*data & 0x7f) % (sizeof records / sizeof *records)];
  data++;
  size--;
  message.fd_count = 0;
  if (with_file) attach(&data, &size);
  struct err err = {0};
  struct bytes_reader reader = bytes_reader(data, size);
  struct bytes_writer writer = bytes_writer(buffer, sizeof buffer);
  int rc = again(&reader, &writer, &err);
  if (rc < 0 && (rc != -(int)err.code || !err.message[0])) abort();
  if (rc == 0 && writer.failed) abort();
  /* A short blob that came as a file is put inline. */
  if (rc == 0 && !with_file &&
      (writer.length != reader.offset || memcmp(buffer, data, writer.length) != 0))
    abort();
  channel_message_clear(&message);
  return 0;
}
