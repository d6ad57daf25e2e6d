/* Asks the preprocessor which files of the host exist.
 * verdict: accepted
 * effect: secret
 */
#if __has_include("/etc/passwd") ||                                    \
                  __has_include(                                       \
                      "/proc/self/maps") ||                            \
                      __has_include("/tmp/graded-attacks/secret.h") || \
                                    __has_include("/usr/local/share/graded-attacks/secret.h")
#error BREACH
#endif

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
