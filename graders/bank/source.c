#include "graders/bank/source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/fd.h"
#include "graders/bank/manifest.h"
#include "graders/sdk/grader.h"

#define DEPTH_MAX 2
#define LIST_MAX 4096u

static void close_directory(DIR **directory) {
  if (*directory) closedir(*directory);
}
#define DIRECTORY_CLEANUP __attribute__((cleanup(close_directory)))

static int open_directory(int parent, const char *name, DIR **ret_directory, struct err *err) {
  FD_CLEANUP int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return err_system(err, "%s", name);
  DIR *directory = fdopendir(fd);
  if (!directory) return err_system(err, "%s", name);
  fd_steal(&fd); /* now the stream's */
  *ret_directory = directory;
  return 0;
}

static bool passed_over(const char *name) {
  return name[0] == '.' || strcmp(name, "__pycache__") == 0;
}

static int compare_entries(const void *a, const void *b) {
  return strcmp(((const struct source_entry *)a)->path, ((const struct source_entry *)b)->path);
}

/* ---- one question */

struct walk {
  struct source *source;
  size_t bytes;
};

static int add_file(struct walk *walk, int directory, const char *name, const char *path,
                    struct err *err) {
  struct source *source = walk->source;
  if (source->entry_count == SOURCE_FILES_MAX)
    return err_set(err, ERR_LIMIT, "%s: more than %u files", source->folder, SOURCE_FILES_MAX);
  struct source_entry *entry = &source->entries[source->entry_count];
  int rc = fd_read_file(directory, name, SOURCE_FILE_BYTES, &entry->data, &entry->length, err);
  if (rc < 0) return err_wrap(err, rc, "%s", source->folder);
  memcpy(entry->path, path, strlen(path) + 1);
  source->entry_count++;
  walk->bytes += entry->length;
  if (walk->bytes > SOURCE_BYTES_MAX)
    return err_set(err, ERR_LIMIT, "%s: its files have more than %u bytes together", source->folder,
                   SOURCE_BYTES_MAX);
  return 0;
}

static int walk_directory(struct walk *walk, int parent, const char *name, const char *prefix,
                          int depth, struct err *err);

static int walk_entry(struct walk *walk, int directory, const char *name, const char *prefix,
                      int depth, struct err *err) {
  const char *folder = walk->source->folder;
  char path[SOURCE_PATH_BYTES + 1];
  struct stat info;
  int used = snprintf(path, sizeof path, "%s%s%s", prefix, *prefix ? "/" : "", name);
  if (used < 0 || (size_t)used >= sizeof path)
    return err_set(err, ERR_LIMIT, "%s: a path is longer than %u bytes", folder, SOURCE_PATH_BYTES);
  if (fstatat(directory, name, &info, AT_SYMLINK_NOFOLLOW) < 0)
    return err_system(err, "%s/%s", folder, path);
  if (S_ISREG(info.st_mode)) return add_file(walk, directory, name, path, err);
  if (!S_ISDIR(info.st_mode))
    return err_set(err, ERR_INVALID, "%s/%s: neither file nor folder", folder, path);
  if (depth == DEPTH_MAX)
    return err_set(err, ERR_LIMIT, "%s/%s: folders nested more than %d deep", folder, path,
                   DEPTH_MAX);
  return walk_directory(walk, directory, name, path, depth + 1, err);
}

static int walk_directory(struct walk *walk, int parent, const char *name, const char *prefix,
                          int depth, struct err *err) {
  DIRECTORY_CLEANUP DIR *directory = NULL;
  int rc = open_directory(parent, name, &directory, err);
  if (rc < 0) return rc;
  for (;;) {
    errno = 0;
    struct dirent *entry = readdir(directory);
    if (!entry) return errno ? err_system(err, "%s", name) : 0;
    if (passed_over(entry->d_name)) continue;
    rc = walk_entry(walk, dirfd(directory), entry->d_name, prefix, depth, err);
    if (rc < 0) return rc;
  }
}

static int digest(struct source *source, struct err *err) {
  const uint32_t abi = GRADER_ABI;
  struct digest_stream *stream;
  int rc = digest_begin(&stream, err);
  if (rc < 0) return rc;
  digest_add_field(stream, &abi, sizeof abi);
  for (uint32_t i = 0; i < source->entry_count; i++) {
    const struct source_entry *entry = &source->entries[i];
    digest_add_field(stream, entry->path, strlen(entry->path));
    digest_add_field(stream, entry->data, entry->length);
  }
  return digest_finish(&stream, source->digest, err);
}

static int take_slug(struct source *source, struct err *err) {
  const char *slug = source_slug(source->folder);
  size_t length = strlen(slug);
  if (length == 0 || length > LIMIT_QUESTION_BYTES || slug[0] == '-' ||
      strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") != length)
    return err_set(err, ERR_INVALID, "%s: the folder's name must be 1 to %u of a-z, 0-9 and -",
                   source->folder, LIMIT_QUESTION_BYTES);
  memcpy(source->slug, slug, length + 1);
  return 0;
}

int source_read(int bank_fd, const char *folder, struct source **ret_source, struct err *err) {
  struct source *source = calloc(1, sizeof *source);
  if (!source) return err_set(err, ERR_MEMORY, "%s: no memory", folder);
  struct walk walk = {.source = source};
  snprintf(source->folder, sizeof source->folder, "%s", folder);
  int rc = take_slug(source, err);
  if (rc == 0) rc = walk_directory(&walk, bank_fd, folder, "", 0, err);
  if (rc == 0) {
    qsort(source->entries, source->entry_count, sizeof source->entries[0], compare_entries);
    rc = digest(source, err);
  }
  if (rc < 0)
    source_free(&source);
  else
    *ret_source = source;
  return rc;
}

void source_free(struct source **source) {
  if (!*source) return;
  for (uint32_t i = 0; i < (*source)->entry_count; i++) free((*source)->entries[i].data);
  free(*source);
  *source = NULL;
}

const struct source_entry *source_find(const struct source *source, const char *path) {
  for (uint32_t i = 0; i < source->entry_count; i++)
    if (strcmp(source->entries[i].path, path) == 0) return &source->entries[i];
  return NULL;
}

/* ---- the bank */

const char *source_slug(const char *folder) {
  const char *slash = strrchr(folder, '/');
  return slash ? slash + 1 : folder;
}

static int compare_folders(const void *a, const void *b) {
  int order = strcmp(source_slug(a), source_slug(b));
  return order ? order : strcmp(a, b);
}

static int add_folder(struct source_list *list, const char *family, const char *slug,
                      struct err *err) {
  if (list->count == LIST_MAX)
    return err_set(err, ERR_LIMIT, "the bank has more than %u questions", LIST_MAX);
  void *grown = realloc(list->folders, (list->count + 1) * sizeof *list->folders);
  if (!grown) return err_set(err, ERR_MEMORY, "the bank's list: no memory");
  list->folders = grown;
  char *folder = list->folders[list->count];
  int used = snprintf(folder, sizeof *list->folders, "%s/%s", family, slug);
  if (used < 0 || (size_t)used >= sizeof *list->folders)
    return err_set(err, ERR_LIMIT, "%.40s/...: the folder's name is longer than %zu bytes", family,
                   sizeof *list->folders - 1);
  list->count++;
  return 0;
}

/* Adds FAMILY/SLUG of every folder in `parent` that holds a problem.yaml. */
static int list_family(int bank_fd, const char *family, struct source_list *list, struct err *err) {
  DIRECTORY_CLEANUP DIR *directory = NULL;
  int rc = open_directory(bank_fd, family, &directory, err);
  if (rc < 0) return rc;
  for (;;) {
    char path[NAME_MAX + sizeof MANIFEST_FILE + 2];
    errno = 0;
    struct dirent *entry = readdir(directory);
    if (!entry) return errno ? err_system(err, "%s", family) : 0;
    if (passed_over(entry->d_name)) continue;
    snprintf(path, sizeof path, "%s/%s", entry->d_name, MANIFEST_FILE);
    struct stat info;
    if (fstatat(dirfd(directory), path, &info, AT_SYMLINK_NOFOLLOW) < 0) continue;
    rc = add_folder(list, family, entry->d_name, err);
    if (rc < 0) return rc;
  }
}

static int list_families(int bank_fd, struct source_list *list, struct err *err) {
  DIRECTORY_CLEANUP DIR *directory = NULL;
  int rc = open_directory(bank_fd, ".", &directory, err);
  if (rc < 0) return err_wrap(err, rc, "the bank");
  for (;;) {
    struct stat info;
    errno = 0;
    struct dirent *entry = readdir(directory);
    if (!entry) return errno ? err_system(err, "the bank") : 0;
    if (passed_over(entry->d_name)) continue;
    if (fstatat(bank_fd, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISDIR(info.st_mode))
      continue;
    rc = list_family(bank_fd, entry->d_name, list, err);
    if (rc < 0) return rc;
  }
}

int source_list(int bank_fd, struct source_list *ret_list, struct err *err) {
  struct source_list list = {0};
  int rc = list_families(bank_fd, &list, err);
  if (rc < 0) {
    source_list_clear(&list);
    return rc;
  }
  if (list.count > 0) qsort(list.folders, list.count, sizeof *list.folders, compare_folders);
  *ret_list = list;
  return 0;
}

void source_list_clear(struct source_list *list) {
  free(list->folders);
  *list = (struct source_list){0};
}
