/* SPDX-License-Identifier: Apache-2.0
 *
 * write_replay.c - what a replay found: in words and as JSON (florin-replay/1).
 */
#include "report/replay.h"

#include "base/json.h"
#include "base/str.h"
#include "report/plain.h"

static void put_words(const fl_replay_report *r, fl_buf *out)
{
	char hex[65];
	for (size_t i = 0; i < r->num_steps; i++) {
		const fl_replay_step *s = &r->steps[i];
		if (s->entry < 0)
			fl_buf_printf(out, "%-10s not run\n", s->step);
		else
			fl_buf_printf(out, "%-10s %s entry %lld\n", s->step, s->same ? "the same as" : "differs from",
				      (long long)s->entry);
	}
	fl_digest_hex(&r->root, hex);
	fl_buf_printf(out, "root over %lld %s  %s\n", FL_MANY(r->entries, "entry", "entries"), hex);
	for (size_t i = 0; i < r->num_differences; i++) {
		fl_buf_puts(out, r->differences[i].consequence ? "consequence: " : "cause: ");
		fl_buf_safe(out, r->differences[i].what);
		fl_buf_putc(out, '\n');
	}
	if (r->waiting > 0)
		fl_buf_printf(out, "the facts have changed since: %lld %s for the next run\n",
			      FL_MANY(r->waiting, "decision waits", "decisions wait"));
	fl_buf_puts(out, r->num_differences == 0 ? "answer: every result that stands was made anew and is the same, byte for byte\n"
						 : "answer: the file is not what its facts give\n");
}

static void put_json(const fl_replay_report *r, fl_buf *out)
{
	fl_json_writer w;
	char hex[65];
	fl_digest_hex(&r->root, hex);
	fl_json_start(&w, out, true);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "format", "florin-replay/1");
	fl_json_kv_bool(&w, "same", r->num_differences == 0);
	fl_json_kv_i64(&w, "size", (int64_t)r->entries);
	fl_json_kv_z(&w, "root", hex);
	fl_json_put_key(&w, "steps");
	fl_json_begin_array(&w);
	for (size_t i = 0; i < r->num_steps; i++) {
		fl_json_begin_object(&w);
		fl_json_kv_z(&w, "step", r->steps[i].step);
		fl_json_kv_z(&w, "result", r->steps[i].entry < 0 ? "not run" : r->steps[i].same ? "same" : "differs");
		if (r->steps[i].entry >= 0)
			fl_json_kv_i64(&w, "entry", r->steps[i].entry);
		fl_json_end_object(&w);
	}
	fl_json_end_array(&w);
	fl_json_put_key(&w, "differences");
	fl_json_begin_array(&w);
	for (size_t i = 0; i < r->num_differences; i++) {
		const fl_replay_difference *d = &r->differences[i];
		fl_json_begin_object(&w);
		fl_json_kv_z(&w, "kind", d->consequence ? "consequence" : "cause");
		fl_json_put_key(&w, "step");
		if (d->step)
			fl_json_put_z(&w, d->step);
		else
			fl_json_put_null(&w);
		fl_json_kv_str(&w, "what", d->what);
		fl_json_end_object(&w);
	}
	fl_json_end_array(&w);
	fl_json_kv_i64(&w, "waiting", (int64_t)r->waiting);
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
}

fl_status fl_report_replay(const fl_replay_report *replay, bool json, fl_buf *out, fl_error *err)
{
	if (json)
		put_json(replay, out);
	else
		put_words(replay, out);
	return fl_buf_status(out, err);
}
