/* Ends with status 159, as if a signal or a shell had ended it.
 * verdict: runtime_error
 * message: exit status 159
 * effect: answer judge
 */
#include <stdlib.h>

#include "question.h"

int64_t sum(const struct tensor *x) { exit(159 + (int)(x->shape[0] * 0)); }
