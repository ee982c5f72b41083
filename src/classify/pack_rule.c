/* SPDX-License-Identifier: Apache-2.0
 *
 * pack_rule.c - the rules of a pack and its examples: each rule with its tags, patterns, condition and examples.
 * Patterns are compiled by pattern.c, conditions parsed by condition.c.
 */
#include "base/error.h"
#include "base/str.h"
#include "classify/pack_load.h"

#define RULES_MAX    10000
#define TAGS_MAX     16 /* of one rule */
#define EXAMPLES_MAX 1000
#define WEIGHT_MAX   1000

/* A list (or, with 'one', a single text) of texts; absent: none. */
static fl_status take_texts(fl_pack_loader *l, fl_json object, const char *key, bool one, size_t max, fl_str **ret,
			    size_t *ret_count)
{
	fl_json v = fl_json_get(object, key);
	bool single = one && fl_json_type_of(v) == FL_JSON_STRING;
	size_t count = single ? 1 : fl_json_len(v);

	*ret_count = 0;
	if (!fl_json_present(v))
		return FL_OK;
	if (!single && fl_json_type_of(v) != FL_JSON_ARRAY)
		return fl_json_error(v, l->err, FL_EINVAL, "'%s' is a list of texts", key);
	if (count > max)
		return fl_json_error(v, l->err, FL_ERANGE, "more than %zu texts in '%s'", max, key);
	*ret = fl_arena_array(&l->pack->arena, count ? count : 1, sizeof **ret);
	if (!*ret)
		return fl_enomem(l->err);
	for (size_t i = 0; i < count; i++) {
		fl_json item = single ? v : fl_json_at(v, i);
		if (fl_json_type_of(item) != FL_JSON_STRING || fl_json_text(item).len == 0)
			return fl_json_error(item, l->err, FL_EINVAL, "'%s' has only texts that are not empty", key);
		(*ret)[i] = fl_json_text(item);
	}
	*ret_count = count;
	return FL_OK;
}

/* ---- examples ---------------------------------------------------------------------------------------------- */

static fl_status parse_example(fl_pack_loader *l, fl_json v, fl_example *ret)
{
	static const char *const known[] = { "title", "body", NULL };

	ret->json = v;
	ret->body = FL_STR("");
	if (fl_json_type_of(v) == FL_JSON_STRING) {
		ret->title = fl_json_text(v);
	} else {
		if (fl_json_type_of(v) != FL_JSON_OBJECT)
			return fl_json_error(v, l->err, FL_EINVAL,
					     "an example is a text, or an object with 'title' and 'body'");
		FL_TRY(fl_json_only(v, known, l->err));
		FL_TRY(fl_json_take_str(v, "title", FL_STR(""), &ret->title, l->err));
		FL_TRY(fl_json_take_str(v, "body", FL_STR(""), &ret->body, l->err));
	}
	return ret->title.len + ret->body.len ? FL_OK : fl_json_error(v, l->err, FL_EINVAL, "an example is empty");
}

static fl_status parse_examples(fl_pack_loader *l, fl_json object, const char *key, fl_examples *ret)
{
	fl_json v = fl_json_get(object, key);

	if (!fl_json_present(v))
		return FL_OK;
	if (fl_json_type_of(v) != FL_JSON_ARRAY || fl_json_len(v) > EXAMPLES_MAX)
		return fl_json_error(v, l->err, FL_EINVAL, "'%s' is a list of at most %d examples", key,
				     EXAMPLES_MAX);
	ret->items = fl_arena_array(&l->pack->arena, fl_json_len(v) + 1, sizeof *ret->items);
	if (!ret->items)
		return fl_enomem(l->err);
	for (size_t i = 0; i < fl_json_len(v); i++)
		FL_TRY(parse_example(l, fl_json_at(v, i), &ret->items[i]));
	ret->count = fl_json_len(v);
	return FL_OK;
}

static fl_status parse_pack_example(fl_pack_loader *l, fl_json v, fl_example *ret)
{
	static const char *const known[] = { "title", "body", "category", "tags", "without", NULL };
	fl_json category = fl_json_get(v, "category");

	ret->json = v;
	FL_TRY(fl_json_only(v, known, l->err));
	FL_TRY(fl_json_take_str(v, "title", FL_STR(""), &ret->title, l->err));
	FL_TRY(fl_json_take_str(v, "body", FL_STR(""), &ret->body, l->err));
	if (ret->title.len + ret->body.len == 0)
		return fl_json_error(v, l->err, FL_EINVAL, "an example is empty");
	if (fl_json_present(category))
		FL_TRY(fl_json_take_str(v, "category", FL_STR(""), &ret->category, l->err));
	FL_TRY(take_texts(l, v, "tags", true, 1000, &ret->tags, &ret->num_tags));
	FL_TRY(take_texts(l, v, "without", true, 1000, &ret->without, &ret->num_without));
	return fl_json_len(v) > 1 ? FL_OK : fl_json_error(v, l->err, FL_EINVAL, "an example that expects nothing");
}

fl_status fl_pack_parse_examples(fl_pack_loader *l, fl_json root)
{
	fl_json v = fl_json_get(root, "examples");
	fl_examples *examples = &l->pack->examples;

	if (!fl_json_present(v))
		return FL_OK;
	if (fl_json_type_of(v) != FL_JSON_ARRAY || fl_json_len(v) > EXAMPLES_MAX)
		return fl_json_error(v, l->err, FL_EINVAL, "'examples' is a list of at most %d examples",
				     EXAMPLES_MAX);
	examples->items = fl_arena_array(&l->pack->arena, fl_json_len(v) + 1, sizeof *examples->items);
	if (!examples->items)
		return fl_enomem(l->err);
	for (size_t i = 0; i < fl_json_len(v); i++)
		FL_TRY(parse_pack_example(l, fl_json_at(v, i), &examples->items[i]));
	examples->count = fl_json_len(v);
	return FL_OK;
}

/* ---- rules ------------------------------------------------------------------------------------------------- */

static fl_pattern *next_pattern(fl_pack_loader *l)
{
	return &l->pack->patterns[l->pack->num_compiled];
}

static fl_status compile_next(fl_pack_loader *l, fl_json v)
{
	FL_TRY(fl_pattern_compile(v, l->source, l->json, &l->pack->lists, &l->pack->arena, next_pattern(l), l->err));
	l->pack->num_compiled++;
	return FL_OK;
}

static fl_status parse_pattern(fl_pack_loader *l, fl_str name, fl_json v)
{
	static const char *const known[] = { "any", "fields", NULL };
	fl_pattern *p = next_pattern(l);

	p->name = name;
	p->kind = FL_PATTERN_HIT;
	if (!fl_pack_is_name(name, false))
		return fl_json_error(v, l->err, FL_EINVAL, "'%.*s' is no name of a pattern", FL_STR_ARG(name));
	if (fl_str_eqz(name, "except"))
		return fl_json_error(v, l->err, FL_EINVAL, "'except' is no name of a pattern: exceptions have it");
	if (fl_json_type_of(v) != FL_JSON_OBJECT)
		return compile_next(l, v);
	FL_TRY(fl_json_only(v, known, l->err));
	if (!fl_json_present(fl_json_get(v, "any")))
		return fl_json_error(v, l->err, FL_EINVAL, "'any' is missing in the pattern '%.*s'",
				     FL_STR_ARG(name));
	FL_TRY(take_texts(l, v, "fields", true, 64, &p->fields, &p->num_fields));
	return compile_next(l, fl_json_get(v, "any"));
}

/* How many patterns the object, list or text at v stands for. */
static size_t count_patterns(fl_json v)
{
	return fl_json_type_of(v) == FL_JSON_OBJECT || fl_json_type_of(v) == FL_JSON_ARRAY ? fl_json_len(v)
											   : fl_json_present(v);
}

static fl_status parse_patterns(fl_pack_loader *l, fl_json rule, fl_rule *ret)
{
	fl_json patterns = fl_json_get(rule, "patterns"), excepts = fl_json_get(rule, "except");
	fl_json captures = fl_json_get(rule, "captures");
	bool many = fl_json_type_of(excepts) == FL_JSON_ARRAY;

	if (fl_json_type_of(patterns) != FL_JSON_OBJECT || fl_json_len(patterns) == 0)
		return fl_json_error(fl_json_present(patterns) ? patterns : rule, l->err, FL_EINVAL,
				     "'patterns' is an object with at least one named pattern");
	if (fl_json_present(captures) && fl_json_type_of(captures) != FL_JSON_OBJECT)
		return fl_json_error(captures, l->err, FL_EINVAL, "'captures' is an object of named patterns");
	if (fl_json_len(patterns) > FL_RULE_PATTERNS_MAX || count_patterns(excepts) > FL_RULE_PATTERNS_MAX ||
	    fl_json_len(captures) > FL_RULE_PATTERNS_MAX)
		return fl_json_error(rule, l->err, FL_ERANGE, "more than %d patterns, exceptions or captures",
				     FL_RULE_PATTERNS_MAX);
	ret->first = (uint32_t)l->pack->num_compiled;
	for (size_t i = 0; i < fl_json_len(patterns); i++, ret->num_hits++)
		FL_TRY(parse_pattern(l, fl_json_key(patterns, i), fl_json_at(patterns, i)));
	for (size_t i = 0; i < count_patterns(excepts); i++, ret->num_excepts++) {
		*next_pattern(l) = (fl_pattern){ .name = { "", 0 }, .kind = FL_PATTERN_EXCEPT };
		FL_TRY(compile_next(l, many ? fl_json_at(excepts, i) : excepts));
	}
	for (size_t i = 0; i < fl_json_len(captures); i++, ret->num_captures++) {
		*next_pattern(l) = (fl_pattern){ .name = fl_json_key(captures, i), .kind = FL_PATTERN_CAPTURE };
		if (!fl_pack_is_name(next_pattern(l)->name, false))
			return fl_json_error(fl_json_at(captures, i), l->err, FL_EINVAL,
					     "'%.*s' is no name of a capture", FL_STR_ARG(next_pattern(l)->name));
		FL_TRY(compile_next(l, fl_json_at(captures, i)));
	}
	return FL_OK;
}

static fl_status parse_condition(fl_pack_loader *l, fl_json rule, fl_rule *ret)
{
	fl_truth nothing[FL_RULE_PATTERNS_MAX];
	fl_str names[FL_RULE_PATTERNS_MAX];

	for (uint32_t i = 0; i < ret->num_hits; i++) {
		nothing[i] = FL_NO;
		names[i] = l->pack->patterns[ret->first + i].name;
	}
	FL_TRY(
	    fl_condition_parse(fl_json_get(rule, "when"), names, ret->num_hits, &l->pack->arena, &ret->when, l->err));
	ret->needs_hit = fl_condition_eval(ret->when, nothing) == FL_NO;
	return FL_OK;
}

static fl_status parse_tags(fl_pack_loader *l, fl_json rule, fl_rule *ret)
{
	fl_json v;

	FL_TRY(fl_json_need(rule, "tags", FL_JSON_ARRAY, &v, l->err));
	FL_TRY(take_texts(l, rule, "tags", false, TAGS_MAX, &ret->tags, &ret->num_tags));
	if (ret->num_tags == 0 && fl_json_len(fl_json_get(rule, "captures")) == 0)
		return fl_json_error(v, l->err, FL_EINVAL, "a rule gives a tag, or has captures");
	for (size_t i = 0; i < ret->num_tags; i++) {
		fl_str tag = ret->tags[i];
		if (!fl_pack_is_name(tag, true) || !memchr(tag.data, ':', tag.len))
			return fl_json_error(fl_json_at(v, i), l->err, FL_EINVAL,
					     "'%.*s' is no tag: NAMESPACE:NAME, at most %d bytes", FL_STR_ARG(tag),
					     FL_PACK_NAME_MAX);
		if (!fl_pack_namespace(l->pack, tag))
			return fl_json_error(fl_json_at(v, i), l->err, FL_EINVAL,
					     "the namespace of '%.*s' is not declared", FL_STR_ARG(tag));
		for (size_t k = 0; k < i; k++)
			if (fl_str_eq(ret->tags[k], tag))
				return fl_json_error(fl_json_at(v, i), l->err, FL_EINVAL, "'%.*s' twice",
						     FL_STR_ARG(tag));
	}
	return FL_OK;
}

static fl_status parse_status(fl_pack_loader *l, fl_json rule, fl_rule_status *ret)
{
	static const char *const names[] = { "draft", "active", "retired" };
	fl_json v;

	FL_TRY(fl_json_need(rule, "status", FL_JSON_STRING, &v, l->err));
	for (int i = 0; i < 3; i++) {
		if (fl_str_eqz(fl_json_text(v), names[i])) {
			*ret = (fl_rule_status)i;
			return FL_OK;
		}
	}
	return fl_json_error(v, l->err, FL_EINVAL, "'%.*s' is not 'draft', 'active' or 'retired'",
			     FL_STR_ARG(fl_json_text(v)));
}

static fl_status parse_rule(fl_pack_loader *l, fl_json v, fl_rule *ret)
{
	static const char *const known[] = { "id",       "title", "reason", "status",   "tags",     "weight", "least",
					     "patterns", "when",  "except", "captures", "examples", NULL };
	static const char *const kinds[] = { "match", "no_match", "known_gap", NULL };
	fl_json examples = fl_json_get(v, "examples");

	ret->json = v;
	FL_TRY(fl_json_only(v, known, l->err));
	FL_TRY(fl_pack_need_name(l, v, "id", &ret->id));
	FL_TRY(fl_pack_need_text(l, v, "title", &ret->title));
	FL_TRY(fl_pack_need_text(l, v, "reason", &ret->reason));
	FL_TRY(parse_status(l, v, &ret->status));
	FL_TRY(parse_tags(l, v, ret));
	FL_TRY(fl_json_take_i64(v, "weight", 1, 0, WEIGHT_MAX, &ret->weight, l->err));
	FL_TRY(fl_json_take_i64(v, "least", 1, 1, WEIGHT_MAX, &ret->least, l->err));
	FL_TRY(parse_patterns(l, v, ret));
	FL_TRY(parse_condition(l, v, ret));
	if (!fl_json_present(examples))
		return FL_OK;
	FL_TRY(fl_json_only(examples, kinds, l->err));
	FL_TRY(parse_examples(l, examples, "match", &ret->match));
	FL_TRY(parse_examples(l, examples, "no_match", &ret->no_match));
	return parse_examples(l, examples, "known_gap", &ret->known_gap);
}

static fl_status make_room(fl_pack_loader *l, fl_json rules)
{
	size_t num = fl_json_len(rules), patterns = 1;

	for (size_t i = 0; i < num; i++) {
		fl_json rule = fl_json_at(rules, i);
		patterns += fl_json_len(fl_json_get(rule, "patterns")) + count_patterns(fl_json_get(rule, "except")) +
			    fl_json_len(fl_json_get(rule, "captures"));
	}
	l->pack->patterns = fl_arena_array(&l->pack->arena, patterns, sizeof *l->pack->patterns);
	l->pack->rules = fl_arena_array(&l->pack->arena, num, sizeof *l->pack->rules);
	return l->pack->patterns && l->pack->rules ? FL_OK : fl_enomem(l->err);
}

fl_status fl_pack_parse_rules(fl_pack_loader *l, fl_json root)
{
	fl_json v;
	fl_map ids = { 0 };
	fl_status status;

	FL_TRY(fl_json_need(root, "rules", FL_JSON_ARRAY, &v, l->err));
	if (fl_json_len(v) == 0 || fl_json_len(v) > RULES_MAX)
		return fl_json_error(v, l->err, FL_EINVAL, "a pack has 1 to %d rules", RULES_MAX);
	FL_TRY(make_room(l, v));
	status = FL_OK;
	for (size_t i = 0; i < fl_json_len(v) && status == FL_OK; i++) {
		fl_rule *rule = &l->pack->rules[i];
		size_t first;
		status = parse_rule(l, fl_json_at(v, i), rule);
		if (status == FL_OK && !fl_map_put(&ids, rule->id, i, &first))
			status = fl_enomem(l->err);
		else if (status == FL_OK && first != i)
			status = fl_json_error(fl_json_get(rule->json, "id"), l->err, FL_EINVAL,
					       "a second rule '%.*s'", FL_STR_ARG(rule->id));
		l->pack->num_rules += status == FL_OK;
	}
	fl_map_release(&ids);
	l->pack->num_patterns = l->pack->num_compiled;
	return status;
}
