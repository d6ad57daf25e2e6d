#include "graders/runtime/c/program.h"

#include <ctype.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/fd.h"

#define PROGRAM_SYMBOL_MAX (2 * SIGNATURE_NAME_MAX + 2)

/* The loader's words without file names, which say nothing to the author of the program. */
static void clean_message(const char *text, char *clean, size_t capacity) {
  size_t length = 0;
  while (*text != '\0' && length + 1 < capacity) {
    size_t word = strcspn(text, " \t\n");
    size_t room = capacity - 1 - length;
    if (memchr(text, '/', word) == NULL && word > 0) {
      size_t copied = word < room ? word : room;
      memcpy(clean + length, text, copied);
      length += copied;
      if (length + 1 < capacity) clean[length++] = ' ';
    }
    text += word;
    text += strspn(text, " \t\n");
  }
  while (length > 0 && clean[length - 1] == ' ') length--;
  clean[length] = '\0';
}

int program_load(struct host *host, const char *path, void **ret_handle) {
  *ret_handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (*ret_handle != NULL) return 0;
  const char *reason = dlerror();
  char clean[1024];
  clean_message(reason != NULL ? reason : "cannot be loaded", clean, sizeof(clean));
  return host_stop(host, WARM_PHASE_LOAD_ERROR, "%s", clean);
}

static void symbol_name(const struct signature *signature, uint32_t index, char *name,
                        size_t capacity) {
  const char *entry = signature->entries[index].name;
  if (signature->class_name[0] == '\0')
    snprintf(name, capacity, "%s", entry);
  else
    snprintf(name, capacity, "%s_%s", signature->class_name, index == 0 ? "new" : entry);
}

/* Finds the declaration of `symbol` in the generated header and puts it on one line. */
static bool find_prototype(const char *header, const char *symbol, char *prototype,
                           size_t capacity) {
  size_t length = strlen(symbol);
  const char *at = header;
  for (;; at += length) {
    at = strstr(at, symbol);
    if (at == NULL) return false;
    bool begins = at == header || !(isalnum((unsigned char)at[-1]) || at[-1] == '_');
    if (begins && at[length] == '(') break;
  }
  while (at > header && at[-1] != '\n') at--;
  size_t used = 0;
  for (; *at != '\0' && *at != ';' && used + 1 < capacity; at++) {
    bool blank = isspace((unsigned char)*at);
    if (blank && used > 0 && prototype[used - 1] == ' ') continue;
    prototype[used++] = blank ? ' ' : *at;
  }
  prototype[used] = '\0';
  return true;
}

int program_entry(struct host *host, void *handle, uint32_t index, void **ret_function) {
  char symbol[PROGRAM_SYMBOL_MAX];
  symbol_name(&host->signature, index, symbol, sizeof(symbol));
  *ret_function = dlsym(handle, symbol);
  if (*ret_function != NULL) return 0;
  FREE_CLEANUP char *header = NULL;
  char prototype[1024];
  if (signature_c_header(&host->signature, "question", &header, NULL) == 0 &&
      find_prototype(header, symbol, prototype, sizeof(prototype)))
    return host_stop(host, WARM_PHASE_LOAD_ERROR, "function '%s' is not defined: expected `%s`",
                     symbol, prototype);
  return host_stop(host, WARM_PHASE_LOAD_ERROR, "function '%s' is not defined", symbol);
}

void *program_free_function(const struct host *host, void *handle) {
  if (host->signature.class_name[0] == '\0') return NULL;
  char symbol[PROGRAM_SYMBOL_MAX];
  snprintf(symbol, sizeof(symbol), "%s_free", host->signature.class_name);
  return dlsym(handle, symbol);
}
