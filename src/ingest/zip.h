/* SPDX-License-Identifier: Apache-2.0
 *
 * zip.h - the files inside a zip archive that lies in memory, unpacked piece by piece (minizip).
 *
 * What an archive says of its sizes is not believed: unpacking stops at a limit, so that a small file cannot fill the memory.
 */
#ifndef FL_INGEST_ZIP_H
#define FL_INGEST_ZIP_H

#include "florin.h"

#define FL_ZIP_PART_MAX ((int64_t)1 << 30) /* bytes of one file inside, unpacked */

typedef struct fl_zip fl_zip;

/* 'bytes' and 'source' (for messages) are borrowed until it is closed. FL_EPARSE: no archive, or a broken one. */
fl_status fl_zip_open(fl_str bytes, const char *source, fl_zip **ret_zip, fl_error *err);
/* Begin to unpack the file of this name; *ret_there is false where there is none, and nothing was begun. */
fl_status fl_zip_begin(fl_zip *zip, fl_str name, bool *ret_there, fl_error *err);
/* The next piece; *ret_len is less than 'cap' at the end only. FL_ERANGE above FL_ZIP_PART_MAX; FL_EPARSE where the checksum is wrong. */
fl_status fl_zip_next(fl_zip *zip, void *data, size_t cap, size_t *ret_len, fl_error *err);
void fl_zip_close(fl_zip *zip); /* NULL is fine */

#endif
