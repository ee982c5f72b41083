/* SPDX-License-Identifier: Apache-2.0
 *
 * partner_terms.c - fields, wishes and exclusions of partners that name nothing in the round.
 *
 * A term that is misspelt fits no dream, for ever and in silence. Known is what a dream has, and what the rules of the round could give one: a
 * field in which nobody dreams this time is no mistake. Packs are compiled only where a term is unknown to all dreams.
 */
#include "steps/partner_terms.h"

#include "base/error.h"
#include "base/spelling.h"
#include "base/str.h"
#include "steps/packs.h"

typedef struct known_terms {
	fl_map tags;   /* tags, categories, the names of both */
	fl_map others; /* organisations, regions and those above them, ids */
	FL_VEC(fl_str) words; /* all of them, for what was meant */
	fl_packs packs;
	bool has_packs, failed; /* failed: memory is short */
} known_terms;

static void learn(known_terms *k, fl_map *map, fl_str word)
{
	size_t stands, next = k->words.len;
	if (word.len == 0 || k->failed)
		return;
	k->failed = !fl_map_put(map, word, next, &stands) || (stands == next && !fl_vec_push(&k->words, word));
}

static void learn_tag(known_terms *k, fl_str tag)
{
	learn(k, &k->tags, tag);
	learn(k, &k->tags, fl_tag_name(tag));
}

static void learn_dreams(known_terms *k, const fl_field *field)
{
	for (size_t i = 0; i < field->facts.num_dreams; i++) {
		const fl_candidate *d = &field->candidates[i];
		learn_tag(k, d->category);
		for (size_t t = 0; t < d->num_tags; t++)
			learn_tag(k, d->tags[t]);
	}
	for (size_t i = 0; i < field->facts.num_dreams; i++) {
		const fl_candidate *d = &field->candidates[i];
		learn(k, &k->others, d->organisation);
		learn(k, &k->others, d->id);
		learn(k, &k->others, d->region);
		for (size_t at = 0; at < d->region.len; at++)
			if (d->region.data[at] == '/')
				learn(k, &k->others, fl_str_slice(d->region, 0, at));
	}
}

static bool is_known(const known_terms *k, fl_str term, bool field)
{
	return fl_map_get(&k->tags, term) != FL_MAP_NONE || (!field && fl_map_get(&k->others, term) != FL_MAP_NONE);
}

/* What the rules could give. */
static fl_status learn_packs(known_terms *k, const fl_work *w, fl_error *err)
{
	if (k->has_packs)
		return FL_OK;
	k->has_packs = true;
	FL_TRY(fl_packs_from_documents(&k->packs, w->documents, w->num_documents, fl_options_threads(&w->options), err));
	for (size_t p = 0; p < k->packs.len; p++)
		for (size_t r = 0; r < fl_pack_num_rules(k->packs.items[p]); r++) {
			size_t count;
			const fl_str *tags = fl_pack_rule_tags(k->packs.items[p], r, &count);
			for (size_t t = 0; t < count; t++)
				learn_tag(k, tags[t]);
		}
	return k->failed ? fl_enomem(err) : FL_OK;
}

static const char *meant(const known_terms *k, fl_str term, bool field, char hint[FL_SPELLING_HINT])
{
	fl_spelling near;
	fl_spelling_begin(&near, term);
	for (size_t i = 0; i < k->words.len; i++)
		if (!field || fl_map_get(&k->tags, k->words.items[i]) != FL_MAP_NONE)
			fl_spelling_try(&near, k->words.items[i]);
	if (near.num_near > 0 || fl_str_eq(fl_tag_name(term), term))
		return fl_spelling_hint(&near, hint);
	fl_spelling_begin(&near, fl_tag_name(term)); /* "serves:children": the right name in a namespace that is not there */
	for (size_t i = 0; i < k->words.len; i++)
		if (fl_map_get(&k->tags, k->words.items[i]) != FL_MAP_NONE && !fl_str_eq(fl_tag_name(k->words.items[i]), k->words.items[i]) &&
		    fl_str_eq(fl_tag_name(k->words.items[i]), fl_tag_name(term)))
			near = (fl_spelling){ .word = near.word, .near = { k->words.items[i] }, .num_near = 1 };
	return fl_spelling_hint(&near, hint);
}

static fl_status check(known_terms *k, const fl_match_case *mc, const fl_partner *p, const char *what, const fl_term_list *terms, bool field,
		       fl_error *err)
{
	char hint[FL_SPELLING_HINT];
	for (size_t i = 0; i < terms->len; i++) {
		fl_str term = terms->items[i];
		if (is_known(k, term, field))
			continue;
		FL_TRY(learn_packs(k, mc->w, err));
		if (is_known(k, term, field))
			continue;
		fl_report(&mc->w->findings, FL_WARNING, "partner-term", p->source.data ? p->source.data : "", p->line, 0, p->id.data,
			  "partner '%.*s' has the %s '%.*s', which no dream answers to and no rule gives%s", FL_STR_ARG(p->id), what,
			  FL_STR_ARG(term), meant(k, term, field, hint));
	}
	return FL_OK;
}

fl_status fl_partner_terms_check(const fl_match_case *mc, fl_error *err)
{
	known_terms k = { .has_packs = false };
	learn_dreams(&k, &mc->field);
	fl_status status = k.failed ? fl_enomem(err) : FL_OK;
	for (size_t i = 0; status == FL_OK && i < mc->num_partners; i++) {
		const fl_partner *p = &mc->partners[i];
		status = check(&k, mc, p, FL_MESSAGE("field"), &p->fields, true, err);
		if (status == FL_OK)
			status = check(&k, mc, p, FL_MESSAGE("wish"), &p->wishes, false, err);
		if (status == FL_OK)
			status = check(&k, mc, p, FL_MESSAGE("exclusion"), &p->exclusions, false, err);
	}
	fl_packs_release(&k.packs);
	fl_map_release(&k.tags);
	fl_map_release(&k.others);
	fl_vec_release(&k.words);
	return status;
}
