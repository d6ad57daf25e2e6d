/* Ends with status 137, as if a signal or a shell had ended it.
 * verdict: runtime_error
 * message: exit status 137
 * effect: answer judge
 */
#include <stdlib.h>

#include "question.h"

int64_t sum(const struct tensor *x) { exit(137 + (int)(x->shape[0] * 0)); }
