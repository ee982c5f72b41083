/* SPDX-License-Identifier: Apache-2.0
 *
 * rule_marks.c - marks out of a file of decisions (docs/reference/decisions.md), counted rule by rule.
 *
 * A mark says of one dream that a rule was right, or wrong, to hold of it. When the rule is changed, the marks tell what the change
 * did: a right one that is no longer hit is lost, a wrong one mended.
 */
#include "steps/rule_marks.h"

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/str.h"

#include <stdlib.h>

#define FILE_MAX ((size_t)1 << 28)

static int by_dream(const void *a, const void *b)
{
	const fl_rule_mark *x = a, *y = b;
	int order = fl_str_cmp(x->dream, y->dream);
	if (order == 0)
		order = fl_str_cmp(x->rule, y->rule);
	if (order == 0)
		order = x->at < y->at ? -1 : x->at > y->at;
	return order ? order : x->order < y->order ? -1 : x->order > y->order;
}

static int by_rule(const void *a, const void *b)
{
	const fl_rule_mark *x = *(const fl_rule_mark *const *)a, *y = *(const fl_rule_mark *const *)b;
	return fl_str_cmp(x->rule, y->rule);
}

/* ---- reading -------------------------------------------------------------------------------------------------------- */

static fl_status read_line(fl_rule_marks *m, fl_str text, size_t *order, fl_error *err)
{
	fl_decision d;
	FL_TRY(fl_decision_read(text, &m->arena, &d, err));
	if (!fl_decision_is(&d, FL_DECISION_MARK))
		return FL_OK;
	fl_rule_mark mark = { .dream = d.subject,
			      .rule = d.other,
			      .right = fl_str_eqz(d.value, "right"),
			      .found = d.value.len == 0, /* taken back: known by this until the latest is chosen */
			      .at = d.at,
			      .order = ++*order };
	return fl_vec_push(&m->items, mark) ? FL_OK : fl_enomem(err);
}

/* One mark a dream and rule, the latest; none where that takes back. */
static void keep_latest(fl_rule_marks *m)
{
	size_t kept = 0;
	if (m->items.len > 1)
		qsort(m->items.items, m->items.len, sizeof *m->items.items, by_dream);
	for (size_t i = 0; i < m->items.len; i++) {
		const fl_rule_mark *x = &m->items.items[i], *next = x + 1;
		bool last = i + 1 == m->items.len || !fl_str_eq(x->dream, next->dream) || !fl_str_eq(x->rule, next->rule);
		if (last && !x->found)
			m->items.items[kept++] = *x;
	}
	m->items.len = kept;
}

fl_status fl_rule_marks_read(fl_rule_marks *m, const char *path, fl_error *err)
{
	size_t pos = 0, order = 0;
	int64_t number = 0;
	fl_str text;
	fl_decisions_head head;
	fl_buf_init(&m->bytes, FILE_MAX);
	FL_TRY(fl_file_read(path, &m->bytes, err));
	while (fl_str_line(fl_buf_view(&m->bytes), &pos, &text)) {
		fl_error inner = FL_ERROR_INIT;
		number++;
		if (fl_str_trim(text).len == 0)
			continue;
		fl_status status = number == 1 ? fl_decisions_read_head(text, &m->arena, &head, &inner)
					       : read_line(m, text, &order, &inner);
		if (status != FL_OK)
			return fl_error_at(err, status, path, number, inner.column, "%s", inner.message);
	}
	keep_latest(m);
	return FL_OK;
}

void fl_rule_marks_release(fl_rule_marks *m)
{
	fl_vec_release(&m->items);
	fl_buf_release(&m->bytes);
	fl_arena_release(&m->arena);
}

/* ---- counting ------------------------------------------------------------------------------------------------------- */

/* Is the rule that holds the one "pack/rule"? */
static bool names(fl_str name, fl_str pack, fl_str rule)
{
	return name.len == pack.len + 1 + rule.len && fl_str_starts(name, pack) && name.data[pack.len] == '/' &&
	       fl_str_eq(fl_str_slice(name, pack.len + 1, name.len), rule);
}

void fl_rule_marks_see(fl_rule_marks *m, const fl_pack *const *packs, fl_str id, const fl_tagging *t)
{
	size_t from = 0, to = m->items.len;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (fl_str_cmp(m->items.items[middle].dream, id) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	for (; from < m->items.len && fl_str_eq(m->items.items[from].dream, id); from++) {
		fl_rule_mark *mark = &m->items.items[from];
		mark->found = true;
		for (size_t h = 0; h < t->num_held && !mark->hit; h++) {
			const fl_pack *pack = packs[t->held[h].pack];
			mark->hit = names(mark->rule, fl_pack_id(pack), fl_pack_rule_id(pack, t->held[h].rule));
		}
	}
}

typedef struct counts {
	fl_str rule;
	int64_t right, lost, wrong, mended, absent;
} counts;

typedef void (*teller)(const counts *c, void *user);

static void count(counts *c, const fl_rule_mark *mark)
{
	c->absent += !mark->found;
	c->right += mark->found && mark->right && mark->hit;
	c->lost += mark->found && mark->right && !mark->hit;
	c->wrong += mark->found && !mark->right && mark->hit;
	c->mended += mark->found && !mark->right && !mark->hit;
}

/* By name of the rule. */
static bool each_rule(fl_rule_marks *m, teller tell, void *user)
{
	const fl_rule_mark **list = fl_arena_array(&m->arena, m->items.len + 1, sizeof *list);
	if (!list)
		return false;
	for (size_t i = 0; i < m->items.len; i++)
		list[i] = &m->items.items[i];
	if (m->items.len > 1)
		qsort(list, m->items.len, sizeof *list, by_rule);
	for (size_t i = 0; i < m->items.len;) {
		counts c = { .rule = list[i]->rule };
		for (; i < m->items.len && fl_str_eq(list[i]->rule, c.rule); i++)
			count(&c, list[i]);
		tell(&c, user);
	}
	return true;
}

static void say_one(const counts *c, void *user)
{
	fl_buf *out = user;
	fl_buf_printf(out, "%7lld %7lld %7lld %7lld %7lld  ", (long long)c->right, (long long)c->lost, (long long)c->wrong,
		      (long long)c->mended, (long long)c->absent);
	fl_buf_safe(out, c->rule);
	fl_buf_putc(out, '\n');
}

void fl_rule_marks_say(fl_rule_marks *m, fl_buf *out)
{
	fl_buf_printf(out, "\nmarks of reviewers %zu\n  right    lost   wrong  mended  absent  rule\n", m->items.len);
	if (!each_rule(m, say_one, out) && out->status == FL_OK)
		out->status = FL_ENOMEM;
}

static void put_one(const counts *c, void *user)
{
	fl_json_writer *w = user;
	fl_json_begin_object(w);
	fl_json_kv_str(w, "rule", c->rule);
	fl_json_kv_i64(w, "right", c->right);
	fl_json_kv_i64(w, "lost", c->lost);
	fl_json_kv_i64(w, "wrong", c->wrong);
	fl_json_kv_i64(w, "mended", c->mended);
	fl_json_kv_i64(w, "absent", c->absent);
	fl_json_end_object(w);
}

void fl_rule_marks_put(fl_rule_marks *m, fl_json_writer *w)
{
	fl_json_begin_array(w);
	if (!each_rule(m, put_one, w) && w->buf->status == FL_OK)
		w->buf->status = FL_ENOMEM;
	fl_json_end_array(w);
}
