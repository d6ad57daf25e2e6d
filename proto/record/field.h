/* Values with a range inside a record: what is out of range fails the reader like missing bytes, so
 * that a put/get pair stays one call a field. For the files of proto/record only. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/base/bytes.h"

void field_put_bool(struct bytes_writer *writer, bool value);
bool field_get_bool(struct bytes_reader *reader); /* exactly 0 or 1 */

/* A number in low..high. */
uint32_t field_get_choice(struct bytes_reader *reader, uint32_t low, uint32_t high);

/* A finite number in low..high. */
double field_get_number(struct bytes_reader *reader, double low, double high);

/* Text for people. put replaces each byte that is not UTF-8 by '?': such text quotes what a
 * candidate's program printed and may be cut anywhere. get accepts nothing but UTF-8. */
void field_put_text(struct bytes_writer *writer, const char *text);
void field_get_text(struct bytes_reader *reader, char *text, size_t capacity);

/* What get functions say last: whether a field failed. Unlike bytes_reader_finish it allows more to
 * follow; who reads the last record of a message calls bytes_reader_finish. */
int field_check(const struct bytes_reader *reader, const char *what, struct err *err);
