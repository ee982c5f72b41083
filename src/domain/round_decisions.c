/* SPDX-License-Identifier: Apache-2.0
 *
 * round_decisions.c - "decisions" of round.json: the reasons for which a dream may be rejected, and what needs two people.
 */
#include "domain/round_parse.h"

#include "base/error.h"
#include "base/str.h"
#include "domain/setting.h"

#define REASONS_MAX 200

static bool is_code(fl_str s)
{
	bool good = s.len > 0 && s.len <= FL_DECISION_NAME_MAX;
	for (size_t i = 0; good && i < s.len; i++) {
		char c = s.data[i];
		good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
	}
	return good;
}

static void use_built_in(fl_decision_rules *rules)
{
	rules->reasons = fl_decision_reasons;
	while (rules->reasons[rules->num_reasons].code.len > 0)
		rules->num_reasons++;
}

static fl_status parse_reasons(fl_json v, fl_round_spec *spec, fl_error *err)
{
	fl_json list = fl_json_get(v, "reasons");
	size_t count = fl_json_len(list);
	if (!fl_json_present(list)) {
		use_built_in(&spec->decisions);
		return FL_OK;
	}
	if (fl_json_type_of(list) != FL_JSON_OBJECT || count == 0 || count > REASONS_MAX)
		return fl_json_error(list, err, FL_EINVAL, "'reasons' is an object of 1 to %d codes and titles", REASONS_MAX);
	fl_reject_reason *reasons = fl_arena_array(&spec->arena, count, sizeof *reasons);
	if (!reasons)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++) {
		fl_str code = fl_json_key(list, i);
		fl_buf key;
		if (!is_code(code))
			return fl_json_error(fl_json_at(list, i), err, FL_EINVAL,
					     "a reason code has small letters, digits and '-' only");
		reasons[i].code = fl_arena_str(&spec->arena, code);
		fl_buf_init(&key, FL_DECISION_NAME_MAX + 1);
		fl_buf_str(&key, code);
		fl_status status = fl_buf_status(&key, err);
		if (status == FL_OK)
			status = fl_setting_text(list, key.data, FL_DECISION_NAME_MAX, &spec->arena, &reasons[i].title, err);
		fl_buf_release(&key);
		FL_TRY(status);
		if (!reasons[i].code.data)
			return fl_enomem(err);
	}
	spec->decisions.reasons = reasons;
	spec->decisions.num_reasons = count;
	return FL_OK;
}

static fl_status parse_two_people(fl_json v, fl_round_spec *spec, fl_error *err)
{
	static const struct {
		const char *name;
		fl_ruling_class class;
	} words[] = {
		{ "exception", FL_RULING_EXCEPTION }, { "reject", FL_RULING_REJECT }, { "accept", FL_RULING_ACCEPT },
		{ "category", FL_RULING_CATEGORY },   { "tag", FL_RULING_TAG },	      { "pair", FL_RULING_PAIR },
		{ "representative", FL_RULING_REPRESENTATIVE }, { "organisation", FL_RULING_ORGANISATION },
	};
	fl_json list;
	FL_TRY(fl_round_take_array(v, "two_people", 20, &list, err));
	for (size_t i = 0; i < fl_json_len(list); i++) {
		size_t k = 0, count = sizeof words / sizeof *words;
		fl_json word = fl_json_at(list, i);
		while (k < count && !(fl_json_type_of(word) == FL_JSON_STRING && fl_str_eqz(fl_json_text(word), words[k].name)))
			k++;
		if (k == count)
			return fl_json_error(word, err, FL_EINVAL,
					     "'two_people' lists exception, reject, accept, category, tag, pair, representative,"
					     " organisation");
		spec->decisions.two_people |= 1u << words[k].class;
	}
	return FL_OK;
}

fl_status fl_round_parse_decisions(fl_json root, fl_round_spec *spec, fl_error *err)
{
	static const char *const keys[] = { "reasons", "two_people", NULL };
	fl_json v = fl_json_get(root, "decisions");
	if (fl_json_type_of(v) == FL_JSON_BOOL) {
		spec->decisions.off = !fl_json_bool(v);
		use_built_in(&spec->decisions);
		return FL_OK;
	}
	if (fl_json_type_of(v) == FL_JSON_STRING) {
		spec->decisions.off = fl_str_eqz(fl_json_text(v), "off");
		use_built_in(&spec->decisions);
		return spec->decisions.off || fl_str_eqz(fl_json_text(v), "on")
			   ? FL_OK
			   : fl_json_error(v, err, FL_EINVAL, "'decisions' is \"off\", \"on\" or an object, not '%.*s'", FL_STR_ARG(fl_json_text(v)));
	}
	FL_TRY(fl_round_take_object(root, "decisions", keys, &v, err));
	FL_TRY(parse_reasons(v, spec, err));
	return parse_two_people(v, spec, err);
}
