/* SPDX-License-Identifier: Apache-2.0
 *
 * write_json.c - result.json, format florin-result/1: the whole result for programs.
 *
 * Money is integer minor units. Exact numbers are "p/q" by fl_mpq_print_short, with the rounding that keeps each of
 * them true: optimum and objective down, bound, gap and loss up. docs/reference/result.md describes every key.
 */
#include "report/tally_steps.h"
#include "report/report.h"

#include "base/error.h"
#include "base/json.h"
#include "base/rational.h"
#include "base/str.h"
#include "domain/objective.h"
#include "report/figure.h"
#include "report/laid_down.h"
#include "report/lottery.h"
#include "report/reason.h"
#include "report/totals.h"

/* One value as "p/q"; *exact becomes false when it had to be rounded. */
static void put_rational(fl_json_writer *w, const char *key, const mpq_t q, int direction, bool *exact)
{
	fl_buf text;
	bool this_exact = true;
	fl_buf_init(&text, FL_BUF_MAX_DEFAULT);
	fl_mpq_print_short(&text, q, direction, &this_exact);
	fl_figure_failed(w->buf, &text);
	fl_json_kv_str(w, key, fl_buf_view(&text));
	*exact = *exact && this_exact;
	fl_buf_release(&text);
}

static void put_tie_order(fl_json_writer *w, const fl_result *result)
{
	fl_lottery lottery = fl_lottery_of(result);
	fl_json_kv_z(w, "tie_order", lottery.is ? "lottery" : "submitted");
	if (!lottery.is)
		return;
	fl_json_put_key(w, "lottery");
	fl_json_begin_object(w);
	if (lottery.known)
		fl_json_kv_str(w, "seed", lottery.seed);
	fl_json_kv_z(w, "seed_sha256", lottery.sha256);
	if (lottery.revealed) {
		fl_json_kv_str(w, "by", lottery.revealed->person);
		fl_json_kv_i64(w, "entry", lottery.revealed->seq);
	}
	fl_json_end_object(w);
}

static void put_null(fl_json_writer *w, const char *key)
{
	fl_json_put_key(w, key);
	fl_json_put_null(w);
}

static void put_optional(fl_json_writer *w, const char *key, bool has, int64_t value)
{
	if (has)
		fl_json_kv_i64(w, key, value);
	else
		put_null(w, key);
}

static void put_values(fl_json_writer *w, const fl_allocation *allocation, bool *exact)
{
	const fl_proof *proof = allocation->proof;
	mpq_t difference;
	mpq_init(difference);
	put_rational(w, "objective", allocation->objective, -1, exact);
	put_rational(w, "optimum", proof->optimum, -1, exact);
	if (proof->has_bound) {
		put_rational(w, "bound", proof->bound, 1, exact);
		mpq_sub(difference, proof->bound, proof->optimum);
		put_rational(w, "gap", difference, 1, exact);
	} else {
		put_null(w, "bound");
		put_null(w, "gap");
	}
	mpq_sub(difference, proof->optimum, allocation->objective);
	put_rational(w, "rounding_loss", difference, 1, exact);
	mpq_clear(difference);
}

/* What each stage of a policy of ratios came to, and which limits ended it. */
static void put_stages(fl_json_writer *w, const fl_proof *proof, bool *exact)
{
	static const char *const kinds[] = {
		[FL_STAGE_TARGET] = "target",
		[FL_STAGE_SPARE] = "spare",
		[FL_STAGE_RISE] = "rise",
		[FL_STAGE_FALL] = "fall",
	};
	fl_json_put_key(w, "stages");
	fl_json_begin_array(w);
	for (size_t i = 0; i < proof->num_stages; i++) {
		const fl_proof_stage *stage = &proof->stages[i];
		const fl_multiplier_set *set = &proof->sets[stage->multipliers];
		fl_json_begin_object(w);
		fl_json_kv_z(w, "stage", kinds[stage->kind]);
		put_rational(w, "level", stage->level, -1, exact);
		fl_json_kv_i64(w, "dreams", stage->pinned);
		fl_json_put_key(w, "limits");
		fl_json_begin_array(w);
		for (size_t k = 0; k < set->len; k++)
			fl_json_put_str(w, proof->rows[set->items[k].row]);
		fl_json_end_array(w);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
}

static void put_proof(fl_json_writer *w, const fl_result *result)
{
	const fl_allocation *allocation = result->allocation;
	bool exact = true;
	fl_json_put_key(w, "proof");
	fl_json_begin_object(w);
	if (allocation->outcome == FL_INFEASIBLE) {
		put_null(w, "objective");
		put_null(w, "optimum");
		put_null(w, "bound");
		put_null(w, "gap");
		put_null(w, "rounding_loss");
	} else {
		put_values(w, allocation, &exact);
	}
	fl_json_kv_z(w, "unit", fl_unit_key(fl_objective_unit(result->spec)));
	put_stages(w, allocation->proof, &exact);
	fl_json_kv_bool(w, "exact", exact);
	if (allocation->proof->unique < 0)
		put_null(w, "unique");
	else
		fl_json_kv_bool(w, "unique", allocation->proof->unique == 1);
	fl_json_kv_bool(w, "verified", result->verified);
	fl_json_kv_str(w, "verify_why", result->verify_why);
	fl_json_kv_i64(w, "nodes", allocation->nodes);
	fl_json_kv_i64(w, "pivots", allocation->pivots);
	fl_json_kv_str(w, "note", allocation->note);
	fl_json_end_object(w);
}

/* Money that returned is divided again: what it continues, and what stands of it. */
static void put_continues(fl_json_writer *w, const fl_result *result)
{
	const fl_earlier *e = result->earlier;
	fl_money paid = 0, planned = 0, money = 0;
	char hex[65];
	fl_buf day;
	if (!e)
		return;
	for (size_t p = 0; p < e->num_pools; p++) {
		paid += result->before->pools[p].paid;
		planned += result->before->pools[p].planned;
		money += fl_earlier_money(&result->before->pools[p]);
	}
	fl_buf_init(&day, 64);
	fl_follow_day_print(&day, e->day);
	fl_digest_hex(&e->divisions[e->num_divisions - 1].root, hex);
	fl_json_put_key(w, "continues");
	fl_json_begin_object(w);
	fl_json_kv_i64(w, "divisions", (int64_t)e->num_divisions);
	fl_json_kv_i64(w, "approved", e->divisions[e->num_divisions - 1].approved);
	fl_json_kv_i64(w, "size", e->divisions[e->num_divisions - 1].size);
	fl_json_kv_z(w, "root", hex);
	fl_json_kv_str(w, "on", fl_buf_view(&day));
	fl_json_kv_i64(w, "money", money);
	fl_json_kv_i64(w, "paid", paid);
	fl_json_kv_i64(w, "planned", planned);
	fl_json_end_object(w);
	fl_figure_failed(w->buf, &day);
	fl_buf_release(&day);
}

static void put_totals(fl_json_writer *w, const fl_totals *totals)
{
	fl_json_put_key(w, "totals");
	fl_json_begin_object(w);
	fl_json_kv_i64(w, "dreams", totals->dreams);
	fl_json_kv_i64(w, "duplicates", totals->duplicates);
	fl_json_kv_i64(w, "below_threshold", totals->below);
	fl_json_kv_i64(w, "ineligible", totals->ineligible);
	fl_json_kv_i64(w, "qualified", totals->qualified);
	fl_json_kv_i64(w, "funded", totals->funded);
	fl_json_kv_i64(w, "unclear", totals->unclear);
	fl_json_kv_i64(w, "flowers", totals->flowers);
	fl_json_kv_i64(w, "requested", totals->requested);
	fl_json_kv_i64(w, "budget", totals->budget);
	fl_json_kv_i64(w, "awarded", totals->awarded);
	fl_json_end_object(w);
}

static void put_price(fl_json_writer *w, const fl_limit_line *limit)
{
	bool exact = true;
	if (limit->has_price)
		put_rational(w, "price", limit->price, -1, &exact);
	else
		put_null(w, "price");
	fl_json_kv_bool(w, "price_exact", exact);
}

static void put_limits(fl_json_writer *w, const fl_result *result)
{
	const fl_allocation *allocation = result->allocation;
	fl_json_put_key(w, "pools");
	fl_json_begin_array(w);
	for (size_t p = 0; p < result->spec->num_pools && p < allocation->num_limits; p++) {
		fl_json_begin_object(w);
		fl_json_kv_str(w, "pool", result->spec->pools[p].id);
		fl_json_kv_str(w, "title", result->spec->pools[p].title);
		fl_json_kv_i64(w, "amount", result->spec->pools[p].amount);
		if (result->earlier) {
			fl_json_kv_i64(w, "before", result->before->pools[p].paid + result->before->pools[p].planned);
			fl_json_kv_i64(w, "money", fl_pool_money(&result->spec->pools[p]));
		}
		fl_json_kv_i64(w, "awarded", allocation->limits[p].awarded);
		put_price(w, &allocation->limits[p]);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
	fl_json_put_key(w, "groups");
	fl_json_begin_array(w);
	for (size_t k = result->spec->num_pools; k < allocation->num_limits; k++) {
		const fl_limit_line *limit = &allocation->limits[k];
		fl_json_begin_object(w);
		fl_json_kv_str(w, "group", limit->name);
		put_optional(w, "min", limit->has_min, limit->min);
		put_optional(w, "max", limit->has_max, limit->max);
		fl_json_kv_i64(w, "awarded", limit->awarded);
		put_price(w, limit);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
}

static void put_conflict(fl_json_writer *w, const fl_allocation *allocation)
{
	fl_json_put_key(w, "conflict");
	fl_json_begin_array(w);
	for (size_t k = 0; k < allocation->num_limits; k++) {
		const fl_limit_line *limit = &allocation->limits[k];
		if (limit->conflict.len == 0)
			continue;
		fl_json_begin_object(w);
		fl_json_kv_str(w, limit->is_pool ? "pool" : "group", limit->name);
		fl_json_kv_str(w, "conflict", limit->conflict);
		fl_json_kv_str(w, "mend", limit->mend);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
}

static void put_reason(fl_json_writer *w, const fl_result *result, size_t index)
{
	const fl_award *award = result->dreams[index].award;
	fl_reason reason = fl_reason_of(result, index);
	fl_buf sentence;
	fl_buf_init(&sentence, FL_BUF_MAX_DEFAULT);
	fl_reason_say(result, index, FL_LANG_EN, &sentence);
	fl_figure_failed(w->buf, &sentence);
	fl_json_kv_str(w, "reason", fl_buf_view(&sentence));
	fl_json_kv_z(w, "reason_code", fl_reason_code(reason));
	put_optional(w, "needs", award->needs >= 0, award->needs);
	bool limit = award->limit < result->allocation->num_limits;
	fl_json_put_key(w, "limit");
	if (limit)
		fl_json_put_str(w, result->allocation->limits[award->limit].name);
	else
		fl_json_put_null(w);
	fl_buf_release(&sentence);
}

/* What reviewers decided on whether it takes part; left out where they did not. */
static void put_ruling(fl_json_writer *w, const fl_result *result, const fl_result_dream *dream)
{
	const fl_question *q = dream->ruling;
	fl_buf when;
	if (!q)
		return;
	fl_buf_init(&when, 100);
	fl_time_print(&when, q->last->at, result->spec->offset_minutes);
	fl_figure_failed(w->buf, &when);
	fl_json_put_key(w, "decision");
	fl_json_begin_object(w);
	fl_json_kv_z(w, "decision", dream->candidate->ruling == FL_RULED_REJECTED ? "rejected" : "exception");
	if (q->last->code.len > 0)
		fl_json_kv_str(w, "code", q->last->code);
	fl_json_put_key(w, "by");
	fl_json_begin_array(w);
	for (size_t i = 0; i < q->num_votes; i++)
		fl_json_put_str(w, q->votes[i]->person);
	fl_json_end_array(w);
	fl_json_kv_str(w, "why", q->last->why);
	fl_json_kv_str(w, "at", fl_buf_view(&when));
	fl_json_end_object(w);
	fl_buf_release(&when);
}

/* The id of who carries it out; left out where dreams were not matched with partners. */
static void put_partner(fl_json_writer *w, const fl_result_match *match)
{
	if (match && match->id.len > 0)
		fl_json_kv_str(w, "partner", match->id);
	else if (match)
		put_null(w, "partner");
}

static void put_dream(fl_json_writer *w, const fl_result *result, size_t index)
{
	const fl_result_dream *dream = &result->dreams[index];
	const fl_candidate *candidate = dream->candidate;
	fl_json_begin_object(w);
	fl_json_kv_str(w, "id", dream->dream->id);
	fl_json_kv_str(w, "title", dream->dream->title);
	fl_json_kv_str(w, "organisation", candidate->organisation);
	fl_json_kv_str(w, "region", candidate->region);
	fl_json_kv_i64(w, "tally", candidate->tally);
	if (result->spec->policy.breadth != FL_BREADTH_NONE)
		fl_json_kv_i64(w, "voice", fl_round_voice(result->spec, candidate));
	fl_put_tally_steps(w, dream);
	fl_json_kv_i64(w, "threshold", candidate->threshold);
	fl_json_kv_i64(w, "request", candidate->request);
	fl_json_kv_i64(w, "raised", candidate->raised);
	fl_json_kv_i64(w, "upper", dream->upper);
	if (result->earlier) {
		fl_json_kv_i64(w, "before", candidate->before);
		fl_json_kv_bool(w, "stopped", candidate->ended);
	}
	fl_json_kv_i64(w, "award", dream->award->amount);
	fl_json_kv_z(w, "status", fl_dream_status_code(fl_dream_status_of(dream)));
	put_reason(w, result, index);
	fl_json_kv_str(w, "representative", result->dreams[dream->representative].dream->id);
	fl_json_kv_str(w, "category", candidate->category);
	fl_json_kv_bool(w, "unclear", dream->unclear);
	put_ruling(w, result, dream);
	put_partner(w, dream->partner);
	fl_json_put_key(w, "tags");
	fl_json_begin_array(w);
	for (size_t t = 0; t < candidate->num_tags; t++)
		fl_json_put_str(w, candidate->tags[t]);
	fl_json_end_array(w);
	fl_json_put_key(w, "by_pool");
	fl_json_begin_object(w);
	for (size_t p = 0; p < dream->num_payments; p++) {
		fl_json_put_key_str(w, result->spec->pools[dream->payments[p].pool].id);
		fl_json_put_i64(w, dream->payments[p].amount);
	}
	fl_json_end_object(w);
	fl_json_end_object(w);
}

/* Pairs that are the same or under review; those judged different stay in the round file. */
static void put_pairs(fl_json_writer *w, const fl_result *result)
{
	fl_json_put_key(w, "pairs");
	fl_json_begin_array(w);
	for (size_t i = 0; i < result->num_pairs; i++) {
		const fl_pair *pair = &result->pairs[i];
		if (pair->verdict == FL_PAIR_DIFFERENT)
			continue;
		fl_json_begin_object(w);
		fl_json_kv_str(w, "a", result->dreams[pair->a].dream->id);
		fl_json_kv_str(w, "b", result->dreams[pair->b].dream->id);
		fl_json_kv_z(w, "verdict", pair->verdict == FL_PAIR_SAME ? "same" : "review");
		fl_json_kv_i64(w, "score_millionths", pair->score);
		fl_json_kv_bool(w, "exact", pair->exact);
		fl_json_kv_str(w, "only_a", pair->only_a);
		fl_json_kv_str(w, "only_b", pair->only_b);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
}

/* How many stand, and the dreams that take part by an exception. */
static void put_decisions(fl_json_writer *w, const fl_result *result)
{
	int64_t counts[FL_DECISION_BARRED + 1] = { 0 };
	for (size_t i = 0; result->book && i < result->book->num_questions; i++)
		counts[result->book->questions[i].state]++;
	fl_json_put_key(w, "decisions");
	fl_json_begin_object(w);
	fl_json_kv_bool(w, "applied", !result->spec->decisions.off);
	fl_json_kv_i64(w, "in_force", counts[FL_DECISION_IN_FORCE]);
	fl_json_kv_i64(w, "pending", counts[FL_DECISION_PENDING]);
	fl_json_kv_i64(w, "disagreements", counts[FL_DECISION_DISAGREED]);
	fl_json_put_key(w, "exceptions");
	fl_json_begin_array(w);
	for (size_t i = 0; i < result->num_dreams; i++)
		if (result->dreams[i].ruling && result->dreams[i].candidate->ruling == FL_RULED_EXCEPTION)
			fl_json_put_str(w, result->dreams[i].dream->id);
	fl_json_end_array(w);
	fl_json_end_object(w);
}

static const fl_dream *dream_at(const void *result, uint32_t index)
{
	return ((const fl_result *)result)->dreams[index].dream;
}

/* How each open item could be decided otherwise, and what that would move. */
static void put_open(fl_json_writer *w, const fl_result *result)
{
	fl_json_put_key(w, "open_items");
	fl_json_begin_array(w);
	for (size_t i = 0; i < result->num_open; i++) {
		fl_json_begin_object(w);
		fl_put_way(w, &result->open[i], dream_at, result);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
}

static void put_files(fl_json_writer *w, const fl_result *result)
{
	fl_json_put_key(w, "files");
	fl_json_begin_array(w);
	for (size_t i = 0; i < result->num_files; i++) {
		const fl_result_file *file = &result->files[i];
		fl_json_begin_object(w);
		fl_json_kv_str(w, "role", file->role);
		fl_json_kv_str(w, "path", file->path);
		fl_json_kv_str(w, "sha256", file->digest);
		fl_json_kv_str(w, "encoding", file->encoding);
		fl_json_kv_i64(w, "read", file->read);
		fl_json_kv_i64(w, "accepted", file->accepted);
		fl_json_kv_i64(w, "rejected", file->rejected);
		fl_json_kv_i64(w, "left_out", file->left_out);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
}

static void put_notes(fl_json_writer *w, const fl_result *result)
{
	static const char *const severities[] = { "note", "warning", "error" };
	fl_json_put_key(w, "notes");
	fl_json_begin_array(w);
	for (size_t i = 0; i < result->num_notes; i++) {
		const fl_result_note *note = &result->notes[i];
		fl_json_begin_object(w);
		fl_json_kv_z(w, "severity", severities[note->severity]);
		fl_json_kv_str(w, "code", note->code);
		fl_json_kv_str(w, "source", note->source);
		fl_json_kv_i64(w, "line", note->line);
		fl_json_kv_str(w, "subject", note->subject);
		fl_json_kv_str(w, "message", note->message);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
}

void fl_put_sources(fl_json_writer *w, const fl_result *result)
{
	fl_json_put_key(w, "journal_entries");
	fl_json_begin_object(w);
	for (size_t i = 0; i < result->num_sources; i++)
		fl_json_kv_i64(w, result->sources[i].what, result->sources[i].entry);
	fl_json_end_object(w);
}

static void put_head(fl_json_writer *w, const fl_result *result)
{
	static const char *const outcomes[] = {
		[FL_OPTIMAL] = "optimal", [FL_FEASIBLE] = "feasible", [FL_INFEASIBLE] = "infeasible"
	};
	const fl_round_spec *spec = result->spec;
	fl_buf time;
	fl_buf_init(&time, 64);
	fl_time_print(&time, result->now, spec->offset_minutes);
	fl_figure_failed(w->buf, &time);
	fl_json_kv_z(w, "format", "florin-result/1");
	fl_json_kv_str(w, "round", spec->id);
	fl_json_kv_str(w, "title", spec->title);
	fl_json_kv_z(w, "currency", spec->currency.code);
	fl_json_kv_i64(w, "minor_digits", spec->currency.minor_digits);
	fl_json_kv_str(w, "policy", fl_policy_label(&spec->policy));
	if (spec->policy.breadth != FL_BREADTH_NONE)
		fl_json_kv_z(w, "breadth", fl_breadth_name(spec->policy.breadth));
	put_tie_order(w, result);
	fl_json_kv_z(w, "status", outcomes[result->allocation->outcome]);
	fl_json_kv_str(w, "calculated", fl_buf_view(&time));
	fl_json_kv_str(w, "version", result->version);
	fl_json_kv_str(w, "journal_root", result->journal_root);
	fl_put_sources(w, result);
	fl_buf_release(&time);
}

fl_status fl_report_json(const fl_result *result, fl_buf *out, fl_error *err)
{
	fl_totals totals;
	fl_json_writer w;
	FL_TRY(fl_totals_count(result, &totals, err));
	fl_json_start(&w, out, true);
	fl_json_begin_object(&w);
	put_head(&w, result);
	fl_laid_down_put(&w, result);
	put_proof(&w, result);
	put_continues(&w, result);
	put_totals(&w, &totals);
	put_limits(&w, result);
	put_conflict(&w, result->allocation);
	fl_json_put_key(&w, "dreams");
	fl_json_begin_array(&w);
	for (size_t i = 0; i < result->num_dreams; i++)
		put_dream(&w, result, i);
	fl_json_end_array(&w);
	put_decisions(&w, result);
	put_pairs(&w, result);
	put_open(&w, result);
	put_files(&w, result);
	put_notes(&w, result);
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
	return fl_buf_status(out, err);
}
