/* SPDX-License-Identifier: Apache-2.0
 *
 * pair.c - the evidence of one pair and its verdict, by rules that are written down (pair_evidence.h).
 *
 * The join says how alike two dreams are; that alone never merges them. On real messages of citizens two different
 * wishes that share a template reach 0.74, and one wish in other words begins near 0.2. So the verdict "same" needs
 * that nothing which says something differs; everything else above the review threshold goes to a person, the
 * differing words first. Merging two wishes takes money from one of them; a look costs a minute.
 */
#include "dedup/pair_evidence.h"

#include "base/error.h"
#include "base/str.h"

void fl_pair_measure(const fl_gram_sets *sets, size_t x, size_t y, fl_pair *ret)
{
	fl_overlap o = fl_gram_overlap(sets, x, y);

	ret->score = fl_gram_score(sets, x, y, &o);
	ret->title = fl_similar(o.titles, sets->title[x], sets->title[y]);
	ret->body = fl_similar(o.bodies, sets->body[x], sets->body[y]);
	ret->containment = fl_gram_containment(sets, x, y, &o);
}

void fl_pair_rule(const fl_dedup_options *options, fl_pair *pair)
{
	uint32_t blocks = options->across_organisations ? ~(uint32_t)FL_DIFF_ORGANISATION : ~(uint32_t)0;

	if (pair->score < options->review)
		pair->verdict = FL_PAIR_DIFFERENT;
	else if (pair->score >= options->same && (pair->differs & blocks) == 0)
		pair->verdict = FL_PAIR_SAME;
	else
		pair->verdict = FL_PAIR_REVIEW;
}

static bool organisations_differ(fl_str a, fl_str b)
{
	return a.len > 0 && b.len > 0 && !fl_str_eq(a, b);
}

fl_status fl_pair_judge(const fl_pair_text *a, const fl_pair_text *b, const fl_dedup_options *options, fl_differ *d,
			fl_pair *pair, fl_error *err)
{
	FL_TRY(fl_differ_compare(d, a->title, b->title, err));
	if (d->kinds == 0)
		FL_TRY(fl_differ_compare(d, a->body, b->body, err));
	if (a->title.len > 0 && fl_str_eq(a->title, b->title))
		pair->title = FL_SIMILAR_ONE; /* whatever its words weigh: equal is equal */
	if (a->body.len > 0 && fl_str_eq(a->body, b->body))
		pair->body = FL_SIMILAR_ONE;
	pair->exact = false;
	pair->differs = d->kinds;
	if (organisations_differ(a->organisation, b->organisation))
		pair->differs |= FL_DIFF_ORGANISATION;
	pair->only_a = fl_buf_view(&d->only_a);
	pair->only_b = fl_buf_view(&d->only_b);
	fl_pair_rule(options, pair);
	return FL_OK;
}

void fl_pair_equal(bool differ, fl_pair *pair)
{
	pair->score = pair->title = pair->body = pair->containment = FL_SIMILAR_ONE;
	pair->exact = true;
	pair->differs = differ ? FL_DIFF_ORGANISATION : 0;
	pair->only_a = pair->only_b = pair->shared = FL_STR("");
	pair->verdict = FL_PAIR_SAME;
}
