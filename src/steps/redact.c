/* SPDX-License-Identifier: Apache-2.0
 *
 * redact.c - pseudonyms for names, wherever a bundle would show one.
 */
#include "steps/redact.h"

#include "base/error.h"
#include "base/str.h"
#include "domain/act.h"
#include "domain/dream.h"
#include "domain/person.h"

#include <stdio.h>

void fl_pseudonym(const fl_digest *secret, char letter, fl_str name, char ret[FL_PSEUDONYM_MAX])
{
	fl_hasher h;
	char hex[65];
	size_t at = 0;
	if (letter == 'o')
		name = fl_str_trim(name);
	fl_hasher_init(&h);
	fl_hasher_add(&h, secret->bytes, sizeof secret->bytes);
	fl_hasher_add(&h, "pseudonym", 9);
	fl_hasher_add(&h, &letter, 1);
	if (letter != 'p')
		fl_hasher_add(&h, name.data, name.len);
	for (unsigned c; letter == 'p' && (c = fl_person_next(name, &at)) != 0;) {
		const unsigned char bytes[] = { (unsigned char)(c >> 16), (unsigned char)(c >> 8), (unsigned char)c };
		fl_hasher_add(&h, bytes, sizeof bytes);
	}
	fl_digest digest = fl_hasher_final(&h);
	fl_digest_hex(&digest, hex);
	snprintf(ret, FL_PSEUDONYM_MAX, "%c-%.16s", letter, hex);
}

/* "" stays "": nobody is named. */
static fl_status rename_one(const fl_digest *secret, char letter, fl_str *name, fl_arena *arena, fl_error *err)
{
	char text[FL_PSEUDONYM_MAX];
	if (name->len == 0)
		return FL_OK;
	fl_pseudonym(secret, letter, *name, text);
	*name = fl_arena_str(arena, fl_str_of(text));
	return name->data ? FL_OK : fl_enomem(err);
}

fl_status fl_redact_candidates(const fl_digest *secret, fl_candidate *candidates, size_t count, fl_arena *arena, fl_error *err)
{
	for (size_t i = 0; i < count; i++) {
		FL_TRY(rename_one(secret, 'd', &candidates[i].id, arena, err));
		FL_TRY(rename_one(secret, 'o', &candidates[i].organisation, arena, err));
		FL_TRY(rename_one(secret, 'o', &candidates[i].submitted_as, arena, err));
		candidates[i].submitted = FL_TIME_NONE;
	}
	return FL_OK;
}

fl_status fl_redact_acts(const fl_digest *secret, fl_entry *entries, size_t count, fl_arena *arena, fl_error *err)
{
	for (size_t i = 0; i < count; i++) {
		fl_act *act = &entries[i].act;
		if (act->kind == FL_ACT_NONE)
			continue;
		FL_TRY(rename_one(secret, 'p', &act->person, arena, err));
		if (act->why.len > 0)
			act->why = FL_STR("(left out)");
	}
	return FL_OK;
}

/* ---- round.json ---------------------------------------------------------------------------------------------------- */

static void put(fl_json_writer *w, const fl_digest *secret, fl_json v, char letter, bool names_itself);

static char letter_of(fl_str key, bool names_itself)
{
	if (fl_str_eqz(key, "organisation") || fl_str_eqz(key, "names"))
		return 'o';
	return fl_str_eqz(key, "id") && !names_itself ? 'd' : '\0';
}

static void put_members(fl_json_writer *w, const fl_digest *secret, fl_json v, bool names_itself)
{
	fl_json_begin_object(w);
	for (size_t i = 0; i < fl_json_len(v); i++) {
		fl_str key = fl_json_key(v, i);
		fl_json_put_key_str(w, key);
		put(w, secret, fl_json_at(v, i), letter_of(key, names_itself), false);
	}
	fl_json_end_object(w);
}

/* 'letter': texts here are names of that kind; 'names_itself': the id of each element is that of a pool or group. */
static void put(fl_json_writer *w, const fl_digest *secret, fl_json v, char letter, bool names_itself)
{
	char text[FL_PSEUDONYM_MAX];
	switch (fl_json_type_of(v)) {
	case FL_JSON_OBJECT:
		put_members(w, secret, v, names_itself);
		return;
	case FL_JSON_ARRAY:
		fl_json_begin_array(w);
		for (size_t i = 0; i < fl_json_len(v); i++)
			put(w, secret, fl_json_at(v, i), letter, names_itself);
		fl_json_end_array(w);
		return;
	case FL_JSON_STRING:
		if (letter) {
			fl_pseudonym(secret, letter, fl_json_text(v), text);
			fl_json_put_z(w, text);
			return;
		}
		break;
	default:
		break;
	}
	fl_json_put_value(w, v, false);
}

fl_status fl_redact_round(const fl_digest *secret, fl_json root, fl_buf *out, fl_error *err)
{
	static const char *const named[] = { "threshold", "eligibility", "duplicates", "tally", "policy", "organisations", NULL };
	fl_json_writer w;
	fl_json_start(&w, out, true);
	fl_json_begin_object(&w);
	for (size_t i = 0; i < fl_json_len(root); i++) {
		fl_str key = fl_json_key(root, i);
		fl_json v = fl_json_at(root, i);
		bool limits = fl_str_eqz(key, "pools") || fl_str_eqz(key, "groups"), inside = limits;
		for (size_t k = 0; named[k]; k++)
			inside = inside || fl_str_eqz(key, named[k]);
		if (fl_str_eqz(key, "scenarios"))
			continue;
		fl_json_put_key_str(&w, key);
		if (fl_str_eqz(key, "exclusive"))
			put(&w, secret, v, 'd', false);
		else if (inside)
			put(&w, secret, v, '\0', limits);
		else
			fl_json_put_value(&w, v, false);
	}
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
	return fl_buf_status(out, err);
}

/* ---- the proof ------------------------------------------------------------------------------------------------------ */

/* The organisation that begins 'rest', to its end or to the colon of a suffix; "" none. */
static fl_str organisation_in(const fl_map *organisations, fl_str rest)
{
	if (fl_map_get(organisations, rest) != FL_MAP_NONE)
		return rest;
	for (size_t end = rest.len; end-- > 0;)
		if (rest.data[end] == ':' && fl_map_get(organisations, fl_str_slice(rest, 0, end)) != FL_MAP_NONE)
			return fl_str_slice(rest, 0, end);
	return FL_STR("");
}

static fl_status rename_row(const fl_digest *secret, const fl_group *group, const fl_map *organisations, fl_str *row,
			    fl_arena *arena, fl_error *err)
{
	fl_buf text;
	char name[FL_PSEUDONYM_MAX];
	fl_buf_init(&text, 1 << 20);
	fl_buf_printf(&text, "group:%.*s=", FL_STR_ARG(group->id));
	fl_str prefix = fl_buf_view(&text);
	fl_status status = fl_buf_status(&text, err);
	if (status == FL_OK && fl_str_starts(*row, prefix)) {
		fl_str rest = fl_str_slice(*row, prefix.len, row->len), organisation = organisation_in(organisations, rest);
		if (organisation.len > 0) {
			fl_pseudonym(secret, 'o', organisation, name);
			fl_buf_puts(&text, name);
			fl_buf_str(&text, fl_str_slice(rest, organisation.len, rest.len));
			status = fl_buf_status(&text, err);
			*row = fl_arena_str(arena, fl_buf_view(&text));
		}
	}
	fl_buf_release(&text);
	return status == FL_OK && !row->data ? fl_enomem(err) : status;
}

fl_status fl_redact_proof(const fl_digest *secret, const fl_round_spec *spec, const fl_map *organisations, fl_proof *proof,
			  fl_error *err)
{
	for (size_t g = 0; g < spec->num_groups; g++)
		for (size_t i = 0; spec->groups[g].each == FL_EACH_ORGANISATION && i < proof->num_rows; i++)
			FL_TRY(rename_row(secret, &spec->groups[g], organisations, &proof->rows[i], &proof->arena, err));
	return FL_OK;
}

/* ---- what was awarded before ---------------------------------------------------------------------------------------- */

fl_status fl_redact_earlier(const fl_digest *secret, fl_earlier *e, fl_arena *arena, fl_error *err)
{
	for (size_t d = 0; d < e->num_divisions; d++) {
		fl_earlier_division *division = &e->divisions[d];
		division->text = FL_STR("");
		for (size_t i = 0; i < division->num_awards; i++)
			FL_TRY(rename_one(secret, 'd', &division->awards[i].dream, arena, err));
	}
	for (size_t i = 0; i < e->num_events; i++) {
		fl_follow_event *event = &e->events[i].event;
		FL_TRY(rename_one(secret, 'd', &event->dream, arena, err));
		event->person = event->evidence = event->why = event->story = FL_STR("");
	}
	return FL_OK;
}

/* ---- the matching --------------------------------------------------------------------------------------------------- */

static fl_status rename_all(const fl_digest *secret, char letter, const fl_str *ids, size_t count, fl_arena *arena, const fl_str **ret,
			    fl_error *err)
{
	fl_str *names = fl_arena_array(arena, count + 1, sizeof *names);
	for (size_t i = 0; names && i < count; i++) {
		char name[FL_PSEUDONYM_MAX];
		fl_pseudonym(secret, letter, ids[i], name);
		names[i] = fl_arena_str(arena, fl_str_of(name));
		if (!names[i].data)
			return fl_enomem(err);
	}
	*ret = names;
	return names ? FL_OK : fl_enomem(err);
}

fl_status fl_redact_matching(const fl_digest *secret, fl_matching *m, fl_arena *arena, fl_error *err)
{
	FL_TRY(rename_all(secret, 'd', m->dreams, m->c.num_dreams, arena, &m->dreams, err));
	return rename_all(secret, 'o', m->partners, m->c.num_partners, arena, &m->partners, err);
}
