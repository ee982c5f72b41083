/* SPDX-License-Identifier: Apache-2.0
 *
 * spots.c - look up every run of a few tokens among the terms.
 */
#include "classify/spots.h"

#include "base/str.h"

#include <string.h>

#define TOKENS_MAX 6 /* of a term */

bool fl_spotter_add(fl_spotter *spotter, fl_str term, uint32_t *ret_number)
{
	return fl_intern_put(&spotter->terms, term, ret_number);
}

/* All terms that begin with the token 'first', which stands at character 'from'. */
static bool find_at(fl_spotter *s, fl_str text, size_t first, uint32_t from, uint32_t line)
{
	uint32_t to = from;
	size_t start = s->tokens.items[first].start, at = start;

	for (size_t i = first; i < s->tokens.len && i < first + TOKENS_MAX; i++) {
		const fl_token *t = &s->tokens.items[i];
		uint32_t number;
		if (i > first && !t->joined)
			break;
		to += (uint32_t)fl_utf8_length(fl_str_slice(text, at, t->end));
		at = t->end;
		number = fl_intern_find(&s->terms, fl_str_slice(text, start, t->end));
		if (number != FL_INTERN_NONE && !fl_vec_push(&s->spots, ((fl_spot){ number, from, to, line })))
			return false;
	}
	return true;
}

bool fl_spotter_find(fl_spotter *s, fl_str normalised)
{
	size_t at = 0;
	uint32_t from = 0, line = 0;

	s->tokens.len = s->spots.len = 0;
	if (!fl_tokens_add(&s->tokens, normalised))
		return false;
	for (size_t i = 0; i < s->tokens.len; i++) {
		fl_str between = fl_str_slice(normalised, at, s->tokens.items[i].start);
		from += (uint32_t)fl_utf8_length(between);
		line += memchr(between.data, '\n', between.len) != NULL;
		at = s->tokens.items[i].start;
		if (!find_at(s, normalised, i, from, line))
			return false;
	}
	return true;
}

void fl_spotter_release(fl_spotter *spotter)
{
	fl_intern_release(&spotter->terms);
	fl_vec_release(&spotter->tokens);
	fl_vec_release(&spotter->spots);
}

bool fl_spot_follows(const fl_spot *a, const fl_spot *b, bool spaced, bool *ret_beyond)
{
	*ret_beyond = b->from > a->to + (spaced ? FL_PAIR_GAP_SPACED : FL_PAIR_GAP);
	return !*ret_beyond && b->from >= a->to && b->line == a->line && b->term != a->term;
}
