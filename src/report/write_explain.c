/* SPDX-License-Identifier: Apache-2.0
 *
 * write_explain.c - one dream as JSON; in words it is in explain_words.c.
 */
#include "report/report.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "report/decision_words.h"
#include "report/explain_words.h"
#include "report/figure.h"
#include "report/laid_down.h"
#include "report/reason.h"
#include "report/tally_steps.h"
#include "report/write_change.h"

static void put_sentence(fl_json_writer *w, const char *key, const fl_result *result, size_t index,
			 void (*say)(const fl_result *, size_t, fl_lang, fl_buf *))
{
	fl_buf text;
	fl_buf_init(&text, FL_BUF_MAX_DEFAULT);
	say(result, index, FL_LANG_EN, &text);
	fl_figure_failed(w->buf, &text);
	fl_json_kv_str(w, key, fl_buf_view(&text));
	fl_buf_release(&text);
}

static void put_match(fl_json_writer *w, const fl_dream *dream, const fl_match *m)
{
	fl_json_begin_object(w);
	fl_json_kv_str(w, "pack", m->pack);
	fl_json_kv_str(w, "rule", m->rule);
	fl_json_kv_str(w, "tag", m->tag);
	fl_json_kv_str(w, "pattern", m->pattern);
	fl_json_kv_str(w, "field", m->field);
	fl_json_kv_i64(w, "start", m->start);
	fl_json_kv_i64(w, "end", m->end);
	fl_json_kv_str(w, "text", fl_explain_hit_text(dream, m));
	if (m->capture.len > 0) {
		fl_json_kv_str(w, "fact", m->capture);
		fl_json_kv_z(w, "type", fl_fact_type_name(m->type));
	}
	if (m->value.len > 0)
		fl_json_kv_str(w, "value", m->value);
	fl_json_end_object(w);
}

static void put_tagging(fl_json_writer *w, const fl_result_dream *dream)
{
	fl_json_kv_str(w, "category", dream->candidate->category);
	fl_json_kv_bool(w, "unclear", dream->unclear);
	fl_json_put_key(w, "tags");
	fl_json_begin_array(w);
	for (size_t t = 0; t < dream->candidate->num_tags; t++)
		fl_json_put_str(w, dream->candidate->tags[t]);
	fl_json_end_array(w);
	fl_json_put_key(w, "evidence");
	fl_json_begin_array(w);
	for (size_t m = 0; m < dream->num_matches; m++)
		put_match(w, dream->dream, &dream->matches[m]);
	fl_json_end_array(w);
	if (!fl_json_present(dream->tagging))
		return;
	fl_json_put_key(w, "scores");
	fl_json_put_value(w, fl_json_get(dream->tagging, "tags"), false);
	fl_json_put_key(w, "rules");
	fl_json_put_value(w, fl_json_get(dream->tagging, "rules"), false);
	fl_json_put_key(w, "silent");
	fl_json_put_value(w, fl_json_get(dream->tagging, "silent"), false);
}

static void put_pair(fl_json_writer *w, const fl_result *result, size_t index, const fl_pair *pair)
{
	static const char *const verdicts[] = { "same", "review", "different" };
	bool mine = pair->a == index;
	fl_json_begin_object(w);
	fl_json_kv_str(w, "other", result->dreams[mine ? pair->b : pair->a].dream->id);
	fl_json_kv_z(w, "verdict", verdicts[pair->verdict]);
	fl_json_kv_i64(w, "score_millionths", pair->score);
	fl_json_kv_i64(w, "title_millionths", pair->title);
	fl_json_kv_i64(w, "body_millionths", pair->body);
	fl_json_kv_i64(w, "containment_millionths", pair->containment);
	fl_json_kv_bool(w, "exact", pair->exact);
	fl_json_kv_bool(w, "decided", pair->decided);
	fl_json_kv_bool(w, "bridge", pair->verdict == FL_PAIR_SAME && !fl_explain_is_together(result, pair));
	fl_json_kv_bool(w, "differs_in_number", (pair->differs & FL_DIFF_NUMBER) != 0);
	fl_json_kv_bool(w, "differs_in_place", (pair->differs & FL_DIFF_PLACE) != 0);
	fl_json_kv_bool(w, "differs_in_object", (pair->differs & FL_DIFF_OBJECT) != 0);
	fl_json_kv_bool(w, "differs_in_organisation", (pair->differs & FL_DIFF_ORGANISATION) != 0);
	fl_json_kv_str(w, "only_here", mine ? pair->only_a : pair->only_b);
	fl_json_kv_str(w, "only_there", mine ? pair->only_b : pair->only_a);
	fl_json_end_object(w);
}

/* "cluster": null where it is alone, or where the flowers of each dream are not known. */
static void put_merged(fl_json_writer *w, const fl_result *result, size_t index)
{
	static const char *const ways[] = { "givers", "sum", "max", "representative" };
	const fl_result_dream *dream = &result->dreams[index];
	size_t members = 0, known = 0;
	for (size_t i = 0; i < result->num_dreams; i++)
		if (result->dreams[i].representative == dream->representative) {
			members++;
			known += fl_explain_own_flowers(&result->dreams[i]) >= 0;
		}
	fl_json_put_key(w, "cluster");
	if (members < 2 || known < members) {
		fl_json_put_null(w);
		return;
	}
	fl_json_begin_object(w);
	fl_json_kv_z(w, "flowers", ways[result->spec->merge_flowers]);
	fl_json_kv_i64(w, "counted", result->dreams[dream->representative].tally_merged);
	fl_json_put_key(w, "members");
	fl_json_begin_array(w);
	for (size_t i = 0; i < result->num_dreams; i++) {
		if (result->dreams[i].representative != dream->representative)
			continue;
		fl_json_begin_object(w);
		fl_json_kv_str(w, "dream", result->dreams[i].dream->id);
		fl_json_kv_i64(w, "flowers", fl_explain_own_flowers(&result->dreams[i]));
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
	fl_json_put_key(w, "givers_of_several");
	fl_json_begin_array(w);
	for (size_t i = 0; i < dream->num_repeats; i++) {
		fl_json_begin_object(w);
		fl_json_kv_str(w, "giver", dream->repeats[i].giver);
		fl_json_kv_i64(w, "dreams", dream->repeats[i].dreams);
		fl_json_kv_i64(w, "given", dream->repeats[i].given);
		fl_json_kv_i64(w, "counted", dream->repeats[i].counted);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
	fl_json_end_object(w);
}

static void put_cluster(fl_json_writer *w, const fl_result *result, size_t index)
{
	fl_json_kv_str(w, "representative", result->dreams[result->dreams[index].representative].dream->id);
	fl_json_put_key(w, "stands_for");
	fl_json_begin_array(w);
	for (size_t i = 0; i < result->num_dreams; i++)
		if (i != index && result->dreams[i].representative == index)
			fl_json_put_str(w, result->dreams[i].dream->id);
	fl_json_end_array(w);
	put_merged(w, result, index);
	fl_json_put_key(w, "pairs");
	fl_json_begin_array(w);
	for (size_t p = 0; p < result->num_pairs; p++)
		if (result->pairs[p].a == index || result->pairs[p].b == index)
			put_pair(w, result, index, &result->pairs[p]);
	fl_json_end_array(w);
}

static void put_decisions(fl_json_writer *w, const fl_result *result, const fl_result_dream *dream)
{
	fl_json_put_key(w, "decisions");
	fl_json_begin_array(w);
	for (size_t i = 0; i < result->num_decisions; i++) {
		const fl_decision *d = &result->decisions[i];
		if (!fl_explain_stands_on(result, i, dream->dream->id))
			continue;
		fl_json_begin_object(w);
		fl_json_kv_str(w, "kind", d->kind);
		fl_json_kv_str(w, "subject", d->subject);
		fl_json_kv_str(w, "other", d->other);
		fl_json_kv_str(w, "value", d->value);
		fl_json_kv_str(w, "code", d->code);
		fl_json_kv_str(w, "by", d->person);
		fl_json_kv_str(w, "why", d->why);
		fl_json_kv_i64(w, "entry", d->seq);
		fl_json_kv_z(w, "state", fl_report_decision_state(result->book->states[i], FL_LANG_EN));
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
}

static void put_losses(fl_json_writer *w, const fl_result_dream *dream)
{
	fl_json_put_key(w, "losses");
	fl_json_begin_array(w);
	for (size_t i = 0; i < dream->num_losses; i++) {
		fl_json_begin_object(w);
		fl_json_kv_str(w, "giver", dream->losses[i].giver);
		fl_json_kv_z(w, "rule", fl_tally_rule_name(dream->losses[i].rule));
		fl_json_kv_i64(w, "flowers", dream->losses[i].flowers);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
}

static void put_tally(fl_json_writer *w, const fl_result *result, const fl_result_dream *dream)
{
	fl_put_tally_steps(w, dream);
	fl_json_kv_i64(w, "tally", dream->candidate->tally);
	if (result->spec->policy.breadth != FL_BREADTH_NONE)
		fl_json_kv_i64(w, "voice", fl_round_voice(result->spec, dream->candidate));
	fl_json_kv_i64(w, "threshold", dream->candidate->threshold);
	put_losses(w, dream);
}

static void put_award(fl_json_writer *w, const fl_result *result, size_t index)
{
	const fl_result_dream *dream = &result->dreams[index];
	fl_json_kv_z(w, "currency", result->spec->currency.code);
	fl_json_kv_i64(w, "minor_digits", result->spec->currency.minor_digits);
	fl_json_kv_i64(w, "request", dream->candidate->request);
	fl_json_kv_i64(w, "upper", dream->upper);
	fl_json_kv_i64(w, "award", dream->award->amount);
	fl_json_put_key(w, "by_pool");
	fl_json_begin_object(w);
	for (size_t p = 0; p < dream->num_payments; p++) {
		fl_json_put_key_str(w, result->spec->pools[dream->payments[p].pool].id);
		fl_json_put_i64(w, dream->payments[p].amount);
	}
	fl_json_end_object(w);
	fl_json_kv_z(w, "status", fl_dream_status_code(fl_dream_status_of(dream)));
	fl_json_kv_z(w, "reason_code", fl_reason_code(fl_reason_of(result, index)));
	put_sentence(w, "reason", result, index, fl_reason_say);
	put_sentence(w, "change", result, index, fl_reason_change);
	if (dream->change)
		fl_change_put(w, result, dream->change);
}

static void put_dream(fl_buf *out, const fl_result *result, size_t index)
{
	const fl_result_dream *dream = &result->dreams[index];
	fl_json_writer w;
	fl_json_start(&w, out, true);
	fl_json_begin_object(&w);
	fl_json_kv_str(&w, "id", dream->dream->id);
	fl_json_kv_str(&w, "title", dream->dream->title);
	fl_json_kv_str(&w, "organisation", dream->candidate->organisation);
	fl_json_kv_str(&w, "region", dream->candidate->region);
	put_tagging(&w, dream);
	put_cluster(&w, result, index);
	put_decisions(&w, result, dream);
	put_tally(&w, result, dream);
	put_award(&w, result, index);
	if (fl_json_present(dream->matching)) {
		fl_json_put_key(&w, "matching");
		fl_json_put_value(&w, dream->matching, false);
	}
	fl_put_sources(&w, result);
	fl_laid_down_put(&w, result);
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
}

fl_status fl_report_explain(const fl_result *result, size_t dream, const char *lang, bool json, fl_buf *out,
			    fl_error *err)
{
	fl_lang language;
	FL_TRY(fl_lang_parse(lang, &language, err));
	if (dream >= result->num_dreams)
		return fl_error_set(err, FL_ENOTFOUND, "no dream with the index %zu", dream);
	if (json)
		put_dream(out, result, dream);
	else
		fl_explain_say(out, result, dream, language);
	return fl_buf_status(out, err);
}
