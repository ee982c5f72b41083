/* SPDX-License-Identifier: Apache-2.0
 *
 * pack_rule.c - the rules of a pack and of those it extends: each with its tags, patterns, condition and captures.
 * Patterns are compiled by pattern.c, conditions parsed by condition.c, examples by pack_example.c.
 */
#include "base/error.h"
#include "base/str.h"
#include "classify/pack_load.h"

#define RULES_MAX  10000
#define TAGS_MAX   32 /* of one rule */
#define WEIGHT_MAX 1000

/* ---- rules ------------------------------------------------------------------------------------------------- */

static fl_pattern *next_pattern(fl_pack_loader *l)
{
	return &l->pack->patterns[l->pack->num_compiled];
}

static fl_status compile_next(fl_pack_loader *l, fl_json v)
{
	FL_TRY(fl_pattern_compile(v, &l->pack->lists, &l->pack->arena, next_pattern(l), l->err));
	l->pack->num_compiled++;
	return FL_OK;
}

static fl_status parse_pattern(fl_pack_loader *l, fl_str name, fl_json v)
{
	static const char *const known[] = { "any", "fields", NULL };
	fl_pattern *p = next_pattern(l);

	*p = (fl_pattern){ .name = name, .kind = FL_PATTERN_HIT };
	if (!fl_pack_is_name(name, false))
		return fl_json_error(v, l->err, FL_EINVAL, "'%.*s' is no name of a pattern", FL_STR_ARG(name));
	if (fl_str_eqz(name, "except"))
		return fl_json_error(v, l->err, FL_EINVAL, "'except' is no name of a pattern: exceptions have it");
	if (fl_json_type_of(v) != FL_JSON_OBJECT)
		return compile_next(l, v);
	FL_TRY(fl_pack_only(l, v, known));
	if (!fl_json_present(fl_json_get(v, "any")))
		return fl_json_error(v, l->err, FL_EINVAL, "'any' is missing in the pattern '%.*s'",
				     FL_STR_ARG(name));
	FL_TRY(fl_pack_take_texts(l, v, "fields", true, 64, &p->fields, &p->num_fields));
	return compile_next(l, fl_json_get(v, "any"));
}

/* A capture is a text, or an object with "pattern". */
static fl_status parse_capture(fl_pack_loader *l, fl_str name, fl_json v)
{
	static const char *const known[] = { "pattern", "fields", "type", "value", NULL };
	fl_pattern *p = next_pattern(l);
	fl_str type;

	*p = (fl_pattern){ .name = name, .kind = FL_PATTERN_CAPTURE };
	if (!fl_pack_is_name(name, false))
		return fl_json_error(v, l->err, FL_EINVAL, "'%.*s' is no name of a capture", FL_STR_ARG(name));
	if (fl_json_type_of(v) != FL_JSON_OBJECT)
		return compile_next(l, v);
	FL_TRY(fl_pack_only(l, v, known));
	if (!fl_json_present(fl_json_get(v, "pattern")))
		return fl_json_error(v, l->err, FL_EINVAL, "'pattern' is missing in the capture '%.*s'",
				     FL_STR_ARG(name));
	FL_TRY(fl_pack_take_texts(l, v, "fields", true, 64, &p->fields, &p->num_fields));
	FL_TRY(fl_json_take_str(v, "type", FL_STR("text"), &type, l->err));
	if (!fl_fact_type_parse(type, &p->type))
		return fl_json_error(fl_json_get(v, "type"), l->err, FL_EINVAL,
				     "'%.*s' is not 'text', 'number', 'amount' or 'place'", FL_STR_ARG(type));
	if (fl_json_present(fl_json_get(v, "value")))
		FL_TRY(fl_pack_need_text(l, v, "value", &p->value));
	if (p->value.data && !fl_fact_fits(p->type, p->value))
		return fl_json_error(fl_json_get(v, "value"), l->err, FL_EINVAL, "'%.*s' is no number",
				     FL_STR_ARG(p->value));
	return compile_next(l, fl_json_get(v, "pattern"));
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
	for (size_t i = 0; i < fl_json_len(captures); i++, ret->num_captures++)
		FL_TRY(parse_capture(l, fl_json_key(captures, i), fl_json_at(captures, i)));
	return FL_OK;
}

static fl_status parse_condition(fl_pack_loader *l, fl_json rule, fl_rule *ret)
{
	fl_truth nothing[FL_RULE_TRUTHS_MAX] = { FL_NO };
	fl_str names[FL_RULE_PATTERNS_MAX];

	for (uint32_t i = 0; i < ret->num_hits; i++)
		names[i] = l->pack->patterns[ret->first + i].name;
	FL_TRY(fl_condition_parse(fl_json_get(rule, "when"), names, ret->num_hits, &l->pack->arena, &ret->nears,
				  &ret->when, l->err));
	ret->needs_hit = fl_condition_eval(ret->when, nothing) == FL_NO;
	return FL_OK;
}

/* The tags at 'key': well-formed, of declared namespaces, none twice. */
static fl_status parse_tag_list(fl_pack_loader *l, fl_json rule, const char *key, fl_str **ret, size_t *ret_count)
{
	fl_json v = fl_json_get(rule, key);

	FL_TRY(fl_pack_take_texts(l, rule, key, false, TAGS_MAX, ret, ret_count));
	for (size_t i = 0; i < *ret_count; i++) {
		fl_str tag = (*ret)[i];
		if (!fl_pack_is_name(tag, true) || !memchr(tag.data, ':', tag.len))
			return fl_json_error(fl_json_at(v, i), l->err, FL_EINVAL,
					     "'%.*s' is no tag: NAMESPACE:NAME, at most %d bytes", FL_STR_ARG(tag),
					     FL_PACK_NAME_MAX);
		if (!fl_pack_namespace(l->pack, tag))
			return fl_json_error(fl_json_at(v, i), l->err, FL_EINVAL,
					     "the namespace of '%.*s' is not declared", FL_STR_ARG(tag));
		for (size_t k = 0; k < i; k++)
			if (fl_str_eq((*ret)[k], tag))
				return fl_json_error(fl_json_at(v, i), l->err, FL_EINVAL, "'%.*s' twice",
						     FL_STR_ARG(tag));
	}
	return FL_OK;
}

static fl_status parse_tags(fl_pack_loader *l, fl_json rule, fl_rule *ret)
{
	fl_json against = fl_json_get(rule, "against"), v;

	FL_TRY(parse_tag_list(l, rule, "tags", &ret->tags, &ret->num_tags));
	FL_TRY(parse_tag_list(l, rule, "against", &ret->against, &ret->num_against));
	for (size_t i = 0; i < ret->num_against; i++) {
		const fl_namespace *n = fl_pack_namespace(l->pack, ret->against[i]);
		if (!n->category && n->least == 0)
			return fl_json_error(fl_json_at(against, i), l->err, FL_EINVAL,
					     "nothing can be against '%.*s': its namespace is neither a category nor "
					     "has it a 'least'",
					     FL_STR_ARG(ret->against[i]));
	}
	if (!fl_json_present(against))
		FL_TRY(fl_json_need(rule, "tags", FL_JSON_ARRAY, &v, l->err));
	if (ret->num_tags == 0 && ret->num_against == 0 && fl_json_len(fl_json_get(rule, "captures")) == 0)
		return fl_json_error(fl_json_get(rule, "tags"), l->err, FL_EINVAL,
				     "a rule gives a tag, is against one, or has captures");
	return FL_OK;
}

static fl_status parse_score(fl_pack_loader *l, fl_json rule, fl_rule *ret)
{
	fl_str score;

	FL_TRY(fl_json_take_i64(rule, "weight", 1, 0, WEIGHT_MAX, &ret->weight, l->err));
	FL_TRY(fl_json_take_i64(rule, "least", 1, 1, WEIGHT_MAX, &ret->least, l->err));
	FL_TRY(fl_json_take_str(rule, "score", FL_STR("texts"), &score, l->err));
	ret->once = fl_str_eqz(score, "once");
	if (!ret->once && !fl_str_eqz(score, "texts"))
		return fl_json_error(fl_json_get(rule, "score"), l->err, FL_EINVAL, "'%.*s' is not 'texts' or 'once'",
				     FL_STR_ARG(score));
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
	static const char *const known[] = { "id",      "title",  "reason",   "status",   "tags",
					     "against", "weight", "least",    "score",    "patterns",
					     "when",    "except", "captures", "examples", NULL };

	ret->json = v;
	FL_TRY(fl_pack_only(l, v, known));
	FL_TRY(fl_pack_need_text(l, v, "title", &ret->title));
	FL_TRY(fl_pack_need_text(l, v, "reason", &ret->reason));
	FL_TRY(parse_status(l, v, &ret->status));
	FL_TRY(parse_tags(l, v, ret));
	FL_TRY(parse_score(l, v, ret));
	FL_TRY(parse_patterns(l, v, ret));
	FL_TRY(parse_condition(l, v, ret));
	return fl_pack_parse_rule_examples(l, ret);
}

static size_t num_patterns(fl_json rule)
{
	return fl_json_len(fl_json_get(rule, "patterns")) + count_patterns(fl_json_get(rule, "except")) +
	       fl_json_len(fl_json_get(rule, "captures"));
}

/* Room for the rules of all parts. */
static fl_status make_room(fl_pack_loader *l)
{
	size_t rules = 0, patterns = 1;

	for (size_t p = 0; p < l->parts.len; p++) {
		fl_json v;
		FL_TRY(fl_json_need(l->parts.items[p].root, "rules", FL_JSON_ARRAY, &v, l->err));
		rules += fl_json_len(v);
		if (rules == 0 || rules > RULES_MAX)
			return fl_json_error(v, l->err, FL_EINVAL, "a pack has 1 to %d rules", RULES_MAX);
		for (size_t i = 0; i < fl_json_len(v); i++)
			patterns += num_patterns(fl_json_at(v, i));
	}
	l->pack->patterns = fl_arena_array(&l->pack->arena, patterns, sizeof *l->pack->patterns);
	l->pack->rules = fl_arena_array(&l->pack->arena, rules, sizeof *l->pack->rules);
	return l->pack->patterns && l->pack->rules ? FL_OK : fl_enomem(l->err);
}

static fl_status add_rule(fl_pack_loader *l, fl_json v, fl_map *ids)
{
	fl_rule *rule = &l->pack->rules[l->pack->num_rules];
	size_t first;

	FL_TRY(fl_pack_need_name(l, v, "id", &rule->id));
	if (fl_pack_leaves_out(l, rule->id))
		return FL_OK;
	if (!fl_map_put(ids, rule->id, l->pack->num_rules, &first))
		return fl_enomem(l->err);
	if (first != l->pack->num_rules)
		return fl_json_error(fl_json_get(v, "id"), l->err, FL_EINVAL, "a second rule '%.*s'",
				     FL_STR_ARG(rule->id));
	FL_TRY(parse_rule(l, v, rule));
	l->pack->num_rules++;
	return FL_OK;
}

fl_status fl_pack_parse_rules(fl_pack_loader *l)
{
	fl_map ids = { 0 };
	fl_status status = make_room(l);

	for (l->part = 0; l->part < l->parts.len && status == FL_OK; l->part++) {
		fl_json v = fl_json_get(l->parts.items[l->part].root, "rules");
		for (size_t i = 0; i < fl_json_len(v) && status == FL_OK; i++)
			status = add_rule(l, fl_json_at(v, i), &ids);
	}
	fl_map_release(&ids);
	l->pack->num_patterns = l->pack->num_compiled;
	return status;
}
