/* SPDX-License-Identifier: Apache-2.0
 *
 * pack_example.c - the examples of a rule and of a pack: texts and what is expected of them. pack_test.c runs them.
 */
#include "base/error.h"
#include "base/str.h"
#include "classify/pack_load.h"

#define EXAMPLES_MAX 1000

/* "facts": {"beneficiaries": 1000, "place": ["A", "B"]}: texts and numbers, or lists of them. */
static fl_status parse_facts(fl_pack_loader *l, fl_json example, fl_example *ret)
{
	fl_json facts = fl_json_get(example, "facts");

	ret->facts = facts;
	if (fl_json_present(facts) && fl_json_type_of(facts) != FL_JSON_OBJECT)
		return fl_json_error(facts, l->err, FL_EINVAL, "'facts' is an object of values");
	for (size_t i = 0; i < fl_json_len(facts); i++) {
		fl_json v = fl_json_at(facts, i);
		bool list = fl_json_type_of(v) == FL_JSON_ARRAY;
		for (size_t k = 0; k < (list ? fl_json_len(v) : 1); k++) {
			fl_json_type type = fl_json_type_of(list ? fl_json_at(v, k) : v);
			if (type != FL_JSON_STRING && type != FL_JSON_NUMBER)
				return fl_json_error(v, l->err, FL_EINVAL,
						     "a fact is a text, a number, or a list of them");
		}
	}
	return FL_OK;
}

static fl_status parse_example(fl_pack_loader *l, fl_json v, fl_example *ret)
{
	static const char *const known[] = { "title", "body", "facts", NULL };

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
		FL_TRY(parse_facts(l, v, ret));
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
	static const char *const known[] = { "title", "body", "category", "tags", "without", "facts", NULL };
	fl_json category = fl_json_get(v, "category");

	ret->json = v;
	FL_TRY(fl_json_only(v, known, l->err));
	FL_TRY(fl_json_take_str(v, "title", FL_STR(""), &ret->title, l->err));
	FL_TRY(fl_json_take_str(v, "body", FL_STR(""), &ret->body, l->err));
	if (ret->title.len + ret->body.len == 0)
		return fl_json_error(v, l->err, FL_EINVAL, "an example is empty");
	if (fl_json_present(category))
		FL_TRY(fl_json_take_str(v, "category", FL_STR(""), &ret->category, l->err));
	FL_TRY(fl_pack_take_texts(l, v, "tags", true, 1000, &ret->tags, &ret->num_tags));
	FL_TRY(fl_pack_take_texts(l, v, "without", true, 1000, &ret->without, &ret->num_without));
	FL_TRY(parse_facts(l, v, ret));
	return fl_json_len(v) > 1 ? FL_OK : fl_json_error(v, l->err, FL_EINVAL, "an example that expects nothing");
}

fl_status fl_pack_parse_rule_examples(fl_pack_loader *l, fl_rule *rule)
{
	static const char *const kinds[] = { "match", "no_match", "known_gap", NULL };
	fl_json examples = fl_json_get(rule->json, "examples");

	if (!fl_json_present(examples))
		return FL_OK;
	FL_TRY(fl_json_only(examples, kinds, l->err));
	FL_TRY(parse_examples(l, examples, "match", &rule->match));
	FL_TRY(parse_examples(l, examples, "no_match", &rule->no_match));
	return parse_examples(l, examples, "known_gap", &rule->known_gap);
}

fl_status fl_pack_parse_examples(fl_pack_loader *l)
{
	fl_json v = fl_json_get(l->parts.items[l->parts.len - 1].root, "examples");
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
