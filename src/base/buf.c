/* SPDX-License-Identifier: Apache-2.0
 *
 * buf.c - the growing byte string. Room doubles up to the maximum; one byte more is kept for the NUL.
 */
#include "base/buf.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void fl_buf_init(fl_buf *buf, size_t max)
{
	*buf = (fl_buf){ .max = max < PTRDIFF_MAX ? max : PTRDIFF_MAX - 1 };
}

void fl_buf_release(fl_buf *buf)
{
	fl_free(buf->data);
	*buf = (fl_buf){ .max = buf->max };
}

void fl_buf_clear(fl_buf *buf)
{
	buf->len = 0;
	if (buf->data)
		buf->data[0] = '\0';
}

/* Room for 'more' bytes and the NUL. False once the buffer has failed. */
static bool make_room(fl_buf *buf, size_t more)
{
	size_t need, cap;
	char *data;

	if (buf->status != FL_OK)
		return false;
	if (more > buf->max - buf->len) {
		buf->status = FL_ERANGE;
		return false;
	}
	need = buf->len + more + 1;
	if (need <= buf->cap)
		return true;
	cap = buf->cap > buf->max / 2 ? buf->max + 1 : buf->cap * 2;
	cap = cap < 64 ? 64 : cap;
	cap = cap < need ? need : cap;
	data = fl_realloc_array(buf->data, cap, 1);
	if (!data) {
		buf->status = FL_ENOMEM;
		return false;
	}
	buf->data = data;
	buf->cap = cap;
	return true;
}

void fl_buf_add(fl_buf *buf, const void *data, size_t len)
{
	if (!make_room(buf, len))
		return;
	if (len > 0)
		memcpy(buf->data + buf->len, data, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

char *fl_buf_extend(fl_buf *buf, size_t len)
{
	if (!make_room(buf, len))
		return NULL;
	buf->len += len;
	buf->data[buf->len] = '\0';
	return buf->data + buf->len - len;
}

void fl_buf_shorten(fl_buf *buf, size_t len)
{
	if (!buf->data)
		return;
	buf->len -= len < buf->len ? len : buf->len;
	buf->data[buf->len] = '\0';
}

void fl_buf_str(fl_buf *buf, fl_str s)
{
	fl_buf_add(buf, s.data, s.len);
}

void fl_buf_puts(fl_buf *buf, const char *z)
{
	fl_buf_add(buf, z, strlen(z));
}

void fl_buf_leb(fl_buf *buf, uint64_t n)
{
	unsigned char bytes[10];
	size_t len = 0;

	for (; n > 0x7f; n >>= 7)
		bytes[len++] = (unsigned char)(0x80 | (n & 0x7f));
	bytes[len++] = (unsigned char)n;
	fl_buf_add(buf, bytes, len);
}

void fl_buf_putc(fl_buf *buf, char c)
{
	if (!make_room(buf, 1))
		return;
	buf->data[buf->len++] = c;
	buf->data[buf->len] = '\0';
}

void fl_buf_safe(fl_buf *buf, fl_str text)
{
	for (size_t i = 0, from = 0; i < text.len; from = i) {
		int32_t c = fl_utf8_next(text, &i);
		if (c < 0)
			fl_buf_printf(buf, "\\x%02x", (unsigned char)text.data[from]);
		else if (c == '\n')
			fl_buf_puts(buf, "\\n");
		else if (c < 0x20 || (c >= 0x7f && c < 0xa0))
			fl_buf_printf(buf, "\\x%02x", (unsigned)c);
		else if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029)
			fl_buf_printf(buf, "\\u%04x", (unsigned)c);
		else
			fl_buf_add(buf, text.data + from, i - from);
	}
}

void fl_buf_printf(fl_buf *buf, const char *fmt, ...)
{
	va_list args;
	int n;
	size_t room = buf->status == FL_OK ? buf->cap - buf->len : 0;

	va_start(args, fmt);
	n = vsnprintf(room > 0 ? buf->data + buf->len : NULL, room, fmt, args); /* mostly there is room already */
	va_end(args);
	if (n >= 0 && (size_t)n < room && (size_t)n <= buf->max - buf->len) {
		buf->len += (size_t)n;
		return;
	}
	if (room > 0)
		buf->data[buf->len] = '\0';
	if (n < 0) {
		buf->status = buf->status == FL_OK ? FL_EINTERNAL : buf->status;
		return;
	}
	if (!make_room(buf, (size_t)n))
		return;
	va_start(args, fmt);
	vsnprintf(buf->data + buf->len, (size_t)n + 1, fmt, args);
	va_end(args);
	buf->len += (size_t)n;
}

fl_str fl_buf_view(const fl_buf *buf)
{
	return (fl_str){ buf->data ? buf->data : "", buf->len };
}

const char *fl_buf_part(fl_buf *whole, const fl_buf *part)
{
	if (whole->status == FL_OK)
		whole->status = part->status;
	return part->data ? part->data : "";
}

char *fl_buf_take(fl_buf *buf, size_t *ret_len)
{
	char *data = buf->data;

	if (buf->status != FL_OK || buf->len == 0) {
		if (ret_len)
			*ret_len = 0;
		return NULL;
	}
	if (ret_len)
		*ret_len = buf->len;
	*buf = (fl_buf){ .max = buf->max };
	return data;
}

fl_status fl_buf_status(const fl_buf *buf, fl_error *err)
{
	if (buf->status == FL_OK)
		return FL_OK;
	if (buf->status == FL_ENOMEM)
		return fl_enomem(err);
	if (buf->status == FL_ERANGE)
		return fl_error_set(err, FL_ERANGE, "more than %zu bytes", buf->max);
	return fl_error_set(err, buf->status, "text could not be formatted");
}
