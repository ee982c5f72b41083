/* SPDX-License-Identifier: Apache-2.0
 *
 * condition.c - parse and decide conditions. See condition.h.
 */
#include "classify/condition.h"

#include "base/error.h"
#include "base/str.h"

#include <inttypes.h>

#define DEPTH_MAX         16
#define NEAR_PATTERNS_MAX 8
#define NEAR_WITHIN_MAX   10000

/* ---- parsing ----------------------------------------------------------------------------------------------- */

typedef struct parser {
	const fl_str *names;
	size_t num_names;
	fl_arena *arena;
	fl_nears *nears;
	fl_error *err;
} parser;

static fl_status parse(const parser *p, fl_json v, int depth, const fl_condition **ret);

static fl_status find_name(const parser *p, fl_json v, size_t *ret)
{
	fl_str name = fl_json_text(v);

	if (fl_json_type_of(v) == FL_JSON_STRING)
		for (size_t i = 0; i < p->num_names; i++)
			if (fl_str_eq(p->names[i], name)) {
				*ret = i;
				return FL_OK;
			}
	return fl_json_error(v, p->err, FL_EINVAL, "no pattern '%.*s' in this rule", FL_STR_ARG(name));
}

static fl_status parse_within(const parser *p, fl_json v, int64_t *ret)
{
	fl_json within = fl_json_get(v, "within");

	if (fl_json_type_of(within) == FL_JSON_STRING && fl_str_eqz(fl_json_text(within), "sentence")) {
		*ret = FL_NEAR_SENTENCE;
		return FL_OK;
	}
	if (fl_json_type_of(within) != FL_JSON_NUMBER)
		return fl_json_error(fl_json_present(within) ? within : v, p->err, FL_EINVAL,
				     "'near' needs 'within': a number of characters, or 'sentence'");
	return fl_json_take_i64(v, "within", 0, 0, NEAR_WITHIN_MAX, ret, p->err);
}

/* {"near": ["a", "b"], "within": 12} */
static fl_status parse_near(const parser *p, fl_json v, fl_condition *c)
{
	static const char *const known[] = { "near", "within", NULL };
	fl_json names = fl_json_get(v, "near");
	size_t count = fl_json_len(names);
	uint32_t *patterns;
	fl_near *near;

	FL_TRY(fl_json_only(v, known, p->err));
	if (fl_json_type_of(names) != FL_JSON_ARRAY || count < 2 || count > NEAR_PATTERNS_MAX)
		return fl_json_error(names, p->err, FL_EINVAL, "'near' is a list of 2 to %d patterns",
				     NEAR_PATTERNS_MAX);
	if (p->nears->count == FL_NEARS_MAX)
		return fl_json_error(v, p->err, FL_ERANGE, "more than %d times 'near' in one condition",
				     FL_NEARS_MAX);
	patterns = fl_arena_array(p->arena, count, sizeof *patterns);
	if (!patterns)
		return fl_enomem(p->err);
	near = &p->nears->items[p->nears->count];
	FL_TRY(parse_within(p, v, &near->within));
	for (size_t i = 0; i < count; i++) {
		size_t which = 0;
		FL_TRY(find_name(p, fl_json_at(names, i), &which));
		patterns[i] = (uint32_t)which;
		for (size_t k = 0; k < i; k++)
			if (patterns[k] == which)
				return fl_json_error(fl_json_at(names, i), p->err, FL_EINVAL, "'%.*s' twice",
						     FL_STR_ARG(fl_json_text(fl_json_at(names, i))));
	}
	near->patterns = patterns;
	near->num_patterns = count;
	c->kind = FL_IS_NEAR;
	c->near = near;
	c->truth = p->num_names + p->nears->count++;
	return FL_OK;
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
	static const char *const known[] = { "all", "any", "not", "at_least", "near", NULL };
	bool all = fl_json_present(fl_json_get(v, "all"));
	int64_t least;

	if (fl_json_present(fl_json_get(v, "near")))
		return parse_near(p, v, c);
	c->kind = FL_AT_LEAST;
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
				     "a condition has one of 'all', 'any', 'not', 'at_least' with 'of', or 'near'");
	if (fl_json_present(fl_json_get(v, "not"))) {
		c->kind = FL_IS_NOT;
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
	c->kind = FL_IS_PATTERN;
	c->json = v;
	*ret = c;
	if (depth > DEPTH_MAX)
		return fl_json_error(v, p->err, FL_EINVAL, "conditions nested deeper than %d", DEPTH_MAX);
	if (fl_json_type_of(v) == FL_JSON_STRING)
		return find_name(p, v, &c->truth);
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
		one[i] = (fl_condition){ .kind = FL_IS_PATTERN, .truth = i };
		any->kids[i] = &one[i];
	}
	any->kind = FL_AT_LEAST;
	any->least = 1;
	any->num_kids = p->num_names;
	*ret = any;
	return FL_OK;
}

fl_status fl_condition_parse(fl_json v, const fl_str *names, size_t num_names, fl_arena *arena, fl_nears *ret_nears,
			     const fl_condition **ret, fl_error *err)
{
	parser p = { names, num_names, arena, ret_nears, err };

	*ret_nears = (fl_nears){ .items = fl_arena_array(arena, FL_NEARS_MAX, sizeof *ret_nears->items) };
	if (!ret_nears->items)
		return fl_enomem(err);
	return fl_json_present(v) ? parse(&p, v, 1, ret) : any_pattern(&p, ret);
}

/* ---- deciding ---------------------------------------------------------------------------------------------- */

static fl_truth negate(fl_truth truth)
{
	return truth == FL_YES ? FL_NO : truth == FL_NO ? FL_YES : FL_UNKNOWN;
}

fl_truth fl_condition_eval(const fl_condition *condition, const fl_truth *truths)
{
	size_t yes = 0, unknown = 0;

	switch (condition->kind) {
	case FL_IS_PATTERN:
	case FL_IS_NEAR:
		return truths[condition->truth];
	case FL_IS_NOT:
		return negate(fl_condition_eval(condition->kids[0], truths));
	case FL_AT_LEAST:
		break;
	}
	for (size_t i = 0; i < condition->num_kids; i++) {
		fl_truth kid = fl_condition_eval(condition->kids[i], truths);
		yes += kid == FL_YES;
		unknown += kid == FL_UNKNOWN;
	}
	return yes >= condition->least ? FL_YES : yes + unknown >= condition->least ? FL_UNKNOWN : FL_NO;
}

void fl_condition_mark(const fl_condition *condition, const fl_truth *truths, bool *marks)
{
	if (condition->kind == FL_IS_NOT || fl_condition_eval(condition, truths) != FL_YES)
		return;
	if (condition->kind == FL_IS_PATTERN || condition->kind == FL_IS_NEAR)
		marks[condition->truth] = true;
	for (size_t i = 0; i < condition->num_kids; i++)
		fl_condition_mark(condition->kids[i], truths, marks);
}

void fl_condition_names(const fl_condition *condition, bool *marks)
{
	if (condition->kind == FL_IS_PATTERN)
		marks[condition->truth] = true;
	for (size_t i = 0; condition->near && i < condition->near->num_patterns; i++)
		marks[condition->near->patterns[i]] = true;
	for (size_t i = 0; i < condition->num_kids; i++)
		fl_condition_names(condition->kids[i], marks);
}
