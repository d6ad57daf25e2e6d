#include "graders/bank/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/bytes.h"
#include "daemon/base/fd.h"

#define TEMPORARY_PREFIX ".new-"
#define TEMPORARY_BYTES 32
#define REMOVE_DEPTH 4

/* ---- removing */

static int remove_tree(int parent, const char *name, int depth, struct err *err);

static int remove_content(DIR *directory, int depth, struct err *err) {
  for (;;) {
    errno = 0;
    struct dirent *entry = readdir(directory);
    if (!entry) return errno ? err_system(err, "reading a folder") : 0;
    const char *name = entry->d_name;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) continue;
    if (unlinkat(dirfd(directory), name, 0) == 0) continue;
    if (errno != EISDIR && errno != EPERM) return err_system(err, "%s", name);
    int rc = remove_tree(dirfd(directory), name, depth + 1, err);
    if (rc < 0) return rc;
  }
}

static int remove_tree(int parent, const char *name, int depth, struct err *err) {
  if (depth > REMOVE_DEPTH) return err_set(err, ERR_LIMIT, "%s: nested too deep", name);
  int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return err_system(err, "%s", name);
  DIR *directory = fdopendir(fd);
  if (!directory) {
    close(fd);
    return err_system(err, "%s", name);
  }
  int rc = remove_content(directory, depth, err);
  closedir(directory);
  if (rc == 0 && unlinkat(parent, name, AT_REMOVEDIR) < 0) rc = err_system(err, "%s", name);
  return rc;
}

int store_sweep(int store_fd, struct err *err) {
  int fd = openat(store_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *directory = fd < 0 ? NULL : fdopendir(fd);
  if (!directory) {
    if (fd >= 0) close(fd);
    return err_system(err, "the bank's store");
  }
  int rc = 0;
  for (struct dirent *entry; rc == 0 && (entry = readdir(directory));)
    if (strncmp(entry->d_name, TEMPORARY_PREFIX, strlen(TEMPORARY_PREFIX)) == 0)
      rc = remove_tree(store_fd, entry->d_name, 0, err);
  closedir(directory);
  return rc < 0 ? err_wrap(err, rc, "the bank's store") : 0;
}

/* ---- writing */

static int write_file(int directory, const char *name, const void *data, size_t length,
                      struct err *err) {
  FD_CLEANUP int fd =
      openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (fd < 0) return err_system(err, "%s", name);
  int rc = fd_write_all(fd, data, length, err);
  return rc < 0 ? err_wrap(err, rc, "%s", name) : 0;
}

/* Makes the folders of a path that is at most two levels deep. */
static int make_folders(int directory, const char *path, struct err *err) {
  for (const char *slash = path; (slash = strchr(slash, '/')); slash++) {
    char folder[SOURCE_PATH_BYTES + 1];
    snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
    if (mkdirat(directory, folder, 0755) < 0 && errno != EEXIST)
      return err_system(err, "%s", folder);
  }
  return 0;
}

static int write_sources(int directory, const struct source *source, struct err *err) {
  int rc = 0;
  for (uint32_t i = 0; i < source->entry_count && rc == 0; i++) {
    const struct source_entry *entry = &source->entries[i];
    rc = make_folders(directory, entry->path, err);
    if (rc == 0) rc = write_file(directory, entry->path, entry->data, entry->length, err);
  }
  return rc;
}

static int write_package(int directory, const struct store_content *content, struct err *err) {
  struct package_digests digests;
  char text[PACKAGE_DIGESTS_BYTES];
  memcpy(digests.question, content->source->digest, DIGEST_SIZE);
  memcpy(digests.toolkit, content->toolkit, DIGEST_SIZE);
  int rc = digest_sha256(content->grader, content->grader_length, digests.grader, err);
  if (rc == 0) rc = write_sources(directory, content->source, err);
  if (rc == 0)
    rc = write_file(directory, PACKAGE_HEADER, content->header, strlen(content->header), err);
  if (rc == 0) rc = write_file(directory, PACKAGE_STUB, content->stub, strlen(content->stub), err);
  if (rc == 0)
    rc = write_file(directory, PACKAGE_GRADER, content->grader, content->grader_length, err);
  if (rc < 0) return rc;
  rc = write_file(directory, PACKAGE_DIGEST, text, package_digests_write(&digests, text), err);
  /* One call for all files: a name must never stand for half a package after a power loss. */
  if (rc == 0 && syncfs(directory) < 0) rc = err_system(err, "syncfs");
  return rc;
}

static int temporary_name(char name[static TEMPORARY_BYTES], struct err *err) {
  uint8_t random[8];
  char hex[2 * sizeof random + 1];
  if (getrandom(random, sizeof random, 0) != sizeof random) return err_system(err, "getrandom");
  bytes_to_hex(random, sizeof random, hex);
  snprintf(name, TEMPORARY_BYTES, TEMPORARY_PREFIX "%s", hex);
  return 0;
}

static int publish(int store_fd, const char *temporary, const char *name, struct err *err) {
  if (renameat2(store_fd, temporary, store_fd, name, RENAME_NOREPLACE) == 0) return 0;
  if (errno != EEXIST) return err_system(err, "rename to %s", name);
  if (renameat2(store_fd, temporary, store_fd, name, RENAME_EXCHANGE) < 0)
    return err_system(err, "exchange with %s", name);
  return remove_tree(store_fd, temporary, 0, err);
}

int store_add(int store_fd, const struct store_content *content, struct err *err) {
  char temporary[TEMPORARY_BYTES], name[PACKAGE_NAME_BYTES + 1];
  package_name(content->source->slug, content->source->digest, name);
  int rc = temporary_name(temporary, err);
  if (rc < 0) return rc;
  if (mkdirat(store_fd, temporary, 0755) < 0) return err_system(err, "the bank's store");
  FD_CLEANUP int directory =
      openat(store_fd, temporary, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  rc = directory < 0 ? err_system(err, "%s", temporary) : write_package(directory, content, err);
  if (rc == 0) rc = publish(store_fd, temporary, name, err);
  if (rc == 0) return 0;
  remove_tree(store_fd, temporary, 0, NULL);
  return err_wrap(err, rc, "the bank's store: package %s", name);
}

/* ---- looking */

int store_take_grader(int store_fd, const struct source *source,
                      const uint8_t toolkit[static DIGEST_SIZE], uint8_t **ret_grader,
                      size_t *ret_length, struct err *err) {
  char name[PACKAGE_NAME_BYTES + 1];
  FREE_CLEANUP uint8_t *grader = NULL;
  struct package_digests digests;
  uint8_t found[DIGEST_SIZE];
  size_t length;
  package_name(source->slug, source->digest, name);
  FD_CLEANUP int directory =
      openat(store_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (directory < 0) return err_set(err, ERR_NOT_FOUND, "package %s is not there", name);
  int rc = package_digests_read(directory, &digests, err);
  if (rc == 0)
    rc = fd_read_file(directory, PACKAGE_GRADER, PACKAGE_GRADER_BYTES, &grader, &length, err);
  if (rc == 0) rc = digest_sha256(grader, length, found, err);
  if (rc < 0) return err_set(err, ERR_NOT_FOUND, "package %s is damaged", name);
  if (memcmp(digests.question, source->digest, DIGEST_SIZE) != 0 ||
      memcmp(digests.toolkit, toolkit, DIGEST_SIZE) != 0 ||
      memcmp(digests.grader, found, DIGEST_SIZE) != 0)
    return err_set(err, ERR_NOT_FOUND, "package %s was built otherwise", name);
  *ret_grader = grader;
  grader = NULL;
  *ret_length = length;
  return 0;
}

bool store_has(int store_fd, const struct source *source,
               const uint8_t toolkit[static DIGEST_SIZE]) {
  FREE_CLEANUP uint8_t *grader = NULL;
  size_t length;
  return store_take_grader(store_fd, source, toolkit, &grader, &length, NULL) == 0;
}
