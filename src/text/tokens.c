/* SPDX-License-Identifier: Apache-2.0
 *
 * tokens.c - cut a normalised text into words and characters.
 */
#include "text/tokens.h"

#include "base/str.h"

#include <utf8proc.h>

typedef enum kind { OTHER, BLANK, INNER, DIGIT, MARK, LETTER, ALONE } kind; /* INNER: ' and - between letters */

static bool is_unspaced(int32_t c)
{
	static const int32_t ranges[][2] = {
		{ 0x0E00, 0x0EFF },   /* Thai, Lao */
		{ 0x1000, 0x109F },   /* Myanmar */
		{ 0x1780, 0x17FF },   /* Khmer */
		{ 0x3005, 0x3007 },   /* iteration mark, zero */
		{ 0x3040, 0x30FF },   /* Hiragana, Katakana */
		{ 0x3400, 0x9FFF },   /* Han */
		{ 0xF900, 0xFAFF },   /* Han */
		{ 0x20000, 0x3FFFF }, /* Han */
	};

	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (c >= ranges[i][0] && c <= ranges[i][1])
			return true;
	return false;
}

static kind kind_of(int32_t c)
{
	if (c == ' ')
		return BLANK;
	if (c == '\'' || c == 0x2019 || c == '-')
		return INNER;
	if (c < 0)
		return OTHER;
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_ND:
		return DIGIT;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
		return MARK;
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
		return is_unspaced(c) ? ALONE : LETTER;
	default:
		return OTHER;
	}
}

typedef struct cutter {
	fl_str text;
	size_t pos; /* behind the character at hand */
	size_t at;  /* where it begins */
	kind kind;
} cutter;

static bool next(cutter *c)
{
	c->at = c->pos;
	if (c->pos >= c->text.len)
		return false;
	c->kind = kind_of(fl_utf8_next(c->text, &c->pos));
	return true;
}

/* A word from the character at hand on; the one behind it is at hand then. *ret_letters is what it has of them. */
static size_t take_word(cutter *c, int *ret_letters, bool *ret_more)
{
	size_t end = c->at;

	*ret_letters = 0;
	do {
		if (c->kind == INNER) {
			cutter ahead = *c;
			if (!next(&ahead) || (ahead.kind != LETTER && ahead.kind != DIGIT))
				break;
		} else if (c->kind != LETTER && c->kind != DIGIT && c->kind != MARK) {
			break;
		}
		*ret_letters += c->kind == LETTER;
		end = c->pos;
	} while ((*ret_more = next(c)));
	return end;
}

bool fl_tokens_add(fl_tokens *tokens, fl_str normalised)
{
	cutter c = { .text = normalised };
	size_t last_end = SIZE_MAX; /* of the token before */
	bool last_spaced = false, more = next(&c);

	while (more) {
		fl_token t = { .start = (uint32_t)c.at, .spaced = c.kind != ALONE };
		int letters = 2;
		if (c.kind == ALONE) {
			t.end = (uint32_t)c.pos;
			more = next(&c);
			while (more && c.kind == MARK) {
				t.end = (uint32_t)c.pos;
				more = next(&c);
			}
		} else if (c.kind == LETTER || c.kind == DIGIT) {
			t.end = (uint32_t)take_word(&c, &letters, &more);
		} else {
			more = next(&c);
			continue;
		}
		if (letters < 2)
			continue;
		t.joined = last_spaced == t.spaced &&
			   (t.spaced ? last_end + 1 == t.start && normalised.data[last_end] == ' ' :
				       last_end == t.start);
		last_end = t.end;
		last_spaced = t.spaced;
		if (!fl_vec_push(tokens, t))
			return false;
	}
	return true;
}
