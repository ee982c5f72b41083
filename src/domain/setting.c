/* SPDX-License-Identifier: Apache-2.0
 *
 * setting.c - reading one setting of round.json: a word out of a few, an amount, a share, a short text.
 */
#include "domain/setting.h"

#include "base/error.h"
#include "base/spelling.h"
#include "base/str.h"

#include <stdio.h>

static void list_words(const char *const *words, char *out, size_t cap)
{
	size_t len = 0;

	out[0] = '\0';
	for (int i = 0; words[i] && len < cap; i++)
		len += (size_t)snprintf(out + len, cap - len, "%s'%s'", i ? ", " : "", words[i]);
}

fl_status fl_setting_choice(fl_json object, const char *key, const char *const *words, int fallback, int *ret,
			    fl_error *err)
{
	fl_json v = fl_json_get(object, key);
	fl_str text = fl_json_text(v);
	char list[200];

	*ret = fallback;
	if (!fl_json_present(v))
		return FL_OK;
	list_words(words, list, sizeof list);
	if (fl_json_type_of(v) != FL_JSON_STRING)
		return fl_json_error(v, err, FL_EINVAL, "'%s' must be one of %s", key, list);
	for (int i = 0; words[i]; i++)
		if (fl_str_eqz(text, words[i])) {
			*ret = i;
			return FL_OK;
		}
	char hint[FL_SPELLING_HINT];
	return fl_json_error(v, err, FL_EINVAL, "'%s' is '%.*s', but must be one of %s%s", key,
			     (int)(text.len < 60 ? text.len : 60), text.data, list, fl_spelling_among(text, words, hint));
}

/* A setting that is written as text or as a number. */
static fl_status take_literal(fl_json object, const char *key, const char *what, fl_json *ret, fl_error *err)
{
	fl_json v = fl_json_get(object, key);
	fl_json_type type = fl_json_type_of(v);

	*ret = v;
	if (!fl_json_present(v) || type == FL_JSON_STRING || type == FL_JSON_NUMBER)
		return FL_OK;
	return fl_json_error(v, err, FL_EINVAL, "'%s' must be %s", key, what);
}

fl_status fl_setting_amount(fl_json object, const char *key, const fl_currency *currency, fl_money *ret,
			    bool *ret_has, fl_error *err)
{
	fl_json v;
	fl_error inner = FL_ERROR_INIT;

	*ret = 0;
	if (ret_has)
		*ret_has = false;
	FL_TRY(take_literal(object, key, "an amount such as \"2,000,000\"", &v, err));
	if (!fl_json_present(v))
		return FL_OK;
	fl_status status = fl_money_parse(fl_json_text(v), currency, ret, NULL, &inner);
	if (status != FL_OK)
		return fl_json_error(v, err, status, "'%s': %s", key, inner.message);
	if (ret_has)
		*ret_has = true;
	return FL_OK;
}

fl_status fl_setting_share(fl_json object, const char *key, fl_share *ret, bool *ret_has, fl_error *err)
{
	return fl_setting_ratio(object, key, 1, ret, ret_has, err);
}

fl_status fl_setting_ratio(fl_json object, const char *key, int64_t max_whole, fl_share *ret, bool *ret_has,
			   fl_error *err)
{
	fl_json v;
	fl_error inner = FL_ERROR_INIT;

	*ret = (fl_share){ 0, 1 };
	*ret_has = false;
	FL_TRY(take_literal(object, key, "a share such as \"5%\"", &v, err));
	if (!fl_json_present(v))
		return FL_OK;
	fl_status status = fl_share_parse(fl_json_text(v), max_whole, ret, &inner);
	if (status != FL_OK)
		return fl_json_error(v, err, status, "'%s': %s", key, inner.message);
	*ret_has = true;
	return FL_OK;
}

static bool has_control(fl_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.data[i] < 0x20 || s.data[i] == 0x7F)
			return true;
	return false;
}

fl_status fl_setting_text(fl_json object, const char *key, size_t max, fl_arena *arena, fl_str *ret, fl_error *err)
{
	fl_json v = fl_json_get(object, key);
	fl_str text;

	FL_TRY(fl_json_take_str(object, key, FL_STR(""), &text, err));
	if (text.len > max)
		return fl_json_error(v, err, FL_EINVAL, "'%s' is longer than %zu bytes", key, max);
	if (has_control(text))
		return fl_json_error(v, err, FL_EINVAL, "'%s' has control characters", key);
	*ret = fl_arena_str(arena, text);
	return ret->data ? FL_OK : fl_enomem(err);
}
