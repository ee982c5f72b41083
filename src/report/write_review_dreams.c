/* SPDX-License-Identifier: Apache-2.0
 *
 * write_review_dreams.c - the part of a reviewer's queue that is about one dream each: limits, close calls, flags.
 */
#include "report/report.h"

#include "base/json.h"
#include "base/str.h"
#include "report/plain.h"

static const char *const causes[] = {
	[FL_REVIEW_LIMIT] = "match-limit", [FL_REVIEW_UNCLEAR] = "unclear", [FL_REVIEW_FLAGGED] = "flagged"
};

/* ---- JSON ------------------------------------------------------------------------------------------------------- */

static void put_category(fl_json_writer *w, fl_str tag, int64_t score)
{
	if (tag.len == 0)
		return;
	fl_json_begin_object(w);
	fl_json_kv_str(w, "tag", tag);
	fl_json_kv_i64(w, "score", score);
	fl_json_end_object(w);
}

static void put_limit(fl_json_writer *w, const fl_match *m)
{
	fl_json_begin_object(w);
	fl_json_kv_str(w, "pack", m->pack);
	fl_json_kv_str(w, "rule", m->rule);
	fl_json_kv_str(w, "pattern", m->pattern);
	fl_json_kv_str(w, "field", m->field);
	fl_json_end_object(w);
}

static void put_dream(fl_buf *out, const fl_dream *dreams, const fl_review_dream *d)
{
	fl_json_writer w;
	fl_json_start(&w, out, false);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "type", "dream");
	fl_json_kv_z(&w, "reason", causes[d->cause]);
	fl_json_kv_str(&w, "dream", dreams[d->dream].id);
	fl_json_put_key(&w, "categories");
	fl_json_begin_array(&w);
	put_category(&w, d->first, d->first_score);
	put_category(&w, d->second, d->second_score);
	fl_json_end_array(&w);
	fl_json_kv_i64(&w, "margin", d->margin);
	fl_json_kv_i64(&w, "least", d->least);
	fl_json_put_key(&w, "limits");
	fl_json_begin_array(&w);
	for (size_t i = 0; i < d->num_limits; i++)
		put_limit(&w, &d->limits[i]);
	fl_json_end_array(&w);
	fl_json_put_key(&w, "flags");
	fl_json_begin_array(&w);
	for (size_t i = 0; i < d->num_flags; i++)
		fl_json_put_str(&w, d->flags[i]);
	fl_json_end_array(&w);
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
}

/* ---- words ------------------------------------------------------------------------------------------------------ */

static void say_scores(fl_buf *out, const fl_review_dream *d)
{
	bool close = d->second_score > 0 && d->first_score - d->second_score <= d->margin;
	if (d->first.len == 0)
		return;
	fl_buf_puts(out, "  ");
	fl_buf_safe(out, d->first);
	fl_buf_printf(out, " %lld", (long long)d->first_score);
	if (d->second.len) {
		fl_buf_puts(out, ", ");
		fl_buf_safe(out, d->second);
		fl_buf_printf(out, " %lld", (long long)d->second_score);
	}
	if (close && d->margin == 0)
		fl_buf_puts(out, ": neither leads");
	else if (close)
		fl_buf_printf(out, ": the lead must be more than %lld", (long long)d->margin);
	else if (d->first_score < d->least)
		fl_buf_printf(out, ": the least is %lld", (long long)d->least);
}

static void say_flags(fl_buf *out, const fl_review_dream *d)
{
	for (size_t i = 0; i < d->num_flags; i++) {
		fl_buf_puts(out, i ? ", " : "  ");
		fl_buf_safe(out, d->flags[i]);
	}
}

static void say_limit(fl_buf *out, const fl_match *m)
{
	fl_buf_puts(out, "               rule ");
	fl_buf_safe(out, m->rule);
	fl_buf_puts(out, " of pack ");
	fl_buf_safe(out, m->pack);
	fl_buf_puts(out, ", pattern ");
	fl_buf_safe(out, m->pattern);
	fl_buf_puts(out, ", reached its match limit in the ");
	fl_buf_safe(out, m->field);
	fl_buf_putc(out, '\n');
}

static void say_dream(fl_buf *out, const fl_dream *dreams, const fl_review_dream *d)
{
	fl_buf_printf(out, "%-15s", causes[d->cause]);
	fl_buf_safe(out, dreams[d->dream].id);
	say_scores(out, d);
	say_flags(out, d);
	fl_buf_puts(out, "\n               ");
	fl_buf_safe(out, dreams[d->dream].title);
	fl_buf_putc(out, '\n');
	for (size_t i = 0; i < d->num_limits; i++)
		say_limit(out, &d->limits[i]);
}

fl_status fl_report_review_dreams(const fl_dream *dreams, const fl_review_dream *items, size_t count, bool json, fl_buf *out,
				  fl_error *err)
{
	for (size_t i = 0; i < count; i++)
		if (json)
			put_dream(out, dreams, &items[i]);
		else
			say_dream(out, dreams, &items[i]);
	return fl_buf_status(out, err);
}
