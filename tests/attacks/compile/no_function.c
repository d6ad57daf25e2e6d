/* Has nothing but a constructor.
 * verdict: compile_error
 * message: sum
 * effect: judge
 */
__attribute__((constructor)) static void early(void) {}
