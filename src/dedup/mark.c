/* SPDX-License-Identifier: Apache-2.0
 *
 * mark.c - differences of the matching forms, carried back to the original texts by the map of the normaliser.
 *
 * A character that normalisation made of several, or several that it made of one (一千 is 1000), is marked as a whole.
 */
#include "dedup/mark.h"

#include "base/error.h"
#include "base/str.h"
#include "dedup/differ.h"
#include "text/normalise.h"

static void add_mark(fl_marks *marks, fl_mark *items, const fl_normal *normal, const fl_span *span, uint32_t kind)
{
	if (span->begin < span->end)
		items[marks->count++] = (fl_mark){ fl_normal_begin(normal, span->begin),
						   fl_normal_end(normal, span->end - 1), kind };
}

fl_status fl_mark_differences(fl_str a, fl_str b, fl_arena *arena, fl_marks *ret_a, fl_marks *ret_b, fl_error *err)
{
	fl_arena scratch = FL_ARENA_INIT;
	fl_normal x, y;
	fl_differ d;
	fl_mark *in_a = NULL, *in_b = NULL;

	fl_differ_init(&d);
	*ret_a = *ret_b = (fl_marks){ NULL, 0 };
	fl_status status = fl_normalise(a, FL_NORMAL_MATCH, &scratch, &x, err);
	if (status == FL_OK)
		status = fl_normalise(b, FL_NORMAL_MATCH, &scratch, &y, err);
	if (status == FL_OK)
		status = fl_differ_compare(&d, x.text, y.text, err);
	if (status == FL_OK) {
		in_a = fl_arena_array(arena, d.differences.len, sizeof *in_a);
		in_b = fl_arena_array(arena, d.differences.len, sizeof *in_b);
		if (!in_a || !in_b)
			status = fl_enomem(err);
	}
	for (size_t i = 0; status == FL_OK && i < d.differences.len; i++) {
		const fl_difference *difference = &d.differences.items[i];
		add_mark(ret_a, in_a, &x, &difference->a, difference->kind);
		add_mark(ret_b, in_b, &y, &difference->b, difference->kind);
	}
	ret_a->items = in_a;
	ret_b->items = in_b;
	fl_differ_release(&d);
	fl_arena_release(&scratch);
	return status;
}

static fl_status has_words(fl_str text, bool *ret, fl_error *err)
{
	fl_arena scratch = FL_ARENA_INIT;
	fl_normal normal = { .text = FL_STR("") };
	fl_status status = fl_normalise(text, FL_NORMAL_COMPARE, &scratch, &normal, err);

	*ret = status == FL_OK && normal.text.len > 0;
	fl_arena_release(&scratch);
	return status;
}

fl_status fl_mark_pair(fl_str title_a, fl_str body_a, fl_str title_b, fl_str body_b, fl_arena *arena, fl_pair_marks *ret,
		       fl_error *err)
{
	bool titled_a, titled_b;

	*ret = (fl_pair_marks){ .body_a = false };
	FL_TRY(has_words(title_a, &titled_a, err));
	FL_TRY(has_words(title_b, &titled_b, err));
	ret->body_a = !titled_a;
	ret->body_b = !titled_b;
	FL_TRY(fl_mark_differences(titled_a ? title_a : body_a, titled_b ? title_b : body_b, arena, &ret->a, &ret->b, err));
	if (ret->a.count > 0 || ret->b.count > 0)
		return FL_OK;
	ret->body_a = ret->body_b = true;
	return fl_mark_differences(titled_a ? body_a : FL_STR(""), titled_b ? body_b : FL_STR(""), arena, &ret->a, &ret->b,
				   err);
}
