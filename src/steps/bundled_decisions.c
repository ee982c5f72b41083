/* SPDX-License-Identifier: Apache-2.0
 *
 * bundled_decisions.c - decisions.jsonl of a bundle: each decision with what became of it.
 *
 * A conflict of interest may name an organisation by a name that no dream states, and that is one with another name by its spelling only.
 * A checker does not look at spellings, so the line says what the round calls it.
 */
#include "steps/bundled_decisions.h"

#include "base/error.h"
#include "base/str.h"
#include "domain/bundle_decisions.h"
#include "steps/owners.h"
#include "steps/redact.h"

typedef struct making {
	const fl_whole *whole;
	const fl_round_spec *spec;
	const fl_digest *secret;
	fl_arena arena;
	fl_str *called; /* of each decision that is a conflict of interest, what its organisation is called; "" of others */
} making;

static bool bars(const fl_whole *whole, size_t i)
{
	return fl_decision_is(&whole->result.decisions[i], FL_DECISION_CONFLICT) && whole->book.states[i] == FL_DECISION_IN_FORCE;
}

static fl_status call_organisations(making *m, fl_error *err)
{
	const fl_facts *facts = &m->whole->field.facts;
	size_t count = m->whole->result.num_decisions, n = 0;
	fl_str *names = fl_arena_array(&m->arena, facts->num_dreams + count + 1, sizeof *names), *called;
	if (!names)
		return fl_enomem(err);
	for (; n < facts->num_dreams; n++)
		names[n] = fl_str_trim(facts->dreams[n].organisation);
	for (size_t i = 0; i < count; i++)
		if (bars(m->whole, i))
			names[n++] = fl_str_trim(m->whole->result.decisions[i].subject);
	if (n == facts->num_dreams)
		return FL_OK;
	FL_TRY(fl_owners_call(m->spec, m->whole->book.in_force, m->whole->book.num_in_force, names, n, &m->arena, &called, err));
	n = facts->num_dreams;
	for (size_t i = 0; i < count; i++)
		if (bars(m->whole, i))
			m->called[i] = called[n++];
	return FL_OK;
}

static fl_status hide(making *m, char letter, fl_str *name, fl_error *err)
{
	char text[FL_PSEUDONYM_MAX];
	if (name->len == 0)
		return FL_OK;
	fl_pseudonym(m->secret, letter, *name, text);
	*name = fl_arena_str(&m->arena, fl_str_of(text));
	return name->data ? FL_OK : fl_enomem(err);
}

/* Names of dreams, organisations, persons; tags and rules stay. */
static fl_status hide_names(making *m, fl_bundle_decision *line, fl_error *err)
{
	fl_decision *d = &line->decision;
	bool conflict = fl_decision_is(d, FL_DECISION_CONFLICT), names = conflict || fl_decision_is(d, FL_DECISION_ORGANISATION);
	FL_TRY(hide(m, names ? 'o' : 'd', &d->subject, err));
	if (conflict)
		FL_TRY(hide(m, 'p', &d->other, err));
	else if (names || fl_decision_is(d, FL_DECISION_MATCH))
		FL_TRY(hide(m, 'o', &d->other, err));
	else if (fl_decision_on_two(d))
		FL_TRY(hide(m, 'd', &d->other, err));
	FL_TRY(hide(m, 'p', &d->person, err));
	return hide(m, 'o', &line->organisation, err);
}

static fl_status print_all(making *m, fl_buf *out, fl_error *err)
{
	const fl_result *result = &m->whole->result;
	for (size_t i = 0; i < result->num_decisions; i++) {
		fl_bundle_decision line = { result->decisions[i], m->whole->book.states[i], FL_STR("") };
		if (m->called[i].len > 0 && !fl_str_eq(m->called[i], fl_str_trim(line.decision.subject)))
			line.organisation = m->called[i];
		if (m->secret)
			FL_TRY(hide_names(m, &line, err));
		fl_bundle_decision_print(out, &line, m->secret != NULL);
	}
	return fl_buf_status(out, err);
}

fl_status fl_bundle_decisions_make(const fl_whole *whole, const fl_round_spec *spec, const fl_digest *secret, fl_buf *out, fl_error *err)
{
	making m = { .whole = whole, .spec = spec, .secret = secret, .arena = FL_ARENA_INIT };
	size_t count = whole->result.num_decisions;
	m.called = fl_arena_array(&m.arena, count + 1, sizeof *m.called);
	fl_status status = m.called ? FL_OK : fl_enomem(err);
	for (size_t i = 0; i < count && status == FL_OK; i++)
		m.called[i] = FL_STR("");
	if (status == FL_OK)
		status = call_organisations(&m, err);
	if (status == FL_OK)
		status = print_all(&m, out, err);
	fl_arena_release(&m.arena);
	return status;
}
