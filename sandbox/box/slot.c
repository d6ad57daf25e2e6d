#include "sandbox/box/slot.h"

#include <string.h>
#include <sys/mman.h>

#define PAGE 4096u
#define STATUS_BYTES ((sizeof(struct slot_page) + PAGE - 1) / PAGE * PAGE)

int slots_open(uint32_t count, struct slots *slots, struct err *err) {
  size_t bytes = count * (STATUS_BYTES + PAGE);
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return err_system(err, "shared pages of %zu bytes", bytes);
  memset(memory, 0, bytes);
  slots->count = count;
  slots->pages = memory;
  slots->faults = (struct slot_fault *)((char *)memory + count * STATUS_BYTES);
  return 0;
}

struct slot_page *slots_page(const struct slots *slots, uint32_t index) {
  return (struct slot_page *)((char *)slots->pages + index * STATUS_BYTES);
}

struct slot_fault *slots_fault(const struct slots *slots, uint32_t index) {
  return (struct slot_fault *)((char *)slots->faults + index * PAGE);
}

void slots_clear(const struct slots *slots, uint32_t index) {
  memset(slots_page(slots, index), 0, sizeof(struct slot_page));
  slots_fault(slots, index)->text[0] = '\0';
}

int slots_keep_only(const struct slots *slots, uint32_t index) {
  char *own = (char *)slots_page(slots, index);
  char *begin = (char *)slots->pages, *end = (char *)slots->faults + slots->count * PAGE;
  if (own > begin && munmap(begin, (size_t)(own - begin)) != 0) return -1;
  return munmap(own + STATUS_BYTES, (size_t)(end - own - (ptrdiff_t)STATUS_BYTES));
}
