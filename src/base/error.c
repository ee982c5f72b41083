/* SPDX-License-Identifier: Apache-2.0
 *
 * error.c - filling fl_error and reporting findings; what a terminal could take for a command is escaped here.
 *
 * Escaped are: control characters (C0, DEL, C1), line and paragraph separators, the characters that turn the
 * direction of writing (Unicode Technical Report 36, section 3), and bytes that are no UTF-8.
 */
#include "base/error.h"
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>

#define RAW_MAX 2048 /* a message before it is escaped and cut */

static bool is_unsafe(int32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0x200E || c == 0x200F ||
	       (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* One character of the text, from byte 'from' on, as it may be shown; its length in out. */
static size_t show(fl_str text, size_t *pos, char out[8])
{
	static const char hex[] = "0123456789abcdef";
	size_t from = *pos, n = 0;
	int32_t c = fl_utf8_next(text, pos);

	if (c >= 0 && !is_unsafe(c)) {
		memcpy(out, text.data + from, *pos - from);
		return *pos - from;
	}
	out[n++] = '\\';
	if (c == '\n' || c == '\r' || c == '\t') {
		out[n++] = c == '\n' ? 'n' : c == '\r' ? 'r' : 't';
		return n;
	}
	bool is_byte = c < 0x80; /* malformed ones are -1 */
	unsigned value = c < 0 ? (unsigned char)text.data[from] : (unsigned)c;
	out[n++] = is_byte ? 'x' : 'u';
	for (int shift = is_byte ? 4 : 12; shift >= 0; shift -= 4)
		out[n++] = hex[value >> shift & 15];
	return n;
}

/* The text escaped into out[cap], cut between characters, NUL-terminated. */
static void escape(fl_str text, char *out, size_t cap)
{
	size_t pos = 0, len = 0;

	while (pos < text.len) {
		char piece[8];
		size_t n = show(text, &pos, piece);
		if (len + n >= cap)
			break;
		memcpy(out + len, piece, n);
		len += n;
	}
	out[len] = '\0';
}

/* Format into out[cap]; a message cut by RAW_MAX must not end in half a character. */
static void FL_PRINTF(3, 0) format(char *out, size_t cap, const char *fmt, va_list args)
{
	char raw[RAW_MAX];
	int n = vsnprintf(raw, sizeof raw, fmt, args);
	size_t len = n < 0 ? 0 : (size_t)n;

	if (len >= sizeof raw) {
		len = sizeof raw - 1;
		while (len > 0 && ((unsigned char)raw[len - 1] & 0xC0) == 0x80)
			len--;
		if (len > 0 && (unsigned char)raw[len - 1] >= 0xC0)
			len--;
	}
	escape((fl_str){ raw, len }, out, cap);
}

fl_status fl_error_set(fl_error *err, fl_status status, const char *fmt, ...)
{
	va_list args;

	if (!err || err->status != FL_OK)
		return status;
	va_start(args, fmt);
	format(err->message, sizeof err->message, fmt, args);
	va_end(args);
	err->status = status;
	return status;
}

fl_status fl_error_at(fl_error *err, fl_status status, const char *source, int64_t line, int64_t column,
		      const char *fmt, ...)
{
	va_list args;

	if (!err || err->status != FL_OK)
		return status;
	va_start(args, fmt);
	format(err->message, sizeof err->message, fmt, args);
	va_end(args);
	escape(fl_str_of(source), err->source, sizeof err->source);
	err->line = line;
	err->column = column;
	err->status = status;
	return status;
}

fl_status fl_error_argument(fl_error *err, fl_status status)
{
	if (status != FL_EINVAL && status != FL_EPARSE && status != FL_ERANGE && status != FL_ENOTFOUND)
		return status;
	if (err && err->status == status)
		err->status = FL_EARGUMENT;
	return FL_EARGUMENT;
}

fl_status fl_error_source(fl_error *err, const char *source)
{
	if (!err)
		return FL_EINTERNAL;
	if (err->status != FL_OK && err->source[0] == '\0')
		escape(fl_str_of(source), err->source, sizeof err->source);
	return err->status;
}

void fl_report(const fl_listener *to, fl_severity severity, const char *code, const char *source, int64_t line,
	       int64_t column, const char *subject, const char *fmt, ...)
{
	char message[512], safe_source[512], safe_subject[512];
	fl_finding finding = { severity, code, safe_source, line, column, safe_subject, message };
	va_list args;

	if (!to || !to->report)
		return;
	va_start(args, fmt);
	format(message, sizeof message, fmt, args);
	va_end(args);
	escape(fl_str_of(source), safe_source, sizeof safe_source);
	escape(fl_str_of(subject), safe_subject, sizeof safe_subject);
	to->report(to->user, &finding);
}

const char *fl_version(void)
{
	return FLORIN_VERSION;
}

const char *fl_status_name(fl_status status)
{
	switch (status) {
	case FL_OK:
		return "ok";
	case FL_ENOMEM:
		return "out of memory";
	case FL_EIO:
		return "input/output error";
	case FL_EPARSE:
		return "parse error";
	case FL_EINVAL:
		return "invalid argument";
	case FL_ERANGE:
		return "out of range";
	case FL_ENOTFOUND:
		return "not found";
	case FL_ESTATE:
		return "steps missing";
	case FL_EVERSION:
		return "newer version";
	case FL_EBUSY:
		return "busy";
	case FL_EINTERNAL:
		return "internal error";
	case FL_EARGUMENT:
		return "wrong argument";
	}
	return "unknown status";
}
