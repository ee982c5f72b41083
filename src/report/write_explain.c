/* SPDX-License-Identifier: Apache-2.0
 *
 * write_explain.c - one dream in words, for a terminal, and the same as JSON.
 */
#include "report/report.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "report/decision_words.h"
#include "report/figure.h"
#include "report/laid_down.h"
#include "report/plain.h"
#include "report/rules_words.h"
#include "report/reason.h"
#include "report/tally_steps.h"
#include "report/write_change.h"

#define LINE(name) "  %-22s", name
#define LOSSES_SHOWN 10
#define REPEATS_SHOWN 3

static void put_amount(fl_buf *out, const fl_result *result, fl_money amount)
{
	fl_figure_amount(out, &result->spec->currency, FL_LANG_EN, amount);
}

static fl_str hit_text(const fl_dream *dream, const fl_match *m)
{
	fl_str text = fl_str_eqz(m->field, "title")          ? dream->title
		      : fl_str_eqz(m->field, "body")         ? dream->body
		      : fl_str_eqz(m->field, "organisation") ? dream->organisation
		      : fl_str_eqz(m->field, "region")       ? dream->region
							     : FL_STR("");
	return m->start <= m->end && m->end <= text.len ? fl_str_slice(text, m->start, m->end) : FL_STR("");
}

/* ---- in words --------------------------------------------------------------------------------- */

static void say_head(fl_buf *out, const fl_result *result, const fl_result_dream *dream)
{
	const fl_dream *d = dream->dream;
	fl_buf_puts(out, "dream ");
	fl_buf_safe(out, d->id);
	fl_buf_puts(out, "\n  ");
	fl_buf_safe(out, d->title);
	fl_buf_puts(out, "\n");
	if (dream->candidate->organisation.len > 0) {
		fl_buf_printf(out, LINE("organisation"));
		fl_buf_safe(out, dream->candidate->organisation);
		if (dream->candidate->submitted_as.len > 0) {
			fl_buf_puts(out, ", submitted as ");
			fl_buf_safe(out, dream->candidate->submitted_as);
		}
		fl_buf_putc(out, '\n');
	}
	if (dream->candidate->region.len > 0) {
		fl_buf_printf(out, LINE("region"));
		fl_buf_safe(out, dream->candidate->region);
		fl_buf_putc(out, '\n');
	}
	if (d->submitted != FL_TIME_NONE) {
		fl_buf_printf(out, LINE("submitted"));
		fl_time_print(out, d->submitted, result->spec->offset_minutes);
		fl_buf_putc(out, '\n');
	}
}

/* The value of a fact; money as people read it. */
static void say_value(fl_buf *out, const fl_currency *currency, const fl_match *m)
{
	fl_money amount = 0;
	const char *code;
	fl_currency whole = *currency;
	whole.minor_digits = 0; /* it is in minor units */
	if (m->type == FL_FACT_AMOUNT && fl_money_parse(m->value, &whole, &amount, &code, NULL) == FL_OK)
		fl_figure_amount(out, currency, FL_LANG_EN, amount);
	else
		fl_buf_safe(out, m->value);
}

static void say_match(fl_buf *out, const fl_currency *currency, const fl_dream *dream, const fl_match *m)
{
	fl_buf_puts(out, "  ");
	if (m->tag.len > 0)
		fl_buf_safe(out, m->tag);
	else
		fl_buf_puts(out, "(no tag)");
	fl_buf_puts(out, ": '");
	fl_buf_safe(out, hit_text(dream, m));
	fl_buf_puts(out, "' in the ");
	fl_buf_safe(out, m->field);
	fl_buf_puts(out, ", rule '");
	fl_buf_safe(out, m->rule);
	fl_buf_puts(out, "' of pack '");
	fl_buf_safe(out, m->pack);
	fl_buf_putc(out, '\'');
	if (m->pattern.len > 0) {
		fl_buf_puts(out, ", pattern '");
		fl_buf_safe(out, m->pattern);
		fl_buf_putc(out, '\'');
	}
	if (m->capture.len > 0) {
		fl_buf_puts(out, "; ");
		fl_buf_safe(out, m->capture);
		fl_buf_puts(out, " = ");
		say_value(out, currency, m);
	} else if (m->value.len > 0) { /* against a tag, or a match limit */
		fl_buf_puts(out, "; ");
		fl_buf_safe(out, m->value);
	}
	fl_buf_putc(out, '\n');
}

static bool has_match(const fl_result_dream *dream, fl_str tag)
{
	for (size_t m = 0; m < dream->num_matches; m++)
		if (fl_str_eq(dream->matches[m].tag, tag))
			return true;
	return false;
}

static bool has_tag(const fl_str *tags, size_t count, fl_str tag)
{
	for (size_t i = 0; i < count; i++)
		if (fl_str_eq(tags[i], tag))
			return true;
	return false;
}

static void say_tags(fl_buf *out, const fl_currency *currency, const fl_result_dream *dream)
{
	const fl_candidate *candidate = dream->candidate;
	fl_buf_puts(out, "\ntags\n");
	for (size_t m = 0; m < dream->num_matches; m++)
		say_match(out, currency, dream->dream, &dream->matches[m]);
	for (size_t t = 0; t < candidate->num_tags; t++) {
		if (has_match(dream, candidate->tags[t]))
			continue;
		fl_buf_puts(out, "  ");
		fl_buf_safe(out, candidate->tags[t]);
		fl_buf_puts(out, has_tag(dream->added, dream->num_added, candidate->tags[t]) ? ": given by a reviewer\n"
											      : ": stated by the submitter\n");
	}
	for (size_t t = 0; t < dream->num_removed; t++) {
		fl_buf_puts(out, "  ");
		fl_buf_safe(out, dream->removed[t]);
		fl_buf_puts(out, ": taken away by a reviewer\n");
	}
	if (dream->num_matches == 0 && candidate->num_tags == 0)
		fl_buf_puts(out, "  no rule gave a tag\n");
	fl_buf_printf(out, LINE("category"));
	if (candidate->category.len > 0)
		fl_buf_safe(out, candidate->category);
	else
		fl_buf_puts(out, dream->unclear ? "unclear: it belongs to no category group" : "none");
	fl_buf_puts(out, dream->decided ? ", by a reviewer\n" : "\n");
}

static void say_other(fl_buf *out, const fl_result *result, size_t other)
{
	fl_buf_putc(out, '\'');
	fl_buf_safe(out, result->dreams[other].dream->id);
	fl_buf_puts(out, "' ");
	fl_buf_safe(out, result->dreams[other].dream->title);
	fl_buf_putc(out, '\n');
}

static bool is_together(const fl_result *result, const fl_pair *pair)
{
	return result->dreams[pair->a].representative == result->dreams[pair->b].representative;
}

static void say_pair(fl_buf *out, const fl_result *result, size_t index, const fl_pair *pair)
{
	static const char *const verdicts[] = { "same", "under review", "different" };
	bool mine = pair->a == index;
	fl_str here = mine ? pair->only_a : pair->only_b, there = mine ? pair->only_b : pair->only_a;
	fl_buf_printf(out, "  %-14s", verdicts[pair->verdict]);
	say_other(out, result, mine ? pair->b : pair->a);
	fl_buf_printf(out, "                %d %% alike (title %d %%, body %d %%)%s", (int)(pair->score / 10000),
		      (int)(pair->title / 10000), (int)(pair->body / 10000), pair->exact ? "; the same words" : "");
	if (pair->differs) {
		fl_buf_puts(out, "; differs in ");
		fl_plain_differs(out, pair->differs);
	}
	if (pair->decided)
		fl_buf_puts(out, "; decided by a reviewer");
	else if (pair->verdict == FL_PAIR_SAME && !is_together(result, pair))
		fl_buf_puts(out, "; a bridge: other members of their clusters are not the same");
	fl_buf_putc(out, '\n');
	if (here.len > 0 || there.len > 0) {
		fl_buf_puts(out, "                only here '");
		fl_buf_safe(out, here);
		fl_buf_puts(out, "', only there '");
		fl_buf_safe(out, there);
		fl_buf_puts(out, "'\n");
	}
}

/* Flowers of one dream after every rule but the merging; -1: not known. */
static int64_t own_flowers(const fl_result_dream *dream)
{
	return dream->tally ? dream->tally->per_giver : -1;
}

static const char *merging(const fl_result *result)
{
	static const char *const ways[] = { [FL_MERGE_GIVERS] = "each giver once",
					    [FL_MERGE_SUM] = "added up",
					    [FL_MERGE_MAX] = "those of the dream with most",
					    [FL_MERGE_REPRESENTATIVE] = "those of the representative alone" };
	return ways[result->spec->merge_flowers];
}

static void say_repeats(fl_buf *out, const fl_result_dream *dream)
{
	for (size_t i = 0; i < dream->num_repeats && i < REPEATS_SHOWN; i++) {
		const fl_result_repeat *repeat = &dream->repeats[i];
		fl_buf_puts(out, "                giver '");
		fl_buf_safe(out, repeat->giver);
		fl_buf_printf(out, "' gave to %lld of them: ", (long long)repeat->dreams);
		fl_figure_count(out, repeat->given);
		fl_buf_puts(out, " given, ");
		fl_figure_count(out, repeat->counted);
		fl_buf_puts(out, " counted\n");
	}
	if (dream->num_repeats > REPEATS_SHOWN)
		fl_buf_printf(out, "                and %lld more givers\n", (long long)(dream->num_repeats - REPEATS_SHOWN));
}

/* What merging does to the flowers: of each member, and of all. */
static void say_merged(fl_buf *out, const fl_result *result, size_t index)
{
	size_t r = result->dreams[index].representative, members = 0;
	int64_t sum = 0;
	for (size_t i = 0; i < result->num_dreams; i++) {
		if (result->dreams[i].representative != r)
			continue;
		if (own_flowers(&result->dreams[i]) < 0)
			return;
		members++;
		sum += own_flowers(&result->dreams[i]); /* the tally adds them up as well */
	}
	if (members < 2 || sum == 0)
		return;
	fl_buf_printf(out, "  %-14s", "flowers");
	fl_figure_count(out, result->dreams[r].tally_merged);
	fl_buf_printf(out, " counted of %lld: %s\n", (long long)sum, merging(result));
	say_repeats(out, &result->dreams[index]);
}

static void say_member(fl_buf *out, const fl_result *result, const char *what, size_t other)
{
	const fl_result_dream *dream = &result->dreams[other];
	int64_t own = own_flowers(dream);
	fl_buf_printf(out, "  %s '", what);
	fl_buf_safe(out, dream->dream->id);
	fl_buf_puts(out, "' ");
	fl_buf_safe(out, dream->dream->title);
	if (own > 0) {
		fl_buf_puts(out, ", with ");
		fl_figure_flowers(out, FL_LANG_EN, own);
	}
	fl_buf_putc(out, '\n');
}

static void say_cluster(fl_buf *out, const fl_result *result, size_t index)
{
	size_t representative = result->dreams[index].representative, pairs = 0;
	bool alone = representative == index;
	fl_buf_puts(out, "\ncluster\n");
	if (!alone) {
		say_member(out, result, "represented by", representative);
	}
	for (size_t i = 0; i < result->num_dreams; i++) {
		if (i == index || result->dreams[i].representative != index)
			continue;
		say_member(out, result, "stands for", i);
		alone = false;
	}
	say_merged(out, result, index);
	for (size_t p = 0; p < result->num_pairs; p++) {
		if (result->pairs[p].a != index && result->pairs[p].b != index)
			continue;
		say_pair(out, result, index, &result->pairs[p]);
		pairs++;
	}
	if (alone && pairs == 0)
		fl_buf_puts(out, "  alone: no other dream is like it\n");
}

/* Is this decision about the dream, and does it stand? */
static bool stands_on(const fl_result *result, size_t decision, fl_str id)
{
	const fl_decision *d = &result->decisions[decision];
	fl_decision_state state = result->book->states[decision];
	return state != FL_DECISION_GONE && fl_decision_on_dream(d) &&
	       (fl_str_eq(d->subject, id) || (fl_decision_on_two(d) && fl_str_eq(d->other, id)));
}

static void say_decisions(fl_buf *out, const fl_result *result, const fl_result_dream *dream)
{
	bool any = false;
	for (size_t i = 0; i < result->num_decisions; i++) {
		if (!stands_on(result, i, dream->dream->id))
			continue;
		fl_buf_puts(out, any ? "  " : "\ndecisions\n  ");
		fl_report_decision(&result->decisions[i], &result->spec->decisions, out);
		if (result->book->states[i] != FL_DECISION_IN_FORCE)
			fl_buf_printf(out, " [%s]", fl_report_decision_state(result->book->states[i], FL_LANG_EN));
		fl_buf_putc(out, '\n');
		any = true;
	}
}

static void say_step(fl_buf *out, const char *name, int64_t n)
{
	fl_buf_printf(out, LINE(name));
	fl_figure_count(out, n);
	fl_buf_putc(out, '\n');
}

/* A step is told where it changed something. */
static void say_change(fl_buf *out, const char *name, int64_t n, int64_t *before)
{
	if (n != *before)
		say_step(out, name, n);
	*before = n;
}

static void say_steps(fl_buf *out, const fl_result_dream *dream)
{
	const fl_tally *t = dream->tally;
	int64_t now = dream->tally_raw;
	say_step(out, "given", now);
	if (t) {
		say_change(out, "in the round's time", t->in_window, &now);
		say_change(out, "no more than earned", t->earned, &now);
	}
	say_change(out, "sources and weights", dream->tally_weighted, &now);
	if (t)
		say_change(out, "cap per giver and day", t->per_day, &now);
	say_change(out, "cap per giver", dream->tally_capped, &now);
	if (t)
		say_change(out, "cap per giver in all", t->per_giver, &now);
	say_change(out, "with merged dreams", dream->tally_merged, &now);
}

/* "reached", or what is missing. */
static void say_threshold(fl_buf *out, const char *name, int64_t threshold, int64_t have)
{
	fl_buf_printf(out, LINE(name));
	fl_figure_count(out, threshold);
	fl_buf_puts(out, have >= threshold ? ": reached\n" : ": short by ");
	if (have < threshold) {
		fl_figure_count(out, threshold - have);
		fl_buf_putc(out, '\n');
	}
}

/* How many light, regular and heavy givers gave what part of the tally, and how many givers who give alike would be as broad. */
static void say_breadth(fl_buf *out, const fl_result_dream *dream)
{
	static const char *const tiers[FL_TIERS] = { "light", ", regular", ", heavy" };
	const fl_tally *t = dream->tally;
	if (!t || t->known == 0)
		return;
	fl_buf_printf(out, LINE("breadth"));
	for (int i = 0; i < FL_TIERS; i++) {
		fl_buf_printf(out, "%s ", tiers[i]);
		fl_figure_count(out, t->tier_givers[i]);
		fl_buf_puts(out, " with ");
		fl_figure_percent(out, t->tier_flowers[i], t->merged, 1);
		fl_buf_puts(out, " %");
	}
	fl_buf_printf(out, "; effective givers %lld.%02lld\n", (long long)(t->effective_hundredths / 100),
		      (long long)(t->effective_hundredths % 100));
}

static void say_losses(fl_buf *out, const fl_result_dream *dream)
{
	for (size_t i = 0; i < dream->num_losses && i < LOSSES_SHOWN; i++) {
		const fl_result_loss *loss = &dream->losses[i];
		fl_buf_printf(out, LINE(i ? "" : "not counted"));
		fl_figure_count(out, loss->flowers);
		fl_buf_puts(out, " of ");
		fl_buf_safe(out, loss->giver);
		fl_buf_printf(out, ", rule %s\n", fl_tally_rule_name(loss->rule));
	}
	if (dream->num_losses > LOSSES_SHOWN)
		fl_buf_printf(out, "  %-22sand %zu more\n", "", dream->num_losses - LOSSES_SHOWN);
}

/* What it counts for where the policy weighs by breadth. */
static void say_voice(fl_buf *out, const fl_result *result, const fl_candidate *candidate)
{
	static const char *const what[] = { [FL_BREADTH_ROOTS] = "the roots of what each giver gave, added up",
					    [FL_BREADTH_GIVERS] = "its different givers" };
	fl_breadth breadth = result->spec->policy.breadth;
	if (breadth == FL_BREADTH_NONE)
		return;
	fl_buf_printf(out, LINE("counts in the policy"));
	fl_figure_count(out, fl_round_voice(result->spec, candidate));
	fl_buf_printf(out, ": %s\n", what[breadth]);
}

static void say_tally(fl_buf *out, const fl_result *result, const fl_result_dream *dream)
{
	const fl_candidate *candidate = dream->candidate;
	fl_buf_puts(out, "\ntally\n");
	say_steps(out, dream);
	say_step(out, "tally", candidate->tally);
	if (dream->givers > 0)
		say_step(out, "givers", dream->givers);
	say_threshold(out, "threshold", candidate->threshold, candidate->tally);
	if (candidate->threshold_givers > 0)
		say_threshold(out, "threshold of givers", candidate->threshold_givers, candidate->givers);
	say_voice(out, result, candidate);
	say_breadth(out, dream);
	say_losses(out, dream);
}

static void say_money(fl_buf *out, const char *name, const fl_result *result, fl_money amount)
{
	fl_buf_printf(out, LINE(name));
	put_amount(out, result, amount);
	fl_buf_putc(out, '\n');
}

static void say_award(fl_buf *out, const fl_result *result, const fl_result_dream *dream)
{
	const fl_candidate *candidate = dream->candidate;
	fl_buf_puts(out, "\naward\n");
	say_money(out, "request", result, candidate->request);
	if (candidate->raised > 0)
		say_money(out, "raised elsewhere", result, candidate->raised);
	if (dream->upper != candidate->request)
		say_money(out, "most it may get", result, dream->upper);
	fl_buf_printf(out, LINE("award"));
	put_amount(out, result, dream->award->amount);
	fl_buf_puts(out, " (");
	fl_figure_percent(out, dream->award->amount, candidate->request, 1);
	fl_buf_printf(out, " %%), %s\n", fl_dream_status_word(fl_dream_status_of(dream), FL_LANG_EN));
	for (size_t p = 0; p < dream->num_payments; p++) {
		const fl_pool *pool = &result->spec->pools[dream->payments[p].pool];
		fl_buf_printf(out, LINE(p == 0 ? "from" : ""));
		put_amount(out, result, dream->payments[p].amount);
		fl_buf_puts(out, " pool '");
		fl_buf_safe(out, pool->title.len > 0 ? pool->title : pool->id);
		fl_buf_puts(out, "'\n");
	}
}

/* A sentence of reason.c may hold names from outside: made apart, then written safely. */
static void say_sentence(fl_buf *out, const char *head, const fl_result *result, size_t index,
			 void (*say)(const fl_result *, size_t, fl_lang, fl_buf *))
{
	fl_buf text;
	fl_buf_init(&text, FL_BUF_MAX_DEFAULT);
	say(result, index, FL_LANG_EN, &text);
	fl_figure_failed(out, &text);
	if (text.len > 0) {
		fl_buf_printf(out, "\n%s\n  ", head);
		fl_buf_safe(out, fl_buf_view(&text));
		fl_buf_putc(out, '\n');
	}
	fl_buf_release(&text);
}

/* The entries of the journal that all of this comes from: 'florin audit log' has them. */
static void say_sources(fl_buf *out, const fl_result *result)
{
	if (result->num_sources == 0)
		return;
	fl_buf_puts(out, "\njournal\n  ");
	for (size_t i = 0; i < result->num_sources; i++)
		fl_buf_printf(out, "%s%s from entry %lld", i > 0 ? ", " : "", result->sources[i].what,
			      (long long)result->sources[i].entry);
	fl_buf_putc(out, '\n');
}

static void say_dream(fl_buf *out, const fl_result *result, size_t index)
{
	const fl_result_dream *dream = &result->dreams[index];
	say_head(out, result, dream);
	say_tags(out, &result->spec->currency, dream);
	if (fl_json_present(dream->tagging))
		fl_rules_say_rules(out, dream->tagging);
	say_cluster(out, result, index);
	say_decisions(out, result, dream);
	say_tally(out, result, dream);
	say_award(out, result, dream);
	say_sentence(out, "reason", result, index, fl_reason_say);
	say_sentence(out, "what would have changed it", result, index, fl_reason_change);
	if (dream->change)
		fl_change_say(result, dream, out);
	if (dream->matched.len > 0) {
		fl_buf_puts(out, "\npartner: ");
		fl_buf_str(out, dream->matched);
	}
	say_sources(out, result);
	fl_laid_down_lines(result, "  ", out);
}

/* ---- as JSON ---------------------------------------------------------------------------------- */

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
	fl_json_kv_str(w, "text", hit_text(dream, m));
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
	fl_json_kv_bool(w, "bridge", pair->verdict == FL_PAIR_SAME && !is_together(result, pair));
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
			known += own_flowers(&result->dreams[i]) >= 0;
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
		fl_json_kv_i64(w, "flowers", own_flowers(&result->dreams[i]));
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
		if (!stands_on(result, i, dream->dream->id))
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

fl_status fl_report_explain(const fl_result *result, size_t dream, bool json, fl_buf *out, fl_error *err)
{
	if (dream >= result->num_dreams)
		return fl_error_set(err, FL_ENOTFOUND, "no dream with the index %zu", dream);
	if (json)
		put_dream(out, result, dream);
	else
		say_dream(out, result, dream);
	return fl_buf_status(out, err);
}
