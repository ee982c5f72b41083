/* SPDX-License-Identifier: Apache-2.0
 *
 * look_alike.c - three ways in which two names look alike, and none compares all with all.
 *
 *   core     the same words without what is said of many: what stands in brackets, the legal form and kind at the end (有限公司, 基金会,
 *            服务中心, foundation, ltd), 省 市 县 区 behind a place. Names are put together by their core with a hash map.
 *   letter   one character is another, is missing or is too much, and it is no digit and no numeral (第一小学 and 第二小学 are two).
 *            Two such names have a common form in which one character, at most, is left out of each: every such form of every name
 *            goes into a hash map, and what meets there is compared (Bocek, Hunt, Stiller: Fast similarity search in large
 *            dictionaries, 2007).
 *   alike    at least 0.6 by the score of dreams: the exact join of join.c over the names as titles.
 */
#include "dedup/look_alike.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "dedup/dedup.h"
#include "text/normalise.h"

#include <stdlib.h>

#define ALIKE     600000 /* millionths */
#define CHARS_MAX 200
#define CORE_MIN  2 /* characters: a shorter core says nothing */
#define WORD_MIN  4 /* characters of a name that may have a wrong letter */
#define MEET_MAX  64 /* of more names of one form each is compared with the first and with the last ones before it */

typedef FL_VEC(fl_look_alike) found;

typedef struct entry { /* a form of a name, in a list of those with the same one */
	uint32_t name, next;
} entry;

typedef struct search {
	const fl_str *names;
	fl_str *forms; /* comparing form; "": left out */
	size_t count;
	fl_arena arena;
	fl_map map;
	FL_VEC(entry) entries;
	found found;
} search;

#define END UINT32_MAX

/* ---- forms ---------------------------------------------------------------------------------------------------------- */

static const char *const endings[] = { "有限责任公司", "股份有限公司", "有限公司",     "公司",	      "集团",	"慈善基金会", "公益基金会",
				       "基金会",       "社会工作服务中心", "志愿服务中心", "公益服务中心", "服务中心", "发展中心",	  "中心",
				       "志愿者协会",   "协会",	       "促进会",       "联合会",      "研究院", "志愿服务队", "志愿者服务队",
				       "服务队",       "服务社",       "工作室",       "工作站",      "服务站", "foundation", "association",
				       "limited",      "company",      "centre",       "center",      "trust",	"ltd",	      "inc",
				       "llc",	       "公益",	       "慈善" };
static const char *const places[] = { "省", "市", "县", "区" };

static bool ends_with(fl_str text, fl_str end)
{
	return text.len > end.len && memcmp(text.data + text.len - end.len, end.data, end.len) == 0;
}

/* Cut what is said of many organisations off the end, again and again, while enough is left. */
static fl_str cut_endings(fl_str text)
{
	for (size_t i = 0; i < sizeof endings / sizeof *endings;) {
		fl_str end = fl_str_of(endings[i]);
		fl_str rest = ends_with(text, end) ? fl_str_slice(text, 0, text.len - end.len) : text;
		if (rest.len == text.len || fl_utf8_length(rest) < CORE_MIN) {
			i++;
			continue;
		}
		text = rest;
		i = 0;
	}
	return text;
}

/* Without 省, 市, 县, 区 behind two characters of a place: 北京市春苗 and 北京春苗 are one core. */
static void drop_places(fl_str text, fl_buf *out)
{
	size_t at = 0;
	for (size_t pos = 0, chars = 0; pos < text.len; chars++) {
		size_t from = pos;
		(void)fl_utf8_next(text, &pos);
		for (size_t k = 0; k < sizeof places / sizeof *places && chars >= 2; k++)
			if (fl_str_eqz(fl_str_slice(text, from, pos), places[k])) {
				fl_buf_str(out, fl_str_slice(text, at, from));
				at = pos;
			}
	}
	fl_buf_str(out, fl_str_slice(text, at, text.len));
}

/* The name without what stands in brackets, ASCII or full width. */
static void drop_brackets(fl_str text, fl_buf *out)
{
	int depth = 0;
	for (size_t pos = 0; pos < text.len;) {
		size_t from = pos;
		int32_t c = fl_utf8_next(text, &pos);
		depth += c == '(' || c == 0xFF08 || c == '[' || c == 0x3010;
		if (depth == 0)
			fl_buf_str(out, fl_str_slice(text, from, pos));
		depth -= depth > 0 && (c == ')' || c == 0xFF09 || c == ']' || c == 0x3011);
	}
}

static fl_status make_core(search *s, fl_str name, fl_str *ret, fl_error *err)
{
	fl_buf plain, out;
	fl_normal form;
	fl_buf_init(&plain, 1 << 20);
	fl_buf_init(&out, 1 << 20);
	drop_brackets(name, &plain);
	fl_status status = fl_buf_status(&plain, err);
	if (status == FL_OK)
		status = fl_normalise(fl_buf_view(&plain), FL_NORMAL_COMPARE, &s->arena, &form, err);
	if (status == FL_OK) {
		drop_places(cut_endings(form.text), &out);
		status = fl_buf_status(&out, err);
	}
	if (status == FL_OK) {
		*ret = fl_arena_str(&s->arena, fl_buf_view(&out));
		status = ret->data ? FL_OK : fl_enomem(err);
	}
	fl_buf_release(&plain);
	fl_buf_release(&out);
	return status;
}

/* ---- what is found -------------------------------------------------------------------------------------------------- */

static fl_status add(search *s, uint32_t a, uint32_t b, fl_look_alike_reason reason, int32_t score, fl_error *err)
{
	fl_look_alike two = { a < b ? a : b, a < b ? b : a, reason, score };
	if (s->found.len >= FL_DEDUP_PAIRS_MAX)
		return fl_error_set(err, FL_ERANGE, "more than %zu pairs of organisations look alike", FL_DEDUP_PAIRS_MAX);
	return a == b || fl_vec_push(&s->found, two) ? FL_OK : fl_enomem(err);
}

/* Put a name under a form; *ret_first is the newest other name there, END: none. The form must live as long as the map. */
static fl_status put_under(search *s, fl_str form, uint32_t name, uint32_t *ret_first, fl_error *err)
{
	size_t head;
	uint32_t here = (uint32_t)s->entries.len;
	if (!fl_map_put(&s->map, form, here, &head))
		return fl_enomem(err);
	*ret_first = head == here ? END : (uint32_t)head;
	entry made = { name, END };
	if (head != here) { /* behind the first */
		made.next = s->entries.items[head].next;
		s->entries.items[head].next = here;
	}
	return fl_vec_push(&s->entries, made) ? FL_OK : fl_enomem(err);
}

static fl_status find_cores(search *s, fl_error *err)
{
	for (uint32_t i = 0; i < s->count; i++) {
		fl_str core;
		uint32_t first;
		if (s->forms[i].len == 0)
			continue;
		FL_TRY(make_core(s, s->names[i], &core, err));
		if (fl_utf8_length(core) < CORE_MIN)
			continue;
		FL_TRY(put_under(s, core, i, &first, err));
		if (first != END)
			FL_TRY(add(s, s->entries.items[first].name, i, FL_ALIKE_CORE, 0, err));
	}
	return FL_OK;
}

static bool is_number(int32_t c)
{
	static const char numerals[] = "零一二三四五六七八九十百千万亿两甲乙丙丁";
	char bytes[4];
	if (c >= '0' && c <= '9')
		return true;
	size_t len = fl_utf8_put((uint32_t)c, bytes);
	for (size_t i = 0; len == 3 && i + 3 < sizeof numerals; i += 3)
		if (memcmp(numerals + i, bytes, 3) == 0)
			return true;
	return false;
}

/* Do they differ in one character, which is no number? */
static bool one_letter(fl_str a, fl_str b)
{
	size_t begin = 0, a_end = a.len, b_end = b.len, x, y;
	while (begin < a.len && begin < b.len && a.data[begin] == b.data[begin])
		begin++;
	while (begin > 0 && begin < a.len && ((unsigned char)a.data[begin] & 0xC0) == 0x80)
		begin--;
	while (begin > 0 && begin < b.len && ((unsigned char)b.data[begin] & 0xC0) == 0x80)
		begin--;
	while (a_end > begin && b_end > begin && a.data[a_end - 1] == b.data[b_end - 1]) {
		a_end--;
		b_end--;
	}
	while (a_end < a.len && b_end < b.len && ((unsigned char)a.data[a_end] & 0xC0) == 0x80) {
		a_end++;
		b_end++;
	}
	x = begin;
	y = begin;
	if (x < a_end && is_number(fl_utf8_next(a, &x)))
		return false;
	if (y < b_end && is_number(fl_utf8_next(b, &y)))
		return false;
	return x == a_end && y == b_end && (a_end > begin || b_end > begin);
}

static fl_status compare_under(search *s, uint32_t first, uint32_t name, fl_error *err)
{
	uint32_t at = first, seen = 0;
	for (; at != END && seen < MEET_MAX; at = s->entries.items[at].next, seen++) {
		uint32_t other = s->entries.items[at].name;
		if (other != name && one_letter(s->forms[other], s->forms[name]))
			FL_TRY(add(s, other, name, FL_ALIKE_LETTER, 0, err));
	}
	return FL_OK;
}

static fl_status find_letters(search *s, fl_error *err)
{
	fl_buf form;
	fl_status status = FL_OK;
	fl_buf_init(&form, 1 << 20);
	for (uint32_t i = 0; i < s->count && status == FL_OK; i++) {
		fl_str name = s->forms[i];
		uint32_t first = END;
		if (fl_utf8_length(name) < WORD_MIN)
			continue;
		status = put_under(s, name, i, &first, err);
		if (status == FL_OK)
			status = compare_under(s, first, i, err);
		for (size_t pos = 0; pos < name.len && status == FL_OK;) {
			size_t from = pos;
			(void)fl_utf8_next(name, &pos);
			fl_buf_clear(&form);
			fl_buf_str(&form, fl_str_slice(name, 0, from));
			fl_buf_str(&form, fl_str_slice(name, pos, name.len));
			fl_str copy = fl_arena_str(&s->arena, fl_buf_view(&form));
			status = copy.data ? put_under(s, copy, i, &first, err) : fl_enomem(err);
			if (status == FL_OK)
				status = compare_under(s, first, i, err);
		}
	}
	fl_buf_release(&form);
	return status;
}

static fl_status find_alike(search *s, int threads, fl_error *err)
{
	fl_dedup_options options;
	fl_dedup_result result;
	fl_dedup_text *texts = fl_arena_array(&s->arena, s->count + 1, sizeof *texts);
	if (!texts)
		return fl_enomem(err);
	for (size_t i = 0; i < s->count; i++)
		texts[i] = (fl_dedup_text){ .id = s->names[i], .title = s->forms[i], .submitted = FL_TIME_NONE };
	fl_dedup_defaults(&options);
	options.candidates = options.same = ALIKE;
	options.threads = threads;
	FL_TRY(fl_dedup(texts, s->count, &options, &s->arena, &result, err));
	for (size_t i = 0; i < result.num_pairs; i++)
		if (!result.pairs[i].exact && !(result.pairs[i].differs & FL_DIFF_NUMBER))
			FL_TRY(add(s, result.pairs[i].a, result.pairs[i].b, FL_ALIKE_WORDS, result.pairs[i].score, err));
	return FL_OK;
}

/* ---- the whole ------------------------------------------------------------------------------------------------------ */

static fl_status make_forms(search *s, fl_error *err)
{
	s->forms = fl_arena_array(&s->arena, s->count + 1, sizeof *s->forms);
	if (!s->forms)
		return fl_enomem(err);
	for (size_t i = 0; i < s->count; i++) {
		fl_normal form;
		FL_TRY(fl_normalise(s->names[i], FL_NORMAL_COMPARE, &s->arena, &form, err));
		s->forms[i] = fl_utf8_length(form.text) <= CHARS_MAX ? form.text : FL_STR("");
	}
	return FL_OK;
}

static int by_names(const void *a, const void *b)
{
	const fl_look_alike *x = a, *y = b;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	if (x->b != y->b)
		return x->b < y->b ? -1 : 1;
	return x->reason < y->reason ? -1 : x->reason > y->reason;
}

static int by_reason(const void *a, const void *b)
{
	const fl_look_alike *x = a, *y = b;
	return x->reason != y->reason ? (x->reason < y->reason ? -1 : 1) : by_names(a, b);
}

static fl_status hand_out(search *s, fl_arena *arena, fl_look_alike **ret, size_t *ret_count, fl_error *err)
{
	size_t n = 0;
	fl_look_alike *list = fl_arena_array(arena, s->found.len + 1, sizeof *list);
	if (!list)
		return fl_enomem(err);
	if (s->found.len > 0)
		qsort(s->found.items, s->found.len, sizeof *s->found.items, by_names);
	for (size_t i = 0; i < s->found.len; i++)
		if (n == 0 || list[n - 1].a != s->found.items[i].a || list[n - 1].b != s->found.items[i].b)
			list[n++] = s->found.items[i];
	if (n > 0)
		qsort(list, n, sizeof *list, by_reason);
	*ret = list;
	*ret_count = n;
	return FL_OK;
}

fl_status fl_look_alikes(const fl_str *names, size_t count, int threads, fl_arena *arena, fl_look_alike **ret, size_t *ret_count,
			 fl_error *err)
{
	search s = { .names = names, .count = count, .arena = FL_ARENA_INIT };
	fl_status status = make_forms(&s, err);
	if (status == FL_OK)
		status = find_cores(&s, err);
	fl_map_release(&s.map);
	s.entries.len = 0;
	if (status == FL_OK)
		status = find_letters(&s, err);
	if (status == FL_OK)
		status = find_alike(&s, threads, err);
	if (status == FL_OK)
		status = hand_out(&s, arena, ret, ret_count, err);
	fl_map_release(&s.map);
	fl_vec_release(&s.entries);
	fl_vec_release(&s.found);
	fl_arena_release(&s.arena);
	return status;
}
