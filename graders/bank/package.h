/* A built question in a store: the folder STORE/SLUG-<first 16 hex digits of its digest>/ with
 *
 *   every file of the source folder, and
 *   question.h   what candidates include in C, from the signature
 *   stub.py      what candidates start from in Python
 *   grader.so    grader.c, compiled
 *   digest       "question HEX", "toolkit HEX", "grader HEX": SHA-256 of the sources (source.h), of
 *                the grader kit's header and the compiler's command line, and of grader.so
 *
 * A package is never changed; another content has another name. */
#pragma once

#include "graders/bank/manifest.h"
#include "graders/bank/source.h"

#define PACKAGE_NAME_BYTES (LIMIT_QUESTION_BYTES + 1 + 16)
#define PACKAGE_GRADER "grader.so"
#define PACKAGE_HEADER "question.h"
#define PACKAGE_STUB "stub.py"
#define PACKAGE_DIGEST "digest"
#define PACKAGE_GRADER_BYTES (8u * 1024u * 1024u)

struct package {
  char slug[LIMIT_QUESTION_BYTES + 1];
  uint8_t digest[DIGEST_SIZE];
  struct manifest *manifest;
  int directory_fd;
  int grader_fd; /* grader.so, read-only */
  char *header;  /* question.h, NUL-terminated */
  size_t header_length;
  struct package_reference { /* submissions/accepted/reference.*; source NULL: not in this language
                              */
    uint8_t *source;
    size_t length;
  } references[LANGUAGE_COUNT];
};

/* Opens by digest; ERR_NOT_FOUND if the store does not have it, ERR_INVALID if it is damaged.
 * Needs nothing but the store's descriptor. *ret_package is malloc'ed. */
int package_open(int store_fd, const char *slug, const uint8_t digest[static DIGEST_SIZE],
                 struct package **ret_package, struct err *err);
void package_free(struct package **package);

/* A question can be answered in a language if it has a reference solution in it. */
bool package_has_language(const struct package *package, enum language language);

/* "matmul-0123456789abcdef" */
void package_name(const char *slug, const uint8_t digest[static DIGEST_SIZE],
                  char name[static PACKAGE_NAME_BYTES + 1]);
/* "submissions/accepted/reference.c" */
const char *package_reference_path(enum language language);

/* The file `digest`. */
struct package_digests {
  uint8_t question[DIGEST_SIZE], toolkit[DIGEST_SIZE], grader[DIGEST_SIZE];
};
#define PACKAGE_DIGESTS_BYTES 256u
size_t package_digests_write(const struct package_digests *digests,
                             char text[static PACKAGE_DIGESTS_BYTES]);
int package_digests_read(int package_fd, struct package_digests *ret_digests, struct err *err);
