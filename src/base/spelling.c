/* SPDX-License-Identifier: Apache-2.0
 *
 * spelling.c - the word that was meant.
 *
 * A word of n characters may be wrong in n / 3 of them, in two at most: nobody is helped by 'run' for 'tag'. Capital
 * letters of the Latin alphabet are no error at all. Only a band of the usual table is computed (Ukkonen, "Algorithms for
 * approximate string matching", 1985): ids are compared with every dream of a round.
 */
#include "base/spelling.h"

#include "base/str.h"

#include <stdio.h>

#define CHARACTERS_MAX 64 /* longer words have no neighbours */
#define ERRORS_MAX     2
#define NAME_BYTES     60

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The characters of a text; CHARACTERS_MAX + 1 for too many. */
static size_t decode(fl_str text, int32_t *ret)
{
	size_t count = 0;
	for (size_t pos = 0; pos < text.len && count <= CHARACTERS_MAX; count++) {
		int32_t c = fl_utf8_next(text, &pos);
		if (count < CHARACTERS_MAX)
			ret[count] = c;
	}
	return count;
}

/* One row of the table inside the band; returns its least entry. */
static size_t next_row(const int32_t *a, size_t i, const int32_t *b, size_t len, size_t most, size_t row[3][CHARACTERS_MAX + 1])
{
	size_t *here = row[i % 3], *above = row[(i + 2) % 3], *before = row[(i + 1) % 3];
	size_t from = i > most ? i - most : 1, to = least(len, i + most), best = most + 1;
	here[from - 1] = from == 1 ? i : most + 1;
	for (size_t j = from; j <= to; j++) {
		size_t d = above[j - 1] + (a[i - 1] != b[j - 1]);
		d = least(d, here[j - 1] + 1);
		if (j < i + most) /* above it lies the band */
			d = least(d, above[j] + 1);
		if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
			d = least(d, before[j - 2] + 1);
		here[j] = d;
		best = least(best, d);
	}
	return least(best, here[from - 1]);
}

size_t fl_spelling_distance(fl_str a, fl_str b, size_t most)
{
	int32_t x[CHARACTERS_MAX], y[CHARACTERS_MAX];
	size_t row[3][CHARACTERS_MAX + 1], n = decode(a, x), m = decode(b, y);
	if (n > CHARACTERS_MAX || m > CHARACTERS_MAX || n > m + most || m > n + most)
		return most + 1;
	for (size_t r = 0; r < 3; r++)
		for (size_t j = 0; j <= CHARACTERS_MAX; j++)
			row[r][j] = most + 1;
	for (size_t j = 0; j <= least(m, most); j++)
		row[0][j] = j;
	for (size_t i = 1; i <= n; i++)
		if (next_row(x, i, y, m, most, row) > most)
			return most + 1;
	return least(row[n % 3][m], most + 1);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_letters(fl_str a, fl_str b)
{
	size_t i = 0;
	while (i < a.len && i < b.len && lower(a.data[i]) == lower(b.data[i]))
		i++;
	return i == a.len && i == b.len;
}

void fl_spelling_begin(fl_spelling *s, fl_str word)
{
	*s = (fl_spelling){ .word = word, .distance = 1 + least(ERRORS_MAX, fl_utf8_length(word) / 3) };
}

void fl_spelling_try(fl_spelling *s, fl_str candidate)
{
	size_t d = same_letters(s->word, candidate) ? 0 : fl_spelling_distance(s->word, candidate, s->distance);
	if (d > s->distance || (d == s->distance && s->num_near == 0) || candidate.len == 0)
		return;
	if (d < s->distance)
		s->num_near = 0;
	s->distance = d;
	if (s->num_near < FL_SPELLING_NAMES)
		s->near[s->num_near] = candidate;
	s->num_near++;
}

const char *fl_spelling_hint(const fl_spelling *s, char hint[FL_SPELLING_HINT])
{
	size_t len = 0;
	hint[0] = '\0';
	if (s->num_near == 0 || s->num_near > FL_SPELLING_NAMES)
		return hint;
	for (size_t i = 0; i < s->num_near; i++) {
		fl_str name = s->near[i];
		if (name.len > NAME_BYTES) {
			hint[0] = '\0'; /* a name cut short would not be the name */
			return hint;
		}
		const char *before = i == 0 ? ", did you mean" : i + 1 == s->num_near ? " or" : ",";
		len += (size_t)snprintf(hint + len, FL_SPELLING_HINT - len, "%s '%.*s'", before, FL_STR_ARG(name));
	}
	snprintf(hint + len, FL_SPELLING_HINT - len, "?");
	return hint;
}

const char *fl_spelling_in_map(fl_str word, const fl_map *map, char hint[FL_SPELLING_HINT])
{
	fl_spelling s;
	fl_str key;
	fl_spelling_begin(&s, word);
	for (size_t at = 0; fl_map_next(map, &at, &key);)
		fl_spelling_try(&s, key);
	return fl_spelling_hint(&s, hint);
}

const char *fl_spelling_among(fl_str word, const char *const *words, char hint[FL_SPELLING_HINT])
{
	fl_spelling s;
	fl_spelling_begin(&s, word);
	for (; *words; words++)
		fl_spelling_try(&s, fl_str_of(*words));
	return fl_spelling_hint(&s, hint);
}

const char *fl_text_near(const char *word, const char *const *among, char hint[FL_SPELLING_HINT])
{
	return fl_spelling_among(fl_str_of(word), among, hint);
}
