/* SPDX-License-Identifier: Apache-2.0
 *
 * encoding.c - guess the encoding of a file from its bytes, and convert GB18030 (iconv) to UTF-8.
 *
 * The guess, made on the first piece that has a byte above 0x7F: without malformed sequences it is UTF-8; with some,
 * but far more well-formed ones, it is UTF-8 with damage; else, when the bytes have the structure of GB18030
 * (GB 18030-2022: one, two or four bytes), it is that; else it is nothing we read. Chinese text in GB18030 almost
 * never happens to be well-formed UTF-8, so the first test decides nearly always.
 */
#include "ingest/encoding.h"

#include "base/error.h"
#include "base/str.h"

#include <errno.h>
#include <iconv.h>

#define PIECE_OUT ((size_t)64 << 10)

static const char *const names[] = { "utf-8", "utf-8", "utf-8-bom", "gb18030" };

const char *fl_encoding_name(fl_encoding encoding)
{
	return names[encoding];
}

/* ---- what is no text --------------------------------------------------------------------------------------- */

static bool begins(fl_str s, const char *bytes, size_t len)
{
	return s.len >= len && memcmp(s.data, bytes, len) == 0;
}

static fl_status refuse_other_files(const fl_decoder *d, fl_str s, fl_error *err)
{
	const char *what = NULL;

	if (begins(s, "\xFF\xFE", 2) || begins(s, "\xFE\xFF", 2))
		what = "this is UTF-16, which is not read: save the file as UTF-8";
	else if (begins(s, "PK\x03\x04", 4))
		what = "this is a spreadsheet (xlsx) or another archive, no text: name it .xlsx, or say so in 'format'";
	else if (begins(s, "\xD0\xCF\x11\xE0", 4))
		what = "this is an old spreadsheet (xls) or another office file, no text: save it as .xlsx or CSV";
	else if (begins(s, "%PDF-", 5))
		what = "this is a PDF file, no text";
	else if (begins(s, "\x1F\x8B", 2))
		what = "this is a compressed file (gzip), no text: unpack it first";
	else if (begins(s, "SQLite format 3", 15))
		what = "this is a database (SQLite), no text";
	return what ? fl_error_at(err, FL_EPARSE, d->source, 1, 1, "%s", what) : FL_OK;
}

static size_t count_byte(fl_str s, char c)
{
	size_t count = 0;

	for (const char *p = s.data, *end = s.data + s.len; p < end && (p = memchr(p, c, (size_t)(end - p))); p++)
		count++;
	return count;
}

static fl_status refuse_nul(const fl_decoder *d, fl_str s, fl_error *err)
{
	const char *nul = s.len ? memchr(s.data, '\0', s.len) : NULL;

	if (!nul)
		return FL_OK;
	fl_str head = fl_str_slice(s, 0, s.len < 1000 ? s.len : 1000);
	if (!d->started && count_byte(head, '\0') >= head.len / 4)
		return fl_error_at(err, FL_EPARSE, d->source, 1, 1,
				   "this looks like UTF-16 or UTF-32, which is not read: save the file as UTF-8");
	fl_str before = fl_str_slice(s, 0, (size_t)(nul - s.data));
	size_t column = 0;
	while (column < before.len && before.data[before.len - 1 - column] != '\n')
		column++;
	return fl_error_at(err, FL_EPARSE, d->source, d->line + (int64_t)count_byte(before, '\n'),
			   (int64_t)column + 1, "a NUL byte: this is no text");
}

/* ---- the guess --------------------------------------------------------------------------------------------- */

/* One character of GB18030 by its structure; false when the bytes have none. */
static bool gb_next(fl_str s, size_t *pos)
{
	const unsigned char *b = (const unsigned char *)s.data + *pos;
	size_t left = s.len - *pos;

	++*pos;
	if (b[0] < 0x80)
		return true;
	if (b[0] == 0x80 || b[0] == 0xFF || left < 2)
		return false;
	if ((b[1] >= 0x40 && b[1] <= 0x7E) || (b[1] >= 0x80 && b[1] <= 0xFE)) {
		*pos += 1;
		return true;
	}
	if (left < 4 || b[1] < 0x30 || b[1] > 0x39 || b[2] < 0x81 || b[2] == 0xFF || b[3] < 0x30 || b[3] > 0x39)
		return false;
	*pos += 3;
	return true;
}

typedef struct census {
	size_t good, bad; /* characters above ASCII, and bytes that belong to none */
	size_t first_bad;
} census;

static census count_utf8(fl_str s, bool last)
{
	census c = { 0, 0, 0 };

	for (size_t pos = 0; pos < s.len;) {
		size_t at = pos;
		if ((unsigned char)s.data[at] < 0x80) {
			pos++;
			continue;
		}
		if (fl_utf8_next(s, &pos) >= 0) {
			c.good++;
		} else if (last || s.len - at >= 4) { /* else: cut by the end of the piece */
			if (c.bad++ == 0)
				c.first_bad = at;
		}
	}
	return c;
}

static census count_gb18030(fl_str s, bool last)
{
	census c = { 0, 0, 0 };

	for (size_t pos = 0; pos < s.len;) {
		size_t at = pos;
		bool good = gb_next(s, &pos);
		if (good)
			c.good += (unsigned char)s.data[at] >= 0x80;
		else
			c.bad += last || s.len - at >= 4;
	}
	return c;
}

static bool is_ascii(fl_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.data[i] >= 0x80)
			return false;
	return true;
}

static fl_status guess(fl_decoder *d, fl_str s, bool last, fl_error *err)
{
	census utf8, gb;

	if (is_ascii(s))
		return FL_OK;
	utf8 = count_utf8(s, last);
	if (utf8.bad == 0 || utf8.good > 4 * utf8.bad) {
		d->encoding = FL_ENC_UTF8;
		return FL_OK;
	}
	gb = count_gb18030(s, last);
	if (gb.good > 20 * gb.bad) {
		d->encoding = FL_ENC_GB18030;
		return FL_OK;
	}
	fl_str before = fl_str_slice(s, 0, utf8.first_bad);
	size_t start = before.len;
	while (start > 0 && before.data[start - 1] != '\n')
		start--;
	return fl_error_at(err, FL_EPARSE, d->source, d->line + (int64_t)count_byte(before, '\n'),
			   (int64_t)fl_utf8_length(fl_str_slice(before, start, before.len)) + 1,
			   "byte 0x%02X: the file is neither UTF-8 nor GB18030",
			   (unsigned)(unsigned char)s.data[utf8.first_bad]);
}

/* Stated as GB18030: is the first piece above ASCII well-formed UTF-8? Then the statement is probably wrong. */
static void doubt(fl_decoder *d, fl_str s, bool last)
{
	if (d->judged || is_ascii(s))
		return;
	census utf8 = count_utf8(s, last);
	d->judged = true;
	d->doubtful = utf8.bad == 0 && utf8.good > 0;
}

/* A byte-order mark says what the file is; it is passed over. */
static fl_status take_mark(fl_decoder *d, fl_str *s, fl_error *err)
{
	bool utf8 = begins(*s, "\xEF\xBB\xBF", 3), gb = begins(*s, "\x84\x31\x95\x33", 4);

	if ((utf8 && d->encoding == FL_ENC_GB18030) || (gb && d->encoding == FL_ENC_UTF8))
		return fl_error_at(err, FL_EINVAL, d->source, 1, 1, "the file begins with the mark of %s, not of %s",
				   utf8 ? "UTF-8" : "GB18030", names[d->encoding]);
	if (utf8 || gb) {
		d->encoding = utf8 ? FL_ENC_UTF8_BOM : FL_ENC_GB18030;
		d->stated = true;
		*s = fl_str_slice(*s, utf8 ? 3 : 4, s->len);
	}
	return FL_OK;
}

/* ---- conversion -------------------------------------------------------------------------------------------- */

static fl_status open_iconv(fl_decoder *d, fl_error *err)
{
	iconv_t cd;

	if (d->iconv)
		return FL_OK;
	cd = iconv_open("UTF-8", "GB18030");
	if (cd == (iconv_t)-1)
		return fl_error_at(err, FL_EIO, d->source, 0, 0, "this system cannot convert GB18030");
	d->iconv = cd;
	return FL_OK;
}

/* Everything of 'in' into d->text; a character that is cut stays in d->pending unless this is the last piece. */
static fl_status convert(fl_decoder *d, fl_str in, bool last, fl_error *err)
{
	char out[PIECE_OUT / 16], *from = (char *)(uintptr_t)in.data; /* iconv reads only */
	size_t left = in.len;

	while (left > 0) {
		char *to = out;
		size_t room = sizeof out;
		size_t n = iconv((iconv_t)d->iconv, &from, &left, &to, &room);
		fl_buf_add(&d->text, out, sizeof out - room);
		if (n != (size_t)-1 || errno == E2BIG)
			continue;
		if (errno == EINVAL && !last) {
			fl_buf_add(&d->pending, from, left);
			break;
		}
		fl_buf_putc(&d->text, '\xFF'); /* no character: the row will be rejected */
		from++;
		left--;
	}
	FL_TRY(fl_buf_status(&d->pending, err));
	return fl_buf_status(&d->text, err);
}

static fl_status decode_gb18030(fl_decoder *d, fl_str bytes, bool last, fl_str *ret_text, fl_error *err)
{
	fl_buf joined;
	fl_status status = open_iconv(d, err);

	if (status != FL_OK)
		return status;
	fl_buf_clear(&d->text);
	if (d->pending.len == 0) {
		FL_TRY(convert(d, bytes, last, err));
		*ret_text = fl_buf_view(&d->text);
		return FL_OK;
	}
	fl_buf_init(&joined, FL_BUF_MAX_DEFAULT);
	fl_buf_str(&joined, fl_buf_view(&d->pending));
	fl_buf_str(&joined, bytes);
	fl_buf_clear(&d->pending);
	status = fl_buf_status(&joined, err);
	if (status == FL_OK)
		status = convert(d, fl_buf_view(&joined), last, err);
	fl_buf_release(&joined);
	*ret_text = fl_buf_view(&d->text);
	return status;
}

/* ---- interface --------------------------------------------------------------------------------------------- */

fl_status fl_decoder_open(fl_decoder *d, fl_str stated, const char *source, fl_error *err)
{
	*d = (fl_decoder){ .source = source, .line = 1 };
	fl_buf_init(&d->text, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&d->pending, 16);
	if (stated.len == 0 || fl_str_eqz(stated, "auto"))
		return FL_OK;
	d->stated = true;
	if (fl_str_eqz(stated, "utf-8"))
		d->encoding = FL_ENC_UTF8;
	else if (fl_str_eqz(stated, "gb18030"))
		d->encoding = FL_ENC_GB18030;
	else
		return fl_error_at(err, FL_EINVAL, source, 0, 0, "unknown encoding '%.*s'", FL_STR_ARG(stated));
	return FL_OK;
}

fl_status fl_decoder_feed(fl_decoder *d, fl_str bytes, bool last, fl_str *ret_text, fl_error *err)
{
	fl_status status;
	int64_t lines;

	if (!d->started) {
		FL_TRY(refuse_other_files(d, bytes, err));
		FL_TRY(take_mark(d, &bytes, err));
	}
	FL_TRY(refuse_nul(d, bytes, err));
	lines = (int64_t)count_byte(bytes, '\n');
	if (d->encoding == FL_ENC_UNKNOWN)
		FL_TRY(guess(d, bytes, last, err));
	if (d->stated && d->encoding == FL_ENC_GB18030)
		doubt(d, bytes, last);
	d->started = true;
	*ret_text = bytes;
	status = d->encoding == FL_ENC_GB18030 ? decode_gb18030(d, bytes, last, ret_text, err) : FL_OK;
	d->line += lines;
	return status;
}

void fl_decoder_close(fl_decoder *d)
{
	if (d->iconv)
		iconv_close((iconv_t)d->iconv);
	d->iconv = NULL;
	fl_buf_release(&d->text);
	fl_buf_release(&d->pending);
}
