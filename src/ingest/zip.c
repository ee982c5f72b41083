/* SPDX-License-Identifier: Apache-2.0
 *
 * zip.c - minizip over bytes in memory.
 */
#include "ingest/zip.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

#include <minizip/unzip.h>

#define NAME_MAX_BYTES 1000

struct fl_zip {
	fl_str bytes;
	size_t at; /* where minizip reads */
	const char *source;
	unzFile file;
	int64_t unpacked; /* of the file that was begun */
	bool begun;
};

/* ---- what minizip reads from --------------------------------------------------------------------------------------- */

static voidpf open_bytes(voidpf opaque, const void *name, int mode)
{
	(void)name;
	(void)mode;
	return opaque;
}

static uLong read_bytes(voidpf opaque, voidpf stream, void *data, uLong size)
{
	fl_zip *zip = stream;
	size_t left = zip->bytes.len - zip->at, n = size < left ? size : left;
	(void)opaque;
	if (n > 0)
		memcpy(data, zip->bytes.data + zip->at, n);
	zip->at += n;
	return (uLong)n;
}

static ZPOS64_T tell_bytes(voidpf opaque, voidpf stream)
{
	(void)opaque;
	return ((fl_zip *)stream)->at;
}

static long seek_bytes(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin)
{
	fl_zip *zip = stream;
	ZPOS64_T from = origin == ZLIB_FILEFUNC_SEEK_SET ? 0 : origin == ZLIB_FILEFUNC_SEEK_CUR ? zip->at : zip->bytes.len;
	(void)opaque;
	if (offset > zip->bytes.len - from)
		return -1;
	zip->at = (size_t)(from + offset);
	return 0;
}

static int nothing(voidpf opaque, voidpf stream)
{
	(void)opaque;
	(void)stream;
	return 0;
}

/* ---- life ---------------------------------------------------------------------------------------------------------- */

fl_status fl_zip_open(fl_str bytes, const char *source, fl_zip **ret_zip, fl_error *err)
{
	fl_zip *zip = fl_alloc(sizeof *zip);
	if (!zip)
		return fl_enomem(err);
	*zip = (fl_zip){ .bytes = bytes, .source = source };
	zlib_filefunc64_def from = { .zopen64_file = open_bytes,
				     .zread_file = read_bytes,
				     .ztell64_file = tell_bytes,
				     .zseek64_file = seek_bytes,
				     .zclose_file = nothing,
				     .zerror_file = nothing,
				     .opaque = zip };
	zip->file = unzOpen2_64(source, &from);
	if (!zip->file) {
		fl_free(zip);
		return fl_error_at(err, FL_EPARSE, source, 0, 0, "the spreadsheet is broken or cut off: it is no whole zip archive");
	}
	*ret_zip = zip;
	return FL_OK;
}

static void end(fl_zip *zip)
{
	if (zip->begun)
		unzCloseCurrentFile(zip->file);
	zip->begun = false;
}

void fl_zip_close(fl_zip *zip)
{
	if (!zip)
		return;
	end(zip);
	unzClose(zip->file);
	fl_free(zip);
}

/* ---- unpacking ----------------------------------------------------------------------------------------------------- */

static fl_status broken(const fl_zip *zip, fl_error *err)
{
	return fl_error_at(err, FL_EPARSE, zip->source, 0, 0, "the spreadsheet is broken or encrypted: a part of it cannot be unpacked");
}

fl_status fl_zip_begin(fl_zip *zip, fl_str name, bool *ret_there, fl_error *err)
{
	char z[NAME_MAX_BYTES];
	end(zip);
	*ret_there = false;
	if (name.len >= sizeof z)
		return FL_OK;
	memcpy(z, name.data, name.len);
	z[name.len] = '\0';
	if (unzLocateFile(zip->file, z, 2) != UNZ_OK) /* 2: whatever the case, as Office takes it */
		return FL_OK;
	if (unzOpenCurrentFile(zip->file) != UNZ_OK)
		return broken(zip, err);
	zip->begun = *ret_there = true;
	zip->unpacked = 0;
	return FL_OK;
}

fl_status fl_zip_next(fl_zip *zip, void *data, size_t cap, size_t *ret_len, fl_error *err)
{
	*ret_len = 0;
	while (*ret_len < cap) {
		int n = unzReadCurrentFile(zip->file, (char *)data + *ret_len, (unsigned)(cap - *ret_len));
		if (n < 0)
			return broken(zip, err);
		if (n == 0)
			break;
		*ret_len += (size_t)n;
	}
	zip->unpacked += (int64_t)*ret_len;
	if (zip->unpacked > FL_ZIP_PART_MAX)
		return fl_error_at(err, FL_ERANGE, zip->source, 0, 0, "the spreadsheet has a part of more than %lld bytes",
				   (long long)FL_ZIP_PART_MAX);
	if (*ret_len < cap) {
		zip->begun = false;
		if (unzCloseCurrentFile(zip->file) != UNZ_OK)
			return broken(zip, err);
	}
	return FL_OK;
}
