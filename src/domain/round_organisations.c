/* SPDX-License-Identifier: Apache-2.0
 *
 * round_organisations.c - "organisations" of round.json: under which other names an organisation submits dreams.
 */
#include "domain/round_parse.h"

#include "base/error.h"
#include "base/str.h"

#include <stdlib.h>

#define ORGANISATIONS_MAX 100000
#define NAMES_MAX         1000 /* of one organisation */
#define NAME_MAX_BYTES    1000

static int by_name(const void *a, const void *b)
{
	return fl_str_cmp(((const fl_alias *)a)->name, ((const fl_alias *)b)->name);
}

static bool has_control(fl_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.data[i] < 0x20 || text.data[i] == 0x7f)
			return true;
	return false;
}

static fl_status take_name(fl_json v, fl_arena *arena, fl_str *ret, fl_error *err)
{
	fl_str name = fl_json_type_of(v) == FL_JSON_STRING ? fl_str_trim(fl_json_text(v)) : FL_STR("");
	if (name.len == 0 || name.len > NAME_MAX_BYTES || has_control(name))
		return fl_json_error(v, err, FL_EINVAL, "a name is one line of 1 to %d bytes", NAME_MAX_BYTES);
	*ret = fl_arena_str(arena, name);
	return ret->data ? FL_OK : fl_enomem(err);
}

static fl_status parse_one(fl_json v, fl_round_spec *spec, fl_alias *list, size_t *count, fl_error *err)
{
	static const char *const keys[] = { "organisation", "names", NULL };
	fl_str organisation;
	fl_json names = fl_json_get(v, "names");
	if (fl_json_type_of(v) != FL_JSON_OBJECT)
		return fl_json_error(v, err, FL_EINVAL, "expected an object with 'organisation' and 'names'");
	FL_TRY(fl_json_only(v, keys, err));
	FL_TRY(take_name(fl_json_get(v, "organisation"), &spec->arena, &organisation, err));
	for (size_t i = 0; i < fl_json_len(names); i++, ++*count) {
		FL_TRY(take_name(fl_json_at(names, i), &spec->arena, &list[*count].name, err));
		list[*count].organisation = organisation;
	}
	return FL_OK;
}

/* One name, one organisation; and what it is a name of must not be a name of something else. */
static fl_status check(const fl_alias *list, size_t count, fl_json where, fl_error *err)
{
	for (size_t i = 0; i < count; i++) {
		fl_alias key = { .name = list[i].organisation };
		if (i > 0 && fl_str_eq(list[i].name, list[i - 1].name))
			return fl_json_error(where, err, FL_EINVAL, "'%.*s' is named twice", FL_STR_ARG(list[i].name));
		if (bsearch(&key, list, count, sizeof key, by_name))
			return fl_json_error(where, err, FL_EINVAL, "'%.*s' is an organisation and a name of one",
					     FL_STR_ARG(list[i].organisation));
	}
	return FL_OK;
}

/* "aliases": "names.csv" */
static fl_status parse_table(fl_json v, fl_round_spec *spec, fl_error *err)
{
	fl_input *input = fl_arena_array(&spec->arena, 1, sizeof *input);
	if (!input)
		return fl_enomem(err);
	FL_TRY(fl_round_parse_input(v, &spec->arena, input, err));
	if (input->count_amount || input->request_minor || input->capacity >= 0)
		return fl_json_error(v, err, FL_EINVAL, "'count', 'request_unit' and 'capacity' mean nothing for names of organisations");
	spec->alias_table = input;
	return FL_OK;
}

fl_status fl_round_parse_organisations(fl_json root, fl_round_spec *spec, fl_error *err)
{
	static const char *const keys[] = { "aliases", NULL };
	fl_json v, aliases;
	size_t total = 0, count = 0;
	FL_TRY(fl_round_take_object(root, "organisations", keys, &v, err));
	aliases = fl_json_get(v, "aliases");
	if (fl_json_type_of(aliases) == FL_JSON_STRING || fl_json_type_of(aliases) == FL_JSON_OBJECT)
		return parse_table(aliases, spec, err);
	FL_TRY(fl_round_take_array(v, "aliases", ORGANISATIONS_MAX, &aliases, err));
	for (size_t i = 0; i < fl_json_len(aliases); i++) {
		fl_json names;
		FL_TRY(fl_round_take_array(fl_json_at(aliases, i), "names", NAMES_MAX, &names, err));
		total += fl_json_len(names);
	}
	fl_alias *list = fl_arena_array(&spec->arena, total + 1, sizeof *list);
	if (!list)
		return fl_enomem(err);
	for (size_t i = 0; i < fl_json_len(aliases); i++)
		FL_TRY(parse_one(fl_json_at(aliases, i), spec, list, &count, err));
	if (count > 0)
		qsort(list, count, sizeof *list, by_name);
	spec->aliases = list;
	spec->num_aliases = count;
	return check(list, count, aliases, err);
}
