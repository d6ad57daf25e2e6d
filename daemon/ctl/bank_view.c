#include "daemon/ctl/bank_view.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/fd.h"
#include "daemon/base/spawn.h"
#include "daemon/ctl/progress.h"
#include "graders/bank/build.h"

/* mkdir -p: the folders above a cache may not be there yet. */
static int make_folders(const char *path, struct err *err) {
  char part[PATH_MAX];
  int used = snprintf(part, sizeof part, "%s", path);
  if (used < 0 || (size_t)used >= sizeof part)
    return err_set(err, ERR_LIMIT, "--store: longer than %zu bytes", sizeof part - 1);
  for (char *at = part + 1;; at++) {
    if (*at != '/' && *at != 0) continue;
    char kept = *at;
    *at = 0;
    if (mkdir(part, 0700) < 0 && errno != EEXIST) return err_system(err, "mkdir %s", part);
    if (kept == 0) return 0;
    *at = kept;
  }
}

static int open_store(const char *path, int *ret_fd, struct err *err) {
  char fallback[PATH_MAX];
  const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
  if (!path) {
    if (cache && cache[0])
      snprintf(fallback, sizeof fallback, "%s/graded/bank", cache);
    else if (home && home[0])
      snprintf(fallback, sizeof fallback, "%s/.cache/graded/bank", home);
    else
      return err_set(err, ERR_NOT_FOUND, "--store is missing, and $HOME is not set");
    path = fallback;
  }
  int rc = make_folders(path, err);
  if (rc < 0) return rc;
  *ret_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return *ret_fd < 0 ? err_system(err, "%s", path) : 0;
}

/* The bank that came along: installed, or in the source tree that this program was built in. */
static int open_default_bank(int *ret_fd, struct err *err) {
  static const char *const places[] = {"../share/graded/graders", "../graders"};
  char program[PATH_MAX], path[PATH_MAX + 64];
  ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  if (length < 0) return err_system(err, "/proc/self/exe");
  program[length] = 0;
  *strrchr(program, '/') = 0;
  for (size_t i = 0; i < 2; i++) {
    snprintf(path, sizeof path, "%s/%s", program, places[i]);
    *ret_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*ret_fd >= 0) return 0;
  }
  return err_set(err, ERR_NOT_FOUND, "no bank beside %s: name one with --bank", program);
}

/* DIR/problem.yaml makes DIR a question: its bank is two folders above. */
static int open_bank(const char *path, int *ret_fd, char *ret_slug, size_t capacity,
                     struct err *err) {
  char absolute[PATH_MAX], above[PATH_MAX + 32];
  struct stat info;
  ret_slug[0] = 0;
  if (!path) return open_default_bank(ret_fd, err);
  if (!realpath(path, absolute)) return err_system(err, "%s", path);
  snprintf(above, sizeof above, "%s/" MANIFEST_FILE, absolute);
  if (stat(above, &info) == 0) {
    snprintf(ret_slug, capacity, "%s", strrchr(absolute, '/') + 1);
    snprintf(above, sizeof above, "%s/../..", absolute);
  } else {
    snprintf(above, sizeof above, "%s", absolute);
  }
  *ret_fd = open(above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return *ret_fd < 0 ? err_system(err, "%s", path) : 0;
}

static int build(struct bank_view *view, const char *only, struct err *err) {
  FD_CLEANUP int libexec = -1;
  struct jail *jail = NULL;
  struct builder *builder = NULL;
  progress_say("building the bank ...");
  int rc = spawn_open_libexec(&libexec, err);
  if (rc == 0) rc = jail_spawn(libexec, 0, &jail, err);
  if (rc == 0) rc = builder_open(jail, libexec, view->store_fd, -1, &builder, err);
  if (rc == 0) rc = build_bank(builder, view->bank_fd, &view->index, err);
  if (builder) builder_close(&builder);
  if (jail) jail_free(&jail);
  progress_say(NULL);
  if (rc < 0 || !only[0]) return rc;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < view->index.count; i++)
    if (strcmp(view->index.rows[i].question, only) == 0)
      view->index.rows[kept++] = view->index.rows[i];
  view->index.count = kept;
  return kept > 0 ? 0 : err_set(err, ERR_NOT_FOUND, "the question '%s' cannot be read", only);
}

int bank_view_open(const struct bank_view_options *options, struct bank_view *ret_view,
                   struct err *err) {
  struct bank_view view = {.bank_fd = -1, .store_fd = -1};
  char only[PATH_MAX];
  int rc = open_bank(options->bank, &view.bank_fd, only, sizeof only, err);
  if (rc == 0) rc = open_store(options->store, &view.store_fd, err);
  if (rc == 0) rc = build(&view, only, err);
  if (rc < 0)
    bank_view_close(&view);
  else
    *ret_view = view;
  return rc;
}

void bank_view_close(struct bank_view *view) {
  fd_close(&view->bank_fd);
  fd_close(&view->store_fd);
  bank_index_clear(&view->index);
}

int bank_view_source(const struct bank_view *view, const char *slug, struct source **ret_source,
                     struct err *err) {
  struct source_list list;
  int rc = source_list(view->bank_fd, &list, err);
  if (rc < 0) return rc;
  rc = err_set(err, ERR_NOT_FOUND, "there is no question '%s'", slug);
  for (uint32_t i = 0; i < list.count; i++)
    if (strcmp(source_slug(list.folders[i]), slug) == 0)
      rc = source_read(view->bank_fd, list.folders[i], ret_source, err);
  source_list_clear(&list);
  return rc;
}
