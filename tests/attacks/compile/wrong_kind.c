/* Defines the function as data, so that calling it runs data.
 * verdict: runtime_error
 * message: SIGSEGV|error
 * effect: judge
 */
char sum[64] = {0};
