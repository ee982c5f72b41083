/* SPDX-License-Identifier: Apache-2.0
 *
 * decided.c - do the facts of a bundle say of each dream what people laid down, and nothing that nobody did?
 *
 * For the auditor. First it is settled anew which decisions are in force (domain/decision.c: two people where the round asks for two,
 * what was taken back, disagreement, conflicts of interest), and compared with what decisions.jsonl says of each. Then:
 *
 *   reject         the dream is 'rejected'; no other dream is
 *   exception      the dream is an 'exception', unless it is rejected; no other dream is. That it then qualifies is decided in standing.c
 *   category       the dream has it, or none; no other dream is marked as having its category from people
 *   tag            added: the dream has it; removed: it has it not; no other tag is marked as given or taken away by people
 *   accept         the dream has no tag "flag:..." but one that people added
 *
 * Pairs and representatives: decided_pairs.c; organisations: decided_names.c. A decision on a dream that is not there has no effect.
 */
#include "verify/decided.h"

#include "base/error.h"
#include "base/str.h"
#include "verify/checks.h"

typedef struct deciding {
	const fl_decided *d;
	fl_map ids;
	fl_verdict *verdict;
} deciding;

static const fl_candidate *dream_at(const deciding *c, size_t i)
{
	return &c->d->facts->dreams[i].dream;
}

/* The decision on this question, where one is in force and applied. */
static const fl_decision *in_force(const deciding *c, const char *kind, fl_str subject, fl_str other)
{
	const fl_question *q = fl_decision_find(&c->d->book, fl_str_of(kind), subject, other);
	return q && q->state == FL_DECISION_IN_FORCE && !c->d->spec->decisions.off ? q->last : NULL;
}

static bool has(const fl_str *tags, size_t count, fl_str tag)
{
	for (size_t i = 0; i < count; i++)
		if (fl_str_eq(tags[i], tag))
			return true;
	return false;
}

static void check_states(const fl_decided *d, fl_verdict *verdict)
{
	for (size_t i = 0; i < d->count; i++)
		if (d->lines[i].state != d->book.states[i])
			fl_verify_no(verdict, "line %zu of " FL_BUNDLE_DECISIONS " is said to be '%s', and by the decisions it is '%s'", i + 1,
				     fl_bundle_state_word(d->lines[i].state), fl_bundle_state_word(d->book.states[i]));
}

/* ---- who takes part ------------------------------------------------------------------------------------------------- */

static void check_ruling(const deciding *c, size_t i)
{
	const fl_candidate *dream = dream_at(c, i);
	const fl_decision *admission = in_force(c, FL_DECISION_ADMISSION, dream->id, FL_STR(""));
	bool rejected = admission && fl_str_eqz(admission->value, "reject");
	bool exception = in_force(c, FL_DECISION_EXCEPTION, dream->id, FL_STR("")) != NULL;
	fl_ruled must = rejected ? FL_RULED_REJECTED : exception ? FL_RULED_EXCEPTION : FL_RULED_NONE;
	if (must == dream->ruling)
		return;
	fl_verify_no(c->verdict,
		     must == FL_RULED_REJECTED    ? "dream '%.*s' is rejected by a decision in force, and the facts do not say so"
		     : must == FL_RULED_EXCEPTION ? "a decision in force makes an exception for dream '%.*s', and the facts do not say so"
		     : dream->ruling == FL_RULED_REJECTED
			 ? "the facts say that people rejected dream '%.*s', and no decision in force does"
			 : "the facts say that people made an exception for dream '%.*s', and no decision in force does",
		     FL_STR_ARG(dream->id));
}

/* ---- tags and category ---------------------------------------------------------------------------------------------- */

static void check_tag(const deciding *c, const fl_candidate *dream, const fl_decision *decision)
{
	bool added = fl_str_eqz(decision->value, "add");
	if (has(dream->tags, dream->num_tags, decision->other) != added)
		fl_verify_no(c->verdict,
			     added ? "a decision in force gives dream '%.*s' the tag '%.*s', and it does not have it"
				   : "dream '%.*s' has the tag '%.*s', which a decision in force takes away",
			     FL_STR_ARG(dream->id), FL_STR_ARG(decision->other));
}

static void check_accepted(const deciding *c, const fl_candidate *dream)
{
	for (size_t i = 0; i < dream->num_tags; i++)
		if (fl_str_starts(dream->tags[i], FL_STR(FL_FLAG_PREFIX)) && !in_force(c, FL_DECISION_TAG, dream->id, dream->tags[i]))
			fl_verify_no(c->verdict, "dream '%.*s' was accepted, and still has the tag '%.*s'", FL_STR_ARG(dream->id),
				     FL_STR_ARG(dream->tags[i]));
}

static void check_category(const deciding *c, const fl_candidate *dream, const fl_decision *decision)
{
	fl_str must = fl_str_eqz(decision->value, "none") ? FL_STR("") : decision->value;
	if (!fl_str_eq(dream->category, must))
		fl_verify_no(c->verdict, "a decision in force puts dream '%.*s' into '%.*s', and it is in '%.*s'", FL_STR_ARG(dream->id),
			     FL_STR_ARG(decision->value), FL_STR_ARG(dream->category));
}

static void check_effect(const deciding *c, const fl_decision *decision)
{
	size_t i = fl_decision_on_dream(decision) ? fl_map_get(&c->ids, decision->subject) : FL_MAP_NONE;
	if (i == FL_MAP_NONE)
		return;
	switch (fl_decision_class(decision)) {
	case FL_RULING_TAG:
		check_tag(c, dream_at(c, i), decision);
		return;
	case FL_RULING_CATEGORY:
		check_category(c, dream_at(c, i), decision);
		return;
	case FL_RULING_ACCEPT:
		check_accepted(c, dream_at(c, i));
		return;
	default:
		return;
	}
}

static bool was_removed(const deciding *c, fl_str id, fl_str tag)
{
	const fl_decision *by = in_force(c, FL_DECISION_TAG, id, tag), *admission = in_force(c, FL_DECISION_ADMISSION, id, FL_STR(""));
	bool accepted = admission && fl_str_eqz(admission->value, "accept");
	return by ? fl_str_eqz(by->value, "remove") : accepted && fl_str_starts(tag, FL_STR(FL_FLAG_PREFIX));
}

/* What is marked as the work of people is. */
static void check_marks(const deciding *c, size_t i)
{
	const fl_dream_fact *fact = &c->d->facts->dreams[i];
	fl_str id = fact->dream.id;
	if (fact->category_decided && !in_force(c, FL_DECISION_CATEGORY, id, FL_STR("")))
		fl_verify_no(c->verdict, "the facts say that people set the category of dream '%.*s', and no decision in force does", FL_STR_ARG(id));
	for (size_t k = 0; k < fact->num_added; k++) {
		const fl_decision *by = in_force(c, FL_DECISION_TAG, id, fact->added[k]);
		if (!by || !fl_str_eqz(by->value, "add"))
			fl_verify_no(c->verdict, "the facts say that people gave dream '%.*s' the tag '%.*s', and no decision in force does",
				     FL_STR_ARG(id), FL_STR_ARG(fact->added[k]));
	}
	for (size_t k = 0; k < fact->num_removed; k++)
		if (!was_removed(c, id, fact->removed[k]) || has(fact->dream.tags, fact->dream.num_tags, fact->removed[k]))
			fl_verify_no(c->verdict, "the facts say that dream '%.*s' has lost the tag '%.*s' by people, and it has not",
				     FL_STR_ARG(id), FL_STR_ARG(fact->removed[k]));
}

/* ---- all of it ------------------------------------------------------------------------------------------------------ */

static fl_status check_all(deciding *c, fl_error *err)
{
	const fl_bundle_facts *facts = c->d->facts;
	size_t stands;
	for (size_t i = 0; i < facts->num_dreams; i++)
		if (!fl_map_put(&c->ids, facts->dreams[i].dream.id, i, &stands))
			return fl_enomem(err);
	for (size_t i = 0; i < facts->num_dreams; i++) {
		check_ruling(c, i);
		check_marks(c, i);
	}
	for (size_t i = 0; i < c->d->book.num_in_force; i++)
		check_effect(c, &c->d->book.in_force[i]);
	return fl_verify_decided_pairs(c->d, &c->ids, c->verdict, err);
}

fl_status fl_verify_decided(fl_decided *d, fl_arena *arena, fl_verdict *verdict, fl_error *err)
{
	deciding c = { .d = d, .verdict = verdict };
	FL_TRY(fl_verify_decided_names(d, arena, verdict, err));
	check_states(d, verdict);
	fl_status status = check_all(&c, err);
	fl_map_release(&c.ids);
	return status;
}

void fl_verify_undecided(const fl_bundle_facts *facts, fl_verdict *verdict)
{
	for (size_t i = 0; i < facts->num_dreams; i++) {
		const fl_dream_fact *fact = &facts->dreams[i];
		if (fact->dream.ruling != FL_RULED_NONE || fact->category_decided || fact->num_added + fact->num_removed > 0)
			fl_verify_no(verdict, "the facts say that people decided on dream '%.*s', and there is no '" FL_BUNDLE_DECISIONS "'",
				     FL_STR_ARG(fact->dream.id));
	}
}

/* ---- who carries it out --------------------------------------------------------------------------------------------- */

/* The partner to which people fixed the dream: the last of them, where they were several; FL_UNASSIGNED: none. */
static uint32_t fixed_to(const fl_decided *d, const fl_map *partners, fl_str dream)
{
	for (size_t i = d->book.num_in_force; i-- > 0;) {
		const fl_decision *x = &d->book.in_force[i];
		if (fl_decision_class(x) == FL_RULING_MATCH && fl_str_eqz(x->value, "fixed") && fl_str_eq(x->subject, dream) &&
		    fl_map_get(partners, x->other) != FL_MAP_NONE)
			return (uint32_t)fl_map_get(partners, x->other);
	}
	return FL_UNASSIGNED;
}

static void check_fixed(const fl_decided *d, const fl_matching *m, const fl_map *partners, size_t i, fl_verdict *verdict)
{
	uint32_t fixed = fixed_to(d, partners, m->dreams[i]);
	bool is_fixed = m->c.fixed && m->c.fixed[i];
	if (is_fixed != (fixed != FL_UNASSIGNED))
		fl_verify_no(verdict, is_fixed ? "dream '%.*s' is fixed to a partner, and no decision in force does that"
					       : "a decision in force fixes dream '%.*s' to a partner, and the matching does not",
			     FL_STR_ARG(m->dreams[i]));
	else if (is_fixed && (m->c.start[i + 1] != m->c.start[i] + 1 || m->c.fits[m->c.start[i]].partner != fixed))
		fl_verify_no(verdict, "dream '%.*s' is fixed to another partner than by the decision in force", FL_STR_ARG(m->dreams[i]));
}

static void check_forbidden(const fl_matching *m, const fl_map *dreams, const fl_map *partners, const fl_decision *x, fl_verdict *verdict)
{
	size_t i = fl_map_get(dreams, x->subject), p = fl_map_get(partners, x->other);
	if (i == FL_MAP_NONE || p == FL_MAP_NONE)
		return;
	for (size_t k = m->c.start[i]; k < m->c.start[i + 1]; k++)
		if (m->c.fits[k].partner == p)
			fl_verify_no(verdict, "a decision in force forbids dream '%.*s' and partner '%.*s', and the matching allows it",
				     FL_STR_ARG(x->subject), FL_STR_ARG(x->other));
}

static fl_status index_names(const fl_str *names, size_t count, fl_map *ret, fl_error *err)
{
	size_t stands;
	for (size_t i = 0; i < count; i++)
		if (!fl_map_put(ret, names[i], i, &stands))
			return fl_enomem(err);
	return FL_OK;
}

fl_status fl_verify_decided_match(const fl_decided *d, const fl_matching *m, fl_verdict *verdict, fl_error *err)
{
	fl_map dreams = { 0 }, partners = { 0 };
	fl_status status = index_names(m->dreams, m->c.num_dreams, &dreams, err);
	if (status == FL_OK)
		status = index_names(m->partners, m->c.num_partners, &partners, err);
	bool any = false;
	for (size_t i = 0; i < d->book.num_in_force && status == FL_OK; i++) {
		const fl_decision *x = &d->book.in_force[i];
		bool match = fl_decision_class(x) == FL_RULING_MATCH;
		any = any || match;
		if (match && fl_str_eqz(x->value, "forbidden"))
			check_forbidden(m, &dreams, &partners, x, verdict);
	}
	for (size_t i = 0; i < m->c.num_dreams && status == FL_OK; i++)
		if (any || (m->c.fixed && m->c.fixed[i]))
			check_fixed(d, m, &partners, i, verdict);
	fl_map_release(&dreams);
	fl_map_release(&partners);
	return status;
}
