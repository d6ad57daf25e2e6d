/* The command record of sandbox/protocol.h: argv, files and the wanted output in one buffer. */
#include <string.h>

#include "sandbox/protocol.h"

#define NAME_MAX_BYTES 200

static size_t argv_count(const struct box_command *command) {
  size_t count = 0;
  while (count < BOX_ARGV_MAX && command->argv[count]) count++;
  return count;
}

/* Strings keep their NUL, so that the reader can use them in place. */
static void put_text(struct bytes_writer *writer, const char *text) {
  bytes_put_blob(writer, text, strlen(text) + 1);
}

static const char *get_text(struct bytes_reader *reader) {
  size_t length = 0;
  const uint8_t *text = bytes_get_blob(reader, &length);
  if (reader->failed || length == 0 || memchr(text, '\0', length) != text + length - 1) {
    reader->failed = true;
    return "";
  }
  return (const char *)text;
}

size_t box_command_size(const struct box_command *command) {
  size_t size = 64;
  for (size_t i = 0; i < argv_count(command); i++) size += strlen(command->argv[i]) + 8;
  for (size_t i = 0; i < command->file_count; i++)
    size += strlen(command->files[i].name) + command->files[i].length + 16;
  return size + (command->output_name ? strlen(command->output_name) + 8 : 0);
}

void box_command_put(struct bytes_writer *writer, const struct box_command *command) {
  size_t count = argv_count(command);
  bytes_put_u32(writer, (uint32_t)count);
  for (size_t i = 0; i < count; i++) put_text(writer, command->argv[i]);
  bytes_put_u32(writer, (uint32_t)command->file_count);
  for (size_t i = 0; i < command->file_count; i++) {
    put_text(writer, command->files[i].name);
    bytes_put_blob(writer, command->files[i].data, command->files[i].length);
  }
  bytes_put_u8(writer, command->output_name != NULL);
  if (command->output_name) put_text(writer, command->output_name);
  bytes_put_u64(writer, command->output_limit);
}

int box_command_get(struct bytes_reader *reader, struct box_command *command, struct err *err) {
  memset(command, 0, sizeof *command);
  uint32_t count = bytes_get_u32(reader);
  if (count == 0 || count >= BOX_ARGV_MAX) reader->failed = true;
  for (uint32_t i = 0; i < count && !reader->failed; i++) command->argv[i] = get_text(reader);
  uint32_t files = bytes_get_u32(reader);
  if (files > BOX_FILES_MAX) reader->failed = true;
  for (uint32_t i = 0; i < files && !reader->failed; i++) {
    command->files[i].name = get_text(reader);
    command->files[i].data = bytes_get_blob(reader, &command->files[i].length);
  }
  command->file_count = files;
  if (bytes_get_u8(reader) != 0) command->output_name = get_text(reader);
  command->output_limit = bytes_get_u64(reader);
  int rc = bytes_reader_finish(reader, "command", err);
  return rc < 0 ? rc : box_command_check(command, err);
}

static int check_name(const char *what, const char *name, struct err *err) {
  if (!name || *name == '\0' || *name == '.' || *name == '-' || strchr(name, '/') ||
      strlen(name) > NAME_MAX_BYTES)
    return err_set(err, ERR_INVALID, "%s: '%.40s' is not a plain file name", what,
                   name ? name : "");
  return 0;
}

int box_command_check(const struct box_command *command, struct err *err) {
  size_t count = argv_count(command);
  if (count == 0 || count == BOX_ARGV_MAX)
    return err_set(err, ERR_INVALID, "argv: %zu words, the limit is %d", count, BOX_ARGV_MAX - 1);
  if (command->argv[0][0] != '/')
    return err_set(err, ERR_INVALID, "argv[0]: '%.40s' is not an absolute path", command->argv[0]);
  if (command->file_count > BOX_FILES_MAX)
    return err_set(err, ERR_LIMIT, "files: %zu, the limit is %d", command->file_count,
                   BOX_FILES_MAX);
  for (size_t i = 0; i < command->file_count; i++) {
    int rc = check_name("file", command->files[i].name, err);
    if (rc < 0) return rc;
  }
  return command->output_name ? check_name("output", command->output_name, err) : 0;
}
