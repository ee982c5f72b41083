/* SPDX-License-Identifier: Apache-2.0
 *
 * pack.c - parse, check and compile a rule pack. Format: docs/reference/rule-pack.md.
 *
 * Order: head, namespaces, lists, rules (each with its patterns, condition, examples), examples of the pack, then the
 * prefilter over the literals of all patterns. Patterns are compiled by pattern.c, conditions parsed by condition.c.
 */
#include "base/error.h"
#include "base/str.h"
#include "classify/rule.h"
#include "text/normalise.h"

#include <inttypes.h>
#include <stdlib.h>

#define FORMAT         "florin-pack/1"
#define JSON_MAX       ((size_t)16 << 20)
#define RULES_MAX      10000
#define LISTS_MAX      1000
#define WORDS_MAX      10000 /* of one list */
#define TAGS_MAX       16    /* of one rule */
#define EXAMPLES_MAX   1000
#define NAMESPACES_MAX 64
#define NAME_LEN_MAX       100 /* bytes of an id, a name, a tag */
#define WEIGHT_MAX     1000
#define MARGIN_MAX     1000000

typedef struct loader {
	fl_pack *pack;
	const char *source;
	fl_str json;
	fl_arena scratch; /* normalised words, needles */
	fl_error *err;
} loader;

/* ---- names ------------------------------------------------------------------------------------------------- */

/* Letters, digits, '-', '_', '.', and any character beyond ASCII; 'colon' allows one, as in a tag. */
static bool is_name(fl_str s, bool colon)
{
	if (s.len == 0 || s.len > NAME_LEN_MAX)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.data[i];
		bool inside = colon && c == ':' && i > 0 && i + 1 < s.len;
		if (c == ':')
			colon = false;
		if (!((unsigned char)c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		      (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || inside))
			return false;
	}
	return true;
}

static fl_status need_name(loader *l, fl_json object, const char *key, fl_str *ret)
{
	fl_json v;

	FL_TRY(fl_json_need(object, key, FL_JSON_STRING, &v, l->err));
	*ret = fl_json_text(v);
	if (!is_name(*ret, false))
		return fl_json_error(v, l->err, FL_EINVAL,
				     "'%s' needs 1 to %d letters, digits, '-', '_' or '.'", key, NAME_LEN_MAX);
	return FL_OK;
}

static fl_status need_text(loader *l, fl_json object, const char *key, fl_str *ret)
{
	fl_json v;

	FL_TRY(fl_json_need(object, key, FL_JSON_STRING, &v, l->err));
	*ret = fl_json_text(v);
	return fl_str_trim(*ret).len ? FL_OK : fl_json_error(v, l->err, FL_EINVAL, "'%s' is empty", key);
}

/* A list (or, with 'one', a single text) of texts; absent: none. */
static fl_status take_texts(loader *l, fl_json object, const char *key, bool one, size_t max, fl_str **ret,
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

/* ---- head, namespaces -------------------------------------------------------------------------------------- */

static fl_status parse_head(loader *l, fl_json root)
{
	static const char *const known[] = { "format", "pack",  "version", "title", "licence",  "namespaces",
					     "margin", "least", "lists",   "rules", "examples", NULL };
	fl_json format;
	fl_str licence;

	if (fl_json_type_of(root) != FL_JSON_OBJECT)
		return fl_json_error(root, l->err, FL_EPARSE, "a rule pack is a JSON object");
	FL_TRY(fl_json_need(root, "format", FL_JSON_STRING, &format, l->err));
	if (!fl_str_eqz(fl_json_text(format), FORMAT)) {
		bool newer = fl_str_starts(fl_json_text(format), FL_STR("florin-pack/"));
		return fl_json_error(format, l->err, newer ? FL_EVERSION : FL_EPARSE,
				     "'%.*s' is not the format '" FORMAT "'", FL_STR_ARG(fl_json_text(format)));
	}
	FL_TRY(fl_json_only(root, known, l->err));
	FL_TRY(need_name(l, root, "pack", &l->pack->id));
	FL_TRY(need_name(l, root, "version", &l->pack->version));
	FL_TRY(need_text(l, root, "title", &l->pack->title));
	FL_TRY(fl_json_take_str(root, "licence", FL_STR(""), &licence, l->err));
	FL_TRY(fl_json_take_i64(root, "least", 1, 1, MARGIN_MAX, &l->pack->least, l->err));
	return fl_json_take_i64(root, "margin", 0, 0, MARGIN_MAX, &l->pack->margin, l->err);
}

static fl_status parse_namespaces(loader *l, fl_json root)
{
	static const char *const known[] = { "title", "category", NULL };
	fl_json v;

	FL_TRY(fl_json_need(root, "namespaces", FL_JSON_OBJECT, &v, l->err));
	if (fl_json_len(v) > NAMESPACES_MAX)
		return fl_json_error(v, l->err, FL_ERANGE, "more than %d namespaces", NAMESPACES_MAX);
	l->pack->namespaces = fl_arena_array(&l->pack->arena, fl_json_len(v) + 1, sizeof *l->pack->namespaces);
	if (!l->pack->namespaces)
		return fl_enomem(l->err);
	for (size_t i = 0; i < fl_json_len(v); i++) {
		fl_namespace *n = &l->pack->namespaces[i];
		n->id = fl_json_key(v, i);
		if (!is_name(n->id, false))
			return fl_json_error(fl_json_at(v, i), l->err, FL_EINVAL, "'%.*s' is no name of a namespace",
					     FL_STR_ARG(n->id));
		FL_TRY(fl_json_only(fl_json_at(v, i), known, l->err));
		FL_TRY(need_text(l, fl_json_at(v, i), "title", &n->title));
		FL_TRY(fl_json_take_bool(fl_json_at(v, i), "category", false, &n->category, l->err));
	}
	l->pack->num_namespaces = fl_json_len(v);
	return FL_OK;
}

const fl_namespace *fl_pack_namespace(const fl_pack *pack, fl_str tag)
{
	for (size_t i = 0; i < pack->num_namespaces; i++) {
		fl_str id = pack->namespaces[i].id;
		if (fl_str_starts(tag, id) && tag.len > id.len && tag.data[id.len] == ':')
			return &pack->namespaces[i];
	}
	return NULL;
}

/* ---- lists ------------------------------------------------------------------------------------------------- */

static int by_length(const void *a, const void *b) /* the longest first */
{
	const fl_str *x = a, *y = b;

	return x->len != y->len ? (x->len < y->len) - (x->len > y->len) : fl_str_cmp(*x, *y);
}

static void add_quoted(fl_buf *regex, fl_str word)
{
	for (size_t i = 0; i < word.len; i++) {
		unsigned char c = (unsigned char)word.data[i];
		bool plain = c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!plain)
			fl_buf_putc(regex, '\\');
		fl_buf_putc(regex, (char)c);
	}
}

/* The words are plain text, so they are normalised like the texts they are to be found in. */
static fl_status normalise_words(loader *l, fl_json v, fl_str *words)
{
	for (size_t i = 0; i < fl_json_len(v); i++) {
		fl_json item = fl_json_at(v, i);
		fl_normal normal;
		if (fl_json_type_of(item) != FL_JSON_STRING)
			return fl_json_error(item, l->err, FL_EINVAL, "a list has only texts");
		FL_TRY(fl_normalise(fl_json_text(item), FL_NORMAL_MATCH, &l->scratch, &normal, l->err));
		words[i] = normal.text;
		if (words[i].len == 0)
			return fl_json_error(item, l->err, FL_EINVAL, "a word of a list is empty");
	}
	return FL_OK;
}

static fl_status parse_list(loader *l, fl_json v, fl_word_list *list)
{
	size_t count = fl_json_len(v);
	fl_str *words;
	fl_buf regex;
	fl_status status = FL_OK;

	if (!is_name(list->id, false))
		return fl_json_error(v, l->err, FL_EINVAL, "'%.*s' is no name of a list", FL_STR_ARG(list->id));
	if (fl_json_type_of(v) != FL_JSON_ARRAY || count == 0 || count > WORDS_MAX)
		return fl_json_error(v, l->err, FL_EINVAL, "a list has 1 to %d words", WORDS_MAX);
	words = fl_arena_array(&l->scratch, count, sizeof *words);
	if (!words)
		return fl_enomem(l->err);
	FL_TRY(normalise_words(l, v, words));
	qsort(words, count, sizeof *words, by_length);
	fl_buf_init(&regex, JSON_MAX);
	fl_buf_puts(&regex, "(?:");
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && fl_str_eq(words[i], words[i - 1]))
			continue;
		if (i > 0)
			fl_buf_putc(&regex, '|');
		add_quoted(&regex, words[i]);
	}
	fl_buf_putc(&regex, ')');
	status = fl_buf_status(&regex, l->err);
	if (status == FL_OK) {
		list->regex = fl_arena_str(&l->pack->arena, fl_buf_view(&regex));
		status = list->regex.data ? FL_OK : fl_enomem(l->err);
	}
	fl_buf_release(&regex);
	return status;
}

static fl_status parse_lists(loader *l, fl_json root)
{
	fl_json v = fl_json_get(root, "lists");
	fl_word_lists *lists = &l->pack->lists;

	if (!fl_json_present(v))
		return FL_OK;
	if (fl_json_type_of(v) != FL_JSON_OBJECT || fl_json_len(v) > LISTS_MAX)
		return fl_json_error(v, l->err, FL_EINVAL, "'lists' is an object of at most %d lists", LISTS_MAX);
	lists->items = fl_arena_array(&l->pack->arena, fl_json_len(v) + 1, sizeof *lists->items);
	if (!lists->items)
		return fl_enomem(l->err);
	for (size_t i = 0; i < fl_json_len(v); i++) {
		fl_word_list *list = &lists->items[i];
		list->id = fl_json_key(v, i);
		list->json = fl_json_at(v, i);
		FL_TRY(parse_list(l, list->json, list));
		if (!fl_map_put(&lists->by_id, list->id, i, NULL))
			return fl_enomem(l->err);
		lists->count++;
	}
	return FL_OK;
}

/* ---- examples ---------------------------------------------------------------------------------------------- */

static fl_status parse_example(loader *l, fl_json v, fl_example *ret)
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

static fl_status parse_examples(loader *l, fl_json object, const char *key, fl_examples *ret)
{
	fl_json v = fl_json_get(object, key);

	if (!fl_json_present(v))
		return FL_OK;
	if (fl_json_type_of(v) != FL_JSON_ARRAY || fl_json_len(v) > EXAMPLES_MAX)
		return fl_json_error(v, l->err, FL_EINVAL, "'%s' is a list of at most %d examples", key, EXAMPLES_MAX);
	ret->items = fl_arena_array(&l->pack->arena, fl_json_len(v) + 1, sizeof *ret->items);
	if (!ret->items)
		return fl_enomem(l->err);
	for (size_t i = 0; i < fl_json_len(v); i++)
		FL_TRY(parse_example(l, fl_json_at(v, i), &ret->items[i]));
	ret->count = fl_json_len(v);
	return FL_OK;
}

static fl_status parse_pack_example(loader *l, fl_json v, fl_example *ret)
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

static fl_status parse_pack_examples(loader *l, fl_json root)
{
	fl_json v = fl_json_get(root, "examples");
	fl_examples *examples = &l->pack->examples;

	if (!fl_json_present(v))
		return FL_OK;
	if (fl_json_type_of(v) != FL_JSON_ARRAY || fl_json_len(v) > EXAMPLES_MAX)
		return fl_json_error(v, l->err, FL_EINVAL, "'examples' is a list of at most %d examples", EXAMPLES_MAX);
	examples->items = fl_arena_array(&l->pack->arena, fl_json_len(v) + 1, sizeof *examples->items);
	if (!examples->items)
		return fl_enomem(l->err);
	for (size_t i = 0; i < fl_json_len(v); i++)
		FL_TRY(parse_pack_example(l, fl_json_at(v, i), &examples->items[i]));
	examples->count = fl_json_len(v);
	return FL_OK;
}

/* ---- rules ------------------------------------------------------------------------------------------------- */

static fl_pattern *next_pattern(loader *l)
{
	return &l->pack->patterns[l->pack->num_compiled];
}

static fl_status compile_next(loader *l, fl_json v)
{
	FL_TRY(fl_pattern_compile(v, l->source, l->json, &l->pack->lists, &l->pack->arena, next_pattern(l), l->err));
	l->pack->num_compiled++;
	return FL_OK;
}

static fl_status parse_pattern(loader *l, fl_str name, fl_json v)
{
	static const char *const known[] = { "any", "fields", NULL };
	fl_pattern *p = next_pattern(l);

	p->name = name;
	p->kind = FL_PATTERN_HIT;
	if (!is_name(name, false))
		return fl_json_error(v, l->err, FL_EINVAL, "'%.*s' is no name of a pattern", FL_STR_ARG(name));
	if (fl_str_eqz(name, "except"))
		return fl_json_error(v, l->err, FL_EINVAL, "'except' is no name of a pattern: exceptions have it");
	if (fl_json_type_of(v) != FL_JSON_OBJECT)
		return compile_next(l, v);
	FL_TRY(fl_json_only(v, known, l->err));
	if (!fl_json_present(fl_json_get(v, "any")))
		return fl_json_error(v, l->err, FL_EINVAL, "'any' is missing in the pattern '%.*s'", FL_STR_ARG(name));
	FL_TRY(take_texts(l, v, "fields", true, 64, &p->fields, &p->num_fields));
	return compile_next(l, fl_json_get(v, "any"));
}

/* How many patterns the object, list or text at v stands for. */
static size_t count_patterns(fl_json v)
{
	return fl_json_type_of(v) == FL_JSON_OBJECT || fl_json_type_of(v) == FL_JSON_ARRAY ? fl_json_len(v)
											   : fl_json_present(v);
}

static fl_status parse_patterns(loader *l, fl_json rule, fl_rule *ret)
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
		if (!is_name(next_pattern(l)->name, false))
			return fl_json_error(fl_json_at(captures, i), l->err, FL_EINVAL,
					     "'%.*s' is no name of a capture", FL_STR_ARG(next_pattern(l)->name));
		FL_TRY(compile_next(l, fl_json_at(captures, i)));
	}
	return FL_OK;
}

static fl_status parse_condition(loader *l, fl_json rule, fl_rule *ret)
{
	fl_truth nothing[FL_RULE_PATTERNS_MAX];
	fl_str names[FL_RULE_PATTERNS_MAX];

	for (uint32_t i = 0; i < ret->num_hits; i++) {
		nothing[i] = FL_NO;
		names[i] = l->pack->patterns[ret->first + i].name;
	}
	FL_TRY(fl_condition_parse(fl_json_get(rule, "when"), names, ret->num_hits, &l->pack->arena, &ret->when,
				  l->err));
	ret->needs_hit = fl_condition_eval(ret->when, nothing) == FL_NO;
	return FL_OK;
}

static fl_status parse_tags(loader *l, fl_json rule, fl_rule *ret)
{
	fl_json v;

	FL_TRY(fl_json_need(rule, "tags", FL_JSON_ARRAY, &v, l->err));
	FL_TRY(take_texts(l, rule, "tags", false, TAGS_MAX, &ret->tags, &ret->num_tags));
	if (ret->num_tags == 0 && fl_json_len(fl_json_get(rule, "captures")) == 0)
		return fl_json_error(v, l->err, FL_EINVAL, "a rule gives a tag, or has captures");
	for (size_t i = 0; i < ret->num_tags; i++) {
		fl_str tag = ret->tags[i];
		if (!is_name(tag, true) || !memchr(tag.data, ':', tag.len))
			return fl_json_error(fl_json_at(v, i), l->err, FL_EINVAL,
					     "'%.*s' is no tag: NAMESPACE:NAME, at most %d bytes", FL_STR_ARG(tag),
					     NAME_LEN_MAX);
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

static fl_status parse_status(loader *l, fl_json rule, fl_rule_status *ret)
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

static fl_status parse_rule(loader *l, fl_json v, fl_rule *ret)
{
	static const char *const known[] = { "id",	 "title", "reason", "status", "tags",	  "weight",   "least",
					     "patterns", "when",  "except", "captures", "examples", NULL };
	static const char *const kinds[] = { "match", "no_match", "known_gap", NULL };
	fl_json examples = fl_json_get(v, "examples");

	ret->json = v;
	FL_TRY(fl_json_only(v, known, l->err));
	FL_TRY(need_name(l, v, "id", &ret->id));
	FL_TRY(need_text(l, v, "title", &ret->title));
	FL_TRY(need_text(l, v, "reason", &ret->reason));
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

static fl_status make_room(loader *l, fl_json rules)
{
	size_t num = fl_json_len(rules), patterns = 1;

	for (size_t i = 0; i < num; i++) {
		fl_json rule = fl_json_at(rules, i);
		patterns += fl_json_len(fl_json_get(rule, "patterns")) +
			    count_patterns(fl_json_get(rule, "except")) + fl_json_len(fl_json_get(rule, "captures"));
	}
	l->pack->patterns = fl_arena_array(&l->pack->arena, patterns, sizeof *l->pack->patterns);
	l->pack->rules = fl_arena_array(&l->pack->arena, num, sizeof *l->pack->rules);
	return l->pack->patterns && l->pack->rules ? FL_OK : fl_enomem(l->err);
}

static fl_status parse_rules(loader *l, fl_json root)
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

/* ---- the prefilter ----------------------------------------------------------------------------------------- */

/* The needles of one pattern; the first call counts, the second fills. */
static size_t add_needles(const fl_pack *pack, uint32_t pattern, fl_needle *needles, fl_use *uses, size_t at)
{
	const fl_literals *lit = &pack->patterns[pattern].literals;
	fl_use_kind kind = lit->whole ? FL_USE_WHOLE : FL_USE_NEED;

	for (size_t i = 0; i < lit->count; i++, at++) {
		if (needles) {
			uses[at] = (fl_use){ kind, pattern, (uint32_t)i };
			needles[at] = (fl_needle){ lit->items[i], (uint32_t)at };
		}
	}
	for (size_t i = 0; i < lit->num_starts; i++, at++) {
		if (needles) {
			uses[at] = (fl_use){ FL_USE_START, pattern, 0 };
			needles[at] = (fl_needle){ lit->starts[i], (uint32_t)at };
		}
	}
	return at;
}

static size_t collect_needles(const fl_pack *pack, fl_needle *needles, fl_use *uses)
{
	size_t at = 0;

	for (size_t i = 0; i < pack->num_rules; i++) {
		const fl_rule *rule = &pack->rules[i];
		uint32_t end = rule->first + rule->num_hits + rule->num_excepts + rule->num_captures;
		for (uint32_t k = rule->first; rule->status != FL_RULE_RETIRED && k < end; k++)
			at = add_needles(pack, k, needles, uses, at);
	}
	return at;
}

static fl_status build_prefilter(loader *l)
{
	fl_pack *pack = l->pack;
	size_t count = collect_needles(pack, NULL, NULL);
	fl_needle *needles;

	if (count > UINT32_MAX)
		return fl_error_set(l->err, FL_ERANGE, "more than 2^32 literal texts in a pack");
	needles = fl_arena_array(&l->scratch, count + 1, sizeof *needles);
	pack->uses = fl_arena_array(&pack->arena, count + 1, sizeof *pack->uses);
	if (!needles || !pack->uses)
		return fl_enomem(l->err);
	collect_needles(pack, needles, pack->uses);
	return fl_prefilter_build(needles, count, &pack->arena, &pack->prefilter, l->err);
}

/* ---- the pack ---------------------------------------------------------------------------------------------- */

static fl_status load(loader *l)
{
	fl_json root;

	FL_TRY(fl_json_parse(l->json, l->source, &l->pack->doc, l->err));
	root = fl_json_root(l->pack->doc);
	l->pack->source = fl_arena_str(&l->pack->arena, fl_str_of(l->source));
	if (!l->pack->source.data)
		return fl_enomem(l->err);
	FL_TRY(parse_head(l, root));
	FL_TRY(parse_namespaces(l, root));
	FL_TRY(parse_lists(l, root));
	FL_TRY(parse_rules(l, root));
	FL_TRY(parse_pack_examples(l, root));
	return build_prefilter(l);
}

fl_status fl_pack_parse(fl_str json, const char *source, fl_pack **ret_pack, fl_error *err)
{
	loader l = { .source = source, .json = json, .scratch = FL_ARENA_INIT, .err = err };
	fl_status status;

	if (json.len > JSON_MAX)
		return fl_error_at(err, FL_ERANGE, source, 0, 0, "a rule pack of more than 16 MB");
	l.pack = fl_alloc(sizeof *l.pack);
	if (!l.pack)
		return fl_enomem(err);
	status = load(&l);
	fl_arena_release(&l.scratch);
	if (status == FL_OK)
		*ret_pack = l.pack;
	else
		fl_pack_free(l.pack);
	return status;
}

void fl_pack_free(fl_pack *pack)
{
	if (!pack)
		return;
	for (size_t i = 0; i < pack->num_compiled; i++)
		fl_pattern_release(&pack->patterns[i]);
	fl_map_release(&pack->lists.by_id);
	fl_json_free(pack->doc);
	fl_arena_release(&pack->arena);
	fl_free(pack);
}

fl_str fl_pack_id(const fl_pack *pack)
{
	return pack->id;
}

fl_str fl_pack_version(const fl_pack *pack)
{
	return pack->version;
}

size_t fl_pack_num_rules(const fl_pack *pack)
{
	return pack->num_rules;
}

bool fl_pack_rule_about(const fl_pack *pack, fl_str rule, fl_str *ret_title, fl_str *ret_reason)
{
	for (size_t i = 0; i < pack->num_rules; i++) {
		if (fl_str_eq(pack->rules[i].id, rule)) {
			*ret_title = pack->rules[i].title;
			*ret_reason = pack->rules[i].reason;
			return true;
		}
	}
	return false;
}
