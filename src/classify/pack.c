/* SPDX-License-Identifier: Apache-2.0
 *
 * pack.c - parse, check and compile a rule pack. Format: docs/reference/rule-pack.md.
 *
 * Order: the packs it extends (pack_extend.c), head, namespaces, lists (pack_lists.c), rules and examples
 * (pack_rule.c, pack_example.c), then the prefilter over the literals of all patterns. Everything but the examples of
 * the pack is taken from the packs it extends, too.
 */
#include "base/error.h"
#include "base/str.h"
#include "classify/pack_load.h"

#define NAMESPACES_MAX   64
#define MARGIN_MAX       1000000
#define TITLE_FACTOR_MAX 10

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

fl_status fl_pack_take_texts(fl_pack_loader *l, fl_json object, const char *key, bool one, size_t max, fl_str **ret,
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

#define KEYS_MAX 24

fl_status fl_pack_only(fl_pack_loader *l, fl_json object, const char *const *keys)
{
	const char *all[KEYS_MAX] = { "note", "lint_off" };
	fl_str note, *codes = NULL;
	size_t count;

	for (size_t i = 0; keys[i] && i + 3 < KEYS_MAX; i++)
		all[i + 2] = keys[i];
	FL_TRY(fl_json_only(object, all, l->err));
	FL_TRY(fl_json_take_str(object, "note", FL_STR(""), &note, l->err));
	return fl_pack_take_texts(l, object, "lint_off", false, 100, &codes, &count);
}

/* ---- head, namespaces -------------------------------------------------------------------------------------- */

/* What the part does not say stays as the packs before it said. */
static fl_status parse_head(fl_pack_loader *l, const fl_pack_part *part)
{
	static const char *const known[] = { "$schema", "format",       "pack",       "version", "title", "licence",  "extends", "namespaces",
					     "margin",  "least",        "tags",       "lists",   "title_factor", "rules", "examples", NULL };
	fl_pack *pack = l->pack;
	fl_str licence;

	pack->id = part->id;
	pack->version = part->version;
	FL_TRY(fl_pack_only(l, part->root, known));
	FL_TRY(fl_pack_need_text(l, part->root, "title", &pack->title));
	FL_TRY(fl_json_take_str(part->root, "licence", FL_STR(""), &licence, l->err));
	FL_TRY(fl_json_take_i64(part->root, "least", pack->least, 1, MARGIN_MAX, &pack->least, l->err));
	FL_TRY(fl_json_take_i64(part->root, "title_factor", pack->title_factor, 1, TITLE_FACTOR_MAX,
				&pack->title_factor, l->err));
	return fl_json_take_i64(part->root, "margin", pack->margin, 0, MARGIN_MAX, &pack->margin, l->err);
}

/* A namespace that a pack before it has declared may be declared again, in the same way. */
static fl_status add_namespace(fl_pack_loader *l, fl_json v, const fl_namespace *made)
{
	fl_pack *pack = l->pack;

	for (size_t i = 0; i < pack->num_namespaces; i++) {
		const fl_namespace *there = &pack->namespaces[i];
		if (!fl_str_eq(there->id, made->id))
			continue;
		if (there->category != made->category || there->least != made->least)
			return fl_json_error(
			    v, l->err, FL_EINVAL,
			    "a pack that is extended declares '%.*s' with another 'category' or 'least'",
			    FL_STR_ARG(made->id));
		return FL_OK;
	}
	if (pack->num_namespaces == NAMESPACES_MAX)
		return fl_json_error(v, l->err, FL_ERANGE, "more than %d namespaces", NAMESPACES_MAX);
	pack->namespaces[pack->num_namespaces++] = *made;
	return FL_OK;
}

static fl_status parse_namespaces(fl_pack_loader *l, fl_json root)
{
	static const char *const known[] = { "title", "category", "least", NULL };
	fl_json v = fl_json_get(root, "namespaces");

	if (l->part == 0 || fl_json_present(v))
		FL_TRY(fl_json_need(root, "namespaces", FL_JSON_OBJECT, &v, l->err));
	for (size_t i = 0; i < fl_json_len(v); i++) {
		fl_namespace n = { .id = fl_json_key(v, i) };
		fl_json one = fl_json_at(v, i);
		if (!fl_pack_is_name(n.id, false))
			return fl_json_error(one, l->err, FL_EINVAL, "'%.*s' is no name of a namespace",
					     FL_STR_ARG(n.id));
		FL_TRY(fl_json_only(one, known, l->err));
		FL_TRY(fl_pack_need_text(l, one, "title", &n.title));
		FL_TRY(fl_json_take_bool(one, "category", false, &n.category, l->err));
		FL_TRY(fl_json_take_i64(one, "least", 0, 1, MARGIN_MAX, &n.least, l->err));
		FL_TRY(add_namespace(l, one, &n));
	}
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

/* ---- what tags are called ---------------------------------------------------------------------------------- */

/* Looked at here, kept in the document: who shows tags reads them (pack_titles.c), and lint asks whether a rule gives them (lint.c). */
static fl_status check_titles(fl_pack_loader *l, fl_json root)
{
	static const char *const languages[] = { "en", "zh", NULL };
	fl_json v = fl_json_get(root, "tags");
	fl_str said;

	if (fl_json_present(v))
		FL_TRY(fl_json_need(root, "tags", FL_JSON_OBJECT, &v, l->err));
	for (size_t i = 0; i < fl_json_len(v); i++) {
		fl_str tag = fl_json_key(v, i);
		fl_json one = fl_json_at(v, i);
		if (!fl_pack_is_name(tag, true) || !fl_pack_namespace(l->pack, tag))
			return fl_json_error(one, l->err, FL_EINVAL, "'%.*s' is no tag of a namespace that is declared", FL_STR_ARG(tag));
		if (fl_json_type_of(one) == FL_JSON_OBJECT)
			FL_TRY(fl_json_only(one, languages, l->err));
		if (fl_json_type_of(one) != FL_JSON_OBJECT || fl_json_len(one) == 0)
			return fl_json_error(one, l->err, FL_EINVAL, "what '%.*s' is called: 'en', 'zh' or both", FL_STR_ARG(tag));
		for (size_t k = 0; languages[k]; k++)
			if (fl_json_present(fl_json_get(one, languages[k])))
				FL_TRY(fl_pack_need_text(l, one, languages[k], &said));
	}
	return FL_OK;
}

/* ---- the prefilter ----------------------------------------------------------------------------------------- */

typedef struct filling {
	fl_needle *needles; /* NULL: only count */
	fl_use *uses;
	size_t at;
} filling;

static void add_needles(filling *f, fl_pattern *p, uint32_t pattern, fl_use_kind kind, const fl_str *texts, size_t count)
{
	for (size_t i = 0; i < count; i++, f->at++) {
		if (f->needles) {
			f->uses[f->at] = (fl_use){ kind, pattern, (uint32_t)i };
			f->needles[f->at] = (fl_needle){ texts[i], (uint32_t)f->at };
		}
	}
	if (count)
		p->needs |= 1u << kind;
}

static void add_pattern(filling *f, fl_pattern *p, uint32_t pattern)
{
	const fl_literals *lit = &p->literals;

	if (lit->starts != lit->items)
		add_needles(f, p, pattern, lit->whole ? FL_USE_WHOLE : FL_USE_NEED, lit->items, lit->count);
	add_needles(f, p, pattern, FL_USE_ALSO, lit->also, lit->num_also);
	add_needles(f, p, pattern, FL_USE_START, lit->starts, lit->num_starts);
}

/* The needles of all patterns that are ever run; the first call counts, the second fills. */
static size_t collect_needles(fl_pack *pack, fl_needle *needles, fl_use *uses)
{
	filling f = { needles, uses, 0 };

	for (size_t i = 0; i < pack->num_rules; i++) {
		const fl_rule *rule = &pack->rules[i];
		uint32_t end = rule->first + rule->num_hits + rule->num_excepts + rule->num_captures;
		for (uint32_t k = rule->first; rule->status != FL_RULE_RETIRED && k < end; k++)
			add_pattern(&f, &pack->patterns[k], k);
	}
	return f.at;
}

/* Which rule each pattern speaks for, and which rules are decided whatever the prefilter sees. */
static fl_status index_rules(fl_pack *pack, fl_error *err)
{
	pack->rule_of = fl_arena_array(&pack->arena, pack->num_patterns + 1, sizeof *pack->rule_of);
	pack->unasked = fl_arena_array(&pack->arena, pack->num_rules / 64 + 1, sizeof *pack->unasked);
	if (!pack->rule_of || !pack->unasked)
		return fl_enomem(err);
	memset(pack->rule_of, 0xFF, pack->num_patterns * sizeof *pack->rule_of);
	for (uint32_t r = 0; r < pack->num_rules; r++) {
		const fl_rule *rule = &pack->rules[r];
		bool unasked = !rule->needs_hit;
		for (uint32_t p = rule->first; p < rule->first + rule->num_hits; p++) {
			pack->rule_of[p] = r;
			unasked = unasked || pack->patterns[p].literals.count == 0;
		}
		if (unasked)
			pack->unasked[r / 64] |= UINT64_C(1) << (r % 64);
	}
	return FL_OK;
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

static fl_status load(fl_pack_loader *l, fl_str json, const char *source)
{
	l->pack->least = 1;
	l->pack->title_factor = 3;
	l->pack->source = fl_arena_str(&l->pack->arena, fl_str_of(source));
	l->pack->namespaces = fl_arena_array(&l->pack->arena, NAMESPACES_MAX, sizeof *l->pack->namespaces);
	if (!l->pack->source.data || !l->pack->namespaces)
		return fl_enomem(l->err);
	FL_TRY(fl_pack_gather(l, json, source));
	for (l->part = 0; l->part < l->parts.len; l->part++) {
		FL_TRY(parse_head(l, &l->parts.items[l->part]));
		FL_TRY(parse_namespaces(l, l->parts.items[l->part].root));
		FL_TRY(check_titles(l, l->parts.items[l->part].root));
	}
	FL_TRY(fl_pack_parse_lists(l));
	FL_TRY(fl_pack_parse_rules(l));
	FL_TRY(fl_pack_check_left_out(l));
	FL_TRY(fl_pack_parse_examples(l));
	FL_TRY(index_rules(l->pack, l->err));
	return build_prefilter(l);
}

fl_status fl_pack_parse_with(fl_str json, const char *source, const fl_pack_finder *finder, fl_pack **ret_pack,
			     fl_error *err)
{
	fl_pack_loader l = { .finder = finder, .scratch = FL_ARENA_INIT, .err = err };
	fl_status status;

	l.pack = fl_alloc(sizeof *l.pack);
	if (!l.pack)
		return fl_enomem(err);
	status = load(&l, json, source);
	fl_vec_release(&l.parts);
	fl_vec_release(&l.left_out);
	fl_arena_release(&l.scratch);
	if (status == FL_OK)
		*ret_pack = l.pack;
	else
		fl_pack_free(l.pack);
	return status;
}

fl_status fl_pack_parse(fl_str json, const char *source, fl_pack **ret_pack, fl_error *err)
{
	return fl_pack_parse_with(json, source, NULL, ret_pack, err);
}

void fl_pack_free(fl_pack *pack)
{
	if (!pack)
		return;
	for (size_t i = 0; i < pack->num_compiled; i++)
		fl_pattern_release(&pack->patterns[i]);
	fl_map_release(&pack->lists.by_id);
	for (size_t i = 0; i < pack->num_docs; i++)
		fl_json_free(pack->docs[i]);
	fl_arena_release(&pack->arena);
	fl_free(pack);
}

bool fl_pack_has_part(const fl_pack *pack, fl_str id)
{
	for (size_t i = 0; i < pack->num_docs; i++)
		if (fl_str_eq(pack->parts[i], id))
			return true;
	return false;
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

fl_str fl_pack_rule_id(const fl_pack *pack, size_t rule)
{
	return pack->rules[rule].id;
}

bool fl_pack_rule_active(const fl_pack *pack, size_t rule)
{
	return pack->rules[rule].status == FL_RULE_ACTIVE;
}

const fl_str *fl_pack_rule_tags(const fl_pack *pack, size_t rule, size_t *ret_count)
{
	*ret_count = pack->rules[rule].num_tags;
	return pack->rules[rule].tags;
}

bool fl_pack_is_category(const fl_pack *pack, fl_str tag)
{
	const fl_namespace *space = fl_pack_namespace(pack, tag);
	return space && space->category;
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
