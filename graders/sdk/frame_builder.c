#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "graders/sdk/frame.h"
#include "graders/sdk/frame_layout.h"

struct frame_builder {
  struct frame_call *calls;
  struct value *values;
  uint32_t call_count, call_capacity, value_count, value_capacity;
  uint64_t bytes; /* of all values */
};

enum { EXIT_BROKEN = 70 };

__attribute__((noreturn)) static void give_up(const char *why) {
  fprintf(stderr, "frame builder: %s\n", why);
  _exit(EXIT_BROKEN);
}

int frame_builder_new(struct frame_builder **ret_builder, struct err *err) {
  struct frame_builder *builder = calloc(1, sizeof *builder);
  if (!builder) return err_set(err, ERR_MEMORY, "frame builder: no memory");
  *ret_builder = builder;
  return 0;
}

void frame_builder_reset(struct frame_builder *builder) {
  for (uint32_t i = 0; i < builder->value_count; i++) free(builder->values[i].data);
  builder->call_count = builder->value_count = 0;
  builder->bytes = 0;
}

void frame_builder_free(struct frame_builder **builder) {
  if (!*builder) return;
  frame_builder_reset(*builder);
  free((*builder)->calls);
  free((*builder)->values);
  free(*builder);
  *builder = NULL;
}

static void *grow(void *items, uint32_t count, uint32_t *capacity, size_t size, uint32_t limit) {
  if (count < *capacity) return items;
  if (count >= limit) give_up("too many calls or values");
  *capacity = *capacity ? *capacity * 2 : 16;
  void *grown = realloc(items, *capacity * size);
  if (!grown) give_up("no memory");
  return grown;
}

uint32_t frame_begin_call(struct frame_builder *builder, uint32_t entry, uint32_t object) {
  builder->calls = grow(builder->calls, builder->call_count, &builder->call_capacity,
                        sizeof *builder->calls, FRAME_CALLS_MAX);
  builder->calls[builder->call_count] =
      (struct frame_call){.entry = entry, .object = object, .first_value = builder->value_count};
  return builder->call_count++;
}

void frame_set_status(struct frame_builder *builder, int32_t status) {
  if (builder->call_count == 0) give_up("a status before the first call");
  builder->calls[builder->call_count - 1].status = status;
}

static struct value *append(struct frame_builder *builder, struct value value) {
  if (builder->call_count == 0) give_up("a value before the first call");
  builder->values = grow(builder->values, builder->value_count, &builder->value_capacity,
                         sizeof *builder->values, FRAME_VALUES_MAX);
  uint64_t bytes = value_bytes(&value);
  builder->bytes += bytes;
  if (builder->bytes > FRAME_BYTES_MAX) give_up("over 2 GiB of values");
  value.data = calloc(1, bytes > 0 ? bytes : 1);
  if (!value.data) give_up("no memory");
  builder->calls[builder->call_count - 1].value_count++;
  builder->values[builder->value_count] = value;
  return &builder->values[builder->value_count++];
}

struct value *frame_add(struct frame_builder *builder, enum value_kind kind, enum value_dtype dtype,
                        uint32_t ndim, const int64_t *shape) {
  struct value value = {.kind = kind, .dtype = dtype, .count = 1};
  if (ndim > VALUE_NDIM_MAX) give_up("too many dimensions");
  for (uint32_t i = 0; i < ndim; i++) {
    if (shape[i] < 0) give_up("a negative dimension");
    if (shape[i] > 0 && value.count > FRAME_BYTES_MAX / (uint64_t)shape[i])
      give_up("a tensor over 2 GiB");
    value.count *= (uint64_t)shape[i];
    value.shape[i] = shape[i];
  }
  /* The count of strings and bytes is their length, given as the one dimension. */
  if (kind == VALUE_TENSOR) value.ndim = ndim;
  if (kind == VALUE_NONE) value.count = 0;
  if (kind != VALUE_TENSOR) memset(value.shape, 0, sizeof value.shape);
  return append(builder, value);
}

struct value *frame_add_nodes(struct frame_builder *builder, uint32_t fields, uint64_t count) {
  if (fields == 0 || fields > VALUE_FIELDS_MAX || count > FRAME_BYTES_MAX / 64)
    give_up("a list with too many fields or nodes");
  return append(
      builder,
      (struct value){.kind = VALUE_NODES, .dtype = VALUE_I64, .fields = fields, .count = count});
}

int frame_builder_view(struct frame_builder *builder, struct frame *ret_frame, struct err *err) {
  (void)err;
  *ret_frame = (struct frame){.call_count = builder->call_count,
                              .value_count = builder->value_count,
                              .calls = builder->calls,
                              .values = builder->values};
  return 0;
}

static uint64_t aligned(uint64_t at) {
  return (at + FRAME_ALIGNMENT - 1) / FRAME_ALIGNMENT * FRAME_ALIGNMENT;
}

static int put(int fd, const void *data, uint64_t length, uint64_t at, struct err *err) {
  const uint8_t *from = data;
  while (length > 0) {
    ssize_t done = pwrite(fd, from, length, (off_t)at);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return err_system(err, "frame: write");
    from += done;
    at += (uint64_t)done;
    length -= (uint64_t)done;
  }
  return 0;
}

static void lay_out(const struct frame_builder *builder, struct frame_layout_call *calls,
                    struct frame_layout_value *values, uint64_t *at) {
  for (uint32_t i = 0; i < builder->call_count; i++) {
    const struct frame_call *call = &builder->calls[i];
    calls[i] = (struct frame_layout_call){call->entry,       call->object, call->first_value,
                                          call->value_count, call->status, 0};
  }
  for (uint32_t i = 0; i < builder->value_count; i++) {
    const struct value *value = &builder->values[i];
    values[i] = (struct frame_layout_value){.kind = value->kind,
                                            .dtype = value->dtype,
                                            .ndim = value->ndim,
                                            .fields = value->fields,
                                            .flags = value->flags,
                                            .count = value->count,
                                            .offset = aligned(*at),
                                            .bytes = value_bytes(value)};
    memcpy(values[i].shape, value->shape, sizeof value->shape);
    *at = values[i].offset + values[i].bytes;
  }
}

/* Header and tables as they stand in the file; *ret_end is the frame's size. */
static int make_head(struct frame_builder *builder, uint64_t nonce, uint8_t **ret_head,
                     uint64_t *ret_tables, uint64_t *ret_end, struct err *err) {
  uint64_t calls_bytes = builder->call_count * sizeof(struct frame_layout_call);
  uint64_t values_bytes = builder->value_count * sizeof(struct frame_layout_value);
  uint64_t tables = sizeof(struct frame_layout_header) + calls_bytes + values_bytes, end = tables;
  uint8_t *head = calloc(1, tables);
  if (!head) return err_set(err, ERR_MEMORY, "frame: no memory for its tables");
  lay_out(builder, (void *)(head + sizeof(struct frame_layout_header)),
          (void *)(head + tables - values_bytes), &end);
  const struct frame_layout_header header = {.magic = FRAME_MAGIC,
                                             .version = FRAME_VERSION,
                                             .call_count = builder->call_count,
                                             .value_count = builder->value_count,
                                             .nonce = nonce,
                                             .total_bytes = end};
  memcpy(head, &header, sizeof header);
  *ret_head = head;
  *ret_tables = tables;
  *ret_end = end;
  return 0;
}

static const struct frame_layout_value *values_of(const struct frame_builder *builder,
                                                  const uint8_t *head, uint64_t tables) {
  return (const void *)(head + tables - builder->value_count * sizeof(struct frame_layout_value));
}

int frame_builder_write(struct frame_builder *builder, uint64_t nonce, int fd, uint64_t *ret_bytes,
                        struct err *err) {
  uint8_t *head = NULL;
  uint64_t tables = 0, end = 0;
  int rc = make_head(builder, nonce, &head, &tables, &end, err);
  if (rc < 0) return rc;
  const struct frame_layout_value *values = values_of(builder, head, tables);
  if (ftruncate(fd, (off_t)end) < 0) rc = err_system(err, "frame: size");
  if (rc == 0) rc = put(fd, head, tables, 0, err);
  for (uint32_t i = 0; rc == 0 && i < builder->value_count; i++)
    rc = put(fd, builder->values[i].data, values[i].bytes, values[i].offset, err);
  free(head);
  if (rc == 0 && ret_bytes) *ret_bytes = end;
  return rc;
}

static bool same_bytes(const struct frame_builder *builder, const uint8_t *file,
                       const uint8_t *head, uint64_t tables, int64_t *ret_value) {
  const struct frame_layout_value *values = values_of(builder, head, tables);
  *ret_value = -1;
  if (memcmp(file, head, tables) != 0) return false;
  for (uint32_t i = 0; i < builder->value_count; i++) {
    if (memcmp(file + values[i].offset, builder->values[i].data, values[i].bytes) == 0) continue;
    *ret_value = i;
    return false;
  }
  return true;
}

int frame_builder_matches(struct frame_builder *builder, uint64_t nonce, int fd, bool *ret_same,
                          int64_t *ret_value, struct err *err) {
  uint8_t *head = NULL;
  uint64_t tables = 0, end = 0;
  struct stat info;
  if (fstat(fd, &info) < 0) return err_system(err, "frame: fstat");
  int rc = make_head(builder, nonce, &head, &tables, &end, err);
  if (rc < 0) return rc;
  *ret_same = false;
  *ret_value = -1;
  if ((uint64_t)info.st_size == end) {
    void *file = mmap(NULL, end, PROT_READ, MAP_SHARED, fd, 0);
    if (file == MAP_FAILED) {
      rc = err_system(err, "frame: mmap");
    } else {
      *ret_same = same_bytes(builder, file, head, tables, ret_value);
      munmap(file, end);
    }
  }
  free(head);
  return rc;
}
