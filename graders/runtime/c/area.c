#include "graders/runtime/c/area.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "graders/sdk/checker.h"

#define AREA_ALIGNMENT 16u
#define AREA_CANARY 0xC5
#define AREA_SPARE_MAX 65536u /* bytes */

static size_t rounded(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

static void fill_words(void *data, size_t bytes, uint64_t word) {
  uint64_t *words = data;
  for (size_t i = 0; i < bytes / sizeof(word); i++) words[i] = word;
  memcpy(words + bytes / sizeof(word), &word, bytes % sizeof(word));
}

static void poison(const struct area *area, enum value_dtype dtype) {
  switch (dtype) {
    case VALUE_F64: /* signalling NaNs: the quiet bit is clear */
      fill_words(area->data, area->bytes, 0x7FF4AAAAAAAAAAAAULL);
      break;
    case VALUE_F32:
      fill_words(area->data, area->bytes, 0x7FAAAAAA7FAAAAAAULL);
      break;
    default:
      memset(area->data, 0xAA, area->bytes);
  }
}

/* A wish that the kernel grants where the range is free: faults there explain themselves. */
static uintptr_t next_address = RUNTIME_OUTPUTS_FIRST;

static bool map_area(struct area *area, size_t pages_bytes, size_t page) {
  struct area made = {.pages_bytes = pages_bytes, .mapping_bytes = pages_bytes + 2 * page};
  if (next_address + made.mapping_bytes > RUNTIME_OUTPUTS_LAST)
    next_address = RUNTIME_OUTPUTS_FIRST;
  void *mapping = mmap((void *)next_address, made.mapping_bytes, PROT_NONE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapping == MAP_FAILED) return false;
  next_address += made.mapping_bytes;
  made.mapping = mapping;
  made.pages = made.mapping + page;
  if (pages_bytes > 0 && mprotect(made.pages, pages_bytes, PROT_READ | PROT_WRITE) != 0) {
    munmap(mapping, made.mapping_bytes);
    return false;
  }
  *area = made;
  return true;
}

bool area_new(struct area *area, struct area *spare, size_t bytes, enum value_dtype dtype) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE), pages_bytes = rounded(bytes, page);
  if (spare->mapping != NULL && spare->pages_bytes == pages_bytes) {
    *area = *spare;
    *spare = (struct area){0};
  } else if (!map_area(area, pages_bytes, page)) {
    return false;
  }
  area->bytes = bytes;
  area->data = area->pages + area->pages_bytes - rounded(bytes, AREA_ALIGNMENT);
  memset(area->pages, AREA_CANARY, (size_t)(area->data - area->pages));
  memset(area->data + bytes, AREA_CANARY, rounded(bytes, AREA_ALIGNMENT) - bytes);
  poison(area, dtype);
  return true;
}

static bool all_canary(const uint8_t *from, const uint8_t *to) {
  for (; from < to; from++)
    if (*from != AREA_CANARY) return false;
  return true;
}

bool area_intact(const struct area *area) {
  return all_canary(area->pages, area->data) &&
         all_canary(area->data + area->bytes, area->pages + area->pages_bytes);
}

void area_free(struct area *area, struct area *spare) {
  bool kept = spare->mapping == NULL && area->pages_bytes <= AREA_SPARE_MAX;
  if (kept)
    *spare = *area;
  else if (area->mapping != NULL)
    munmap(area->mapping, area->mapping_bytes);
  *area = (struct area){0};
}
