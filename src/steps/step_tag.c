/* SPDX-License-Identifier: Apache-2.0
 *
 * step_tag.c - run the rule packs of the round over title and body of every dream; store tags, category and evidence.
 */
#include "base/error.h"
#include "base/str.h"
#include "classify/tag.h"
#include "domain/money.h"
#include "steps/packs.h"
#include "steps/ruled.h"
#include "steps/shelf.h"
#include "steps/step.h"

#include <stdio.h>

static const fl_count counts[] = {
	{ "dreams", offsetof(fl_tag_summary, dreams) },   { "limits_hit", offsetof(fl_tag_summary, limits_hit) },
	{ "matches", offsetof(fl_tag_summary, matches) }, { "packs", offsetof(fl_tag_summary, packs) },
	{ "rules", offsetof(fl_tag_summary, rules) },     { "tagged", offsetof(fl_tag_summary, tagged) },
	{ "unclear", offsetof(fl_tag_summary, unclear) }, { NULL, 0 },
};

static fl_status make_inputs(const fl_facts *facts, fl_arena *arena, fl_tag_input **ret, fl_error *err)
{
	fl_text_field *fields = fl_arena_array(arena, facts->num_dreams * 2 + 1, sizeof(*fields));
	fl_tag_input *inputs = fl_arena_array(arena, facts->num_dreams + 1, sizeof(*inputs));
	if (!fields || !inputs)
		return fl_enomem(err);
	for (size_t i = 0; i < facts->num_dreams; i++) {
		fields[2 * i] = (fl_text_field){ FL_STR("title"), facts->dreams[i].title };
		fields[2 * i + 1] = (fl_text_field){ FL_STR("body"), facts->dreams[i].body };
		inputs[i] = (fl_tag_input){ &fields[2 * i], 2 };
	}
	*ret = inputs;
	return FL_OK;
}

/* One finding for each rule of which it is not known whether it holds. */
static void report_limits(fl_work *w, const fl_dream *d, const fl_tagging *t)
{
	const fl_match *last = NULL;
	for (size_t i = 0; i < t->num_matches; i++) {
		const fl_match *m = &t->matches[i];
		if (!fl_match_is_limit(m) || (last && fl_str_eq(last->rule, m->rule) && fl_str_eq(last->pack, m->pack)))
			continue;
		last = m;
		fl_report(&w->findings, FL_WARNING, "match-limit", d->source.data, d->line, 0, d->id.data,
			  "rule '%.*s' of pack '%.*s': pattern '%.*s' reached its match limit in the %.*s of '%s', so its tags "
			  "are not complete",
			  FL_STR_ARG(m->rule), FL_STR_ARG(m->pack), FL_STR_ARG(m->pattern), FL_STR_ARG(m->field), d->id.data);
	}
}

/* Amounts become money in minor units of the round's currency; what is finer than these, or too large, is no fact. */
static fl_status make_money(fl_work *w, const fl_dream *d, fl_tagging *t, fl_error *err)
{
	size_t kept = 0;
	for (size_t i = 0; i < t->num_matches; i++) {
		fl_match m = t->matches[i];
		char digits[32];
		const char *code;
		fl_money amount;
		bool is_amount = m.capture.len > 0 && m.type == FL_FACT_AMOUNT;
		if (is_amount && fl_money_parse(m.value, &w->spec->currency, &amount, &code, NULL) != FL_OK) {
			fl_report(&w->findings, FL_NOTE, "fact-amount", d->source.data, d->line, 0, d->id.data,
				  "'%.*s' that rule '%.*s' found in '%s' is no amount of the round's currency", FL_STR_ARG(m.value),
				  FL_STR_ARG(m.rule), d->id.data);
			continue;
		}
		if (is_amount) {
			int len = snprintf(digits, sizeof digits, "%lld", (long long)amount);
			m.value = fl_arena_str(&w->arena, (fl_str){ digits, (size_t)len });
			if (!m.value.data)
				return fl_enomem(err);
		}
		t->matches[kept++] = m;
	}
	t->num_matches = kept;
	return FL_OK;
}

/* To records; what a person should look at becomes a finding. */
static fl_status take(fl_work *w, const fl_facts *facts, fl_tagging *taggings, fl_tag_record **ret, fl_error *err)
{
	fl_tag_record *records = fl_arena_array(&w->arena, facts->num_dreams + 1, sizeof(*records));
	if (!records)
		return fl_enomem(err);
	for (size_t i = 0; i < facts->num_dreams; i++) {
		fl_tagging *t = &taggings[i];
		const fl_dream *d = &facts->dreams[i];
		FL_TRY(make_money(w, d, t, err));
		records[i] = (fl_tag_record){ .category = t->category,
					      .unclear = t->unclear,
					      .limits = t->limits_hit,
					      .tags = t->tags,
					      .num_tags = t->num_tags,
					      .matches = t->matches,
					      .num_matches = t->num_matches };
		if (t->limits_hit)
			report_limits(w, d, t);
	}
	*ret = records;
	return FL_OK;
}

/* With what people laid down. */
static void count_records(const fl_tag_record *records, size_t count, fl_tag_summary *sum)
{
	sum->dreams = (int64_t)count;
	for (size_t i = 0; i < count; i++) {
		sum->tagged += records[i].num_tags > 0;
		sum->unclear += records[i].unclear;
		sum->matches += (int64_t)records[i].num_matches;
		sum->limits_hit += records[i].limits;
	}
}

static fl_status tag_all(fl_work *w, const fl_packs *packs, const fl_facts *facts, fl_tag_summary *sum, fl_error *err)
{
	fl_tag_input *inputs = NULL;
	fl_tagging *taggings = NULL;
	fl_tag_record *records = NULL;
	sum->packs = (int64_t)packs->len;
	sum->rules = packs->num_rules;
	FL_TRY(make_inputs(facts, &w->arena, &inputs, err));
	FL_TRY(fl_tag((const fl_pack *const *)packs->items, packs->len, inputs, facts->num_dreams,
		      fl_options_threads(&w->options), &w->arena, &taggings, err));
	FL_TRY(take(w, facts, taggings, &records, err));
	FL_TRY(fl_ruled_tags(w, facts, records, err));
	count_records(records, facts->num_dreams, sum);
	return fl_tag_records_store(w->store, facts, records, err);
}

static fl_status read_packs(fl_work *w, fl_packs *packs, fl_error *err)
{
	for (size_t i = 0; i < w->num_documents; i++)
		if (fl_str_eqz(w->documents[i].role, "pack") || fl_str_eqz(w->documents[i].role, FL_ROLE_BASE))
			FL_TRY(fl_work_reads(w, w->documents[i].name, &w->documents[i].digest, err));
	return fl_packs_from_documents(packs, w->documents, w->num_documents, fl_options_threads(&w->options), err);
}

fl_status fl_round_tag(fl_round *round, const fl_options *options, fl_tag_summary *ret_summary, fl_error *err)
{
	fl_work w;
	fl_packs packs = { 0 };
	fl_facts facts = { 0 };
	*ret_summary = (fl_tag_summary){ 0 };
	fl_status status = fl_work_begin(&w, round, FL_STEP_TAG, options, counts, ret_summary, err);
	if (status == FL_OK && !w.unchanged)
		status = read_packs(&w, &packs, err);
	if (status == FL_OK && !w.unchanged)
		status = fl_facts_load(w.store, &facts, err);
	if (status == FL_OK && !w.unchanged)
		status = tag_all(&w, &packs, &facts, ret_summary, err);
	ret_summary->unchanged = w.unchanged;
	fl_packs_release(&packs);
	status = fl_work_end(&w, status, err);
	fl_facts_release(&facts);
	return status;
}
