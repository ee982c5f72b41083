/* SPDX-License-Identifier: Apache-2.0
 *
 * encoding.h - bytes of a file to UTF-8, once, at the door: UTF-8 with or without BOM, and GB18030.
 *
 * Bytes that belong to no character do not stop a file: they stay (or become) bytes that are no UTF-8, so that the
 * row they stand in can be rejected with its place. What is no text at all (NUL, UTF-16, a spreadsheet) is an error.
 */
#ifndef FL_INGEST_ENCODING_H
#define FL_INGEST_ENCODING_H

#include "base/buf.h"
#include "florin.h"

typedef enum fl_encoding {
	FL_ENC_UNKNOWN, /* nothing but ASCII so far */
	FL_ENC_UTF8,
	FL_ENC_UTF8_BOM,
	FL_ENC_GB18030,
} fl_encoding;

typedef struct fl_decoder {
	const char *source; /* borrowed; names the file in errors */
	fl_encoding encoding;
	bool stated; /* somebody said so; else guessed from the bytes */
	bool started;
	bool judged;    /* stated GB18030 was compared with the bytes */
	bool doubtful;  /* and they are well-formed UTF-8 above ASCII, which GB18030 almost never is */
	int64_t line;   /* of the next byte */
	void *iconv;    /* iconv_t, NULL when closed */
	fl_buf text;    /* what the last feed gave, where it had to be converted */
	fl_buf pending; /* first bytes of a character that the last piece cut */
} fl_decoder;

/* 'stated': "", "auto", "utf-8" or "gb18030". */
fl_status fl_decoder_open(fl_decoder *d, fl_str stated, const char *source, fl_error *err);
/* The next piece (the first: at least 4 bytes unless it is also the last). *ret_text is borrowed from 'bytes' or from
 * the decoder until the next call. */
fl_status fl_decoder_feed(fl_decoder *d, fl_str bytes, bool last, fl_str *ret_text, fl_error *err);
void fl_decoder_close(fl_decoder *d);
const char *fl_encoding_name(fl_encoding encoding); /* "utf-8", "utf-8-bom", "gb18030" */

#endif
