/* SPDX-License-Identifier: Apache-2.0
 *
 * person_name.c - characters of names, one by one.
 *
 * Not told apart are whole names in another alphabet (Latin "Capa", Cyrillic "Сара") and traditional from simplified characters: a reader
 * of the report sees both names, and a foundation knows its people.
 */
#include "text/person_name.h"

#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>
#include <utf8proc.h>

#define PARTS_MAX 32

/* Alphabets with letters that look like those of another. */
static const struct {
	int32_t first, last;
	const char *name;
} alphabets[] = {
	{ 0x41, 0x5A, "Latin" },	{ 0x61, 0x7A, "Latin" },	{ 0xC0, 0x24F, "Latin" },	{ 0x1E00, 0x1EFF, "Latin" },
	{ 0x2C60, 0x2C7F, "Latin" },	{ 0xA720, 0xA7FF, "Latin" },	{ 0xFF21, 0xFF5A, "Latin" },	{ 0x370, 0x3FF, "Greek" },
	{ 0x1F00, 0x1FFF, "Greek" },	{ 0x400, 0x52F, "Cyrillic" },	{ 0x1C80, 0x1C8F, "Cyrillic" }, { 0x2DE0, 0x2DFF, "Cyrillic" },
	{ 0xA640, 0xA69F, "Cyrillic" }, { 0x530, 0x58F, "Armenian" },	{ 0x13A0, 0x13FF, "Cherokee" }, { 0xAB70, 0xABBF, "Cherokee" },
	{ 0x2C80, 0x2CFF, "Coptic" },	{ 0xA4D0, 0xA4FF, "Lisu" },
};

static const char *alphabet_of(int32_t c)
{
	for (size_t i = 0; i < sizeof alphabets / sizeof *alphabets; i++)
		if (c >= alphabets[i].first && c <= alphabets[i].last)
			return alphabets[i].name;
	return NULL;
}

/* Nobody sees it, or nobody can tell it from a blank. */
static bool is_unseen(int32_t c)
{
	utf8proc_category_t category = utf8proc_category(c);
	bool space = category == UTF8PROC_CATEGORY_ZS && c != ' ' && c != 0xA0 && c != 0x3000;
	bool filler = c == 0x34F || c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 || c == 0x2800 || c == 0x17B4 || c == 0x17B5;
	bool selector = (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF) || (c >= 0x180B && c <= 0x180F);
	return space || filler || selector || category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF ||
	       category == UTF8PROC_CATEGORY_CS || category == UTF8PROC_CATEGORY_CO || category == UTF8PROC_CATEGORY_CN ||
	       category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

/* A letter that is another one in another form: 𝐋, ﬁ, Ⅳ. Wide ones are the same as narrow ones wherever names are compared. */
static bool is_another_form(int32_t c)
{
	utf8proc_int32_t plain[PARTS_MAX], parts[PARTS_MAX];
	int ignored = 0;
	if (c >= 0xFF01 && c <= 0xFF5E)
		return false;
	utf8proc_ssize_t n = utf8proc_decompose_char(c, parts, PARTS_MAX, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &ignored);
	utf8proc_ssize_t m = utf8proc_decompose_char(c, plain, PARTS_MAX, UTF8PROC_DECOMPOSE, &ignored);
	if (n < 1 || n > PARTS_MAX || (n == m && parts[0] == plain[0]))
		return false;
	for (utf8proc_ssize_t i = 0; i < n; i++)
		if (alphabet_of(parts[i]))
			return true;
	return false;
}

/* Canonical composition changes nothing. */
static fl_status check_composed(const char *what, fl_str name, fl_error *err)
{
	fl_status status = FL_OK;
	size_t room = 4 * name.len + 4; /* code points, of at most four bytes each when they are written again */
	utf8proc_int32_t *points = fl_alloc((room + 1) * sizeof *points);
	if (!points)
		return fl_enomem(err);
	utf8proc_ssize_t n = utf8proc_decompose((const utf8proc_uint8_t *)name.data, (utf8proc_ssize_t)name.len, points, (utf8proc_ssize_t)room,
						UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
	if (n >= 0 && (size_t)n <= room)
		n = utf8proc_reencode(points, n, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	if (n < 0 || (size_t)n != name.len || memcmp(points, name.data, name.len) != 0)
		status = fl_error_set(err, FL_EINVAL, "'%s' has a letter that is spelt in parts, its accent apart, or in an old form: "
				      "write the name in composed characters (NFC)", what);
	fl_free(points);
	return status;
}

fl_status fl_person_name_check(const char *what, fl_str name, fl_error *err)
{
	const char *alphabet = NULL;
	for (size_t at = 0; at < name.len;) {
		int32_t c = fl_utf8_next(name, &at);
		const char *of = alphabet_of(c);
		if (is_unseen(c))
			return fl_error_set(err, FL_EINVAL, "'%s' has a character that nobody sees (U+%04X): a name that looks like another is not taken",
					    what, (unsigned)c);
		if (is_another_form(c))
			return fl_error_set(err, FL_EINVAL, "'%s' has a letter in another form (U+%04X): write the letter itself", what, (unsigned)c);
		if (of && alphabet && strcmp(of, alphabet) != 0)
			return fl_error_set(err, FL_EINVAL, "'%s' mixes %s and %s letters (U+%04X): a name that looks like another is not taken", what,
					    alphabet, of, (unsigned)c);
		alphabet = of ? of : alphabet;
	}
	return check_composed(what, name, err);
}
