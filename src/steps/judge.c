/* SPDX-License-Identifier: Apache-2.0
 *
 * judge.c - a decision against the facts of the round: its dreams, its tags, the texts, conflicts of interest.
 *
 * A tag or category is known where a rule pack gives it, a dream states it, or round.json speaks of it. So a misspelt one, which
 * no limit would ever look for, is refused. So is a conflict of interest with an organisation that no dream comes from under any of
 * its names, and that is no partner: it would bar nobody.
 */
#include "steps/judge.h"

#include "base/error.h"
#include "base/json.h"
#include "base/spelling.h"
#include "base/str.h"
#include "domain/person.h"
#include "steps/find_dream.h"
#include "steps/owners.h"
#include "text/person_name.h"

fl_status fl_judge_open(fl_judge *judge, fl_work *w, fl_error *err)
{
	size_t stands;
	*judge = (fl_judge){ .w = w, .book = w->book };
	FL_TRY(fl_facts_load(w->store, &judge->facts, err));
	for (size_t i = 0; i < judge->facts.num_dreams; i++)
		if (!fl_map_put(&judge->dreams, judge->facts.dreams[i].id, i, &stands))
			return fl_enomem(err);
	return FL_OK;
}

void fl_judge_release(fl_judge *judge)
{
	fl_map_release(&judge->dreams);
	fl_map_release(&judge->names);
	fl_facts_release(&judge->facts);
	fl_arena_release(&judge->arena);
}

size_t fl_judge_dream(const fl_judge *judge, fl_str id)
{
	return fl_map_get(&judge->dreams, id);
}

static const fl_dream *dream_of(const fl_judge *judge, fl_str id)
{
	size_t i = fl_judge_dream(judge, id);
	return i == FL_MAP_NONE ? NULL : &judge->facts.dreams[i];
}

fl_digest fl_judge_seen(const fl_judge *judge, const fl_decision *d)
{
	const fl_dream *a = fl_decision_on_dream(d) ? dream_of(judge, d->subject) : NULL;
	return a ? fl_decision_seen(a, fl_decision_on_two(d) ? dream_of(judge, d->other) : NULL) : (fl_digest){ { 0 } };
}

/* ---- tags and categories that are known ----------------------------------------------------------------------------- */

static bool add_name(fl_judge *judge, fl_str name)
{
	size_t stands;
	fl_str kept = fl_arena_str(&judge->arena, name);
	return kept.data && fl_map_put(&judge->names, kept, 1, &stands);
}

/* Every text under a key "tag", "tags", "category", "categories", wherever it stands. */
static bool collect(fl_judge *judge, fl_json v, bool named)
{
	bool good = true;
	switch (fl_json_type_of(v)) {
	case FL_JSON_STRING:
		return !named || add_name(judge, fl_json_text(v));
	case FL_JSON_ARRAY:
		for (size_t i = 0; good && i < fl_json_len(v); i++)
			good = collect(judge, fl_json_at(v, i), named);
		return good;
	case FL_JSON_OBJECT:
		for (size_t i = 0; good && i < fl_json_len(v); i++) {
			fl_str key = fl_json_key(v, i);
			good = collect(judge, fl_json_at(v, i),
				       fl_str_eqz(key, "tag") || fl_str_eqz(key, "tags") || fl_str_eqz(key, "category"));
		}
		return good;
	default:
		return true;
	}
}

static fl_status collect_document(fl_judge *judge, const fl_document *document, fl_error *err)
{
	fl_json_doc *doc = NULL;
	FL_TRY(fl_json_parse(document->bytes, "", &doc, err));
	bool good = collect(judge, fl_json_root(doc), false);
	fl_json_free(doc);
	return good ? FL_OK : fl_enomem(err);
}

static fl_status find_names(fl_judge *judge, fl_error *err)
{
	static const char *const roles[] = { "round", "pack", "pack-base" };
	const fl_work *w = judge->w;
	bool good = true;
	judge->has_names = true;
	for (size_t i = 0; i < w->num_documents; i++)
		for (size_t k = 0; k < 3; k++)
			if (fl_str_eqz(w->documents[i].role, roles[k]))
				FL_TRY(collect_document(judge, &w->documents[i], err));
	for (size_t i = 0; good && i < judge->facts.num_dreams; i++) {
		const fl_dream *d = &judge->facts.dreams[i];
		good = d->category.len == 0 || add_name(judge, d->category);
		for (size_t k = 0; good && k < d->num_tags; k++)
			good = add_name(judge, d->tags[k]);
	}
	return good ? FL_OK : fl_enomem(err);
}

static fl_status check_name(fl_judge *judge, const char *what, fl_str name, fl_error *err)
{
	if (!judge->has_names)
		FL_TRY(find_names(judge, err));
	char hint[FL_SPELLING_HINT];
	return fl_map_get(&judge->names, name) != FL_MAP_NONE
		   ? FL_OK
		   : fl_error_set(err, FL_ENOTFOUND, "no rule, no dream and no part of the round knows the %s '%.*s'%s", what,
				  FL_STR_ARG(name), fl_spelling_in_map(name, &judge->names, hint));
}

static fl_status no_partner(fl_str id, const fl_partner *partners, size_t count, fl_error *err)
{
	char hint[FL_SPELLING_HINT];
	fl_spelling near;
	fl_spelling_begin(&near, id);
	for (size_t p = 0; p < count; p++)
		fl_spelling_try(&near, partners[p].id);
	return fl_error_set(err, FL_ENOTFOUND, "there is no partner '%.*s'%s", FL_STR_ARG(id), fl_spelling_hint(&near, hint));
}

/* By its id, or else by its name; NULL: there is none. */
static fl_status find_partner(fl_judge *judge, fl_str called, fl_arena *arena, const fl_partner **ret, fl_error *err)
{
	fl_partner *partners;
	int64_t *rows;
	size_t count;
	*ret = NULL;
	FL_TRY(fl_partners_load(judge->w->store, arena, &partners, &rows, &count, err));
	for (size_t p = 0; p < count && !*ret; p++)
		if (fl_str_eq(partners[p].id, called))
			*ret = &partners[p];
	for (size_t p = 0; p < count && !*ret; p++)
		if (fl_str_eq(fl_str_trim(partners[p].name), fl_str_trim(called)))
			*ret = &partners[p];
	return FL_OK;
}

static fl_status check_partner(fl_judge *judge, fl_str id, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_partner *partners;
	int64_t *rows;
	size_t count, p = 0;
	fl_status status = fl_partners_load(judge->w->store, &arena, &partners, &rows, &count, err);
	while (status == FL_OK && p < count && !fl_str_eq(partners[p].id, id))
		p++;
	if (status == FL_OK && p == count)
		status = no_partner(id, partners, count, err);
	fl_arena_release(&arena);
	return status;
}

/* ---- organisations -------------------------------------------------------------------------------------------------- */

static fl_status no_organisation(const fl_judge *judge, fl_str name, fl_error *err)
{
	char hint[FL_SPELLING_HINT];
	fl_spelling near;
	fl_spelling_begin(&near, name);
	for (size_t i = 0; i < judge->facts.num_dreams; i++)
		fl_spelling_try(&near, fl_str_trim(judge->facts.dreams[i].organisation));
	return fl_error_set(err, FL_ENOTFOUND, "no dream comes from an organisation '%.*s'%s", FL_STR_ARG(name),
			    fl_spelling_hint(&near, hint));
}

/* Does some dream come from it, by whatever name? */
static fl_status check_organisation(fl_judge *judge, fl_str name, fl_error *err)
{
	size_t count = judge->facts.num_dreams, i = 0;
	fl_arena arena = FL_ARENA_INIT;
	fl_str *called, *names = fl_arena_array(&arena, count + 1, sizeof *names);
	for (size_t k = 0; names && k < count; k++)
		names[k] = fl_str_trim(judge->facts.dreams[k].organisation);
	if (names)
		names[count] = fl_str_trim(name);
	fl_status status = names ? fl_owners_call(judge->w->spec, judge->book.in_force, judge->book.num_in_force, names, count + 1, &arena,
						  &called, err)
				 : fl_enomem(err);
	while (status == FL_OK && i < count && !fl_str_eq(called[i], called[count]))
		i++;
	if (status == FL_OK && i == count)
		status = no_organisation(judge, name, err);
	fl_arena_release(&arena);
	return status;
}

/* With whom a conflict of interest may be: an organisation, or a partner by its id. */
static fl_status check_party(fl_judge *judge, fl_str name, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	const fl_partner *partner;
	fl_status status = find_partner(judge, name, &arena, &partner, err);
	bool is_id = status == FL_OK && partner && fl_str_eq(partner->id, name);
	fl_arena_release(&arena);
	return status != FL_OK || is_id ? status : check_organisation(judge, name, err);
}

/* ---- conflicts of interest ------------------------------------------------------------------------------------------ */

/* Is somebody of these 'names' one with which this person has declared a conflict, by whatever name? The conflict; NULL none. */
static fl_status find_conflict(fl_judge *judge, fl_str person, const fl_str *names, size_t count, fl_arena *arena, fl_str *ret, fl_error *err)
{
	const fl_decision_book *book = &judge->book;
	fl_str *called, *all = fl_arena_array(arena, count + book->num_in_force + 1, sizeof *all);
	size_t n = count;
	*ret = FL_STR("");
	if (!all)
		return fl_enomem(err);
	memcpy(all, names, count * sizeof *all);
	for (size_t i = 0; i < book->num_in_force; i++)
		if (fl_decision_is(&book->in_force[i], FL_DECISION_CONFLICT) && fl_person_same(book->in_force[i].other, person))
			all[n++] = fl_str_trim(book->in_force[i].subject);
	if (n == count)
		return FL_OK;
	FL_TRY(fl_owners_call(judge->w->spec, book->in_force, book->num_in_force, all, n, arena, &called, err));
	for (size_t i = count; i < n; i++)
		for (size_t k = 0; k < count; k++)
			if (ret->len == 0 && fl_str_eq(called[i], called[k]))
				*ret = all[i];
	return FL_OK;
}

static fl_status check_conflict_of(fl_judge *judge, const fl_decision *d, const fl_str *names, size_t count, const char *what, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_str with;
	fl_status status = find_conflict(judge, d->person, names, count, &arena, &with, err);
	fl_arena_release(&arena);
	if (status != FL_OK || with.len == 0)
		return status;
	return fl_error_set(err, FL_EINVAL, "%.*s has a conflict of interest with '%.*s', and does not decide on %s", FL_STR_ARG(d->person),
			    FL_STR_ARG(with), what);
}

static fl_status check_conflict_of_partner(fl_judge *judge, const fl_decision *d, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	const fl_partner *partner;
	fl_status status = find_partner(judge, d->other, &arena, &partner, err);
	if (status == FL_OK && partner)
		status = check_conflict_of(judge, d, (const fl_str[]){ partner->id, fl_str_trim(partner->name) }, 2, "who is matched with it", err);
	fl_arena_release(&arena);
	return status;
}

fl_status fl_judge_name_partner(fl_judge *judge, fl_decision *d, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	const fl_partner *partner = NULL;
	if (!fl_decision_is(d, FL_DECISION_CONFLICT) || check_organisation(judge, d->subject, NULL) == FL_OK)
		return FL_OK;
	fl_status status = find_partner(judge, d->subject, &arena, &partner, err);
	if (status == FL_OK && partner) {
		d->subject = fl_arena_str(&judge->arena, partner->id);
		if (!d->subject.data)
			status = fl_enomem(err);
	}
	fl_arena_release(&arena);
	return status;
}

/* ---- the judgement -------------------------------------------------------------------------------------------------- */

static fl_status check_there(fl_judge *judge, const fl_decision *d, fl_error *err)
{
	fl_ruling_class class = fl_decision_class(d);
	if (fl_decision_on_dream(d) && !dream_of(judge, d->subject))
		return fl_dream_missing(&judge->facts, d->subject, err);
	if (fl_decision_on_two(d) && !dream_of(judge, d->other))
		return fl_dream_missing(&judge->facts, d->other, err);
	if (class == FL_RULING_MATCH)
		return check_partner(judge, d->other, err);
	if (class == FL_RULING_TAG)
		return check_name(judge, "tag", d->other, err);
	if (class == FL_RULING_CATEGORY && d->value.len > 0 && !fl_str_eqz(d->value, "none"))
		return check_name(judge, "category", d->value, err);
	if (class == FL_RULING_CONFLICT && d->value.len > 0)
		return check_party(judge, d->subject, err);
	if (fl_decision_is(d, FL_DECISION_ORGANISATION) && d->value.len > 0 && check_organisation(judge, d->other, NULL) != FL_OK)
		return check_organisation(judge, d->subject, err); /* one of the two at least: the other may be a name that is still to come */
	return FL_OK;
}

static fl_status check_conflict(const fl_judge *judge, const fl_decision *d, fl_str id, fl_error *err)
{
	const fl_dream *dream = dream_of(judge, id);
	fl_str organisation = dream ? fl_str_trim(dream->organisation) : FL_STR("");
	if (!fl_decision_conflict(&judge->book, organisation, d->person))
		return FL_OK;
	return fl_error_set(err, FL_EINVAL, "%.*s has a conflict of interest with '%.*s', whose dream '%.*s' is",
			    FL_STR_ARG(d->person), FL_STR_ARG(organisation), FL_STR_ARG(id));
}

fl_status fl_judge_decision(fl_judge *judge, const fl_decision *d, bool check_seen, const char **ret_code, fl_error *err)
{
	const char *ignored;
	const char **code = ret_code ? ret_code : &ignored;
	*code = "decision-malformed";
	FL_TRY(fl_decision_check(d, &judge->w->spec->decisions, err));
	FL_TRY(fl_person_name_check("by", d->person, err));
	if (fl_decision_class(d) == FL_RULING_CONFLICT && d->value.len > 0)
		FL_TRY(fl_person_name_check("other", d->other, err));
	*code = "decision-unknown";
	FL_TRY(check_there(judge, d, err));
	*code = "decision-conflict";
	if (fl_decision_on_dream(d))
		FL_TRY(check_conflict(judge, d, d->subject, err));
	if (fl_decision_on_two(d))
		FL_TRY(check_conflict(judge, d, d->other, err));
	if (fl_decision_is(d, FL_DECISION_ORGANISATION))
		FL_TRY(check_conflict_of(judge, d, (const fl_str[]){ fl_str_trim(d->subject), fl_str_trim(d->other) }, 2, "its names", err));
	if (fl_decision_is(d, FL_DECISION_MATCH))
		FL_TRY(check_conflict_of_partner(judge, d, err));
	*code = "decision-old-text";
	fl_digest seen = fl_judge_seen(judge, d);
	if (check_seen && d->value.len > 0 && !fl_digest_same(&seen, &d->seen))
		return fl_error_set(err, FL_EINVAL, "it was made on other texts of '%.*s' than the round has now",
				    FL_STR_ARG(d->subject));
	return FL_OK;
}
