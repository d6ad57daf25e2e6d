#include "graders/runtime/c/outputs.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "graders/runtime/host/symbols.h"

#define SCALAR_CANARY 0xC5

static struct outputs *current; /* of the call that is running */

/* NULL for a tensor that is none of the call's results, such as a copy of one. */
static struct output *find_output(const void *candidate) {
  for (uint32_t i = 0; current != NULL && i < current->length; i++)
    if ((const void *)&current->items[i] == candidate) return &current->items[i];
  return NULL;
}

static bool resize(struct tensor *tensor, int ndim, const int64_t *shape) {
  struct output *output = find_output(tensor);
  uint64_t count;
  if (output == NULL || ndim < 0 || ndim > TENSOR_NDIM_MAX || (ndim > 0 && shape == NULL))
    return false;
  int64_t dims[TENSOR_NDIM_MAX] = {0};
  for (int i = 0; i < ndim; i++) dims[i] = shape[i];
  enum value_dtype dtype = (enum value_dtype)tensor->dtype;
  size_t size = value_dtype_size(dtype);
  struct area area;
  for (int i = 0; i < ndim; i++)
    if (dims[i] < 0) return false;
  if (size == 0) return false;
  struct area *spare = &current->spares[output - current->items];
  if (!symbols_count((uint32_t)ndim, dims, dtype, &count) ||
      !area_new(&area, spare, count * size, dtype)) {
    current->host->status->memory_exhausted = 1;
    return false;
  }
  size_t kept = output->area.bytes < area.bytes ? output->area.bytes : area.bytes;
  if (kept > 0) memcpy(area.data, output->area.data, kept);
  area_free(&output->area, spare);
  output->area = area;
  tensor->ndim = ndim;
  memcpy(tensor->shape, dims, sizeof(dims));
  tensor->data = area.data;
  return true;
}

static void *copy_bytes(struct output *output, const void *data, int64_t length) {
  if (output == NULL || length < 0 || (length > 0 && data == NULL)) return NULL;
  void *copy = (uint64_t)length > SYMBOLS_BYTES_MAX ? NULL : malloc((size_t)length + 1);
  if (copy == NULL) {
    current->host->status->memory_exhausted = 1;
    return NULL;
  }
  if (length > 0) memcpy(copy, data, (size_t)length);
  free(output->copy);
  return output->copy = copy;
}

static bool set_text(struct str_out *out, const char *data, int64_t length) {
  char *copy = copy_bytes(find_output(out), data, length);
  if (copy == NULL) return false;
  out->data = copy;
  out->length = length;
  return true;
}

static bool set_bytes(struct bytes_out *out, const uint8_t *data, int64_t length) {
  uint8_t *copy = copy_bytes(find_output(out), data, length);
  if (copy == NULL) return false;
  out->data = copy;
  out->length = length;
  return true;
}

static bool open_tensor(struct output *output, struct area *spare,
                        const struct signature_type *type, const struct signature_entry *entry,
                        const struct value *arguments) {
  int64_t shape[VALUE_NDIM_MAX];
  output->tensor = (struct tensor){
      .dtype = (enum tensor_dtype)type->dtype, .ndim = (int32_t)type->ndim, .resize = resize};
  bool known = symbols_shape(entry, arguments, type, shape);
  memcpy(output->tensor.shape, shape, sizeof(shape));
  if (!known || type->optional) return true;
  uint64_t count;
  if (!symbols_count(type->ndim, shape, type->dtype, &count)) return false;
  size_t bytes = count * value_dtype_size(type->dtype);
  if (!area_new(&output->area, spare, bytes, type->dtype)) return false;
  output->tensor.data = output->area.data;
  return true;
}

bool outputs_open(struct outputs *outputs, struct host *host, const struct signature_entry *entry,
                  const struct value *arguments) {
  outputs->host = host;
  outputs->length = entry->result_count;
  current = outputs;
  for (uint32_t i = 0; i < entry->result_count; i++) {
    struct output *output = &outputs->items[i];
    const struct signature_type *type = &entry->results[i].type;
    *output = (struct output){0};
    outputs->pointers[i] = output;
    switch (type->kind) {
      case VALUE_TENSOR:
        if (!open_tensor(output, &outputs->spares[i], type, entry, arguments)) return false;
        break;
      case VALUE_STRING:
        output->text.set = set_text;
        break;
      case VALUE_BYTES:
        output->bytes.set = set_bytes;
        break;
      case VALUE_SCALAR:
        memset(output->scalar, SCALAR_CANARY, sizeof(output->scalar));
        memset(output->scalar, 0xAA, value_dtype_size(type->dtype));
        break;
      default:
        break; /* an empty list */
    }
  }
  return true;
}

static void note_overrun(struct host *host, const struct signature_param *result) {
  answer_flag(&host->answer, VALUE_FLAG_OVERRUN);
  host_message(host, "wrote past the end of '%s'", host_result_name(result));
}

static void answer_scalar(struct host *host, const struct output *output,
                          const struct signature_param *result) {
  size_t size = value_dtype_size(result->type.dtype);
  struct value value = {.kind = VALUE_SCALAR, .dtype = result->type.dtype, .count = 1};
  void *data = answer_value(&host->answer, &value, size);
  if (data == NULL) return;
  memcpy(data, output->scalar, size);
  for (size_t i = size; i < sizeof(output->scalar); i++)
    if (output->scalar[i] != SCALAR_CANARY) {
      note_overrun(host, result);
      return;
    }
}

static int answer_tensor(struct host *host, const struct output *output,
                         const struct signature_param *result) {
  const struct tensor *tensor = &output->tensor;
  const char *name = host_result_name(result);
  enum value_dtype dtype = result->type.dtype;
  uint64_t count;
  if ((int)tensor->dtype != (int)dtype)
    return host_stop(host, WARM_PHASE_BAD_OUTPUT, "the dtype of '%s' was changed", name);
  if (tensor->ndim < 0 || tensor->ndim > TENSOR_NDIM_MAX ||
      !symbols_count((uint32_t)tensor->ndim, tensor->shape, dtype, &count))
    return host_stop(host, WARM_PHASE_BAD_OUTPUT, "the shape of '%s' makes no sense", name);
  uint64_t bytes = count * value_dtype_size(dtype);
  bool own = output->area.mapping != NULL && tensor->data == output->area.data;
  if ((own && bytes > output->area.bytes) || (tensor->data == NULL && bytes > 0))
    return host_stop(host, WARM_PHASE_BAD_OUTPUT,
                     "the shape of '%s' was changed without tensor_resize", name);
  struct value value = {
      .kind = VALUE_TENSOR, .dtype = dtype, .ndim = (uint32_t)tensor->ndim, .count = count};
  memcpy(value.shape, tensor->shape, value.ndim * sizeof(value.shape[0]));
  void *data = answer_value(&host->answer, &value, bytes);
  if (data == NULL) return 0;
  if (bytes > 0) memcpy(data, tensor->data, bytes);
  host_note_alias(host, tensor->data, bytes);
  if (output->area.mapping != NULL && !area_intact(&output->area)) note_overrun(host, result);
  return 0;
}

static int answer_bytes(struct host *host, const void *bytes, int64_t length,
                        const struct signature_param *result) {
  if (length < 0 || (uint64_t)length > SYMBOLS_BYTES_MAX || (length > 0 && bytes == NULL))
    return host_stop(host, WARM_PHASE_BAD_OUTPUT, "the length of '%s' makes no sense: %" PRId64,
                     host_result_name(result), length);
  struct value value = {.kind = result->type.kind, .dtype = VALUE_U8, .count = (uint64_t)length};
  void *data = answer_value(&host->answer, &value, (uint64_t)length);
  if (data != NULL && length > 0) memcpy(data, bytes, (size_t)length);
  return 0;
}

static bool is_absent(const struct output *output, const struct signature_type *type) {
  if (!type->optional) return false;
  switch (type->kind) {
    case VALUE_TENSOR:
      return output->tensor.data == NULL;
    case VALUE_STRING:
      return output->text.data == NULL;
    case VALUE_BYTES:
      return output->bytes.data == NULL;
    case VALUE_NODES:
      return output->head == NULL;
    default:
      return false;
  }
}

int outputs_answer(struct outputs *outputs, const struct signature_entry *entry,
                   const struct node_arenas *arenas) {
  struct host *host = outputs->host;
  for (uint32_t i = 0; i < entry->result_count; i++) {
    const struct output *output = &outputs->items[i];
    const struct signature_param *result = &entry->results[i];
    int exit_status = 0;
    if (is_absent(output, &result->type)) {
      answer_value(&host->answer, &(struct value){.kind = VALUE_NONE}, 0);
      continue;
    }
    switch (result->type.kind) {
      case VALUE_SCALAR:
        answer_scalar(host, output, result);
        break;
      case VALUE_TENSOR:
        exit_status = answer_tensor(host, output, result);
        break;
      case VALUE_STRING:
        exit_status = answer_bytes(host, output->text.data, output->text.length, result);
        break;
      case VALUE_BYTES:
        exit_status = answer_bytes(host, output->bytes.data, output->bytes.length, result);
        break;
      default:
        nodes_answer(arenas, output->head, result->type.fields, &host->answer);
    }
    if (exit_status != 0) return exit_status;
  }
  return 0;
}

void outputs_close(struct outputs *outputs) {
  for (uint32_t i = 0; i < outputs->length; i++)
    area_free(&outputs->items[i].area, &outputs->spares[i]);
  outputs->length = 0;
  current = NULL;
}
