/* SPDX-License-Identifier: Apache-2.0
 *
 * shared.c - from the rarest grams that two sets share to the words in which they stand.
 *
 * A gram is a slice of a text and not always a word (children without its end). So the grams are looked up in one of the two texts, and
 * what is shown is the whole words they touch; neighbouring words are one stretch. Of the two the text that comes first in byte
 * order is read, so that a pair and its mirror show the same.
 */
#include "dedup/shared.h"

#include "base/str.h"

#define GRAMS       8   /* the rarest shared ones that are looked up */
#define PLACES_MAX  16  /* stretches that are weighed against each other */
#define STRETCH_MAX 120 /* bytes of one */

typedef struct rare {
	uint64_t gram;
	uint32_t weight;
	bool shown;
} rare;

typedef struct stretch {
	fl_str text;
	size_t begin, end;
	uint64_t weight;
} stretch;

typedef struct search {
	rare grams[GRAMS];
	size_t num_grams;
	stretch places[PLACES_MAX];
	size_t num_places;
} search;

/* Keep the grams of most weight, among equals those of the smallest hash: no order that depends on other dreams. */
static void keep(search *s, uint64_t gram, uint32_t weight)
{
	size_t at = s->num_grams;

	while (at > 0 && (s->grams[at - 1].weight < weight ||
			  (s->grams[at - 1].weight == weight && s->grams[at - 1].gram > gram)))
		at--;
	if (at == GRAMS)
		return;
	s->num_grams += s->num_grams < GRAMS;
	for (size_t i = s->num_grams - 1; i > at; i--)
		s->grams[i] = s->grams[i - 1];
	s->grams[at] = (rare){ gram, weight, false };
}

static void find_rarest(const fl_gram_sets *sets, size_t x, size_t y, search *s)
{
	const uint32_t *a = sets->entries + sets->start[x], *a_end = sets->entries + sets->start[x + 1];
	const uint32_t *b = sets->entries + sets->start[y], *b_end = sets->entries + sets->start[y + 1];

	while (a < a_end && b < b_end) {
		uint32_t p = FL_GRAM_RANK(*a), q = FL_GRAM_RANK(*b);
		if (p == q)
			keep(s, sets->gram[p], sets->weight[p]);
		a += p <= q;
		b += q <= p;
	}
}

/* The weight of those grams that begin inside [begin, end) and were not shown before, which now they are. */
static uint64_t take_grams(search *s, fl_str text, size_t begin, size_t end, bool first)
{
	uint64_t weight = 0;
	fl_gram gram;

	for (size_t pos = begin; pos < end && fl_gram_next(text, &pos, first, &gram) && gram.begin < end; first = false)
		for (size_t i = 0; i < s->num_grams; i++)
			if (s->grams[i].gram == gram.hash && !s->grams[i].shown) {
				s->grams[i].shown = true;
				weight += s->grams[i].weight;
			}
	return weight;
}

/* The end of the last gram that begins at or before 'from' and is one of ours; 0: none. */
static size_t reach_of(const search *s, fl_str text, size_t from, bool first)
{
	size_t pos = from;
	fl_gram gram;

	if (!fl_gram_next(text, &pos, first, &gram))
		return 0;
	for (size_t i = 0; i < s->num_grams; i++)
		if (s->grams[i].gram == gram.hash)
			return gram.end;
	return 0;
}

static void add_place(search *s, fl_str text, size_t begin, size_t end, bool first)
{
	uint64_t weight = take_grams(s, text, begin, end, first);

	if (weight == 0)
		return;
	if (end - begin > STRETCH_MAX) {
		end = begin + STRETCH_MAX;
		while (((unsigned char)text.data[end] & 0xC0) == 0x80)
			end--;
	}
	if (s->num_places < PLACES_MAX)
		s->places[s->num_places++] = (stretch){ text, begin, end, weight };
}

/* Word by word; a stretch goes on while grams reach into the next word. */
static void read_text(search *s, fl_str text)
{
	size_t pos = 0, begin = 0, end = 0, reach = 0;
	bool open_first = false;
	fl_piece word;

	while (fl_piece_next(text, &pos, false, &word)) {
		bool covered = reach > word.begin;
		for (size_t at = word.begin; at < word.end;) { /* each letter of the word begins a gram */
			fl_piece letter;
			size_t far = reach_of(s, text, at, word.begin == 0 && at == 0);
			reach = far > reach ? far : reach;
			covered = covered || far > 0;
			if (!fl_piece_next(text, &at, true, &letter))
				break;
		}
		if (!covered) {
			if (end > begin)
				add_place(s, text, begin, end, open_first);
			begin = end = 0;
			continue;
		}
		if (end == begin) {
			begin = word.begin;
			open_first = begin == 0;
		}
		end = word.end;
	}
	if (end > begin)
		add_place(s, text, begin, end, open_first);
}

static void print(search *s, fl_buf *ret)
{
	for (size_t n = 0; n < FL_SHARED_MAX; n++) {
		stretch *best = NULL;
		for (size_t i = 0; i < s->num_places; i++)
			if (s->places[i].weight > 0 && (!best || s->places[i].weight > best->weight))
				best = &s->places[i];
		if (!best)
			return;
		if (n > 0)
			fl_buf_putc(ret, '\n');
		fl_buf_str(ret, fl_str_slice(best->text, best->begin, best->end));
		best->weight = 0;
	}
}

void fl_shared_words(const fl_gram_sets *sets, size_t x, size_t y, const fl_str title[2], const fl_str body[2], fl_buf *ret)
{
	search s = { .num_grams = 0 };
	int order = fl_str_cmp(title[0], title[1]);
	size_t read = (order != 0 ? order : fl_str_cmp(body[0], body[1])) <= 0 ? 0 : 1;

	find_rarest(sets, x, y, &s);
	if (s.num_grams == 0)
		return;
	read_text(&s, title[read]);
	read_text(&s, body[read]);
	print(&s, ret);
}
