/* SPDX-License-Identifier: Apache-2.0
 *
 * write_change.c - what dividing the money again says of one dream, in sentences and as JSON.
 */
#include "report/write_change.h"

#include "report/figure.h"
#include "report/reason.h"
#include "report/say.h"

#include <stdio.h>

/* What fills in the sentences, each in a buffer of its own. */
typedef struct part {
	fl_buf text;
} part;

static fl_say_arg arg_of(part *p)
{
	return (fl_say_arg)FL_SAY_TEXT(fl_buf_view(&p->text));
}

static void release(part *p, fl_buf *out)
{
	fl_figure_failed(out, &p->text);
	fl_buf_release(&p->text);
}

/* "pool 'general'" */
static part title_of(const fl_result *result, uint32_t limit, fl_lang lang)
{
	part p, title;
	fl_buf_init(&p.text, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&title.text, FL_BUF_MAX_DEFAULT);
	fl_limit_title(result, limit, lang, &title.text);
	FL_SAY(&p.text, lang, result->allocation->limits[limit].is_pool ? FL_W_C_POOL : FL_W_C_GROUP, arg_of(&title));
	release(&title, &p.text);
	return p;
}

/* An amount, a number of dreams, a share. */
static part value_of(const fl_result *result, fl_limit_unit unit, int64_t value, fl_lang lang)
{
	part p;
	fl_buf_init(&p.text, FL_BUF_MAX_DEFAULT);
	if (unit == FL_LIMIT_MONEY) {
		fl_figure_amount(&p.text, &result->spec->currency, lang, value);
	} else if (unit == FL_LIMIT_DREAMS) {
		FL_SAY(&p.text, lang, FL_W_C_DREAMS, FL_SAY_N(value));
	} else {
		char share[64];
		snprintf(share, sizeof share, "%lld.%02lld", (long long)(value / 100), (long long)(value % 100));
		FL_SAY(&p.text, lang, FL_W_C_SHARE, FL_SAY_TEXT(fl_str_of(share)));
	}
	return p;
}

/* "300 flowers", "a quadratic weight of 300" */
static part flowers_of(const fl_change *change, int64_t n, fl_lang lang)
{
	part p;
	fl_buf_init(&p.text, FL_BUF_MAX_DEFAULT);
	if (change->by_weight)
		FL_SAY(&p.text, lang, FL_W_C_WEIGHT, FL_SAY_N(n));
	else
		fl_figure_flowers(&p.text, lang, n);
	return p;
}

/* A sentence on a line of its own; what was filled in is released. */
static void say_line(fl_buf *out, fl_lang lang, fl_word_id sentence, part *parts, size_t count)
{
	fl_say_arg args[4];
	for (size_t i = 0; i < count; i++)
		args[i] = arg_of(&parts[i]);
	fl_buf_puts(out, "  ");
	fl_say(out, lang, sentence, args, count);
	fl_buf_putc(out, '\n');
	for (size_t i = 0; i < count; i++)
		release(&parts[i], out);
}

static void say_flowers(const fl_result *result, const fl_result_dream *dream, fl_lang lang, fl_buf *out)
{
	const fl_change *change = dream->change;
	bool nothing = dream->award->amount == 0;
	if (!change->asks_flowers) {
		bool by_giver = result->spec->policy.breadth != FL_BREADTH_NONE;
		bool shares = result->spec->policy.kind == FL_POLICY_EQUAL_SHARES;
		say_line(out, lang, by_giver ? FL_W_C_WHO_GIVES : shares ? FL_W_C_SHARES : FL_W_C_LACKS_MORE, NULL, 0);
		return;
	}
	if (nothing && change->first < 0) {
		bool named = change->stands != UINT32_MAX;
		part parts[2] = { flowers_of(change, change->most, lang) };
		if (named)
			parts[1] = title_of(result, change->stands, lang);
		say_line(out, lang, named ? FL_W_C_NO_NUMBER_FOR : FL_W_C_NO_NUMBER, parts, named ? 2 : 1);
		return;
	}
	if (nothing)
		say_line(out, lang, FL_W_C_FIRST, (part[]){ flowers_of(change, change->first, lang) }, 1);
	say_line(out, lang, change->whole < 0 ? FL_W_C_NOT_WHOLE : FL_W_C_WHOLE,
		 (part[]){ flowers_of(change, change->whole < 0 ? change->most : change->whole, lang) }, 1);
}

static void say_limits(const fl_result *result, const fl_change *change, fl_lang lang, fl_buf *out)
{
	for (size_t i = 0; i < change->num_limits; i++) {
		const fl_limit_change *limit = &change->limits[i];
		bool pool = result->allocation->limits[limit->limit].is_pool;
		part title = title_of(result, limit->limit, lang);
		if (limit->needs < 0)
			say_line(out, lang, pool ? FL_W_C_POOL_NOT : FL_W_C_GROUP_NOT,
				 (part[]){ value_of(result, limit->unit, limit->most, lang), title }, 2);
		else
			say_line(out, lang, pool ? FL_W_C_POOL_NEEDS : FL_W_C_GROUP_NEEDS,
				 (part[]){ title, value_of(result, limit->unit, limit->needs, lang), value_of(result, limit->unit, limit->is, lang) },
				 3);
	}
}

void fl_change_say(const fl_result *result, const fl_result_dream *dream, fl_lang lang, fl_buf *out)
{
	const fl_change *change = dream->change;
	fl_buf_printf(out, "\n%s\n", fl_word(lang, FL_W_C_HEAD));
	say_flowers(result, dream, lang, out);
	if (dream->candidate->standing == FL_QUALIFIED)
		say_limits(result, change, lang, out);
	if (fl_round_chooses(result->spec))
		say_line(out, lang, FL_W_C_NO_PRICE, NULL, 0);
	if (!change->exact)
		say_line(out, lang, FL_W_C_NODE_LIMIT, NULL, 0);
}

static void put_or_null(fl_json_writer *w, const char *key, int64_t value)
{
	fl_json_put_key(w, key);
	if (value < 0)
		fl_json_put_null(w);
	else
		fl_json_put_i64(w, value);
}

void fl_change_put(fl_json_writer *w, const fl_result *result, const fl_change *change)
{
	static const char *const units[] = { "money", "funded", "share" };
	fl_json_put_key(w, "divided_again");
	fl_json_begin_object(w);
	fl_json_kv_z(w, "counted_in", change->by_weight ? "quadratic weight" : "flowers");
	fl_json_kv_bool(w, "asked", change->asks_flowers);
	put_or_null(w, "first_money_with", change->first);
	put_or_null(w, "all_with", change->whole);
	put_or_null(w, "asked_up_to", change->asks_flowers ? change->most : -1);
	fl_json_put_key(w, "stands_in_the_way");
	if (change->stands != UINT32_MAX)
		fl_json_put_str(w, result->allocation->limits[change->stands].name);
	else
		fl_json_put_null(w);
	fl_json_put_key(w, "limits");
	fl_json_begin_array(w);
	for (size_t i = 0; i < change->num_limits; i++) {
		const fl_limit_change *limit = &change->limits[i];
		fl_json_begin_object(w);
		fl_json_kv_str(w, "limit", result->allocation->limits[limit->limit].name);
		fl_json_kv_z(w, "unit", units[limit->unit]);
		fl_json_kv_i64(w, "is", limit->is);
		put_or_null(w, "needs", limit->needs);
		fl_json_kv_i64(w, "asked_up_to", limit->most);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
	fl_json_kv_bool(w, "exact", change->exact);
	fl_json_kv_i64(w, "divisions", change->divisions);
	fl_json_end_object(w);
}
