/* Ends with success before it answers.
 * verdict: runtime_error
 * message: before it answered
 * effect: answer judge
 */
#include <stdlib.h>

#include "question.h"

int64_t sum(const struct tensor *x) { exit((int)(x->shape[0] * 0)); }
