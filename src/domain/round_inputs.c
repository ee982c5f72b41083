/* SPDX-License-Identifier: Apache-2.0
 *
 * round_inputs.c - "dreams", "flowers", "earned" and "rules" of round.json: which files, and how to read them.
 *
 * Whether the files exist and what their columns are called is found out by ingest/.
 */
#include "domain/round_parse.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "domain/setting.h"

#define MAX_FILES   1000
#define MAX_COLUMNS 200
#define MAX_PATH    4000

static fl_status take_text(fl_json v, const char *what, size_t max, fl_arena *arena, fl_str *ret, fl_error *err)
{
	fl_str text = fl_json_text(v);

	if (fl_json_type_of(v) != FL_JSON_STRING || text.len == 0 || text.len > max)
		return fl_json_error(v, err, FL_EINVAL, "%s must be text of 1 to %zu bytes", what, max);
	if (memchr(text.data, '\0', text.len))
		return fl_json_error(v, err, FL_EINVAL, "%s has a NUL character", what);
	*ret = fl_arena_str(arena, text);
	return ret->data ? FL_OK : fl_enomem(err);
}

/* One field of "columns": a header, or a list of headers of which the first non-empty counts. */
static fl_status add_column(fl_str field, fl_json v, fl_arena *arena, fl_str *pairs, int64_t *places, size_t *count,
			    fl_error *err)
{
	bool list = fl_json_type_of(v) == FL_JSON_ARRAY;
	size_t headers = list ? fl_json_len(v) : 1;

	if (headers == 0)
		return fl_json_error(v, err, FL_EINVAL, "an empty list of columns");
	for (size_t i = 0; i < headers; i++) {
		if (*count == MAX_COLUMNS)
			return fl_json_error(v, err, FL_EINVAL, "more than %d columns", MAX_COLUMNS);
		fl_json_place(list ? fl_json_at(v, i) : v, &places[2 * *count], &places[2 * *count + 1]);
		pairs[2 * *count] = fl_arena_str(arena, field);
		if (!pairs[2 * *count].data)
			return fl_enomem(err);
		FL_TRY(take_text(list ? fl_json_at(v, i) : v, "a column", 1000, arena, &pairs[2 * *count + 1], err));
		++*count;
	}
	return FL_OK;
}

static fl_status parse_columns(fl_json v, fl_arena *arena, fl_input *ret, fl_error *err)
{
	fl_error place = FL_ERROR_INIT;
	fl_str *pairs;
	int64_t *places;

	if (!fl_json_present(v))
		return FL_OK;
	if (fl_json_type_of(v) != FL_JSON_OBJECT)
		return fl_json_error(v, err, FL_EINVAL, "'columns' must be an object of field: header");
	pairs = fl_arena_array(arena, 2 * MAX_COLUMNS, sizeof *pairs);
	places = fl_arena_array(arena, 2 * MAX_COLUMNS, sizeof *places);
	if (!pairs || !places)
		return fl_enomem(err);
	for (size_t i = 0; i < fl_json_len(v); i++)
		FL_TRY(add_column(fl_json_key(v, i), fl_json_at(v, i), arena, pairs, places, &ret->num_columns, err));
	ret->columns = pairs;
	ret->columns_at = places;
	fl_json_error(v, &place, FL_EINVAL, "where"); /* a name for ingest/, which knows the fields, to blame */
	ret->columns_source = fl_arena_str(arena, fl_str_of(place.source));
	if (!ret->columns_source.data)
		return fl_enomem(err);
	return FL_OK;
}

/* Which word it was, as text: "" where the key is absent. */
static fl_status take_word(fl_json v, const char *key, const char *const *words, fl_str *ret, fl_error *err)
{
	int choice;

	FL_TRY(fl_setting_choice(v, key, words, -1, &choice, err));
	*ret = choice < 0 ? FL_STR("") : fl_str_of(words[choice]);
	return FL_OK;
}

/* "only": {"success": "True", "token": ["DAI", "ETH"]} */
static fl_status parse_only(fl_json v, fl_arena *arena, fl_input *ret, fl_error *err)
{
	fl_str *pairs;

	if (!fl_json_present(v))
		return FL_OK;
	if (fl_json_type_of(v) != FL_JSON_OBJECT || fl_json_len(v) == 0)
		return fl_json_error(v, err, FL_EINVAL, "'only' must be an object of header: value, or list of values");
	pairs = fl_arena_array(arena, 2 * MAX_COLUMNS, sizeof *pairs);
	if (!pairs)
		return fl_enomem(err);
	for (size_t i = 0; i < fl_json_len(v); i++) {
		fl_json values = fl_json_at(v, i);
		bool list = fl_json_type_of(values) == FL_JSON_ARRAY;
		size_t count = list ? fl_json_len(values) : 1;
		if (count == 0)
			return fl_json_error(values, err, FL_EINVAL, "an empty list of values");
		for (size_t k = 0; k < count; k++) {
			if (ret->num_only == MAX_COLUMNS)
				return fl_json_error(v, err, FL_EINVAL, "more than %d values", MAX_COLUMNS);
			pairs[2 * ret->num_only] = fl_arena_str(arena, fl_json_key(v, i));
			if (!pairs[2 * ret->num_only].data)
				return fl_enomem(err);
			FL_TRY(take_text(list ? fl_json_at(values, k) : values, "a value", 1000, arena,
					 &pairs[2 * ret->num_only + 1], err));
			ret->num_only++;
		}
	}
	ret->only = pairs;
	return FL_OK;
}

fl_status fl_round_parse_input(fl_json v, fl_arena *arena, fl_input *ret, fl_error *err)
{
	static const char *const keys[] = {
		"file", "encoding", "format", "sheet", "delimiter", "columns", "request_unit", "count", "rounding", "only", "capacity", NULL
	};
	static const char *const encodings[] = { "auto", "utf-8", "gb18030", NULL };
	static const char *const formats[] = { "csv", "tsv", "jsonl", "xlsx", NULL };
	static const char *const units[] = { "major", "minor", NULL };
	static const char *const counts[] = { "flowers", "amount", NULL };
	static const char *const roundings[] = { "exact", "down", NULL };
	fl_json file;
	int unit, count, rounding;

	*ret = (fl_input){ .encoding = FL_STR(""), .format = FL_STR(""), .sheet = FL_STR(""), .delimiter = FL_STR(""), .capacity = -1 };
	ret->plain = fl_json_type_of(v) == FL_JSON_STRING || fl_json_len(v) == 1;
	if (fl_json_type_of(v) == FL_JSON_STRING)
		return take_text(v, "a file name", MAX_PATH, arena, &ret->file, err);
	if (fl_json_type_of(v) != FL_JSON_OBJECT)
		return fl_json_error(v, err, FL_EINVAL, "a file must be its name, or an object with 'file'");
	FL_TRY(fl_json_only(v, keys, err));
	FL_TRY(fl_json_need(v, "file", FL_JSON_STRING, &file, err));
	FL_TRY(take_text(file, "'file'", MAX_PATH, arena, &ret->file, err));
	FL_TRY(take_word(v, "encoding", encodings, &ret->encoding, err));
	FL_TRY(take_word(v, "format", formats, &ret->format, err));
	fl_json sheet = fl_json_get(v, "sheet");
	if (fl_json_present(sheet))
		FL_TRY(take_text(sheet, "'sheet'", 1000, arena, &ret->sheet, err));
	FL_TRY(fl_setting_choice(v, "request_unit", units, 0, &unit, err));
	ret->request_minor = unit == 1;
	FL_TRY(fl_setting_choice(v, "count", counts, 0, &count, err));
	FL_TRY(fl_setting_choice(v, "rounding", roundings, 0, &rounding, err));
	ret->count_amount = count == 1;
	ret->round_down = rounding == 1;
	if (ret->round_down && !ret->count_amount)
		return fl_json_error(fl_json_get(v, "rounding"), err, FL_EINVAL,
				     "'rounding' is for counts that are amounts: say \"count\": \"amount\"");
	FL_TRY(fl_json_take_i64(v, "capacity", -1, 0, FL_PARTNER_DREAMS_MAX, &ret->capacity, err));
	FL_TRY(parse_only(fl_json_get(v, "only"), arena, ret, err));
	FL_TRY(fl_json_take_str(v, "delimiter", FL_STR(""), &ret->delimiter, err));
	if (ret->delimiter.len > 0) {
		char c = ret->delimiter.data[0];
		if (ret->delimiter.len != 1 || (unsigned char)c > 0x7E || (c < ' ' && c != '\t') || c == '"')
			return fl_json_error(fl_json_get(v, "delimiter"), err, FL_EINVAL,
					     "'delimiter' must be one ASCII character, such as ';'");
		ret->delimiter = fl_arena_str(arena, ret->delimiter);
		if (!ret->delimiter.data)
			return fl_enomem(err);
	}
	return parse_columns(fl_json_get(v, "columns"), arena, ret, err);
}

static fl_status parse_files(fl_json root, const char *key, fl_arena *arena, fl_input **ret, size_t *ret_count,
			     fl_error *err)
{
	fl_json list;

	FL_TRY(fl_round_take_array(root, key, MAX_FILES, &list, err));
	size_t count = fl_json_len(list);
	*ret = fl_arena_array(arena, count ? count : 1, sizeof **ret);
	if (!*ret)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++) {
		FL_TRY(fl_round_parse_input(fl_json_at(list, i), arena, &(*ret)[i], err));
		bool partners = strcmp(key, "partners") == 0;
		if (!partners && (*ret)[i].capacity >= 0)
			return fl_json_error(fl_json_get(fl_json_at(list, i), "capacity"), err, FL_EINVAL,
					     "'capacity' is for files of partners");
		if ((*ret)[i].count_amount && (partners || strcmp(key, "dreams") == 0))
			return fl_json_error(fl_json_get(fl_json_at(list, i), "count"), err, FL_EINVAL,
					     "'count' is for files of flowers");
	}
	*ret_count = count;
	return FL_OK;
}

static fl_status refuse_twice(fl_json list, const char *what, fl_error *err)
{
	fl_map seen = { 0 };
	fl_status status = FL_OK;

	for (size_t i = 0; i < fl_json_len(list) && status == FL_OK; i++) {
		fl_json v = fl_json_at(list, i);
		fl_str name =
		    fl_json_type_of(v) == FL_JSON_OBJECT ? fl_json_text(fl_json_get(v, "file")) : fl_json_text(v);
		size_t stands;
		if (!fl_map_put(&seen, name, i, &stands))
			status = fl_enomem(err);
		else if (stands != i)
			status = fl_json_error(v, err, FL_EINVAL, "%s '%.*s' is listed twice", what,
					       (int)(name.len < 200 ? name.len : 200), name.data);
	}
	fl_map_release(&seen);
	return status;
}

fl_status fl_round_parse_inputs(fl_json root, fl_round_spec *spec, fl_error *err)
{
	fl_json list;

	FL_TRY(parse_files(root, "dreams", &spec->arena, &spec->dreams, &spec->num_dreams, err));
	FL_TRY(parse_files(root, "flowers", &spec->arena, &spec->flowers, &spec->num_flowers, err));
	FL_TRY(parse_files(root, "earned", &spec->arena, &spec->earned, &spec->num_earned, err));
	FL_TRY(parse_files(root, "partners", &spec->arena, &spec->partners, &spec->num_partners, err));
	FL_TRY(refuse_twice(fl_json_get(root, "partners"), "file", err));
	FL_TRY(refuse_twice(fl_json_get(root, "dreams"), "file", err));
	FL_TRY(refuse_twice(fl_json_get(root, "earned"), "file", err));
	FL_TRY(refuse_twice(fl_json_get(root, "flowers"), "file", err));
	FL_TRY(fl_round_take_array(root, "rules", MAX_FILES, &list, err));
	spec->rules = fl_arena_array(&spec->arena, fl_json_len(list) + 1, sizeof *spec->rules);
	if (!spec->rules)
		return fl_enomem(err);
	for (size_t i = 0; i < fl_json_len(list); i++)
		FL_TRY(take_text(fl_json_at(list, i), "a rule pack", MAX_PATH, &spec->arena, &spec->rules[i], err));
	spec->num_rules = fl_json_len(list);
	return refuse_twice(list, "rule pack", err);
}
