/* SPDX-License-Identifier: Apache-2.0
 *
 * write_look_alikes.c - the queue of reviewers: names of organisations that may be one.
 */
#include "report/report.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"

static void put_two(fl_buf *out, const fl_str *names, const int64_t *dreams, const fl_look_alike *item)
{
	static const char *const reasons[] = { "core", "letter", "words" };
	fl_json_writer w;
	fl_json_start(&w, out, false);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "type", "organisations");
	fl_json_kv_str(&w, "a", names[item->a]);
	fl_json_kv_str(&w, "b", names[item->b]);
	fl_json_kv_z(&w, "reason", reasons[item->reason]);
	if (item->reason == FL_ALIKE_WORDS)
		fl_json_kv_i64(&w, "score_millionths", item->score);
	fl_json_kv_i64(&w, "dreams_a", dreams[item->a]);
	fl_json_kv_i64(&w, "dreams_b", dreams[item->b]);
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
}

static void say_two(fl_buf *out, const fl_str *names, const int64_t *dreams, const fl_look_alike *item)
{
	fl_buf_puts(out, "organisations  '");
	fl_buf_safe(out, names[item->a]);
	fl_buf_puts(out, "' '");
	fl_buf_safe(out, names[item->b]);
	fl_buf_puts(out, "'\n               ");
	if (item->reason == FL_ALIKE_CORE)
		fl_buf_puts(out, "the same but for legal form, kind or brackets");
	else if (item->reason == FL_ALIKE_LETTER)
		fl_buf_puts(out, "one letter differs");
	else
		fl_buf_printf(out, "alike %d %%", (int)(item->score / 10000));
	fl_buf_printf(out, "; with %lld and %lld %s: one organisation, or two?\n", (long long)dreams[item->a],
		      FL_MANY(dreams[item->b], "dream", "dreams"));
}

fl_status fl_report_look_alikes(const fl_str *names, const int64_t *dreams, const fl_look_alike *items, size_t count, bool json,
				fl_buf *out, fl_error *err)
{
	for (size_t i = 0; i < count; i++)
		(json ? put_two : say_two)(out, names, dreams, &items[i]);
	return fl_buf_status(out, err);
}
