/* SPDX-License-Identifier: Apache-2.0
 *
 * partner.c - "matching" of round.json, and what a term of a partner's lists names.
 */
#include "domain/partner.h"

#include "base/error.h"
#include "base/str.h"
#include "domain/setting.h"

#define WEIGHT_MAX 100000
#define NODES_MAX  100000000

static fl_status parse_weights(fl_json v, fl_matching_rules *ret, fl_error *err)
{
	static const char *const keys[] = { "tag", "region", "text", "wish", NULL };
	if (fl_json_present(v) && fl_json_type_of(v) != FL_JSON_OBJECT)
		return fl_json_error(v, err, FL_EINVAL, "'weights' must be an object such as {\"tag\": 100}");
	if (fl_json_present(v))
		FL_TRY(fl_json_only(v, keys, err));
	FL_TRY(fl_json_take_i64(v, "tag", 100, 0, WEIGHT_MAX, &ret->tag, err));
	FL_TRY(fl_json_take_i64(v, "region", 50, 0, WEIGHT_MAX, &ret->region, err));
	FL_TRY(fl_json_take_i64(v, "text", 400, 0, WEIGHT_MAX, &ret->text, err));
	return fl_json_take_i64(v, "wish", 100, 0, WEIGHT_MAX, &ret->wish, err);
}

fl_status fl_matching_parse(fl_json root, fl_matching_rules *ret, fl_error *err)
{
	static const char *const keys[] = { "dreams", "money", "regions", "least", "tags_max", "weights", "node_limit", NULL };
	static const char *const dreams[] = { "qualified", "funded", NULL };
	static const char *const money[] = { "request", "award", NULL };
	static const char *const regions[] = { "prefer", "require", NULL };
	fl_json v = fl_json_get(root, "matching");
	int choice;

	*ret = (fl_matching_rules){ 0 };
	if (fl_json_present(v) && fl_json_type_of(v) != FL_JSON_OBJECT)
		return fl_json_error(v, err, FL_EINVAL, "'matching' must be an object");
	if (fl_json_present(v))
		FL_TRY(fl_json_only(v, keys, err));
	FL_TRY(fl_setting_choice(v, "dreams", dreams, 0, &choice, err));
	ret->dreams = (fl_match_dreams)choice;
	FL_TRY(fl_setting_choice(v, "money", money, 0, &choice, err));
	ret->money = (fl_match_money)choice;
	FL_TRY(fl_setting_choice(v, "regions", regions, 0, &choice, err));
	ret->region_required = choice == 1;
	FL_TRY(fl_json_take_i64(v, "least", 100, 1, 10 * WEIGHT_MAX, &ret->least, err));
	FL_TRY(fl_json_take_i64(v, "tags_max", 3, 1, 50, &ret->tags_max, err));
	FL_TRY(fl_json_take_i64(v, "node_limit", 500, 1, NODES_MAX, &ret->node_limit, err));
	return parse_weights(fl_json_get(v, "weights"), ret, err);
}

fl_str fl_tag_name(fl_str tag)
{
	const char *colon = tag.len > 0 ? memchr(tag.data, ':', tag.len) : NULL;
	return colon ? fl_str_slice(tag, (size_t)(colon - tag.data) + 1, tag.len) : tag;
}

static bool names_tag(fl_str term, fl_str tag)
{
	return fl_str_eq(term, tag) || (tag.len > 0 && fl_str_eq(term, fl_tag_name(tag)));
}

bool fl_term_names(fl_str term, const fl_candidate *dream)
{
	if (term.len == 0)
		return false;
	if (fl_str_eq(term, dream->id) || fl_str_eq(term, dream->organisation) || names_tag(term, dream->category))
		return true;
	for (size_t i = 0; i < dream->num_tags; i++)
		if (names_tag(term, dream->tags[i]))
			return true;
	return fl_str_eq(term, dream->region) || (dream->region.len > term.len && dream->region.data[term.len] == '/' &&
						  fl_str_eq(term, fl_str_slice(dream->region, 0, term.len)));
}
