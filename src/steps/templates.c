/* SPDX-License-Identifier: Apache-2.0
 *
 * templates.c - who hands in one template often shall be seen at once, and hide nothing.
 *
 * Where copies are alike they are found as a group of pairs (domain/dense.h). The more copies, the less their common
 * words weigh: of thousands among thousands nothing is left by which two of them are alike. But then their title
 * stands there thousands of times, and that needs no weights.
 */
#include "steps/templates.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "domain/dense.h"

#define IDS_NAMED  4
#define TITLE_MAX  120 /* bytes */
#define LETTER_MIN 2   /* bytes of a title beside its numbers: '7' is no title that is like '8' */

typedef struct seen { /* dreams in order */
	int64_t dreams, pairs;
	uint64_t left_out;
	uint32_t first[IDS_NAMED];
} seen;

static void see(seen *s, size_t dream)
{
	if (s->dreams < IDS_NAMED)
		s->first[s->dreams] = (uint32_t)dream;
	s->dreams++;
}

static const char *ids_of(const fl_facts *facts, const seen *s, fl_buf *out)
{
	fl_buf_clear(out);
	for (int64_t i = 0; i < IDS_NAMED && i < s->dreams; i++) {
		fl_buf_puts(out, i > 0 ? ", " : "");
		fl_buf_str(out, facts->dreams[s->first[i]].id);
	}
	fl_buf_puts(out, s->dreams > IDS_NAMED ? ", …" : "");
	return out->data ? out->data : "";
}

/* Of the first. */
static const char *id_of(const fl_facts *facts, const seen *s, fl_buf *out)
{
	fl_buf_clear(out);
	fl_buf_str(out, facts->dreams[s->first[0]].id);
	return out->data ? out->data : "";
}

/* Whole characters of it. */
static fl_str short_title(fl_str title)
{
	size_t end = title.len;
	if (end > TITLE_MAX)
		for (end = TITLE_MAX; end > 0 && (title.data[end] & 0xC0) == 0x80; end--)
			;
	return fl_str_slice(title, 0, end);
}

/* ---- groups of pairs --------------------------------------------------------------------------------------------
 */

static fl_status tell_groups(fl_work *w, const fl_facts *facts, const fl_dedup_result *found, fl_buf *id, fl_buf *ids,
			     fl_error *err)
{
	seen *groups = fl_arena_array(&w->arena, facts->num_dreams + 1, sizeof *groups);
	if (!groups)
		return fl_enomem(err);
	for (size_t i = 0; i < facts->num_dreams; i++)
		if (found->hub[i] != FL_DENSE_NONE)
			see(&groups[found->hub[i]], i);
	for (size_t i = 0; i < found->num_pairs; i++) {
		uint32_t hub = found->hub[found->pairs[i].a];
		if (hub != FL_DENSE_NONE && hub == found->hub[found->pairs[i].b])
			groups[hub].pairs++;
	}
	for (size_t i = 0; i < facts->num_dreams; i++) {
		const seen *s = &groups[i];
		fl_str title =
		    short_title(facts->dreams[i].title.len > 0 ? facts->dreams[i].title : facts->dreams[i].body);
		if (s->dreams > 0)
			fl_report(&w->findings, FL_WARNING, "template-many", "", 0, 0, id_of(facts, s, id),
				  "%lld dreams share a template, '%.*s' (%s): each is like at least %d others; of "
				  "%llu pairs the %lld that matter most are kept",
				  (long long)s->dreams, FL_STR_ARG(title), ids_of(facts, s, ids), FL_DENSE_LEAST,
				  (unsigned long long)((uint64_t)s->pairs + found->left_out[i]), (long long)s->pairs);
	}
	return fl_buf_status(ids, err);
}

/* ---- titles -------------------------------------------------------------------------------------------------------
 */

/* Bytes of a digit of any width at 'at'; 0: none. */
static size_t digit_at(fl_str s, size_t at)
{
	if (s.data[at] >= '0' && s.data[at] <= '9')
		return 1;
	bool wide = at + 3 <= s.len && (unsigned char)s.data[at] == 0xEF && (unsigned char)s.data[at + 1] == 0xBC &&
		    (unsigned char)s.data[at + 2] >= 0x90 && (unsigned char)s.data[at + 2] <= 0x99;
	return wide ? 3 : 0;
}

/* The title with one '0' for each of its numbers. */
static void mask(fl_str title, fl_buf *out, size_t *ret_letters)
{
	bool number = false;
	fl_buf_clear(out);
	*ret_letters = 0;
	for (size_t at = 0; at < title.len;) {
		size_t len = digit_at(title, at);
		if (len == 0) {
			fl_buf_putc(out, title.data[at]);
			++*ret_letters;
		} else if (!number) {
			fl_buf_putc(out, '0');
		}
		number = len > 0;
		at += len > 0 ? len : 1;
	}
}

static bool counts(const fl_dedup_result *found, size_t i)
{
	return found->representative[i] == i && (!found->hub || found->hub[i] == FL_DENSE_NONE);
}

static fl_status count_titles(fl_work *w, const fl_facts *facts, const fl_dedup_result *found, fl_map *map,
			      seen *titles, fl_buf *key, fl_error *err)
{
	for (size_t i = 0; i < facts->num_dreams; i++) {
		size_t letters, at;
		if (!counts(found, i))
			continue;
		mask(fl_str_trim(facts->dreams[i].title), key, &letters);
		FL_TRY(fl_buf_status(key, err));
		if (letters < LETTER_MIN)
			continue;
		fl_str kept = fl_arena_str(&w->arena, fl_buf_view(key));
		if (!kept.data || !fl_map_put(map, kept, i, &at))
			return fl_enomem(err);
		see(&titles[at], i);
	}
	return FL_OK;
}

static fl_status tell_titles(fl_work *w, const fl_facts *facts, const fl_dedup_result *found, fl_buf *id, fl_buf *ids,
			     fl_error *err)
{
	fl_map map = { 0 };
	fl_buf key;
	seen *titles = fl_arena_array(&w->arena, facts->num_dreams + 1, sizeof *titles);
	if (!titles)
		return fl_enomem(err);
	fl_buf_init(&key, FL_BUF_MAX_DEFAULT);
	fl_status status = count_titles(w, facts, found, &map, titles, &key, err);
	for (size_t i = 0; i < facts->num_dreams && status == FL_OK; i++) {
		fl_str title = short_title(fl_str_trim(facts->dreams[i].title));
		if (titles[i].dreams > FL_DENSE_LEAST)
			fl_report(&w->findings, FL_WARNING, "title-many", "", 0, 0, id_of(facts, &titles[i], id),
				  "%lld dreams have one title, but for its numbers, and none stands for another: "
				  "'%.*s' (%s)",
				  (long long)titles[i].dreams, FL_STR_ARG(title), ids_of(facts, &titles[i], ids));
	}
	fl_map_release(&map);
	fl_buf_release(&key);
	return status == FL_OK ? fl_buf_status(ids, err) : status;
}

fl_status fl_templates_tell(fl_work *w, const fl_facts *facts, const fl_dedup_result *found, fl_error *err)
{
	fl_buf id, ids;
	fl_buf_init(&id, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&ids, FL_BUF_MAX_DEFAULT);
	fl_status status = found->hub ? tell_groups(w, facts, found, &id, &ids, err) : FL_OK;
	if (status == FL_OK)
		status = tell_titles(w, facts, found, &id, &ids, err);
	if (status == FL_OK)
		status = fl_buf_status(&id, err);
	fl_buf_release(&id);
	fl_buf_release(&ids);
	return status;
}
