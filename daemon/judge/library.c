#include "daemon/judge/library.h"

#include <string.h>

static bool is_same(const struct package *package, const char *slug, const uint8_t *digest) {
  return package && memcmp(package->digest, digest, DIGEST_SIZE) == 0 &&
         strcmp(package->slug, slug) == 0;
}

int library_open_package(struct library *library, const char *slug,
                         const uint8_t digest[static DIGEST_SIZE],
                         const struct package **ret_package, struct err *err) {
  size_t chosen = 0;
  for (size_t i = 0; i < LIBRARY_ROWS; i++) {
    if (is_same(library->rows[i].package, slug, digest)) {
      chosen = i;
      break;
    }
    if (library->rows[i].used < library->rows[chosen].used) chosen = i;
  }
  struct package **place = &library->rows[chosen].package;
  if (!is_same(*place, slug, digest)) {
    struct package *package;
    int rc = package_open(library->store_fd, slug, digest, &package, err);
    if (rc < 0) return err_wrap(err, rc, "question %s", slug);
    if (*place) package_free(place);
    *place = package;
  }
  library->rows[chosen].used = ++library->turn;
  *ret_package = *place;
  return 0;
}

void library_clear(struct library *library) {
  for (size_t i = 0; i < LIBRARY_ROWS; i++)
    if (library->rows[i].package) package_free(&library->rows[i].package);
}
