/* SPDX-License-Identifier: Apache-2.0
 *
 * selector.c - parse, compare and evaluate selectors.
 *
 * A selector becomes a tree: a leaf holds one field and its values, sorted by bytes and without repeats; an inner
 * node is "all", "any" or "not". An object with several keys is "all" of them in the fixed order of 'fields', so
 * selectors that differ only in the order of keys or values are equal.
 */
#include "domain/selector.h"

#include "base/error.h"
#include "base/str.h"
#include "domain/selector_tree.h"

#include <stdlib.h>

#define MAX_DEPTH 16

static const char *const keys[] = { "category", "tag", "region", "organisation", "id", "not", "any", "all", NULL };
#define NUM_KEYS (sizeof keys / sizeof *keys - 1)

/* ---- parsing ----------------------------------------------------------------------------------------------- */

static int by_bytes(const void *a, const void *b)
{
	return fl_str_cmp(*(const fl_str *)a, *(const fl_str *)b);
}

static fl_status take_value(fl_json v, const char *key, fl_arena *arena, fl_str *ret, fl_error *err)
{
	if (fl_json_type_of(v) != FL_JSON_STRING || fl_json_text(v).len == 0)
		return fl_json_error(v, err, FL_EINVAL, "'%s' needs text, or a list of texts", key);
	*ret = fl_arena_str(arena, fl_json_text(v));
	return ret->data ? FL_OK : fl_enomem(err);
}

static fl_status parse_values(fl_json v, fl_selector *leaf, fl_arena *arena, fl_error *err)
{
	const char *key = keys[leaf->kind];
	bool list = fl_json_type_of(v) == FL_JSON_ARRAY;
	size_t count = list ? fl_json_len(v) : 1, kept = 0;

	if (count == 0)
		return fl_json_error(v, err, FL_EINVAL, "'%s' is an empty list: it selects no dream", key);
	leaf->values = fl_arena_array(arena, count, sizeof *leaf->values);
	if (!leaf->values)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		FL_TRY(take_value(list ? fl_json_at(v, i) : v, key, arena, &leaf->values[i], err));
	qsort(leaf->values, count, sizeof *leaf->values, by_bytes);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || !fl_str_eq(leaf->values[i], leaf->values[kept - 1]))
			leaf->values[kept++] = leaf->values[i];
	leaf->num_values = kept;
	return FL_OK;
}

static fl_status parse_at(fl_json v, int depth, fl_arena *arena, const fl_selector **ret, fl_error *err);

static fl_status parse_kids(fl_json v, fl_selector *inner, int depth, fl_arena *arena, fl_error *err)
{
	bool list = inner->kind != FL_IS_NOT;
	size_t count = list ? fl_json_len(v) : 1;

	if (list && fl_json_type_of(v) != FL_JSON_ARRAY)
		return fl_json_error(v, err, FL_EINVAL, "'%s' needs a list of selectors", keys[inner->kind]);
	if (count == 0)
		return fl_json_error(v, err, FL_EINVAL, "'%s' is an empty list", keys[inner->kind]);
	inner->kids = fl_arena_array(arena, count, sizeof *inner->kids);
	if (!inner->kids)
		return fl_enomem(err);
	inner->num_kids = count;
	for (size_t i = 0; i < count; i++) {
		fl_json kid = list ? fl_json_at(v, i) : v;
		if (fl_json_type_of(kid) != FL_JSON_OBJECT)
			return fl_json_error(kid, err, FL_EINVAL,
					     "'%s' needs a selector, an object such as "
					     "{\"category\": \"…\"}",
					     keys[inner->kind]);
		FL_TRY(parse_at(kid, depth + 1, arena, &inner->kids[i], err));
	}
	return FL_OK;
}

/* One key of a selector object. */
static fl_status parse_key(fl_json object, size_t key, int depth, fl_arena *arena, const fl_selector **ret,
			   fl_error *err)
{
	fl_json v = fl_json_get(object, keys[key]);
	fl_selector *node = fl_arena_alloc(arena, sizeof *node);

	if (!node)
		return fl_enomem(err);
	node->kind = (fl_selector_kind)key;
	*ret = node;
	return key < FL_IS_NOT ? parse_values(v, node, arena, err) : parse_kids(v, node, depth, arena, err);
}

static fl_status parse_at(fl_json v, int depth, fl_arena *arena, const fl_selector **ret, fl_error *err)
{
	const fl_selector *parts[NUM_KEYS];
	size_t count = 0;

	*ret = NULL;
	if (depth > MAX_DEPTH)
		return fl_json_error(v, err, FL_EINVAL, "a selector nested deeper than %d", MAX_DEPTH);
	FL_TRY(fl_json_only(v, keys, err));
	for (size_t key = 0; key < NUM_KEYS; key++)
		if (fl_json_present(fl_json_get(v, keys[key])))
			FL_TRY(parse_key(v, key, depth, arena, &parts[count++], err));
	if (count == 1)
		*ret = parts[0];
	if (count < 2)
		return FL_OK;

	fl_selector *all = fl_arena_alloc(arena, sizeof *all);
	if (!all || !(all->kids = fl_arena_array(arena, count, sizeof *all->kids)))
		return fl_enomem(err);
	all->kind = FL_IS_ALL;
	all->num_kids = count;
	memcpy(all->kids, parts, count * sizeof *parts);
	*ret = all;
	return FL_OK;
}

fl_status fl_selector_parse_ids(fl_json v, fl_arena *arena, const fl_selector **ret, fl_error *err)
{
	fl_selector *leaf = fl_arena_array(arena, 1, sizeof *leaf);

	if (!leaf)
		return fl_enomem(err);
	leaf->kind = FL_BY_ID;
	*ret = leaf;
	return parse_values(v, leaf, arena, err);
}

fl_status fl_selector_parse(fl_json v, fl_arena *arena, const fl_selector **ret, fl_error *err)
{
	*ret = NULL;
	if (fl_json_type_of(v) == FL_JSON_NULL)
		return FL_OK;
	if (fl_json_type_of(v) != FL_JSON_OBJECT)
		return fl_json_error(v, err, FL_EINVAL, "a selector must be an object such as {\"category\": \"…\"}");
	return parse_at(v, 1, arena, ret, err);
}

/* ---- matching ---------------------------------------------------------------------------------------------- */

static bool has_value(const fl_selector *leaf, fl_str value)
{
	return value.len > 0 &&
	       bsearch(&value, leaf->values, leaf->num_values, sizeof *leaf->values, by_bytes) != NULL;
}

static bool has_tag(const fl_selector *leaf, const fl_candidate *dream) /* both lists are sorted: merge */
{
	size_t i = 0, j = 0;

	while (i < leaf->num_values && j < dream->num_tags) {
		int order = fl_str_cmp(leaf->values[i], dream->tags[j]);
		if (order == 0)
			return true;
		if (order < 0)
			i++;
		else
			j++;
	}
	return false;
}

static bool in_region(const fl_selector *leaf, fl_str region) /* itself or one above it: 甘肃/定西 is in 甘肃 */
{
	if (has_value(leaf, region))
		return true;
	for (size_t i = region.len; i-- > 0;)
		if (region.data[i] == '/' && has_value(leaf, fl_str_slice(region, 0, i)))
			return true;
	return false;
}

size_t fl_selector_ids(const fl_selector *selector, const fl_str **ret_ids)
{
	bool by_id = selector && selector->kind == FL_BY_ID;
	*ret_ids = by_id ? selector->values : NULL;
	return by_id ? selector->num_values : 0;
}

void fl_selector_organisations(const fl_selector *selector, void (*fn)(void *user, fl_str name), void *user)
{
	for (size_t i = 0; selector && selector->kind == FL_BY_ORGANISATION && i < selector->num_values; i++)
		fn(user, selector->values[i]);
	for (size_t i = 0; selector && i < selector->num_kids; i++)
		fl_selector_organisations(selector->kids[i], fn, user);
}

void fl_selector_names(const fl_selector *selector, void (*fn)(void *user, fl_selector_field field, fl_str name), void *user)
{
	static const fl_selector_field fields[] = { [FL_BY_CATEGORY] = FL_FIELD_CATEGORY, [FL_BY_TAG] = FL_FIELD_TAG,
						    [FL_BY_REGION] = FL_FIELD_REGION, [FL_BY_ORGANISATION] = FL_FIELD_ORGANISATION,
						    [FL_BY_ID] = FL_FIELD_ID };
	for (size_t i = 0; selector && i < selector->num_values; i++)
		fn(user, fields[selector->kind], selector->values[i]);
	for (size_t i = 0; selector && i < selector->num_kids; i++)
		fl_selector_names(selector->kids[i], fn, user);
}

bool fl_selector_matches(const fl_selector *selector, const fl_candidate *dream)
{
	if (!selector)
		return true;
	switch (selector->kind) {
	case FL_BY_CATEGORY:
		return has_value(selector, dream->category);
	case FL_BY_TAG:
		return has_tag(selector, dream);
	case FL_BY_REGION:
		return in_region(selector, dream->region);
	case FL_BY_ORGANISATION:
		return has_value(selector, dream->organisation);
	case FL_BY_ID:
		return has_value(selector, dream->id);
	case FL_IS_NOT:
		return !fl_selector_matches(selector->kids[0], dream);
	case FL_IS_ANY:
	case FL_IS_ALL:
		break;
	}
	for (size_t i = 0; i < selector->num_kids; i++)
		if (fl_selector_matches(selector->kids[i], dream) == (selector->kind == FL_IS_ANY))
			return selector->kind == FL_IS_ANY;
	return selector->kind == FL_IS_ALL;
}

bool fl_selector_equal(const fl_selector *a, const fl_selector *b)
{
	if (a == b)
		return true;
	if (!a || !b || a->kind != b->kind || a->num_values != b->num_values || a->num_kids != b->num_kids)
		return false;
	for (size_t i = 0; i < a->num_values; i++)
		if (!fl_str_eq(a->values[i], b->values[i]))
			return false;
	for (size_t i = 0; i < a->num_kids; i++)
		if (!fl_selector_equal(a->kids[i], b->kids[i]))
			return false;
	return true;
}
