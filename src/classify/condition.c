/* SPDX-License-Identifier: Apache-2.0
 *
 * condition.c - parse and decide conditions. See condition.h.
 */
#include "classify/condition.h"

#include "base/error.h"
#include "base/str.h"

#include <inttypes.h>

#define DEPTH_MAX 16

typedef enum kind { IS_PATTERN, IS_NOT, AT_LEAST } kind; /* "all" is at least all, "any" at least one */

struct fl_condition {
	kind kind;
	size_t pattern;
	size_t least;
	const fl_condition **kids;
	size_t num_kids;
};

/* ---- parsing ----------------------------------------------------------------------------------------------- */

typedef struct parser {
	const fl_str *names;
	size_t num_names;
	fl_arena *arena;
	fl_error *err;
} parser;

static fl_status parse(const parser *p, fl_json v, int depth, const fl_condition **ret);

static fl_status parse_name(const parser *p, fl_json v, fl_condition *c)
{
	fl_str name = fl_json_text(v);

	c->kind = IS_PATTERN;
	for (c->pattern = 0; c->pattern < p->num_names; c->pattern++)
		if (fl_str_eq(p->names[c->pattern], name))
			return FL_OK;
	return fl_json_error(v, p->err, FL_EINVAL, "no pattern '%.*s' in this rule", FL_STR_ARG(name));
}

static fl_status parse_kids(const parser *p, fl_json v, int depth, fl_condition *c)
{
	if (fl_json_type_of(v) != FL_JSON_ARRAY || fl_json_len(v) == 0)
		return fl_json_error(v, p->err, FL_EINVAL, "a list of conditions is needed");
	c->num_kids = fl_json_len(v);
	c->kids = fl_arena_array(p->arena, c->num_kids, sizeof *c->kids);
	if (!c->kids)
		return fl_enomem(p->err);
	for (size_t i = 0; i < c->num_kids; i++)
		FL_TRY(parse(p, fl_json_at(v, i), depth + 1, &c->kids[i]));
	return FL_OK;
}

static fl_status parse_object(const parser *p, fl_json v, int depth, fl_condition *c)
{
	static const char *const counted[] = { "at_least", "of", NULL };
	static const char *const known[] = { "all", "any", "not", "at_least", NULL };
	bool all = fl_json_present(fl_json_get(v, "all"));
	int64_t least;

	c->kind = AT_LEAST;
	if (fl_json_present(fl_json_get(v, "at_least"))) {
		FL_TRY(fl_json_only(v, counted, p->err));
		FL_TRY(parse_kids(p, fl_json_get(v, "of"), depth, c));
		FL_TRY(fl_json_take_i64(v, "at_least", 1, 1, (int64_t)c->num_kids, &least, p->err));
		c->least = (size_t)least;
		return FL_OK;
	}
	FL_TRY(fl_json_only(v, known, p->err));
	if (fl_json_len(v) != 1)
		return fl_json_error(v, p->err, FL_EINVAL,
				     "a condition has one of 'all', 'any', 'not', or 'at_least' with 'of'");
	if (fl_json_present(fl_json_get(v, "not"))) {
		c->kind = IS_NOT;
		c->num_kids = 1;
		c->kids = fl_arena_array(p->arena, 1, sizeof *c->kids);
		return c->kids ? parse(p, fl_json_get(v, "not"), depth + 1, &c->kids[0]) : fl_enomem(p->err);
	}
	FL_TRY(parse_kids(p, fl_json_at(v, 0), depth, c));
	c->least = all ? c->num_kids : 1;
	return FL_OK;
}

static fl_status parse(const parser *p, fl_json v, int depth, const fl_condition **ret)
{
	fl_condition *c = fl_arena_alloc(p->arena, sizeof *c);

	if (!c)
		return fl_enomem(p->err);
	*ret = c;
	if (depth > DEPTH_MAX)
		return fl_json_error(v, p->err, FL_EINVAL, "conditions nested deeper than %d", DEPTH_MAX);
	if (fl_json_type_of(v) == FL_JSON_STRING)
		return parse_name(p, v, c);
	if (fl_json_type_of(v) == FL_JSON_OBJECT)
		return parse_object(p, v, depth, c);
	return fl_json_error(v, p->err, FL_EINVAL, "a condition is the name of a pattern or an object");
}

static fl_status any_pattern(const parser *p, const fl_condition **ret)
{
	fl_condition *any = fl_arena_alloc(p->arena, sizeof *any);
	fl_condition *one = fl_arena_array(p->arena, p->num_names, sizeof *one);

	if (!any || (p->num_names && !one))
		return fl_enomem(p->err);
	any->kids = fl_arena_array(p->arena, p->num_names, sizeof *any->kids);
	if (p->num_names && !any->kids)
		return fl_enomem(p->err);
	for (size_t i = 0; i < p->num_names; i++) {
		one[i] = (fl_condition){ .kind = IS_PATTERN, .pattern = i };
		any->kids[i] = &one[i];
	}
	any->kind = AT_LEAST;
	any->least = 1;
	any->num_kids = p->num_names;
	*ret = any;
	return FL_OK;
}

fl_status fl_condition_parse(fl_json v, const fl_str *names, size_t num_names, fl_arena *arena,
			     const fl_condition **ret, fl_error *err)
{
	parser p = { names, num_names, arena, err };

	return fl_json_present(v) ? parse(&p, v, 1, ret) : any_pattern(&p, ret);
}

/* ---- deciding ---------------------------------------------------------------------------------------------- */

fl_truth fl_condition_eval(const fl_condition *condition, const fl_truth *patterns)
{
	size_t yes = 0, unknown = 0;

	if (condition->kind == IS_PATTERN)
		return patterns[condition->pattern];
	if (condition->kind == IS_NOT) {
		fl_truth inner = fl_condition_eval(condition->kids[0], patterns);
		return inner == FL_YES ? FL_NO : inner == FL_NO ? FL_YES : FL_UNKNOWN;
	}
	for (size_t i = 0; i < condition->num_kids; i++) {
		fl_truth kid = fl_condition_eval(condition->kids[i], patterns);
		yes += kid == FL_YES;
		unknown += kid == FL_UNKNOWN;
	}
	return yes >= condition->least ? FL_YES : yes + unknown >= condition->least ? FL_UNKNOWN : FL_NO;
}

void fl_condition_mark(const fl_condition *condition, const fl_truth *patterns, bool *marks)
{
	if (condition->kind == IS_NOT || fl_condition_eval(condition, patterns) != FL_YES)
		return;
	if (condition->kind == IS_PATTERN)
		marks[condition->pattern] = true;
	for (size_t i = 0; i < condition->num_kids; i++)
		fl_condition_mark(condition->kids[i], patterns, marks);
}

void fl_condition_names(const fl_condition *condition, bool *marks)
{
	if (condition->kind == IS_PATTERN)
		marks[condition->pattern] = true;
	for (size_t i = 0; i < condition->num_kids; i++)
		fl_condition_names(condition->kids[i], marks);
}
