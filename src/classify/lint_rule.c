/* SPDX-License-Identifier: Apache-2.0
 *
 * lint_rule.c - one rule as a whole: examples, and a condition that says less than it seems to.
 *
 * A condition is tried on every combination of its patterns hitting or not (and of near clauses, which hold only
 * where their patterns hit). If it never holds, or would say the same with one of its clauses fixed, the author meant
 * something else.
 */
#include "base/error.h"
#include "base/str.h"
#include "classify/lint.h"

#define VARIABLES_MAX 12 /* 4096 combinations; larger conditions are not looked into */

/* ---- examples ---------------------------------------------------------------------------------------------- */

static bool has_fact_example(const fl_rule *rule, const fl_pattern *capture)
{
	for (size_t i = 0; i < rule->match.count; i++)
		for (size_t k = 0; k < fl_json_len(rule->match.items[i].facts); k++)
			if (fl_str_eq(fl_json_key(rule->match.items[i].facts, k), capture->name))
				return true;
	return false;
}

static void check_examples(fl_linter *l, const fl_rule *rule)
{
	uint32_t captures = rule->first + rule->num_hits + rule->num_excepts;

	if (rule->match.count == 0)
		fl_lint_find(l, FL_WARNING, "rule-no-example", rule->json, FL_LINT_NO_OFFSET,
			     "no example that must match", FL_STR(""));
	if (rule->no_match.count == 0)
		fl_lint_find(l, FL_WARNING, "rule-no-example", rule->json, FL_LINT_NO_OFFSET,
			     "no example that must not match", FL_STR(""));
	for (uint32_t p = captures; p < captures + rule->num_captures; p++)
		if (!has_fact_example(rule, &l->pack->patterns[p]))
			fl_lint_find(l, FL_NOTE, "rule-capture-no-example", l->pack->patterns[p].json,
				     FL_LINT_NO_OFFSET, "no example says what this captures",
				     l->pack->patterns[p].name);
}

/* ---- the condition ----------------------------------------------------------------------------------------- */

typedef struct trial {
	const fl_rule *rule;
	const fl_condition *fixed; /* this clause is taken to be 'as'; NULL: none */
	bool as;
} trial;

static bool holds(const trial *t, const fl_condition *c, uint32_t hits)
{
	size_t yes = 0;

	if (c == t->fixed)
		return t->as;
	switch (c->kind) {
	case FL_IS_PATTERN:
	case FL_IS_NEAR:
		return hits >> c->truth & 1;
	case FL_IS_NOT:
		return !holds(t, c->kids[0], hits);
	case FL_AT_LEAST:
		break;
	}
	for (size_t i = 0; i < c->num_kids; i++)
		yes += holds(t, c->kids[i], hits);
	return yes >= c->least;
}

/* Near clauses hold only where all their patterns hit. */
static bool is_possible(const fl_rule *rule, uint32_t hits)
{
	for (size_t k = 0; k < rule->nears.count; k++) {
		const fl_near *near = &rule->nears.items[k];
		for (size_t i = 0; i < near->num_patterns; i++)
			if ((hits >> (rule->num_hits + k) & 1) && !(hits >> near->patterns[i] & 1))
				return false;
	}
	return true;
}

/* Is there a combination for which the condition holds, or, with a clause fixed, says something else? */
static bool differs(const trial *t)
{
	uint32_t count = (uint32_t)1 << (t->rule->num_hits + t->rule->nears.count);
	trial plain = { .rule = t->rule };

	for (uint32_t hits = 0; hits < count; hits++) {
		bool now = is_possible(t->rule, hits) && holds(&plain, t->rule->when, hits);
		if (t->fixed ? is_possible(t->rule, hits) && holds(t, t->rule->when, hits) != now : now)
			return true;
	}
	return false;
}

static void check_clauses(fl_linter *l, const fl_rule *rule, const fl_condition *c)
{
	for (size_t i = 0; i < c->num_kids; i++) {
		trial without = { rule, c->kids[i], false }, always = { rule, c->kids[i], true };
		if (differs(&without) && differs(&always))
			check_clauses(l, rule, c->kids[i]);
		else
			fl_lint_find(l, FL_WARNING, "rule-unreachable-clause", c->kids[i]->json, FL_LINT_NO_OFFSET,
				     "whether this holds never changes what the condition says", FL_STR(""));
	}
}

static void check_condition(fl_linter *l, const fl_rule *rule)
{
	trial plain = { .rule = rule };
	fl_json when = fl_json_get(rule->json, "when");

	if (!rule->needs_hit)
		fl_lint_find(l, FL_WARNING, "rule-holds-without-hit", when, FL_LINT_NO_OFFSET,
			     "the condition holds for a text in which nothing hits", FL_STR(""));
	if (!fl_json_present(when) || rule->num_hits + rule->nears.count > VARIABLES_MAX)
		return;
	if (differs(&plain))
		check_clauses(l, rule, rule->when);
	else
		fl_lint_find(l, FL_WARNING, "rule-never-holds", when, FL_LINT_NO_OFFSET,
			     "the condition can never hold", FL_STR(""));
}

/* ---- patterns ---------------------------------------------------------------------------------------------- */

static bool contains(fl_str text, fl_str part)
{
	for (size_t i = 0; i + part.len <= text.len; i++)
		if (memcmp(text.data + i, part.data, part.len) == 0)
			return true;
	return false;
}

/* An exception that hits in every text of the pattern undoes each of its hits. */
static bool is_undone(const fl_pack *pack, const fl_rule *rule, const fl_pattern *p)
{
	for (size_t i = 0; i < p->literals.count; i++) {
		bool undone = false;
		for (uint32_t x = rule->first + rule->num_hits; x < rule->first + rule->num_hits + rule->num_excepts;
		     x++)
			for (size_t k = 0; pack->patterns[x].literals.whole && k < pack->patterns[x].literals.count;
			     k++)
				undone =
				    undone || contains(p->literals.items[i], pack->patterns[x].literals.items[k]);
		if (!undone)
			return false;
	}
	return p->literals.whole;
}

fl_status fl_lint_rule(fl_linter *l, const fl_rule *rule)
{
	bool named[FL_RULE_TRUTHS_MAX] = { false };

	check_examples(l, rule);
	check_condition(l, rule);
	fl_condition_names(rule->when, named);
	for (uint32_t i = 0; i < rule->num_hits; i++) {
		const fl_pattern *p = &l->pack->patterns[rule->first + i];
		if (!named[i])
			fl_lint_find(l, FL_WARNING, "rule-unused-pattern", p->json, FL_LINT_NO_OFFSET,
				     "the condition does not name the pattern", p->name);
		if (is_undone(l->pack, rule, p))
			fl_lint_find(l, FL_WARNING, "rule-never-holds", p->json, FL_LINT_NO_OFFSET,
				     "the exceptions undo every hit of the pattern", p->name);
	}
	return FL_OK;
}
