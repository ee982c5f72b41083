/* SPDX-License-Identifier: Apache-2.0
 *
 * html_view.c - what of a round the page of its result carries; the rule stands in html_view.h.
 *
 * Sizes are those of the JSON that html_data.c will write, estimated from above: texts by their bytes with escapes, the rest by
 * what a line of it usually takes.
 */
#include "report/html_view.h"

#include "base/error.h"
#include "base/str.h"

#include <stdlib.h>

enum { FULL_SIZE = 600, HIT_SIZE = 40, PAIR_SIZE = 60 };

/* The largest limit at which all bodies together stay within FL_VIEW_TEXT. */
static size_t choose_cut(const fl_result *result)
{
	for (size_t cut = FL_DREAM_TEXT_MAX;; cut /= 2) {
		size_t sum = 0;
		for (size_t i = 0; i < result->num_dreams && sum <= FL_VIEW_TEXT; i++) {
			size_t len = result->dreams[i].dream->body.len;
			sum += len < cut ? len : cut;
		}
		if (sum <= FL_VIEW_TEXT || cut <= 256)
			return cut;
	}
}

fl_str fl_html_view_shorten(fl_str text, size_t cut)
{
	if (text.len <= cut)
		return text;
	while (cut > 0 && ((unsigned char)text.data[cut] & 0xc0) == 0x80)
		cut--;
	return fl_str_slice(text, 0, cut);
}

static size_t json_size(fl_str text)
{
	size_t size = text.len;
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.data[i];
		if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == '"' || c == '\\' || c == 0xe2)
			size += 5;
	}
	return size;
}

static size_t full_size(const fl_html_view *view, const fl_result_dream *dream)
{
	return FULL_SIZE + json_size(fl_html_view_shorten(dream->dream->body, view->cut)) + HIT_SIZE * dream->num_matches;
}

/* ---- which dreams ----------------------------------------------------------------------------- */

typedef struct rank {
	fl_money award;
	int64_t tally;
	uint32_t index;
} rank;

static int by_interest(const void *a, const void *b)
{
	const rank *x = a, *y = b;
	if (x->award != y->award)
		return x->award > y->award ? -1 : 1;
	if (x->tally != y->tally)
		return x->tally > y->tally ? -1 : 1;
	return x->index < y->index ? -1 : 1;
}

static void choose_dreams(const fl_result *result, const rank *ranks, fl_html_view *view)
{
	size_t room = FL_VIEW_FULL, listed = result->num_dreams < FL_VIEW_LISTED ? result->num_dreams : FL_VIEW_LISTED;
	for (size_t r = 0; r < listed; r++) {
		uint32_t index = ranks[r].index;
		size_t size = full_size(view, &result->dreams[index]);
		view->position[index] = 0; /* it has one */
		if (size > room)
			continue;
		room -= size;
		view->full[index] = true;
		view->num_full++;
	}
	for (size_t i = 0; i < result->num_dreams; i++)
		if (view->position[i] != FL_VIEW_NONE) {
			view->position[i] = (uint32_t)view->num_listed;
			view->listed[view->num_listed++] = (uint32_t)i;
		}
}

/* ---- which pairs ------------------------------------------------------------------------------ */

static void choose_pairs(const fl_result *result, fl_html_view *view)
{
	size_t room = FL_VIEW_PAIRS;
	for (int different = 0; different < 2; different++)
		for (size_t i = 0; i < result->num_pairs; i++) {
			const fl_pair *pair = &result->pairs[i];
			size_t size = PAIR_SIZE + json_size(pair->only_a) + json_size(pair->only_b);
			if ((pair->verdict == FL_PAIR_DIFFERENT) != different || view->position[pair->a] == FL_VIEW_NONE ||
			    view->position[pair->b] == FL_VIEW_NONE)
				continue;
			view->pairs[i] = size <= room;
			room -= view->pairs[i] ? size : 0;
			view->pairs_cut += !view->pairs[i];
		}
}

fl_status fl_html_view_make(const fl_result *result, fl_arena *arena, fl_html_view *ret, fl_error *err)
{
	size_t count = result->num_dreams;
	fl_html_view view = { .cut = choose_cut(result) };
	rank *ranks = fl_arena_array(arena, count + 1, sizeof *ranks);
	view.listed = fl_arena_array(arena, count + 1, sizeof *view.listed);
	view.position = fl_arena_array(arena, count + 1, sizeof *view.position);
	view.full = fl_arena_array(arena, count + 1, sizeof *view.full);
	view.pairs = fl_arena_array(arena, result->num_pairs + 1, sizeof *view.pairs);
	if (!ranks || !view.listed || !view.position || !view.full || !view.pairs)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++) {
		ranks[i] = (rank){ result->dreams[i].award->amount, result->dreams[i].candidate->tally, (uint32_t)i };
		view.position[i] = FL_VIEW_NONE;
	}
	qsort(ranks, count, sizeof *ranks, by_interest);
	choose_dreams(result, ranks, &view);
	choose_pairs(result, &view);
	*ret = view;
	return FL_OK;
}
