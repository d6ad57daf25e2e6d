/* Ends with the status that means that the host is broken, so as to get an internal error.
 * verdict: runtime_error
 * message: exit status 70
 * effect: answer judge
 */
#include <stdlib.h>

#include "question.h"

int64_t sum(const struct tensor *x) { exit(70 + (int)(x->shape[0] * 0)); }
