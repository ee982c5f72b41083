/* SPDX-License-Identifier: Apache-2.0
 *
 * pack.c - parse, check and compile a rule pack. Format: docs/reference/rule-pack.md.
 *
 * Order: head, namespaces, lists, rules and examples (pack_rule.c), then the prefilter over the literals of all
 * patterns.
 */
#include "base/error.h"
#include "base/str.h"
#include "classify/pack_load.h"
#include "text/normalise.h"

#include <stdlib.h>

#define FORMAT         "florin-pack/1"
#define JSON_MAX       ((size_t)16 << 20)
#define LISTS_MAX      1000
#define WORDS_MAX      10000 /* of one list */
#define NAMESPACES_MAX 64
#define MARGIN_MAX     1000000

/* ---- names ------------------------------------------------------------------------------------------------- */

bool fl_pack_is_name(fl_str s, bool colon)
{
	if (s.len == 0 || s.len > FL_PACK_NAME_MAX)
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

fl_status fl_pack_need_name(fl_pack_loader *l, fl_json object, const char *key, fl_str *ret)
{
	fl_json v;

	FL_TRY(fl_json_need(object, key, FL_JSON_STRING, &v, l->err));
	*ret = fl_json_text(v);
	if (!fl_pack_is_name(*ret, false))
		return fl_json_error(v, l->err, FL_EINVAL, "'%s' needs 1 to %d letters, digits, '-', '_' or '.'", key,
				     FL_PACK_NAME_MAX);
	return FL_OK;
}

fl_status fl_pack_need_text(fl_pack_loader *l, fl_json object, const char *key, fl_str *ret)
{
	fl_json v;

	FL_TRY(fl_json_need(object, key, FL_JSON_STRING, &v, l->err));
	*ret = fl_json_text(v);
	return fl_str_trim(*ret).len ? FL_OK : fl_json_error(v, l->err, FL_EINVAL, "'%s' is empty", key);
}

/* ---- head, namespaces -------------------------------------------------------------------------------------- */

static fl_status parse_head(fl_pack_loader *l, fl_json root)
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
	FL_TRY(fl_pack_need_name(l, root, "pack", &l->pack->id));
	FL_TRY(fl_pack_need_name(l, root, "version", &l->pack->version));
	FL_TRY(fl_pack_need_text(l, root, "title", &l->pack->title));
	FL_TRY(fl_json_take_str(root, "licence", FL_STR(""), &licence, l->err));
	FL_TRY(fl_json_take_i64(root, "least", 1, 1, MARGIN_MAX, &l->pack->least, l->err));
	return fl_json_take_i64(root, "margin", 0, 0, MARGIN_MAX, &l->pack->margin, l->err);
}

static fl_status parse_namespaces(fl_pack_loader *l, fl_json root)
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
		if (!fl_pack_is_name(n->id, false))
			return fl_json_error(fl_json_at(v, i), l->err, FL_EINVAL, "'%.*s' is no name of a namespace",
					     FL_STR_ARG(n->id));
		FL_TRY(fl_json_only(fl_json_at(v, i), known, l->err));
		FL_TRY(fl_pack_need_text(l, fl_json_at(v, i), "title", &n->title));
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
static fl_status normalise_words(fl_pack_loader *l, fl_json v, fl_str *words)
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

static fl_status parse_list(fl_pack_loader *l, fl_json v, fl_word_list *list)
{
	size_t count = fl_json_len(v);
	fl_str *words;
	fl_buf regex;
	fl_status status = FL_OK;

	if (!fl_pack_is_name(list->id, false))
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

static fl_status parse_lists(fl_pack_loader *l, fl_json root)
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

static fl_status build_prefilter(fl_pack_loader *l)
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

static fl_status load(fl_pack_loader *l)
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
	FL_TRY(fl_pack_parse_rules(l, root));
	FL_TRY(fl_pack_parse_examples(l, root));
	return build_prefilter(l);
}

fl_status fl_pack_parse(fl_str json, const char *source, fl_pack **ret_pack, fl_error *err)
{
	fl_pack_loader l = { .source = source, .json = json, .scratch = FL_ARENA_INIT, .err = err };
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
