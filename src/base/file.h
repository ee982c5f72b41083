/* SPDX-License-Identifier: Apache-2.0
 *
 * file.h - reading whole files, streaming large ones, and replacing a file in one step.
 */
#ifndef FL_BASE_FILE_H
#define FL_BASE_FILE_H

#include "base/buf.h"
#include "florin.h"

/* Append the whole file to *buf (its max is the limit; above it FL_ERANGE). "-" is not special. */
fl_status fl_file_read(const char *path, fl_buf *buf, fl_error *err);
/* Write to a temporary file beside 'path', fsync, rename: the old content or the new, nothing between. */
fl_status fl_file_replace(const char *path, fl_str bytes, fl_error *err);
/* Create a directory and its parents; existing is fine. */
fl_status fl_dir_make(const char *path, fl_error *err);
bool fl_file_exists(const char *path);
/* Join directory of 'base_file' with 'relative' (absolute paths stay). NUL-terminated into buf. */
fl_status fl_path_beside(const char *base_file, fl_str relative, fl_buf *ret_path, fl_error *err);

/* Streaming: read up to 'cap' bytes; *ret_len = 0 at the end. */
typedef struct fl_reader fl_reader;
fl_status fl_reader_open(const char *path, fl_reader **ret_reader, fl_error *err);
/* Standard input, be it a pipe, a terminal or a file; messages call it "-". Closing the reader leaves it open. */
fl_status fl_reader_open_stdin(fl_reader **ret_reader, fl_error *err);
fl_status fl_reader_read(fl_reader *reader, void *data, size_t cap, size_t *ret_len, fl_error *err);
/* The same, but *ret_len is less than 'cap' at the end only, however little a read gives. */
fl_status fl_reader_fill(fl_reader *reader, void *data, size_t cap, size_t *ret_len, fl_error *err);
/* What the file is now: its size and the time of its last change, for telling whether it changed while it was read. Size -1: no
 * regular file. */
typedef struct fl_file_state {
	int64_t size, changed_seconds, changed_nanoseconds;
} fl_file_state;
fl_status fl_reader_state(const fl_reader *reader, fl_file_state *ret, fl_error *err);
void fl_reader_close(fl_reader *reader);

#endif
