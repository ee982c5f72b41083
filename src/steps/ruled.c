/* SPDX-License-Identifier: Apache-2.0
 *
 * ruled.c - what people laid down, applied on every run: to tags and category, to who takes part.
 *
 * Who is accepted keeps none of the tags "flag:...", with which intake marks what a person should look at: neither of packs nor stated.
 * So no rule of eligibility that looks at flags holds it back.
 */
#include "steps/ruled.h"

#include "base/error.h"
#include "base/str.h"

#include <stdlib.h>

bool fl_step_applies(fl_step step, const fl_decision *d)
{
	switch (fl_decision_class(d)) {
	case FL_RULING_PAIR:
	case FL_RULING_REPRESENTATIVE:
		return step == FL_STEP_DEDUP;
	case FL_RULING_TAG:
	case FL_RULING_CATEGORY:
	case FL_RULING_ACCEPT:
		return step == FL_STEP_TAG;
	case FL_RULING_REJECT:
	case FL_RULING_EXCEPTION:
	case FL_RULING_ORGANISATION:
		return step == FL_STEP_TALLY;
	case FL_RULING_MATCH:
		return step == FL_STEP_MATCH;
	default:
		return false;
	}
}

const char *fl_ruled_name(const fl_decision *d, fl_buf *buf)
{
	fl_buf_clear(buf);
	fl_buf_str(buf, d->subject);
	if (fl_decision_on_two(d)) {
		fl_buf_putc(buf, ' ');
		fl_buf_str(buf, d->other);
	}
	fl_buf_putc(buf, '\0');
	return buf->status == FL_OK ? buf->data : "";
}

static void find_one(fl_work *w, const fl_facts *facts, const fl_map *map, const fl_decision *d, fl_buf *buf, fl_ruling_on *ret,
		     size_t *count)
{
	bool pair = fl_decision_on_two(d);
	size_t a = fl_map_get(map, d->subject), b = pair ? fl_map_get(map, d->other) : a;
	const char *name = fl_ruled_name(d, buf);
	if (a == FL_MAP_NONE || b == FL_MAP_NONE) {
		fl_report(&w->findings, FL_WARNING, "decision-unused", "", 0, 0, name,
			  "the decision of %.*s on '%s' is about a dream that is not there", FL_STR_ARG(d->person), name);
		return;
	}
	fl_digest seen = fl_decision_seen(&facts->dreams[a], pair ? &facts->dreams[b] : NULL);
	if (!fl_digest_same(&seen, &d->seen))
		fl_report(&w->findings, FL_WARNING, "decision-stale", "", 0, 0, name,
			  "the decision of %.*s on '%s' was made before the text changed; it holds until another is made",
			  FL_STR_ARG(d->person), name);
	ret[(*count)++] = (fl_ruling_on){ d, (uint32_t)a, (uint32_t)b };
}

fl_status fl_ruled_find(fl_work *w, const fl_facts *facts, fl_ruling_on **ret, size_t *ret_count, fl_error *err)
{
	fl_map map = { 0 };
	fl_buf name;
	size_t stands;
	fl_status status = FL_OK;
	*ret_count = 0;
	*ret = fl_arena_array(&w->arena, w->num_decisions + 1, sizeof **ret);
	if (!*ret)
		return fl_enomem(err);
	fl_buf_init(&name, 1 << 20);
	for (size_t i = 0; i < facts->num_dreams && status == FL_OK && w->num_decisions > 0; i++)
		if (!fl_map_put(&map, facts->dreams[i].id, i, &stands))
			status = fl_enomem(err);
	for (size_t i = 0; i < w->num_decisions && status == FL_OK; i++)
		if (fl_step_applies(w->step, &w->decisions[i]) && fl_decision_on_dream(&w->decisions[i]))
			find_one(w, facts, &map, &w->decisions[i], &name, *ret, ret_count);
	fl_map_release(&map);
	fl_buf_release(&name);
	return status;
}

/* ---- lists of tags, sorted by bytes --------------------------------------------------------------------------------- */

static bool has(const fl_str *tags, size_t count, fl_str tag)
{
	for (size_t i = 0; i < count; i++)
		if (fl_str_eq(tags[i], tag))
			return true;
	return false;
}

static fl_status insert(fl_arena *arena, const fl_str **tags, size_t *count, fl_str tag, fl_error *err)
{
	size_t at = 0;
	if (has(*tags, *count, tag))
		return FL_OK;
	fl_str *list = fl_arena_array(arena, *count + 1, sizeof *list);
	if (!list)
		return fl_enomem(err);
	while (at < *count && fl_str_cmp((*tags)[at], tag) < 0)
		at++;
	if (at > 0)
		memcpy(list, *tags, at * sizeof *list);
	list[at] = tag;
	if (*count > at)
		memcpy(list + at + 1, *tags + at, (*count - at) * sizeof *list);
	*tags = list;
	++*count;
	return FL_OK;
}

static fl_status erase(fl_arena *arena, const fl_str **tags, size_t *count, fl_str tag, fl_error *err)
{
	size_t kept = 0;
	if (!has(*tags, *count, tag))
		return FL_OK;
	fl_str *list = fl_arena_array(arena, *count, sizeof *list);
	if (!list)
		return fl_enomem(err);
	for (size_t i = 0; i < *count; i++)
		if (!fl_str_eq((*tags)[i], tag))
			list[kept++] = (*tags)[i];
	*tags = list;
	*count = kept;
	return FL_OK;
}

/* ---- tags and category ---------------------------------------------------------------------------------------------- */

/* Given already, or stated: then it is no work of a person. A flag that acceptance has taken away comes back. */
static fl_status add_tag(fl_arena *arena, const fl_dream *dream, fl_tag_record *r, fl_str tag, fl_error *err)
{
	bool back = has(r->removed, r->num_removed, tag);
	FL_TRY(erase(arena, &r->removed, &r->num_removed, tag, err));
	if (!back && (has(r->tags, r->num_tags, tag) || has(dream->tags, dream->num_tags, tag)))
		return FL_OK;
	FL_TRY(insert(arena, &r->tags, &r->num_tags, tag, err));
	return insert(arena, &r->added, &r->num_added, tag, err);
}

static fl_status remove_tag(fl_arena *arena, const fl_dream *dream, fl_tag_record *r, fl_str tag, fl_error *err)
{
	if (!has(r->tags, r->num_tags, tag) && !has(dream->tags, dream->num_tags, tag))
		return FL_OK;
	FL_TRY(erase(arena, &r->tags, &r->num_tags, tag, err));
	FL_TRY(erase(arena, &r->added, &r->num_added, tag, err));
	return insert(arena, &r->removed, &r->num_removed, tag, err);
}

static fl_status settle_flags(fl_arena *arena, const fl_dream *dream, fl_tag_record *r, fl_error *err)
{
	const fl_str *given = r->tags;
	size_t count = r->num_tags;
	for (size_t i = 0; i < count; i++)
		if (fl_str_starts(given[i], FL_STR(FL_FLAG_PREFIX)))
			FL_TRY(remove_tag(arena, dream, r, given[i], err));
	for (size_t i = 0; i < dream->num_tags; i++)
		if (fl_str_starts(dream->tags[i], FL_STR(FL_FLAG_PREFIX)))
			FL_TRY(remove_tag(arena, dream, r, dream->tags[i], err));
	return FL_OK;
}

fl_status fl_ruled_apply(fl_arena *arena, const fl_decision *d, const fl_dream *dream, fl_tag_record *r, fl_error *err)
{
	switch (fl_decision_class(d)) {
	case FL_RULING_TAG:
		return fl_str_eqz(d->value, "add") ? add_tag(arena, dream, r, d->other, err)
						   : remove_tag(arena, dream, r, d->other, err);
	case FL_RULING_CATEGORY:
		r->category = fl_str_eqz(d->value, "none") ? FL_STR("") : d->value;
		r->unclear = false;
		r->decided = true;
		return FL_OK;
	case FL_RULING_ACCEPT:
		return settle_flags(arena, dream, r, err);
	default:
		return FL_OK;
	}
}

fl_status fl_ruled_tags(fl_work *w, const fl_facts *facts, fl_tag_record *records, fl_error *err)
{
	fl_ruling_on *list;
	size_t count;
	FL_TRY(fl_ruled_find(w, facts, &list, &count, err));
	/* acceptance first: a flag that a person gives stays */
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < count; i++)
			if ((fl_decision_class(list[i].decision) == FL_RULING_ACCEPT) == (pass == 0))
				FL_TRY(fl_ruled_apply(&w->arena, list[i].decision, &facts->dreams[list[i].a], &records[list[i].a], err));
	return FL_OK;
}

/* ---- who takes part ------------------------------------------------------------------------------------------------- */

fl_status fl_ruled_admission(fl_work *w, const fl_facts *facts, fl_ruled **ret, fl_error *err)
{
	fl_ruling_on *list;
	size_t count;
	FL_TRY(fl_ruled_find(w, facts, &list, &count, err));
	*ret = fl_arena_array(&w->arena, facts->num_dreams + 1, sizeof **ret);
	if (!*ret)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		if (fl_decision_class(list[i].decision) == FL_RULING_REJECT)
			(*ret)[list[i].a] = FL_RULED_REJECTED;
		else if ((*ret)[list[i].a] == FL_RULED_NONE)
			(*ret)[list[i].a] = FL_RULED_EXCEPTION;
	return FL_OK;
}
