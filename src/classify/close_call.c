/* SPDX-License-Identifier: Apache-2.0
 *
 * close_call.c - scores of categories, added up from the rules that held. evidence.c chooses by the same.
 */
#include "classify/close_call.h"

#include "base/str.h"
#include "classify/rule.h"

static int64_t times(const fl_str *tags, size_t count, fl_str tag)
{
	int64_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += fl_str_eq(tags[i], tag);
	return n;
}

static int64_t score_of(const fl_pack *const *packs, const fl_tagging *t, fl_str tag)
{
	int64_t score = 0;

	for (size_t i = 0; i < t->num_held; i++) {
		const fl_rule *rule = &packs[t->held[i].pack]->rules[t->held[i].rule];
		score += t->held[i].score * (times(rule->tags, rule->num_tags, tag) -
					     times(rule->against, rule->num_against, tag));
	}
	return score;
}

static bool is_category(const fl_pack *const *packs, size_t num_packs, fl_str tag)
{
	for (size_t p = 0; p < num_packs; p++) {
		const fl_namespace *n = fl_pack_namespace(packs[p], tag);
		if (n && n->category)
			return true;
	}
	return false;
}

void fl_close_call_find(const fl_pack *const *packs, size_t num_packs, const fl_tagging *tagging, fl_close_call *ret)
{
	*ret = (fl_close_call){ .first = FL_STR(""), .second = FL_STR("") };
	for (size_t p = 0; p < num_packs; p++) {
		ret->margin = packs[p]->margin > ret->margin ? packs[p]->margin : ret->margin;
		ret->least = packs[p]->least > ret->least ? packs[p]->least : ret->least;
	}
	for (size_t i = 0; i < tagging->num_tags; i++) {
		fl_str tag = tagging->tags[i];
		int64_t score = is_category(packs, num_packs, tag) ? score_of(packs, tagging, tag) : 0;
		if (score > ret->first_score) {
			ret->second = ret->first;
			ret->second_score = ret->first_score;
			ret->first = tag;
			ret->first_score = score;
		} else if (score > ret->second_score) {
			ret->second = tag;
			ret->second_score = score;
		}
	}
}
