/* SPDX-License-Identifier: Apache-2.0
 *
 * write_review_ways.c - open items, each with the awards that it would move if it was decided the other way.
 */
#include "report/report.h"

#include "base/json.h"
#include "base/str.h"
#include "domain/review_template.h"
#include "report/decision_words.h"
#include "report/figure.h"

#define AWARDS_SHOWN 4

static void put_group(fl_json_writer *w, const fl_review_template *t, const fl_dream *(*dream)(const void *user, uint32_t index),
		      const void *user)
{
	fl_json_put_key(w, "dreams");
	fl_json_begin_array(w);
	for (size_t i = 0; i < t->num_dreams; i++)
		fl_json_put_str(w, dream(user, t->dreams[i])->id);
	fl_json_end_array(w);
	fl_json_kv_i64(w, "pairs", (int64_t)t->num_pairs);
}

void fl_put_way(fl_json_writer *w, const fl_review_way *way, const fl_dream *(*dream)(const void *user, uint32_t index), const void *user)
{
	fl_json_kv_z(w, "reason", way->reason);
	fl_json_kv_str(w, "kind", way->decision.kind);
	fl_json_kv_str(w, "subject", way->decision.subject);
	fl_json_kv_str(w, "other", way->decision.other);
	fl_json_kv_str(w, "value", way->decision.value);
	if (way->group)
		put_group(w, way->group, dream, user);
	fl_json_kv_bool(w, "computed", way->computed);
	if (!way->computed)
		return;
	fl_json_kv_bool(w, "feasible", !way->infeasible);
	fl_json_put_key(w, "awards");
	fl_json_begin_array(w);
	for (size_t i = 0; i < way->num_moves; i++) {
		fl_json_begin_object(w);
		fl_json_kv_str(w, "dream", dream(user, way->moves[i].dream)->id);
		fl_json_kv_i64(w, "before", way->moves[i].before);
		fl_json_kv_i64(w, "after", way->moves[i].after);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
	if (way->more_moves > 0)
		fl_json_kv_i64(w, "more", (int64_t)way->more_moves);
}

static const fl_dream *dream_at(const void *dreams, uint32_t index)
{
	return (const fl_dream *)dreams + index;
}

static void put_way(fl_buf *out, const fl_dream *dreams, const fl_review_way *way)
{
	fl_json_writer w;
	fl_json_start(&w, out, false);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "type", "open");
	fl_put_way(&w, way, dream_at, dreams);
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
}

static void say_move(fl_buf *out, const fl_dream *dreams, const fl_currency *currency, const fl_review_amount *m)
{
	fl_buf_puts(out, "               ");
	fl_buf_safe(out, dreams[m->dream].id);
	fl_buf_puts(out, "  ");
	fl_figure_amount(out, currency, FL_LANG_EN, m->before);
	fl_buf_puts(out, " -> ");
	fl_figure_amount(out, currency, FL_LANG_EN, m->after);
	fl_buf_putc(out, '\n');
}

static void say_way(fl_buf *out, const fl_dream *dreams, const fl_currency *currency, const fl_decision_rules *rules,
		    const fl_review_way *way)
{
	size_t all = way->num_moves + way->more_moves;
	fl_buf_printf(out, "%-15sif somebody ", way->reason);
	fl_report_ruling(&way->decision, rules, NULL, FL_LANG_EN, out);
	if (way->infeasible)
		fl_buf_puts(out, ": the limits of the round could not hold\n");
	else if (way->num_moves == 0)
		fl_buf_puts(out, ": no award moves\n");
	else
		fl_buf_printf(out, ": %zu %s\n", all, all == 1 ? "award moves" : "awards move");
	for (size_t i = 0; i < way->num_moves && i < AWARDS_SHOWN && !way->infeasible; i++)
		say_move(out, dreams, currency, &way->moves[i]);
	if (way->num_moves > AWARDS_SHOWN && !way->infeasible)
		fl_buf_printf(out, "               and %zu more\n", all - AWARDS_SHOWN);
}

static void say_group(fl_buf *out, const fl_dream *dreams, const fl_review_template *t)
{
	fl_buf_printf(out, "%-15s%zu dreams, the first ", "template", t->num_dreams);
	fl_buf_safe(out, dreams[t->dreams[0]].id);
	fl_buf_puts(out, ": what they would move as one is not computed\n");
}

fl_status fl_report_review_ways(const fl_dream *dreams, const fl_round_spec *spec, const fl_review_way *ways, size_t count,
				bool json, fl_buf *out, fl_error *err)
{
	size_t left = 0;
	for (size_t i = 0; i < count; i++) {
		left += !ways[i].computed && !ways[i].group;
		if (json)
			put_way(out, dreams, &ways[i]);
		else if (ways[i].group)
			say_group(out, dreams, ways[i].group);
		else if (ways[i].computed)
			say_way(out, dreams, &spec->currency, &spec->decisions, &ways[i]);
	}
	if (!json && count == 0)
		fl_buf_puts(out, "nothing is open\n");
	if (!json && left > 0)
		fl_buf_printf(out, "not computed    %zu more: say --moves %zu for all\n", left, count);
	return fl_buf_status(out, err);
}
