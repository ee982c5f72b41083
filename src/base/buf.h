/* SPDX-License-Identifier: Apache-2.0
 *
 * buf.h - a growing byte string with a maximum given at birth. Sticky failure: after memory is short
 * or the maximum is reached every call is a no-op and fl_buf_status says why, so that writers need
 * one check at the end.
 */
#ifndef FL_BASE_BUF_H
#define FL_BASE_BUF_H

#include "florin.h"

typedef struct fl_buf {
	char *data; /* NUL-terminated after the first write; NULL before */
	size_t len, cap, max;
	fl_status status;
} fl_buf;

#define FL_BUF_MAX_DEFAULT ((size_t)1 << 31)

void fl_buf_init(fl_buf *buf, size_t max); /* max in bytes; no allocation */
void fl_buf_release(fl_buf *buf);
void fl_buf_clear(fl_buf *buf); /* keeps the memory and a sticky failure */
void fl_buf_add(fl_buf *buf, const void *data, size_t len);
/* 'len' bytes more, whose content is the caller's to write; NULL after a failure. */
char *fl_buf_extend(fl_buf *buf, size_t len);
void fl_buf_shorten(fl_buf *buf, size_t len); /* by at most all there is */
void fl_buf_str(fl_buf *buf, fl_str s);
void fl_buf_puts(fl_buf *buf, const char *z);
void fl_buf_putc(fl_buf *buf, char c);
/* A number in seven bits a byte, the lowest first, the highest bit set on all but the last (LEB128); fl_str_leb reads it. */
void fl_buf_leb(fl_buf *buf, uint64_t n);
/* Text of unknown origin for a terminal, which it must not act on: control characters and those that turn the direction of
 * text (U+202A-E, U+2066-9; "Trojan Source", CVE-2021-42574) are written as escapes. */
void fl_buf_safe(fl_buf *buf, fl_str text);
void fl_buf_printf(fl_buf *buf, const char *fmt, ...) FL_PRINTF(2, 3);
fl_str fl_buf_view(const fl_buf *buf);      /* borrowed until the next write */
/* What was written into a buf of its own, to be put into 'whole', which fails with it. Borrowed; "" where nothing was written. */
const char *fl_buf_part(fl_buf *whole, const fl_buf *part);
char *fl_buf_take(fl_buf *buf, size_t *ret_len); /* ownership leaves (fl_free); NULL if empty or failed */
fl_status fl_buf_status(const fl_buf *buf, fl_error *err);

#endif
