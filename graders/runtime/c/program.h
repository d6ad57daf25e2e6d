/* The candidate's shared object. */
#pragma once

#include "graders/runtime/host/host.h"

/* Loads it (its constructors run now). 0 with *ret_handle, or the exit status with phase and
 * message set. */
int program_load(struct host *host, const char *path, void **ret_handle);

/* The address of entry `index` as the C mapping names it (NAME, or CLASS_new and CLASS_NAME). 0, or
 * the exit status with phase and message set. */
int program_entry(struct host *host, void *handle, uint32_t index, void **ret_function);

/* CLASS_free; NULL if the program has none. */
void *program_free_function(const struct host *host, void *handle);
