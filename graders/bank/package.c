#include "graders/bank/package.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/bytes.h"
#include "daemon/base/fd.h"

void package_name(const char *slug, const uint8_t digest[static DIGEST_SIZE],
                  char name[static PACKAGE_NAME_BYTES + 1]) {
  char hex[17];
  bytes_to_hex(digest, 8, hex);
  snprintf(name, PACKAGE_NAME_BYTES + 1, "%s-%s", slug, hex);
}

const char *package_reference_path(enum language language) {
  static const char *const paths[LANGUAGE_COUNT] = {
      [LANGUAGE_C] = "submissions/accepted/reference.c",
      [LANGUAGE_PYTHON] = "submissions/accepted/reference.py",
  };
  return paths[language];
}

bool package_has_language(const struct package *package, enum language language) {
  return language < LANGUAGE_COUNT && package->references[language].source != NULL;
}

size_t package_digests_write(const struct package_digests *digests,
                             char text[static PACKAGE_DIGESTS_BYTES]) {
  char question[DIGEST_HEX], toolkit[DIGEST_HEX], grader[DIGEST_HEX];
  bytes_to_hex(digests->question, DIGEST_SIZE, question);
  bytes_to_hex(digests->toolkit, DIGEST_SIZE, toolkit);
  bytes_to_hex(digests->grader, DIGEST_SIZE, grader);
  int used = snprintf(text, PACKAGE_DIGESTS_BYTES, "question %s\ntoolkit %s\ngrader %s\n", question,
                      toolkit, grader);
  return (size_t)used;
}

int package_digests_read(int package_fd, struct package_digests *ret_digests, struct err *err) {
  FREE_CLEANUP uint8_t *data = NULL;
  char question[DIGEST_HEX], toolkit[DIGEST_HEX], grader[DIGEST_HEX];
  struct package_digests digests;
  size_t length;
  int end = 0;
  int rc = fd_read_file(package_fd, PACKAGE_DIGEST, PACKAGE_DIGESTS_BYTES, &data, &length, err);
  if (rc < 0) return rc;
  int fields = sscanf((char *)data, "question %64s toolkit %64s grader %64s %n", question, toolkit,
                      grader, &end);
  if (fields != 3 || (size_t)end != length ||
      !bytes_from_hex(question, digests.question, DIGEST_SIZE) ||
      !bytes_from_hex(toolkit, digests.toolkit, DIGEST_SIZE) ||
      !bytes_from_hex(grader, digests.grader, DIGEST_SIZE))
    return err_set(err, ERR_INVALID, "%s: malformed", PACKAGE_DIGEST);
  *ret_digests = digests;
  return 0;
}

/* The name holds only a part of the digest, and a crash may have left anything. */
static int check_digests(struct package *package, struct err *err) {
  FREE_CLEANUP uint8_t *grader = NULL;
  struct package_digests digests;
  uint8_t found[DIGEST_SIZE];
  size_t length;
  int rc = package_digests_read(package->directory_fd, &digests, err);
  if (rc < 0) return rc;
  if (memcmp(digests.question, package->digest, DIGEST_SIZE) != 0)
    return err_set(err, ERR_NOT_FOUND, "the package is of another version of the question");
  rc = fd_read_file(package->directory_fd, PACKAGE_GRADER, PACKAGE_GRADER_BYTES, &grader, &length,
                    err);
  if (rc == 0) rc = digest_sha256(grader, length, found, err);
  if (rc < 0) return rc;
  if (memcmp(found, digests.grader, DIGEST_SIZE) != 0)
    return err_set(err, ERR_INVALID, "%s: damaged, its digest is another", PACKAGE_GRADER);
  return 0;
}

static int read_manifest(struct package *package, struct err *err) {
  FREE_CLEANUP uint8_t *data = NULL;
  size_t length;
  int rc =
      fd_read_file(package->directory_fd, MANIFEST_FILE, SOURCE_FILE_BYTES, &data, &length, err);
  return rc < 0 ? rc : manifest_read(MANIFEST_FILE, data, length, &package->manifest, err);
}

static int read_reference(struct package *package, enum language language, struct err *err) {
  struct package_reference *reference = &package->references[language];
  int rc = fd_read_file(package->directory_fd, package_reference_path(language), SOURCE_FILE_BYTES,
                        &reference->source, &reference->length, err);
  return rc == -ERR_NOT_FOUND ? 0 : rc;
}

static int read_parts(struct package *package, struct err *err) {
  uint8_t *header;
  int rc = check_digests(package, err);
  if (rc == 0) rc = read_manifest(package, err);
  if (rc < 0) return rc;
  package->grader_fd = openat(package->directory_fd, PACKAGE_GRADER, O_RDONLY | O_CLOEXEC);
  if (package->grader_fd < 0) return err_system(err, "%s", PACKAGE_GRADER);
  rc = fd_read_file(package->directory_fd, PACKAGE_HEADER, SOURCE_FILE_BYTES, &header,
                    &package->header_length, err);
  if (rc < 0) return rc;
  package->header = (char *)header;
  for (enum language l = 0; l < LANGUAGE_COUNT && rc == 0; l++)
    rc = read_reference(package, l, err);
  return rc;
}

int package_open(int store_fd, const char *slug, const uint8_t digest[static DIGEST_SIZE],
                 struct package **ret_package, struct err *err) {
  char name[PACKAGE_NAME_BYTES + 1];
  if (strlen(slug) > LIMIT_QUESTION_BYTES || strchr(slug, '/') || slug[0] == '.')
    return err_set(err, ERR_NOT_FOUND, "question: no such name");
  struct package *package = calloc(1, sizeof *package);
  if (!package) return err_set(err, ERR_MEMORY, "package: no memory");
  package_name(slug, digest, name);
  memcpy(package->slug, slug, strlen(slug) + 1);
  memcpy(package->digest, digest, DIGEST_SIZE);
  package->grader_fd = -1;
  package->directory_fd = openat(store_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  int rc = 0;
  if (package->directory_fd < 0) {
    enum err_code code = errno == ENOENT ? ERR_NOT_FOUND : ERR_SYSTEM;
    err_system(err, "package %s", name);
    if (err) err->code = code;
    rc = -(int)code;
  } else {
    rc = read_parts(package, err);
    if (rc < 0) rc = err_wrap(err, rc, "package %s", name);
  }
  if (rc < 0)
    package_free(&package);
  else
    *ret_package = package;
  return rc;
}

void package_free(struct package **package) {
  struct package *p = *package;
  if (!p) return;
  manifest_free(&p->manifest);
  fd_close(&p->directory_fd);
  fd_close(&p->grader_fd);
  free(p->header);
  for (enum language l = 0; l < LANGUAGE_COUNT; l++) free(p->references[l].source);
  free(p);
  *package = NULL;
}
