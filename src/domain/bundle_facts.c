/* SPDX-License-Identifier: Apache-2.0
 *
 * bundle_facts.c - the facts of an audit bundle as bytes. bundle_facts_read.c and bundle_ledger_read.c are the way back.
 *
 * The same records give the same bytes. No title, no body; givers are numbers.
 */
#include "domain/bundle_facts.h"

#include "base/json.h"
#include "base/str.h"

bool fl_bundle_with_times(const fl_round_spec *spec)
{
	const fl_tally_rules *rules = &spec->tally;
	return rules->has_from || rules->has_before || rules->per_day > 0 || rules->per_giver > 0 ||
	       rules->excess == FL_EXCESS_CAP;
}

bool fl_bundle_with_earned(const fl_round_spec *spec)
{
	return spec->tally.excess == FL_EXCESS_CAP || spec->tally.excess == FL_EXCESS_REFUSE;
}

void fl_bundle_facts_print(fl_buf *buf, const fl_bundle_facts *facts)
{
	fl_json_writer w;
	fl_json_start(&w, buf, true);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "format", "florin-facts/1");
	fl_json_put_key(&w, "sources");
	fl_json_begin_array(&w);
	for (size_t i = 0; i < facts->num_sources; i++)
		fl_json_put_str(&w, facts->sources[i]);
	fl_json_end_array(&w);
	fl_json_put_key(&w, "evidence");
	fl_json_begin_array(&w);
	for (size_t i = 0; i < facts->num_evidence; i++) {
		fl_json_begin_object(&w);
		fl_json_kv_str(&w, "role", facts->evidence[i].role);
		fl_json_kv_str(&w, "name", facts->evidence[i].name);
		fl_json_kv_z(&w, "sha256", facts->evidence[i].digest);
		fl_json_end_object(&w);
	}
	fl_json_end_array(&w);
	fl_json_end_object(&w);
	fl_buf_putc(buf, '\n');
}

static void put_known(fl_json_writer *w, const char *key, int64_t value)
{
	if (value >= 0)
		fl_json_kv_i64(w, key, value);
}

static void put_tags(fl_json_writer *w, const char *key, const fl_str *tags, size_t count)
{
	fl_json_put_key(w, key);
	fl_json_begin_array(w);
	for (size_t k = 0; k < count; k++)
		fl_json_put_str(w, tags[k]);
	fl_json_end_array(w);
}

/* What of category and tags is the work of people; left out where nothing is. */
static void put_by_people(fl_json_writer *w, const fl_dream_fact *fact)
{
	if (!fact->category_decided && fact->num_added + fact->num_removed == 0)
		return;
	fl_json_put_key(w, "by_people");
	fl_json_begin_object(w);
	if (fact->category_decided)
		fl_json_kv_bool(w, "category", true);
	if (fact->num_added > 0)
		put_tags(w, "added", fact->added, fact->num_added);
	if (fact->num_removed > 0)
		put_tags(w, "removed", fact->removed, fact->num_removed);
	fl_json_end_object(w);
}

static void put_dream(fl_json_writer *w, const fl_bundle_facts *facts, size_t i)
{
	const fl_dream_fact *fact = &facts->dreams[i];
	const fl_candidate *dream = &fact->dream;
	fl_json_begin_object(w);
	fl_json_kv_str(w, "id", dream->id);
	if (fact->representative != i)
		fl_json_kv_str(w, "represented_by", facts->dreams[fact->representative].dream.id);
	fl_json_kv_i64(w, "request", dream->request);
	fl_json_kv_i64(w, "raised", dream->raised);
	if (dream->ruling != FL_RULED_NONE)
		fl_json_kv_z(w, "decided", dream->ruling == FL_RULED_REJECTED ? "rejected" : "exception");
	put_known(w, "threshold", fact->threshold);
	put_known(w, "flowers", fact->stated_flowers);
	put_known(w, "givers", fact->stated_givers);
	fl_json_kv_str(w, "organisation", dream->organisation);
	if (dream->submitted_as.len > 0)
		fl_json_kv_str(w, "submitted_as", dream->submitted_as);
	fl_json_kv_str(w, "region", dream->region);
	fl_json_kv_str(w, "category", dream->category);
	put_tags(w, "tags", dream->tags, dream->num_tags);
	put_by_people(w, fact);
	fl_json_put_key(w, "submitted");
	if (dream->submitted == FL_TIME_NONE)
		fl_json_put_null(w);
	else
		fl_json_put_i64(w, dream->submitted);
	fl_json_end_object(w);
}

void fl_bundle_dreams_print(fl_buf *buf, const fl_bundle_facts *facts)
{
	for (size_t i = 0; i < facts->num_dreams; i++) {
		fl_json_writer w;
		fl_json_start(&w, buf, false);
		put_dream(&w, facts, i);
		fl_buf_putc(buf, '\n');
	}
}

/* ---- the ledger ---- */

static int compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

int fl_flower_fact_cmp(const fl_flower_fact *a, const fl_flower_fact *b)
{
	int64_t giver_a = a->giver == FL_FACT_NONE ? -1 : (int64_t)a->giver;
	int64_t giver_b = b->giver == FL_FACT_NONE ? -1 : (int64_t)b->giver;
	int64_t given_a = a->given == FL_TIME_NONE ? INT64_MAX : a->given;
	int64_t given_b = b->given == FL_TIME_NONE ? INT64_MAX : b->given;
	int order = compare(giver_a, giver_b);
	if (order == 0)
		order = compare(given_a, given_b);
	if (order == 0)
		order = compare(a->dream, b->dream);
	return order ? order : compare(a->source, b->source);
}

/* Digits by hand: a ledger has many millions of them. */
static void put_number(fl_buf *buf, int64_t value, char after)
{
	char digits[24], *at = digits + sizeof digits;
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	*--at = after;
	do
		*--at = (char)('0' + rest % 10);
	while (rest /= 10);
	if (value < 0)
		*--at = '-';
	fl_buf_add(buf, at, (size_t)(digits + sizeof digits - at));
}

static void put_or_none(fl_buf *buf, bool known, int64_t value)
{
	if (known)
		put_number(buf, value, ',');
	else
		fl_buf_putc(buf, ',');
}

void fl_bundle_flowers_begin(fl_buf *buf, bool with_times)
{
	fl_buf_puts(buf, with_times ? "giver,dream,source,given,flowers\n" : "giver,dream,source,flowers\n");
}

void fl_bundle_flowers_put(fl_buf *buf, bool with_times, const fl_flower_fact *row)
{
	put_or_none(buf, row->giver != FL_FACT_NONE, row->giver);
	put_number(buf, row->dream, ',');
	put_or_none(buf, row->source != FL_FACT_NONE, row->source);
	if (with_times)
		put_or_none(buf, row->given != FL_TIME_NONE, row->given);
	put_number(buf, row->count, '\n');
}

void fl_bundle_earned_begin(fl_buf *buf)
{
	fl_buf_puts(buf, "giver,flowers\n");
}

void fl_bundle_earned_put(fl_buf *buf, const fl_earned_fact *row)
{
	put_number(buf, row->giver, ',');
	put_number(buf, row->flowers, '\n');
}
