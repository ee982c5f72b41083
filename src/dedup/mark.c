/* SPDX-License-Identifier: Apache-2.0
 *
 * mark.c - differences of the matching forms, carried back to the original texts by the map of the normaliser.
 *
 * A character that normalisation made of several, or several that it made of one (一千 is 1000), is marked as a whole.
 */
#include "dedup/mark.h"

#include "base/error.h"
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
