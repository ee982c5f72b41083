/* SPDX-License-Identifier: Apache-2.0
 *
 * tally_steps.c - a tally after each rule, its thresholds and its breadth, as JSON: result.json and explain --json say the same.
 */
#include "report/tally_steps.h"

static void put_breadth(fl_json_writer *w, const fl_tally *t)
{
	static const char *const tiers[FL_TIERS] = { "light", "regular", "heavy" };
	fl_json_put_key(w, "breadth");
	fl_json_begin_object(w);
	fl_json_kv_i64(w, "known", t->known);
	for (int i = 0; i < FL_TIERS; i++) {
		fl_json_put_key(w, tiers[i]);
		fl_json_begin_object(w);
		fl_json_kv_i64(w, "flowers", t->tier_flowers[i]);
		fl_json_kv_i64(w, "givers", t->tier_givers[i]);
		fl_json_end_object(w);
	}
	fl_json_kv_i64(w, "roots", t->roots);
	fl_json_kv_i64(w, "squares", t->squares);
	fl_json_kv_i64(w, "top", t->top);
	fl_json_kv_i64(w, "top_ten", t->top_ten);
	fl_json_kv_i64(w, "effective_hundredths", t->effective_hundredths);
	fl_json_end_object(w);
}

void fl_put_tally_steps(fl_json_writer *w, const fl_result_dream *dream)
{
	const fl_tally *t = dream->tally;
	fl_json_put_key(w, "tally_steps");
	fl_json_begin_object(w);
	fl_json_kv_i64(w, "raw", dream->tally_raw);
	if (t) {
		fl_json_kv_i64(w, "in_window", t->in_window);
		fl_json_kv_i64(w, "earned", t->earned);
	}
	fl_json_kv_i64(w, "weighted", dream->tally_weighted);
	if (t)
		fl_json_kv_i64(w, "per_day", t->per_day);
	fl_json_kv_i64(w, "capped", dream->tally_capped);
	if (t)
		fl_json_kv_i64(w, "per_giver", t->per_giver);
	fl_json_kv_i64(w, "merged", dream->tally_merged);
	fl_json_kv_i64(w, "givers", dream->givers);
	if (t)
		put_breadth(w, t);
	fl_json_end_object(w);
	fl_json_kv_i64(w, "threshold_givers", dream->candidate->threshold_givers);
}
