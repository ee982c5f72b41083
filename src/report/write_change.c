/* SPDX-License-Identifier: Apache-2.0
 *
 * write_change.c - what dividing the money again says of one dream, in sentences and as JSON.
 */
#include "report/write_change.h"

#include "report/figure.h"
#include "report/plain.h"
#include "report/reason.h"

static void put_title(const fl_result *result, uint32_t limit, fl_buf *out)
{
	fl_buf title;
	fl_buf_init(&title, FL_BUF_MAX_DEFAULT);
	fl_limit_title(result, limit, FL_LANG_EN, &title);
	fl_figure_failed(out, &title);
	fl_buf_puts(out, result->allocation->limits[limit].is_pool ? "pool '" : "group '");
	fl_buf_safe(out, fl_buf_view(&title));
	fl_buf_putc(out, '\'');
	fl_buf_release(&title);
}

static void put_value(const fl_result *result, fl_limit_unit unit, int64_t value, fl_buf *out)
{
	if (unit == FL_LIMIT_MONEY) {
		fl_figure_amount(out, &result->spec->currency, FL_LANG_EN, value);
	} else if (unit == FL_LIMIT_DREAMS) {
		fl_figure_count(out, value);
		fl_buf_puts(out, " funded dreams");
	} else {
		fl_buf_printf(out, "%lld.%02lld %% of what is awarded", (long long)(value / 100), (long long)(value % 100));
	}
}

static void put_flowers(const fl_change *change, int64_t n, fl_buf *out)
{
	if (change->by_weight) {
		fl_buf_puts(out, "a quadratic weight of ");
		fl_figure_count(out, n);
	} else {
		fl_figure_flowers(out, FL_LANG_EN, n);
	}
}

static void say_flowers(const fl_result *result, const fl_result_dream *dream, fl_buf *out)
{
	const fl_change *change = dream->change;
	bool nothing = dream->award->amount == 0;
	if (!change->asks_flowers) {
		bool by_giver = result->spec->policy.breadth != FL_BREADTH_NONE;
		fl_buf_puts(out, by_giver ? "  Where breadth counts it matters who gives, so no number of flowers is named.\n"
				 : result->spec->policy.kind == FL_POLICY_EQUAL_SHARES
					 ? "  Under equal shares it matters who gives, so no number of flowers is named.\n"
					 : "  It lacks more than flowers, so no number of them is named.\n");
		return;
	}
	if (nothing && change->first < 0) {
		fl_buf_puts(out, "  No number of flowers would bring it money: not even ");
		put_flowers(change, change->most, out);
		fl_buf_puts(out, " would");
		if (change->stands != UINT32_MAX) {
			fl_buf_puts(out, "; ");
			put_title(result, change->stands, out);
			fl_buf_puts(out, " stands in the way");
		}
		fl_buf_puts(out, ".\n");
		return;
	}
	if (nothing) {
		fl_buf_puts(out, "  With ");
		put_flowers(change, change->first, out);
		fl_buf_puts(out, " in all it would get its first money, with one less it would not.\n");
	}
	fl_buf_puts(out, change->whole < 0 ? "  No number of flowers would bring it all that it may get: not even " : "  With ");
	put_flowers(change, change->whole < 0 ? change->most : change->whole, out);
	fl_buf_puts(out, change->whole < 0 ? " would.\n" : " in all it would get all that it may.\n");
}

static void say_limits(const fl_result *result, const fl_change *change, fl_buf *out)
{
	for (size_t i = 0; i < change->num_limits; i++) {
		const fl_limit_change *limit = &change->limits[i];
		bool pool = result->allocation->limits[limit->limit].is_pool;
		fl_buf_puts(out, limit->needs < 0 ? "  Not even " : "  With its flowers as they are, ");
		if (limit->needs < 0) {
			put_value(result, limit->unit, limit->most, out);
			fl_buf_puts(out, pool ? " in " : " allowed by ");
			put_title(result, limit->limit, out);
			fl_buf_puts(out, ", all else as it is, would bring it money.\n");
			continue;
		}
		put_title(result, limit->limit, out);
		fl_buf_puts(out, pool ? " would need " : " would have to allow ");
		put_value(result, limit->unit, limit->needs, out);
		fl_buf_puts(out, pool ? ", it has " : ", it allows ");
		put_value(result, limit->unit, limit->is, out);
		fl_buf_puts(out, ".\n");
	}
}

void fl_change_say(const fl_result *result, const fl_result_dream *dream, fl_buf *out)
{
	const fl_change *change = dream->change;
	fl_buf_puts(out, "\nfound by dividing the money again\n");
	say_flowers(result, dream, out);
	if (dream->candidate->standing == FL_QUALIFIED)
		say_limits(result, change, out);
	if (fl_round_chooses(result->spec))
		fl_buf_puts(out, "  Where dreams are funded whole or not at all money has no price: one more minor unit changes nothing, or all.\n");
	if (!change->exact)
		fl_buf_puts(out, "  Some of the divisions ended at the node limit: smaller numbers may do.\n");
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
