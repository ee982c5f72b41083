/* SPDX-License-Identifier: Apache-2.0
 *
 * pack_lists.c - the word lists of a pack, which patterns name as {{id}}.
 *
 *   "rural": ["乡村", "農村", "{{village}}"]              plain words; the words of another list
 *   "rural": {"words": ["乡村"], "note": "…"}             the same with something to say
 *   "rural": {"add": ["屯"]}                              more words for a list of a pack that is extended
 *
 * Words are normalised like the texts they are to be found in. A list becomes one regular expression, the longest
 * word first, once the words of all parts are known.
 */
#include "base/error.h"
#include "base/str.h"
#include "classify/pack_load.h"
#include "text/normalise.h"

#include <stdlib.h>

#define LISTS_MAX 1000
#define WORDS_MAX 10000 /* of one list, with those of the lists it names */

/* A word or, with text.data NULL, the list whose words it stands for. */
typedef struct member {
	fl_str text;
	size_t list, next; /* 'next' is one more than an index of members */
} member;

typedef struct gatherer {
	fl_pack_loader *l;
	FL_VEC(fl_word_list) lists;
	FL_VEC(member) members;
	FL_VEC(size_t) first; /* of each list, one more than an index of members */
	FL_VEC(fl_str) words; /* of the list being written */
} gatherer;

/* ---- reading ----------------------------------------------------------------------------------------------- */

/* Does list 'from' name the list 'to', perhaps through others? Lists name only what is there before them, but words
 * may be added later. */
static bool reaches(const gatherer *g, size_t from, size_t to, int depth)
{
	if (from == to || depth == 0)
		return true;
	for (size_t m = g->first.items[from]; m; m = g->members.items[m - 1].next) {
		const member *one = &g->members.items[m - 1];
		if (!one->text.data && reaches(g, one->list, to, depth - 1))
			return true;
	}
	return false;
}

static fl_status read_member(gatherer *g, size_t list, fl_json v, member *ret)
{
	fl_str text = fl_json_text(v);
	fl_normal normal;

	if (fl_json_type_of(v) != FL_JSON_STRING)
		return fl_json_error(v, g->l->err, FL_EINVAL, "a list has only texts");
	if (text.len > 4 && fl_str_starts(text, FL_STR("{{")) &&
	    fl_str_eqz(fl_str_slice(text, text.len - 2, text.len), "}}")) {
		fl_str id = fl_str_slice(text, 2, text.len - 2);
		ret->list = fl_map_get(&g->l->pack->lists.by_id, id);
		if (ret->list == FL_MAP_NONE)
			return fl_json_error(v, g->l->err, FL_EINVAL, "no list '%.*s' before this one",
					     FL_STR_ARG(id));
		if (reaches(g, ret->list, list, 16))
			return fl_json_error(v, g->l->err, FL_EINVAL,
					     "the lists name each other in a circle, or more than 16 deep");
		g->lists.items[ret->list].used = true;
		return FL_OK;
	}
	FL_TRY(fl_normalise(text, FL_NORMAL_MATCH, &g->l->scratch, &normal, g->l->err));
	ret->text = normal.text;
	return normal.text.len ? FL_OK : fl_json_error(v, g->l->err, FL_EINVAL, "a word of a list is empty");
}

static fl_status read_members(gatherer *g, size_t list, fl_json v)
{
	size_t count = fl_json_len(v);

	if (fl_json_type_of(v) != FL_JSON_ARRAY || count == 0 || count > WORDS_MAX)
		return fl_json_error(v, g->l->err, FL_EINVAL, "a list has 1 to %d words", WORDS_MAX);
	for (size_t i = 0; i < count; i++) {
		member one = { .next = g->first.items[list] };
		FL_TRY(read_member(g, list, fl_json_at(v, i), &one));
		if (!fl_vec_push(&g->members, one))
			return fl_enomem(g->l->err);
		g->first.items[list] = g->members.len;
	}
	return FL_OK;
}

static fl_status read_list(gatherer *g, fl_str id, fl_json v)
{
	static const char *const known[] = { "words", "add", NULL };
	bool object = fl_json_type_of(v) == FL_JSON_OBJECT;
	fl_json add = fl_json_get(v, "add"), words = object ? fl_json_get(v, "words") : v;
	size_t index = g->lists.len, which;

	if (!fl_pack_is_name(id, false))
		return fl_json_error(v, g->l->err, FL_EINVAL, "'%.*s' is no name of a list", FL_STR_ARG(id));
	if (object)
		FL_TRY(fl_pack_only(g->l, v, known));
	if (object && fl_json_present(add) == fl_json_present(words))
		return fl_json_error(v, g->l->err, FL_EINVAL, "a list has either 'words' or, for words more, 'add'");
	if (!fl_map_put(&g->l->pack->lists.by_id, id, index, &which))
		return fl_enomem(g->l->err);
	if (fl_json_present(add))
		return which == index ? fl_json_error(v, g->l->err, FL_EINVAL,
						      "no list '%.*s' in the packs that are extended", FL_STR_ARG(id))
				      : read_members(g, which, add);
	if (which != index)
		return fl_json_error(v, g->l->err, FL_EINVAL,
				     "a pack that is extended has a list '%.*s'; 'add' gives it more words",
				     FL_STR_ARG(id));
	fl_word_list list = { .id = id, .json = v };
	if (index == LISTS_MAX)
		return fl_json_error(v, g->l->err, FL_EINVAL, "more than %d lists", LISTS_MAX);
	if (!fl_vec_push(&g->lists, list) || !fl_vec_push(&g->first, (size_t)0))
		return fl_enomem(g->l->err);
	return read_members(g, index, words);
}

static fl_status read_lists(gatherer *g)
{
	for (g->l->part = 0; g->l->part < g->l->parts.len; g->l->part++) {
		fl_json v = fl_json_get(g->l->parts.items[g->l->part].root, "lists");
		if (!fl_json_present(v))
			continue;
		if (fl_json_type_of(v) != FL_JSON_OBJECT)
			return fl_json_error(v, g->l->err, FL_EINVAL, "'lists' is an object of lists");
		for (size_t i = 0; i < fl_json_len(v); i++)
			FL_TRY(read_list(g, fl_json_key(v, i), fl_json_at(v, i)));
	}
	return FL_OK;
}

/* ---- writing ----------------------------------------------------------------------------------------------- */

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

static fl_status collect(gatherer *g, size_t list)
{
	for (size_t m = g->first.items[list]; m; m = g->members.items[m - 1].next) {
		const member *one = &g->members.items[m - 1];
		if (g->words.len > WORDS_MAX)
			return fl_json_error(g->lists.items[list].json, g->l->err, FL_ERANGE,
					     "a list of more than %d words", WORDS_MAX);
		if (!one->text.data)
			FL_TRY(collect(g, one->list));
		else if (!fl_vec_push(&g->words, one->text))
			return fl_enomem(g->l->err);
	}
	return FL_OK;
}

static fl_status write_list(gatherer *g, size_t which, fl_buf *regex)
{
	fl_word_list *list = &g->lists.items[which];

	g->words.len = 0;
	fl_buf_clear(regex);
	FL_TRY(collect(g, which));
	qsort(g->words.items, g->words.len, sizeof *g->words.items, by_length);
	fl_buf_puts(regex, "(?:");
	for (size_t i = 0; i < g->words.len; i++) {
		if (i > 0 && fl_str_eq(g->words.items[i], g->words.items[i - 1]))
			continue;
		if (i > 0)
			fl_buf_putc(regex, '|');
		add_quoted(regex, g->words.items[i]);
	}
	fl_buf_putc(regex, ')');
	FL_TRY(fl_buf_status(regex, g->l->err));
	list->regex = fl_arena_str(&g->l->pack->arena, fl_buf_view(regex));
	return list->regex.data ? FL_OK : fl_enomem(g->l->err);
}

static fl_status write_lists(gatherer *g)
{
	fl_word_lists *lists = &g->l->pack->lists;
	fl_buf regex;
	fl_status status = FL_OK;

	lists->items = fl_arena_array(&g->l->pack->arena, g->lists.len + 1, sizeof *lists->items);
	if (!lists->items)
		return fl_enomem(g->l->err);
	fl_buf_init(&regex, FL_PACK_JSON_MAX);
	for (size_t i = 0; i < g->lists.len && status == FL_OK; i++) {
		status = write_list(g, i, &regex);
		lists->items[i] = g->lists.items[i];
		lists->count++;
	}
	fl_buf_release(&regex);
	return status;
}

fl_status fl_pack_parse_lists(fl_pack_loader *l)
{
	gatherer g = { .l = l };
	fl_status status = read_lists(&g);

	if (status == FL_OK)
		status = write_lists(&g);
	fl_vec_release(&g.lists);
	fl_vec_release(&g.members);
	fl_vec_release(&g.first);
	fl_vec_release(&g.words);
	return status;
}
