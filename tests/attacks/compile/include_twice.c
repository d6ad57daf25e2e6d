/* Includes itself twice at each level.
 * verdict: compile_error
 * message: compiler|nested
 * effect: process
 */
#include __FILE__
#include __FILE__
