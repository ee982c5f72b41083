/* SPDX-License-Identifier: Apache-2.0
 *
 * explain_words.c - one dream in words, for a terminal: section by section, in the words of words_explain.h.
 */
#include "report/explain_words.h"

#include "base/str.h"
#include "report/decision_words.h"
#include "report/figure.h"
#include "report/laid_down.h"
#include "report/reason.h"
#include "report/rules_words.h"
#include "report/say.h"
#include "report/tag_words.h"
#include "report/write_change.h"

#define LABEL_COLUMNS 22
#define INNER_COLUMNS 14
#define INNER         "                "
#define LOSSES_SHOWN  10
#define REPEATS_SHOWN 3

typedef struct telling {
	fl_buf *out;
	const fl_result *result;
	const fl_result_dream *dream;
	size_t index;
	fl_lang lang;
} telling;

#define SAY(t, id, ...) FL_SAY((t)->out, (t)->lang, (id), __VA_ARGS__)

fl_str fl_explain_hit_text(const fl_dream *dream, const fl_match *m)
{
	fl_str text = fl_str_eqz(m->field, "title")          ? dream->title
		      : fl_str_eqz(m->field, "body")         ? dream->body
		      : fl_str_eqz(m->field, "organisation") ? dream->organisation
		      : fl_str_eqz(m->field, "region")       ? dream->region
							     : FL_STR("");
	return m->start <= m->end && m->end <= text.len ? fl_str_slice(text, m->start, m->end) : FL_STR("");
}

bool fl_explain_is_together(const fl_result *result, const fl_pair *pair)
{
	return result->dreams[pair->a].representative == result->dreams[pair->b].representative;
}

int64_t fl_explain_own_flowers(const fl_result_dream *dream)
{
	return dream->tally ? dream->tally->per_giver : -1;
}

bool fl_explain_stands_on(const fl_result *result, size_t decision, fl_str id)
{
	const fl_decision *d = &result->decisions[decision];
	fl_decision_state state = result->book->states[decision];
	return state != FL_DECISION_GONE && fl_decision_on_dream(d) &&
	       (fl_str_eq(d->subject, id) || (fl_decision_on_two(d) && fl_str_eq(d->other, id)));
}

static void word(const telling *t, fl_word_id id)
{
	fl_say_word(t->out, t->lang, id);
}

static void end_line(const telling *t)
{
	fl_buf_putc(t->out, '\n');
}

static void section(const telling *t, fl_word_id id)
{
	end_line(t);
	word(t, id);
	end_line(t);
}

/* The left part of a line. */
static void label(const telling *t, fl_word_id id)
{
	fl_buf_puts(t->out, "  ");
	fl_say_label(t->out, t->lang, id, LABEL_COLUMNS);
}

static void no_label(const telling *t)
{
	fl_buf_printf(t->out, "  %*s", LABEL_COLUMNS, "");
}

/* ---- what was submitted --------------------------------------------------------------------------------------------- */

static void say_head(const telling *t)
{
	const fl_dream *d = t->dream->dream;
	const fl_candidate *candidate = t->dream->candidate;
	SAY(t, FL_W_E_DREAM, FL_SAY_TEXT(d->id), FL_SAY_TEXT(d->title));
	if (candidate->organisation.len > 0) {
		label(t, FL_W_E_ORGANISATION);
		fl_buf_safe(t->out, candidate->organisation);
		if (candidate->submitted_as.len > 0)
			SAY(t, FL_W_E_SUBMITTED_AS, FL_SAY_TEXT(candidate->submitted_as));
		end_line(t);
	}
	if (candidate->region.len > 0) {
		label(t, FL_W_E_REGION);
		fl_buf_safe(t->out, candidate->region);
		end_line(t);
	}
	if (d->submitted != FL_TIME_NONE) {
		label(t, FL_W_E_SUBMITTED);
		fl_time_print(t->out, d->submitted, t->result->spec->offset_minutes);
		end_line(t);
	}
}

/* ---- tags ----------------------------------------------------------------------------------------------------------- */

/* The value of a fact; money as people read it. */
static void say_value(const telling *t, const fl_match *m)
{
	fl_money amount = 0;
	const char *code;
	const fl_currency *currency = &t->result->spec->currency;
	fl_currency whole = *currency;
	whole.minor_digits = 0; /* it is in minor units */
	if (m->type == FL_FACT_AMOUNT && fl_money_parse(m->value, &whole, &amount, &code, NULL) == FL_OK)
		fl_figure_amount(t->out, currency, t->lang, amount);
	else
		fl_buf_safe(t->out, m->value);
}

static fl_say_arg field_name(fl_str field)
{
	return fl_str_eqz(field, "title")	   ? (fl_say_arg)FL_SAY_WORD(FL_W_E_F_TITLE)
	       : fl_str_eqz(field, "body")	   ? (fl_say_arg)FL_SAY_WORD(FL_W_E_F_BODY)
	       : fl_str_eqz(field, "organisation") ? (fl_say_arg)FL_SAY_WORD(FL_W_E_ORGANISATION)
	       : fl_str_eqz(field, "region")	   ? (fl_say_arg)FL_SAY_WORD(FL_W_E_REGION)
						   : (fl_say_arg)FL_SAY_TEXT(field);
}

static void say_match(const telling *t, const fl_match *m)
{
	fl_say_arg tag = FL_SAY_WORD(FL_W_E_NO_TAG);
	fl_buf said;
	fl_buf_init(&said, FL_BUF_MAX_DEFAULT);
	fl_tag_say(&said, t->result->spec, t->lang, m->tag);
	if (m->tag.len > 0)
		tag = (fl_say_arg)FL_SAY_TEXT(fl_buf_view(&said));
	fl_buf_puts(t->out, "  ");
	SAY(t, FL_W_E_MATCH, tag, FL_SAY_TEXT(fl_explain_hit_text(t->dream->dream, m)), field_name(m->field), FL_SAY_TEXT(m->rule),
	    FL_SAY_TEXT(m->pack));
	fl_figure_failed(t->out, &said);
	fl_buf_release(&said);
	if (m->pattern.len > 0)
		SAY(t, FL_W_E_PATTERN, FL_SAY_TEXT(m->pattern));
	if (m->capture.len > 0) {
		SAY(t, FL_W_E_FACT, FL_SAY_TEXT(m->capture));
		say_value(t, m);
	} else if (m->value.len > 0) { /* against a tag, or a match limit */
		word(t, FL_W_SEPARATOR);
		fl_buf_safe(t->out, m->value);
	}
	end_line(t);
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

static void say_tag(const telling *t, fl_word_id how, fl_str tag)
{
	fl_buf_puts(t->out, "  ");
	fl_buf said;
	fl_buf_init(&said, FL_BUF_MAX_DEFAULT);
	fl_tag_say(&said, t->result->spec, t->lang, tag);
	SAY(t, how, FL_SAY_TEXT(fl_buf_view(&said)));
	fl_figure_failed(t->out, &said);
	fl_buf_release(&said);
	end_line(t);
}

static void say_tags(const telling *t)
{
	const fl_result_dream *dream = t->dream;
	const fl_candidate *candidate = dream->candidate;
	section(t, FL_W_E_TAGS);
	for (size_t m = 0; m < dream->num_matches; m++)
		say_match(t, &dream->matches[m]);
	for (size_t i = 0; i < candidate->num_tags; i++)
		if (!has_match(dream, candidate->tags[i]))
			say_tag(t, has_tag(dream->added, dream->num_added, candidate->tags[i]) ? FL_W_E_ADDED : FL_W_E_STATED,
				candidate->tags[i]);
	for (size_t i = 0; i < dream->num_removed; i++)
		say_tag(t, FL_W_E_REMOVED, dream->removed[i]);
	if (dream->num_matches == 0 && candidate->num_tags == 0) {
		fl_buf_puts(t->out, "  ");
		word(t, FL_W_E_NO_TAGS);
		end_line(t);
	}
	label(t, FL_W_E_CATEGORY);
	if (candidate->category.len > 0)
		fl_tag_say(t->out, t->result->spec, t->lang, candidate->category);
	else
		word(t, dream->unclear ? FL_W_E_UNCLEAR : FL_W_E_NONE);
	if (dream->decided)
		word(t, FL_W_E_BY_REVIEWER);
	end_line(t);
}

/* ---- the cluster ---------------------------------------------------------------------------------------------------- */

static void say_differs(const telling *t, uint32_t differs)
{
	static const struct {
		uint32_t bit;
		fl_word_id word;
	} names[] = { { FL_DIFF_NUMBER, FL_W_D_NUMBER },
		      { FL_DIFF_PLACE, FL_W_D_PLACE },
		      { FL_DIFF_OBJECT, FL_W_D_OBJECT },
		      { FL_DIFF_ORGANISATION, FL_W_D_ORGANISATION } };
	fl_word_id before = FL_W_E_DIFFERS;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if ((differs & names[i].bit) != 0) {
			word(t, before);
			word(t, names[i].word);
			before = FL_W_M_COMMA;
		}
}

static void say_pair(const telling *t, const fl_pair *pair)
{
	static const fl_word_id verdicts[] = { FL_W_V_SAME, FL_W_V_REVIEW, FL_W_V_DIFFERENT };
	bool mine = pair->a == t->index;
	fl_str here = mine ? pair->only_a : pair->only_b, there = mine ? pair->only_b : pair->only_a;
	const fl_dream *other = t->result->dreams[mine ? pair->b : pair->a].dream;
	fl_buf_puts(t->out, "  ");
	fl_say_label(t->out, t->lang, verdicts[pair->verdict], INNER_COLUMNS);
	SAY(t, FL_W_E_NAMED, FL_SAY_TEXT(other->id), FL_SAY_TEXT(other->title));
	fl_buf_puts(t->out, "\n" INNER);
	SAY(t, FL_W_E_ALIKE, FL_SAY_PLAIN(pair->score / 10000), FL_SAY_PLAIN(pair->title / 10000), FL_SAY_PLAIN(pair->body / 10000));
	if (pair->exact)
		word(t, FL_W_E_SAME_WORDS);
	say_differs(t, pair->differs);
	if (pair->decided)
		word(t, FL_W_E_DECIDED);
	else if (pair->verdict == FL_PAIR_SAME && !fl_explain_is_together(t->result, pair))
		word(t, FL_W_E_BRIDGE);
	end_line(t);
	if (here.len > 0 || there.len > 0) {
		fl_buf_puts(t->out, INNER);
		SAY(t, FL_W_E_ONLY, FL_SAY_TEXT(here), FL_SAY_TEXT(there));
		end_line(t);
	}
}

static void say_repeats(const telling *t)
{
	const fl_result_dream *dream = t->dream;
	for (size_t i = 0; i < dream->num_repeats && i < REPEATS_SHOWN; i++) {
		const fl_result_repeat *repeat = &dream->repeats[i];
		fl_buf_puts(t->out, INNER);
		SAY(t, FL_W_E_REPEAT, FL_SAY_TEXT(repeat->giver), FL_SAY_PLAIN(repeat->dreams), FL_SAY_N(repeat->given),
		    FL_SAY_N(repeat->counted));
		end_line(t);
	}
	if (dream->num_repeats > REPEATS_SHOWN) {
		fl_buf_puts(t->out, INNER);
		SAY(t, FL_W_E_MORE_GIVERS, FL_SAY_PLAIN(dream->num_repeats - REPEATS_SHOWN));
		end_line(t);
	}
}

/* What merging does to the flowers: of each member, and of all. */
static void say_merged(const telling *t)
{
	static const fl_word_id ways[] = { [FL_MERGE_GIVERS] = FL_W_E_W_GIVERS,
					   [FL_MERGE_SUM] = FL_W_E_W_SUM,
					   [FL_MERGE_MAX] = FL_W_E_W_MAX,
					   [FL_MERGE_REPRESENTATIVE] = FL_W_E_W_REPRESENTATIVE };
	const fl_result *result = t->result;
	size_t r = t->dream->representative, members = 0;
	int64_t sum = 0;
	for (size_t i = 0; i < result->num_dreams; i++) {
		if (result->dreams[i].representative != r)
			continue;
		if (fl_explain_own_flowers(&result->dreams[i]) < 0)
			return;
		members++;
		sum += fl_explain_own_flowers(&result->dreams[i]); /* the tally adds them up as well */
	}
	if (members < 2 || sum == 0)
		return;
	fl_buf_puts(t->out, "  ");
	fl_say_label(t->out, t->lang, FL_W_E_FLOWERS, INNER_COLUMNS);
	SAY(t, FL_W_E_COUNTED, FL_SAY_N(result->dreams[r].tally_merged), FL_SAY_PLAIN(sum),
	    FL_SAY_WORD(ways[result->spec->merge_flowers]));
	end_line(t);
	say_repeats(t);
}

static void say_member(const telling *t, fl_word_id what, size_t other)
{
	const fl_result_dream *dream = &t->result->dreams[other];
	int64_t own = fl_explain_own_flowers(dream);
	fl_buf_puts(t->out, "  ");
	SAY(t, what, FL_SAY_TEXT(dream->dream->id), FL_SAY_TEXT(dream->dream->title));
	if (own > 0) {
		word(t, FL_W_E_WITH);
		fl_figure_flowers(t->out, t->lang, own);
	}
	end_line(t);
}

static void say_cluster(const telling *t)
{
	const fl_result *result = t->result;
	size_t pairs = 0;
	bool alone = t->dream->representative == t->index;
	section(t, FL_W_E_CLUSTER);
	if (!alone)
		say_member(t, FL_W_E_REPRESENTED, t->dream->representative);
	for (size_t i = 0; i < result->num_dreams; i++) {
		if (i == t->index || result->dreams[i].representative != t->index)
			continue;
		say_member(t, FL_W_E_STANDS_FOR, i);
		alone = false;
	}
	say_merged(t);
	for (size_t p = 0; p < result->num_pairs; p++) {
		if (result->pairs[p].a != t->index && result->pairs[p].b != t->index)
			continue;
		say_pair(t, &result->pairs[p]);
		pairs++;
	}
	if (alone && pairs == 0) {
		fl_buf_puts(t->out, "  ");
		word(t, FL_W_E_ALONE);
		end_line(t);
	}
}

/* Was it laid down behind the entry from which the award comes? Then it waits for the next run. */
static bool is_later(const fl_result *result, const fl_decision *d)
{
	for (size_t i = 0; i < result->num_sources; i++)
		if (strcmp(result->sources[i].what, "awards") == 0)
			return d->seq > result->sources[i].entry;
	return false;
}

static void say_decisions(const telling *t)
{
	const fl_result *result = t->result;
	bool any = false;
	for (size_t i = 0; i < result->num_decisions; i++) {
		if (!fl_explain_stands_on(result, i, t->dream->dream->id))
			continue;
		if (!any)
			section(t, FL_W_E_DECISIONS);
		fl_buf_puts(t->out, "  ");
		fl_report_decision(&result->decisions[i], &result->spec->decisions, &result->spec->tag_titles, t->lang, t->out);
		if (result->book->states[i] != FL_DECISION_IN_FORCE)
			fl_buf_printf(t->out, " [%s]", fl_report_decision_state(result->book->states[i], t->lang));
		if (is_later(result, &result->decisions[i]))
			word(t, FL_W_E_LATER);
		end_line(t);
		any = true;
	}
}

/* ---- the tally ------------------------------------------------------------------------------------------------------ */

static void say_step(const telling *t, fl_word_id name, int64_t n)
{
	label(t, name);
	fl_figure_count(t->out, n);
	end_line(t);
}

/* A step is told where it changed something. */
static void say_change(const telling *t, fl_word_id name, int64_t n, int64_t *before)
{
	if (n != *before)
		say_step(t, name, n);
	*before = n;
}

static void say_steps(const telling *t)
{
	const fl_result_dream *dream = t->dream;
	const fl_tally *tally = dream->tally;
	int64_t now = dream->tally_raw;
	say_step(t, FL_W_E_GIVEN, now);
	if (tally) {
		say_change(t, FL_W_E_WINDOW, tally->in_window, &now);
		say_change(t, FL_W_E_EARNED, tally->earned, &now);
	}
	say_change(t, FL_W_E_WEIGHTED, dream->tally_weighted, &now);
	if (tally)
		say_change(t, FL_W_E_PER_DAY, tally->per_day, &now);
	say_change(t, FL_W_E_CAPPED, dream->tally_capped, &now);
	if (tally)
		say_change(t, FL_W_E_PER_GIVER, tally->per_giver, &now);
	say_change(t, FL_W_E_MERGED, dream->tally_merged, &now);
}

/* "reached", or what is missing. */
static void say_threshold(const telling *t, fl_word_id name, int64_t threshold, int64_t have)
{
	label(t, name);
	if (have >= threshold)
		SAY(t, FL_W_E_REACHED, FL_SAY_N(threshold));
	else
		SAY(t, FL_W_E_SHORT, FL_SAY_N(threshold), FL_SAY_N(threshold - have));
	end_line(t);
}

/* How many light, regular and heavy givers gave what part of the tally, and how many givers who give alike would be as broad. */
static void say_breadth(const telling *t)
{
	const fl_tally *tally = t->dream->tally;
	fl_buf texts[FL_TIERS + 1];
	fl_say_arg args[2 * FL_TIERS + 1];
	if (!tally || tally->known == 0)
		return;
	for (int i = 0; i <= FL_TIERS; i++)
		fl_buf_init(&texts[i], 200);
	for (int i = 0; i < FL_TIERS; i++) {
		fl_figure_percent(&texts[i], tally->tier_flowers[i], tally->merged, 1);
		args[2 * i] = (fl_say_arg)FL_SAY_N(tally->tier_givers[i]);
		args[2 * i + 1] = (fl_say_arg)FL_SAY_TEXT(fl_buf_view(&texts[i]));
	}
	fl_buf_printf(&texts[FL_TIERS], "%lld.%02lld", (long long)(tally->effective_hundredths / 100),
		      (long long)(tally->effective_hundredths % 100));
	args[2 * FL_TIERS] = (fl_say_arg)FL_SAY_TEXT(fl_buf_view(&texts[FL_TIERS]));
	label(t, FL_W_E_BREADTH);
	fl_say(t->out, t->lang, FL_W_E_TIERS, args, sizeof args / sizeof *args);
	end_line(t);
	for (int i = 0; i <= FL_TIERS; i++) {
		fl_figure_failed(t->out, &texts[i]);
		fl_buf_release(&texts[i]);
	}
}

static void say_losses(const telling *t)
{
	static const fl_word_id rules[] = { FL_W_E_L_WINDOW,  FL_W_E_L_EARNED,	  FL_W_E_L_SOURCES,
					    FL_W_E_L_PER_DAY, FL_W_E_L_PER_DREAM, FL_W_E_L_PER_GIVER };
	const fl_result_dream *dream = t->dream;
	for (size_t i = 0; i < dream->num_losses && i < LOSSES_SHOWN; i++) {
		const fl_result_loss *loss = &dream->losses[i];
		if (i == 0)
			label(t, FL_W_E_LOST);
		else
			no_label(t);
		SAY(t, FL_W_E_LOSS, FL_SAY_N(loss->flowers), FL_SAY_TEXT(loss->giver), FL_SAY_WORD(rules[loss->rule]));
		end_line(t);
	}
	if (dream->num_losses > LOSSES_SHOWN) {
		no_label(t);
		SAY(t, FL_W_E_MORE, FL_SAY_PLAIN(dream->num_losses - LOSSES_SHOWN));
		end_line(t);
	}
}

/* What it counts for where the policy weighs by breadth. */
static void say_voice(const telling *t)
{
	fl_breadth breadth = t->result->spec->policy.breadth;
	if (breadth == FL_BREADTH_NONE)
		return;
	label(t, FL_W_E_VOICE);
	SAY(t, breadth == FL_BREADTH_ROOTS ? FL_W_E_BY_ROOTS : FL_W_E_BY_GIVERS,
	    FL_SAY_N(fl_round_voice(t->result->spec, t->dream->candidate)));
	end_line(t);
}

static void say_tally(const telling *t)
{
	const fl_candidate *candidate = t->dream->candidate;
	section(t, FL_W_E_TALLY);
	say_steps(t);
	say_step(t, FL_W_E_TALLIED, candidate->tally);
	if (t->dream->givers > 0)
		say_step(t, FL_W_E_GIVERS, t->dream->givers);
	say_threshold(t, FL_W_E_THRESHOLD, candidate->threshold, candidate->tally);
	if (candidate->threshold_givers > 0)
		say_threshold(t, FL_W_E_THRESHOLD_GIVERS, candidate->threshold_givers, candidate->givers);
	say_voice(t);
	say_breadth(t);
	say_losses(t);
}

/* ---- the award ------------------------------------------------------------------------------------------------------ */

static void say_money(const telling *t, fl_word_id name, fl_money amount)
{
	label(t, name);
	fl_figure_amount(t->out, &t->result->spec->currency, t->lang, amount);
	end_line(t);
}

static void say_share(const telling *t)
{
	const fl_result_dream *dream = t->dream;
	fl_buf percent;
	fl_buf_init(&percent, 200);
	fl_figure_percent(&percent, dream->candidate->before + dream->award->amount, dream->candidate->request, 1);
	label(t, FL_W_E_AWARDED);
	SAY(t, dream->candidate->before > 0 ? FL_W_E_SHARE_AGAIN : FL_W_E_SHARE, FL_SAY_AMOUNT(&t->result->spec->currency, dream->award->amount), FL_SAY_TEXT(fl_buf_view(&percent)),
	    FL_SAY_TEXT(fl_str_of(fl_dream_status_word(fl_dream_status_of(dream), t->lang))));
	end_line(t);
	fl_figure_failed(t->out, &percent);
	fl_buf_release(&percent);
}

static void say_award(const telling *t)
{
	const fl_result_dream *dream = t->dream;
	const fl_candidate *candidate = dream->candidate;
	section(t, FL_W_E_AWARD);
	say_money(t, FL_W_E_REQUEST, candidate->request);
	if (candidate->raised > 0)
		say_money(t, FL_W_E_RAISED, candidate->raised);
	if (dream->upper != candidate->request)
		say_money(t, FL_W_E_MOST, dream->upper);
	if (candidate->before > 0)
		say_money(t, candidate->ended ? FL_W_E_ENDED : FL_W_E_BEFORE, candidate->before);
	say_share(t);
	for (size_t p = 0; p < dream->num_payments; p++) {
		const fl_pool *pool = &t->result->spec->pools[dream->payments[p].pool];
		if (p == 0)
			label(t, FL_W_E_FROM);
		else
			no_label(t);
		SAY(t, FL_W_E_POOL, FL_SAY_AMOUNT(&t->result->spec->currency, dream->payments[p].amount),
		    FL_SAY_TEXT(pool->title.len > 0 ? pool->title : pool->id));
		end_line(t);
	}
}

/* A sentence of reason.c may hold names from outside: made apart, then written safely. */
static void say_sentence(const telling *t, fl_word_id head, void (*say)(const fl_result *, size_t, fl_lang, fl_buf *))
{
	fl_buf text;
	fl_buf_init(&text, FL_BUF_MAX_DEFAULT);
	say(t->result, t->index, t->lang, &text);
	fl_figure_failed(t->out, &text);
	if (text.len > 0) {
		section(t, head);
		fl_buf_puts(t->out, "  ");
		fl_buf_safe(t->out, fl_buf_view(&text));
		end_line(t);
	}
	fl_buf_release(&text);
}

/* The entries of the journal that all of this comes from: 'florin audit log' has them. */
static void say_sources(const telling *t)
{
	const fl_result *result = t->result;
	if (result->num_sources == 0)
		return;
	section(t, FL_W_E_JOURNAL);
	fl_buf_puts(t->out, "  ");
	for (size_t i = 0; i < result->num_sources; i++) {
		fl_word_id known = fl_say_source(result->sources[i].what);
		fl_say_arg what = FL_SAY_TEXT(fl_str_of(result->sources[i].what));
		if (known != FL_WORD_COUNT)
			what = (fl_say_arg)FL_SAY_WORD(known);
		if (i > 0)
			word(t, FL_W_M_COMMA);
		SAY(t, FL_W_E_ENTRY, what, FL_SAY_PLAIN(result->sources[i].entry));
	}
	end_line(t);
}

void fl_explain_say(fl_buf *out, const fl_result *result, size_t index, fl_lang lang)
{
	const telling t = { .out = out, .result = result, .dream = &result->dreams[index], .index = index, .lang = lang };
	say_head(&t);
	say_tags(&t);
	if (fl_json_present(t.dream->tagging))
		fl_rules_say_rules(out, lang, t.dream->tagging);
	say_cluster(&t);
	say_decisions(&t);
	say_tally(&t);
	say_award(&t);
	say_sentence(&t, FL_W_E_REASON, fl_reason_say);
	say_sentence(&t, FL_W_E_CHANGE, fl_reason_change);
	if (t.dream->change)
		fl_change_say(result, t.dream, lang, out);
	if (t.dream->matched.len > 0) {
		fl_buf_putc(out, '\n');
		word(&t, FL_W_E_PARTNER);
		fl_buf_str(out, t.dream->matched);
	}
	say_sources(&t);
	fl_laid_down_lines(result, lang, "  ", out);
}
