#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "daemon/base/fd.h"
#include "sandbox/box_private.h"

static int make_record(const struct box_command *command, int *ret_fd, struct err *err) {
  int rc = box_command_check(command, err);
  if (rc < 0) return rc;
  size_t size = box_command_size(command);
  if (size > BOX_COMMAND_BYTES_MAX)
    return err_set(err, ERR_LIMIT, "command: %zu bytes, the limit is %u", size,
                   BOX_COMMAND_BYTES_MAX);
  FREE_CLEANUP uint8_t *buffer = malloc(size);
  if (!buffer) return err_set(err, ERR_MEMORY, "command: no memory");
  struct bytes_writer writer = bytes_writer(buffer, size);
  box_command_put(&writer, command);
  rc = bytes_writer_finish(&writer, "command", err);
  return rc < 0 ? rc : fd_sealed("command", buffer, writer.length, ret_fd, err);
}

int box_command_start(struct box *box, const struct box_limits *limits,
                      const struct box_command *command, uint64_t *ret_run, struct err *err) {
  FD_CLEANUP int record = -1;
  struct box_run_request request = {.limits = *limits, .output_limit = command->output_limit};
  if (box->phase != BOX_PHASE_COMPILE)
    return err_set(err, ERR_INVALID, "command: this is not a compiler's box");
  int rc = make_record(command, &record, err);
  return rc < 0 ? rc : box_send_run(box, BOX_COMMAND, &request, &record, 1, ret_run, err);
}

int box_command_wait(struct box *box, uint64_t run, int *ret_output_fd, struct box_report *report,
                     struct err *err) {
  return box_take_report(box, run, report, ret_output_fd, err);
}

int box_command(struct box *box, const struct box_limits *limits, const struct box_command *command,
                int *ret_output_fd, struct box_report *report, struct err *err) {
  uint64_t run = 0;
  int rc = box_command_start(box, limits, command, &run, err);
  return rc < 0 ? rc : box_command_wait(box, run, ret_output_fd, report, err);
}
