/* Ends with success, past all handlers.
 * verdict: runtime_error
 * message: before it answered
 * effect: answer judge
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) { _exit((int)(x->shape[0] * 0)); }
