/* SPDX-License-Identifier: Apache-2.0
 *
 * pabulib_round.c - the round.json that a Pabulib file means.
 *
 * One pool 'budget'; support policy, indivisible; min_project_score_threshold is the threshold; what META lists as
 * budget_per_category (beside 'categories') and budget_per_neighborhood (beside 'neighborhoods') are group maxima.
 * Ballots are anonymous and projects official, so nothing is merged.
 */
#include "ingest/pabulib.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"

static fl_status bad_meta(const fl_pabulib *pb, const char *key, const char *what, fl_error *err)
{
	for (size_t i = 0; i < pb->meta.len; i++)
		if (fl_str_eqz(pb->meta.items[i].key, key))
			return fl_error_at(err, FL_EINVAL, pb->source, pb->meta.items[i].line, 1, "'%s' %s", key,
					   what);
	return fl_error_at(err, FL_EINVAL, pb->source, 0, 0, "'%s' %s", key, what);
}

/* A key's text without control characters and '=', at most 'max' bytes: what round.json accepts. */
static void put_clean(fl_json_writer *w, const char *key, fl_str text, size_t max)
{
	char out[1000];
	size_t len = 0;

	for (size_t pos = 0; pos < text.len;) {
		size_t at = pos;
		int32_t c = fl_utf8_next(text, &pos);
		if (len + (pos - at) > max || len + (pos - at) > sizeof out)
			break;
		if (c < 0x20 || c == 0x7F || c == '=') /* '=' has a meaning in the ids of groups */
			continue;
		memcpy(out + len, text.data + at, pos - at);
		len += pos - at;
	}
	fl_json_kv_str(w, key, (fl_str){ out, len });
}

static void put_identity(fl_json_writer *w, const fl_pabulib *pb)
{
	static const char *const parts[] = { "country", "unit", "instance", "subunit" };
	fl_str title = fl_pb_meta_value(pb, "description");
	fl_buf name;

	fl_buf_init(&name, 100000);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		fl_str part = fl_pb_meta_value(pb, parts[i]);
		if (part.len > 0 && name.len > 0)
			fl_buf_putc(&name, ' ');
		if (part.len < 1000)
			fl_buf_str(&name, part);
	}
	fl_json_kv_z(w, "format", "florin-round/1");
	put_clean(w, "round", name.len ? fl_buf_view(&name) : fl_str_of("pabulib"), 200);
	if (title.len > 0)
		put_clean(w, "title", title, 900);
	fl_json_kv_z(w, "currency", pb->currency.code);
	fl_json_kv_i64(w, "minor_digits", pb->currency.minor_digits);
	fl_json_kv_z(w, "time_zone", "UTC");
	fl_buf_release(&name);
}

/* Scores are whole: a threshold of 187.5 is one of 188. */
static fl_status put_threshold(fl_json_writer *w, const fl_pabulib *pb, fl_error *err)
{
	static const fl_currency hundredths = { "---", 2 };
	fl_str text = fl_pb_meta_value(pb, "min_project_score_threshold");
	fl_error inner = FL_ERROR_INIT;
	fl_money value = 0;

	if (text.len > 0 && fl_money_parse(text, &hundredths, &value, NULL, &inner) != FL_OK)
		return bad_meta(pb, "min_project_score_threshold", "is no number of points", err);
	fl_json_kv_i64(w, "threshold", value / 100 + (value % 100 != 0));
	return FL_OK;
}

static void put_policy(fl_json_writer *w, const fl_pabulib *pb)
{
	fl_str rule = fl_pb_meta_value(pb, "rule");

	fl_json_put_key(w, "policy");
	fl_json_begin_object(w);
	fl_json_kv_z(w, "name", "support");
	fl_json_kv_bool(w, "indivisible", true);
	fl_json_kv_z(w, "tie_order", "submitted");
	fl_json_kv_z(w, "greedy", fl_str_eqz(rule, "greedy-no-skip") ? "no-skip" : "skip");
	if (fl_str_starts(rule, FL_STR("equalshares/add1"))) { /* read when the policy is equal-shares */
		fl_json_put_key(w, "equal_shares");
		fl_json_begin_object(w);
		fl_json_kv_z(w, "completion", fl_str_eqz(rule, "equalshares/add1-comparison") ? "add1-comparison" : "add1");
		fl_json_end_object(w);
	}
	fl_json_end_object(w);
}

static void put_pool(fl_json_writer *w, const fl_pabulib *pb)
{
	fl_json_put_key(w, "pools");
	fl_json_begin_array(w);
	fl_json_begin_object(w);
	fl_json_kv_z(w, "id", "budget");
	fl_json_kv_str(w, "amount", fl_pb_meta_value(pb, "budget"));
	fl_json_end_object(w);
	fl_json_end_array(w);
}

/* One group: at most 'max' for the dreams tagged "category:NAME". */
static fl_status put_group(fl_json_writer *w, const char *kind, fl_str name, fl_str max, fl_error *err)
{
	fl_buf tag;
	fl_status status;

	fl_buf_init(&tag, 1000);
	fl_buf_puts(&tag, kind);
	fl_buf_putc(&tag, ':');
	fl_buf_str(&tag, name);
	status = fl_buf_status(&tag, err);
	if (status == FL_OK) {
		fl_json_begin_object(w);
		put_clean(w, "id", fl_buf_view(&tag), 200);
		fl_json_put_key(w, "selector");
		fl_json_begin_object(w);
		fl_json_kv_str(w, "tag", fl_buf_view(&tag));
		fl_json_end_object(w);
		fl_json_kv_str(w, "max", max);
		fl_json_end_object(w);
	}
	fl_buf_release(&tag);
	return status;
}

static fl_status put_maxima(fl_json_writer *w, const fl_pabulib *pb, const char *kind, const char *names_key,
			    const char *maxima_key, fl_error *err)
{
	fl_str names = fl_pb_meta_value(pb, names_key), maxima = fl_pb_meta_value(pb, maxima_key), name, max;
	size_t at_name = 0, at_max = 0;
	fl_money ignored;

	if (maxima.len == 0)
		return FL_OK;
	if (names.len == 0)
		return bad_meta(pb, maxima_key, "has no list of names beside it", err);
	while (fl_pb_next_in_list(names, &at_name, &name)) {
		if (!fl_pb_next_in_list(maxima, &at_max, &max))
			return bad_meta(pb, maxima_key, "has fewer entries than the list of names", err);
		if (fl_money_parse(max, &pb->currency, &ignored, NULL, NULL) != FL_OK)
			return bad_meta(pb, maxima_key, "has an entry that is no amount", err);
		FL_TRY(put_group(w, kind, name, max, err));
	}
	if (fl_pb_next_in_list(maxima, &at_max, &max))
		return bad_meta(pb, maxima_key, "has more entries than the list of names", err);
	return FL_OK;
}

fl_status fl_pabulib_round(const fl_pabulib *pb, fl_buf *ret_json, fl_error *err)
{
	fl_json_writer w;

	fl_json_start(&w, ret_json, true);
	fl_json_begin_object(&w);
	put_identity(&w, pb);
	FL_TRY(put_threshold(&w, pb, err));
	fl_json_kv_bool(&w, "duplicates", false);
	put_policy(&w, pb);
	put_pool(&w, pb);
	fl_json_put_key(&w, "groups");
	fl_json_begin_array(&w);
	FL_TRY(put_maxima(&w, pb, "category", "categories", "budget_per_category", err));
	FL_TRY(put_maxima(&w, pb, "neighborhood", "neighborhoods", "budget_per_neighborhood", err));
	fl_json_end_array(&w);
	fl_json_end_object(&w);
	fl_buf_putc(ret_json, '\n');
	return fl_buf_status(ret_json, err);
}
