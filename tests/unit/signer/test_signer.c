/* A real graded-signer with the test as ledger and judges. Its envelopes are checked by our own
 * verifier and by the openssl command line alone. */
#include <jansson.h>
#include <openssl/pem.h>

#include "proto/graded.pb-c.h"
#include "proto/statement/base64.h"
#include "proto/statement/verify.h"
#include "tests/unit/role_play.h"

struct signer_play {
  struct play role;
  EVP_PKEY *key;
  int pem, ledger, judges[2];
  char public_pem[512];
  struct channel_message message;
};

static int setup(void **state) {
  struct signer_play *play = calloc(1, sizeof *play);
  char text[512];
  play->key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
  BIO *memory = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(memory, play->key, NULL, NULL, 0, NULL, NULL);
  int length = BIO_read(memory, text, sizeof text);
  PEM_write_bio_PUBKEY(memory, play->key);
  play->public_pem[BIO_read(memory, play->public_pem, sizeof play->public_pem - 1)] = 0;
  BIO_free(memory);
  if (length <= 0 || fd_sealed("key", text, (size_t)length, &play->pem, NULL) < 0) return -1;
  const struct role_config config = {.kind = ROLE_SIGNER, .slots = 2, .log_level = 3};
  play_start(&play->role, "graded-signer", &config, &play->pem, 1, NULL);
  play->ledger = play_peer(&play->role, ROLE_LEDGER, 0);
  for (int i = 0; i < 2; i++) play->judges[i] = play_peer(&play->role, ROLE_JUDGE, (uint32_t)i);
  play_go(&play->role);
  *state = play;
  return 0;
}

static int teardown(void **state) {
  struct signer_play *play = *state;
  if (play->role.pid > 0) play_end(&play->role);
  fd_close(&play->pem);
  fd_close(&play->ledger);
  fd_close(&play->judges[0]);
  fd_close(&play->judges[1]);
  EVP_PKEY_free(play->key);
  free(play);
  return 0;
}

static struct accept_half accept_half(uint64_t sequence, uint32_t attempt) {
  struct accept_half half = {.job = {sequence, attempt},
                             .tenant = "acme",
                             .question = "lcs",
                             .language = "c",
                             .lane = LANE_INTERACTIVE,
                             .leased_at = 5};
  snprintf(half.id, sizeof half.id, "s%llu", (unsigned long long)sequence);
  memset(half.content_digest, (int)sequence, DIGEST_SIZE);
  return half;
}

static void send_half(struct signer_play *play, uint32_t type, const struct accept_half *half) {
  uint8_t record[2048];
  struct bytes_writer writer = bytes_writer(record, sizeof record);
  accept_half_put(half, &writer);
  if (type == MESSAGE_GIVE_UP) bytes_put_string(&writer, "a played reason");
  play_send(play->ledger, type, &writer, NULL, 0);
}

static void send_verdict(struct signer_play *play, int judge, const struct job_ref *job,
                         int content, uint32_t tests) {
  static uint8_t record[CHANNEL_PAYLOAD_MAX];
  struct verdict_half half = {.job = *job,
                              .verdict = VERDICT_WRONG_ANSWER,
                              .score = 25,
                              .message = "first difference at 3",
                              .test_count = tests,
                              .tests = calloc(tests + 1, sizeof(struct test_row))};
  uint8_t *data;
  size_t length;
  int blob = -1;
  memset(half.content_digest, content, DIGEST_SIZE);
  for (uint32_t i = 0; i < tests; i++) {
    half.tests[i].verdict = VERDICT_WRONG_ANSWER;
    memset(half.tests[i].message, 'm', sizeof half.tests[i].message - 1);
  }
  assert_int_equal(verdict_half_pack(&half, &data, &length, NULL), 0);
  struct bytes_writer writer = bytes_writer(record, sizeof record);
  assert_int_equal(channel_blob_put(&writer, data, length, &blob, NULL), 0);
  play_send(play->judges[judge], MESSAGE_VERDICT_HALF, &writer, &blob, blob >= 0);
  fd_close(&blob);
  free(data);
  free(half.tests);
}

/* The caller clears it. */
static struct envelope_record take_envelope(struct signer_play *play) {
  struct envelope_record record;
  struct err err;
  play_expect(play->ledger, MESSAGE_ENVELOPE, &play->message);
  struct bytes_reader reader = bytes_reader(play->message.payload, play->message.length);
  if (envelope_record_get(&record, &reader, &play->message, 0, &err) < 0)
    fail_msg("%s", err.message);
  assert_int_equal(bytes_reader_finish(&reader, "envelope", &err), 0);
  channel_message_clear(&play->message);
  return record;
}

static Graded__V1__Result *open_result(struct signer_play *play,
                                       const struct envelope_record *record) {
  uint8_t *payload;
  size_t length;
  struct err err;
  int rc = envelope_verify_pem(record->envelope, record->envelope_length, play->public_pem,
                               strlen(play->public_pem), &payload, &length, &err);
  if (rc < 0) fail_msg("%s", err.message);
  Graded__V1__Result *result = graded__v1__result__unpack(NULL, length, payload);
  free(payload);
  assert_non_null(result);
  return result;
}

static void halves_meet_in_either_order(void **state) {
  struct signer_play *play = *state;
  for (uint64_t i = 1; i <= 4; i++) {
    struct accept_half half = accept_half(i, 1);
    if (i % 2) send_half(play, MESSAGE_ACCEPT_HALF, &half);
    if (i == 3) play_expect_silence(play->ledger, 50 * CLOCK_MS);
    send_verdict(play, (int)(i % 2), &half.job, (int)i, 2);
    if (i % 2 == 0) send_half(play, MESSAGE_ACCEPT_HALF, &half);
    struct envelope_record record = take_envelope(play);
    assert_int_equal(record.job.sequence, i);
    assert_int_equal(record.verdict, VERDICT_WRONG_ANSWER);
    Graded__V1__Result *result = open_result(play, &record);
    assert_string_equal(result->tenant, "acme");
    assert_string_equal(result->id, half.id);
    assert_string_equal(result->message, "first difference at 3");
    assert_string_equal(result->daemon_version, GRADED_VERSION);
    assert_true(result->signed_at > 0);
    assert_int_equal(result->salt.len, 16);
    graded__v1__result__free_unpacked(result, NULL);
    envelope_record_clear(&record);
  }
}

static void a_large_statement_travels_whole(void **state) {
  struct signer_play *play = *state;
  struct accept_half half = accept_half(1, 1);
  send_half(play, MESSAGE_ACCEPT_HALF, &half);
  send_verdict(play, 0, &half.job, 1, LIMIT_TESTS);
  struct envelope_record record = take_envelope(play);
  Graded__V1__Result *result = open_result(play, &record);
  assert_int_equal(result->n_tests, LIMIT_TESTS);
  graded__v1__result__free_unpacked(result, NULL);
  envelope_record_clear(&record);
}

static void nothing_is_signed_twice(void **state) {
  struct signer_play *play = *state;
  struct accept_half half = accept_half(1, 1), next = accept_half(2, 1);
  send_half(play, MESSAGE_ACCEPT_HALF, &half);
  send_verdict(play, 0, &half.job, 1, 1);
  struct envelope_record record = take_envelope(play);
  envelope_record_clear(&record);
  send_half(play, MESSAGE_ACCEPT_HALF, &half);
  send_verdict(play, 0, &half.job, 1, 1);
  send_half(play, MESSAGE_GIVE_UP, &half);
  send_half(play, MESSAGE_GIVE_UP, &next);
  record = take_envelope(play);
  assert_int_equal(record.job.sequence, 2);
  envelope_record_clear(&record);
}

static void other_content_or_attempt_does_not_join(void **state) {
  struct signer_play *play = *state;
  struct accept_half half = accept_half(1, 2), next = accept_half(3, 1);
  struct job_ref other = {1, 1};
  send_half(play, MESSAGE_ACCEPT_HALF, &half);
  send_verdict(play, 0, &half.job, 99, 1);
  send_verdict(play, 0, &other, 1, 1);
  send_half(play, MESSAGE_GIVE_UP, &next);
  struct envelope_record record = take_envelope(play);
  assert_int_equal(record.job.sequence, 3);
  envelope_record_clear(&record);
}

static void giving_up_is_an_internal_error_from_the_accept_half_alone(void **state) {
  struct signer_play *play = *state;
  struct accept_half half = accept_half(1, 4);
  send_half(play, MESSAGE_GIVE_UP, &half);
  struct envelope_record record = take_envelope(play);
  assert_int_equal(record.verdict, VERDICT_INTERNAL_ERROR);
  Graded__V1__Result *result = open_result(play, &record);
  assert_int_equal(result->verdict, GRADED__V1__VERDICT__INTERNAL_ERROR);
  assert_int_equal(result->attempt, 4);
  assert_true(result->score == 0);
  assert_null(strstr(result->message, "played reason"));
  graded__v1__result__free_unpacked(result, NULL);
  envelope_record_clear(&record);
}

static void a_neighbour_says_only_what_is_its_to_say(void **state) {
  struct signer_play *play = *state;
  struct accept_half half = accept_half(1, 1);
  uint8_t record[2048];
  struct bytes_writer writer = bytes_writer(record, sizeof record);
  accept_half_put(&half, &writer);
  play_send(play->judges[0], MESSAGE_ACCEPT_HALF, &writer, NULL, 0);
  play_expect_closed(play->judges[0]);
  play_send(play->judges[1], MESSAGE_VERDICT_HALF, &writer, NULL, 0);
  play_expect_closed(play->judges[1]);
  play_send(play->ledger, MESSAGE_VERDICT_HALF, &writer, NULL, 0);
  play_expect_closed(play->ledger);
  close(play->ledger);
  play->ledger = play_peer(&play->role, ROLE_LEDGER, 0);
  send_half(play, MESSAGE_GIVE_UP, &half);
  struct envelope_record sealed = take_envelope(play);
  envelope_record_clear(&sealed);
}

static void a_restarted_signer_reads_the_same_descriptor(void **state) {
  struct signer_play *play = *state;
  play_kill(&play->role);
  const struct role_config config = {.kind = ROLE_SIGNER, .slots = 2, .log_level = 3};
  play_start(&play->role, "graded-signer", &config, &play->pem, 1, NULL);
  close(play->ledger);
  play->ledger = play_peer(&play->role, ROLE_LEDGER, 0);
  play_go(&play->role);
  struct accept_half half = accept_half(1, 1);
  send_half(play, MESSAGE_GIVE_UP, &half);
  struct envelope_record record = take_envelope(play);
  graded__v1__result__free_unpacked(open_result(play, &record), NULL);
  envelope_record_clear(&record);
}

static void write_file(const char *directory, const char *name, const void *data, size_t length) {
  char path[128];
  snprintf(path, sizeof path, "%s/%s", directory, name);
  assert_int_equal(fd_write_file(AT_FDCWD, path, data, length, 0600, NULL), 0);
}

static int run_openssl(const char *directory) {
  pid_t pid = fork();
  if (pid == 0) {
    if (chdir(directory) < 0) _exit(126);
    int null = open("/dev/null", O_RDWR);
    dup2(null, 1);
    dup2(null, 2);
    execlp("openssl", "openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", "pub.pem",
           "-in", "m", "-sigfile", "s", (char *)NULL);
    _exit(127);
  }
  int status = 0;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status);
}

/* The recipe of the documents: base64, the DSSE encoding, openssl. None of our code takes part. */
static void openssl_alone_verifies_it(void **state) {
  struct signer_play *play = *state;
  struct accept_half half = accept_half(1, 1);
  send_half(play, MESSAGE_GIVE_UP, &half);
  struct envelope_record record = take_envelope(play);
  json_t *json = json_loadb((char *)record.envelope, record.envelope_length, 0, NULL);
  assert_non_null(json);
  const char *type = json_string_value(json_object_get(json, "payloadType"));
  json_t *signature = json_array_get(json_object_get(json, "signatures"), 0);
  const char *payload = json_string_value(json_object_get(json, "payload"));
  const char *sig = json_string_value(json_object_get(signature, "sig"));
  unsigned char body[65536], raw[128], message[66000];
  int padding = (int)(strlen(payload) - strcspn(payload, "="));
  int body_length = EVP_DecodeBlock(body, (const unsigned char *)payload, (int)strlen(payload));
  assert_int_equal(EVP_DecodeBlock(raw, (const unsigned char *)sig, (int)strlen(sig)), 66);
  body_length -= padding;
  int head = snprintf((char *)message, 1000, "DSSEv1 %zu %s %d ", strlen(type), type, body_length);
  memcpy(message + head, body, (size_t)body_length);
  char directory[] = "/tmp/graded-openssl-XXXXXX";
  assert_non_null(mkdtemp(directory));
  write_file(directory, "pub.pem", play->public_pem, strlen(play->public_pem));
  write_file(directory, "s", raw, 64);
  write_file(directory, "m", message, (size_t)(head + body_length));
  assert_int_equal(run_openssl(directory), 0);
  message[head + 3] ^= 1;
  write_file(directory, "m", message, (size_t)(head + body_length));
  assert_int_equal(run_openssl(directory), 1);
  const char *names[] = {"pub.pem", "s", "m"};
  for (int i = 0; i < 3; i++) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", directory, names[i]);
    unlink(path);
  }
  rmdir(directory);
  json_decref(json);
  envelope_record_clear(&record);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(halves_meet_in_either_order),
      TEST(a_large_statement_travels_whole),
      TEST(nothing_is_signed_twice),
      TEST(other_content_or_attempt_does_not_join),
      TEST(giving_up_is_an_internal_error_from_the_accept_half_alone),
      TEST(a_neighbour_says_only_what_is_its_to_say),
      TEST(a_restarted_signer_reads_the_same_descriptor),
      TEST(openssl_alone_verifies_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
