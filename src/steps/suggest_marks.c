/* SPDX-License-Identifier: Apache-2.0
 *
 * suggest_marks.c - marks of rules as labels of rows. See suggest_marks.h.
 */
#include "steps/suggest_marks.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

typedef struct said { /* what one mark says */
	size_t row;
	fl_str label;
	bool right;
} said;

typedef struct applying {
	fl_suggest_marks *m;
	fl_table_rows *rows;
	bool column;
	const fl_listener *findings;
	const char *path;
	fl_map labels;       /* of the column */
	FL_VEC(said) said;
} applying;

/* ---- from a mark to labels ------------------------------------------------------------------------------------------ */

static fl_str after_colon(fl_str tag)
{
	const char *colon = tag.len ? memchr(tag.data, ':', tag.len) : NULL;
	return colon ? fl_str_slice(tag, (size_t)(colon - tag.data) + 1, tag.len) : tag;
}

/* The label that the tag is, as the column writes it; "" when it is none. */
static fl_str label_of(const applying *a, const fl_pack *pack, fl_str tag)
{
	if (!a->column)
		return fl_pack_is_category(pack, tag) ? tag : FL_STR("");
	if (fl_map_get(&a->labels, tag) != FL_MAP_NONE)
		return tag;
	return fl_map_get(&a->labels, after_colon(tag)) != FL_MAP_NONE ? after_colon(tag) : FL_STR("");
}

static const fl_pack *find_rule(const fl_packs *packs, fl_str name, size_t *ret_rule)
{
	for (size_t p = 0; p < packs->len; p++) {
		fl_str id = fl_pack_id(packs->items[p]);
		if (!fl_str_starts(name, id) || name.len <= id.len + 1 || name.data[id.len] != '/')
			continue;
		fl_str rule = fl_str_slice(name, id.len + 1, name.len);
		for (size_t r = 0; r < fl_pack_num_rules(packs->items[p]); r++)
			if (fl_str_eq(fl_pack_rule_id(packs->items[p], r), rule)) {
				*ret_rule = r;
				return packs->items[p];
			}
	}
	return NULL;
}

/* What the mark says of its row; *ret_any: of some label. */
static fl_status read_mark(applying *a, const fl_rule_mark *mark, size_t row, bool *ret_any, fl_error *err)
{
	size_t rule = 0, count = 0;
	const fl_pack *pack = find_rule(&a->m->packs, mark->rule, &rule);
	const fl_str *tags = pack ? fl_pack_rule_tags(pack, rule, &count) : NULL;
	*ret_any = false;
	for (size_t t = 0; t < count; t++) {
		fl_str label = label_of(a, pack, tags[t]);
		if (label.len == 0)
			continue;
		*ret_any = true;
		if (!fl_vec_push(&a->said, ((said){ row, label, mark->right })))
			return fl_enomem(err);
	}
	return FL_OK;
}

static int by_row(const void *a, const void *b) /* of one label what is right first */
{
	const said *x = a, *y = b;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	int order = fl_str_cmp(x->label, y->label);
	return order ? order : (int)y->right - (int)x->right;
}

/* Two rules that give one tag: where one was right, the row has the tag, however wrong the other was to hold. */
static void join_said(applying *a)
{
	size_t kept = 0;
	if (a->said.len > 1)
		qsort(a->said.items, a->said.len, sizeof *a->said.items, by_row);
	for (size_t i = 0; i < a->said.len; i++) {
		const said *s = &a->said.items[i], *last = kept ? &a->said.items[kept - 1] : NULL;
		if (!last || last->row != s->row || !fl_str_eq(last->label, s->label))
			a->said.items[kept++] = *s;
	}
	a->said.len = kept;
}

/* Every mark whose dream is a row. Of several rows with one id the first is the dream. */
static fl_status read_marks(applying *a, fl_error *err)
{
	fl_map ids = { 0 };
	size_t first;
	fl_status status = FL_OK;
	for (size_t i = 0; i < a->rows->rows.len && status == FL_OK; i++)
		if (!fl_map_put(&ids, a->rows->rows.items[i].id, i, &first))
			status = fl_enomem(err);
	for (size_t i = 0; i < a->m->marks.items.len && status == FL_OK; i++) {
		fl_rule_mark *mark = &a->m->marks.items.items[i];
		size_t row = fl_map_get(&ids, mark->dream);
		bool any;
		mark->found = row != FL_MAP_NONE;
		a->m->absent += !mark->found;
		if (!mark->found)
			continue;
		status = read_mark(a, mark, row, &any, err);
		a->m->no_label += !any;
	}
	fl_map_release(&ids);
	join_said(a);
	return status;
}

/* ---- from labels to rows -------------------------------------------------------------------------------------------- */

static void report_row(applying *a, const fl_kept_row *row, const char *what, fl_str label)
{
	fl_report(a->findings, FL_WARNING, "mark-label", a->path, 0, 0, row->id.data, "row '%.*s': %s '%.*s'", FL_STR_ARG(row->id),
		  what, FL_STR_ARG(label));
}

static void label_row(applying *a, fl_kept_row *row, const said *s, size_t count)
{
	fl_str right = FL_STR("");
	size_t rights = 0;
	bool stands = false;
	for (size_t i = 0; i < count; i++) {
		if (!s[i].right)
			continue;
		stands = stands || fl_str_eq(s[i].label, row->label);
		right = s[i].label;
		rights++;
	}
	if (rights > 1 && !stands) {
		report_row(a, row, "left out, for two labels are marked right, one of them", right);
		a->m->ambiguous++;
		row->label = FL_STR("");
	} else if (rights == 1 && row->label.len == 0) {
		a->m->given++;
		row->label = right;
	} else if (rights == 1 && !stands) {
		report_row(a, row, "against the table a mark says that it is", right);
		a->m->changed++;
		row->label = right;
	}
}

static fl_status refuse_labels(applying *a, size_t at, const said *s, size_t count, fl_error *err)
{
	fl_kept_row *row = &a->rows->rows.items[at];
	for (size_t i = 0; i < count; i++)
		if (!s[i].right && fl_str_eq(s[i].label, row->label)) {
			report_row(a, row, "against the table a mark says that it is not", s[i].label);
			a->m->changed++;
			row->label = FL_STR("");
		}
	for (size_t i = 0; i < count && row->label.len == 0; i++)
		if (!s[i].right && !fl_vec_push(&a->m->wrong, ((fl_not_label){ at, s[i].label })))
			return fl_enomem(err);
	return FL_OK;
}

static fl_status list_labels(applying *a, fl_error *err)
{
	size_t first;
	for (size_t i = 0; i < a->rows->rows.len; i++)
		if (a->rows->rows.items[i].label.len && !fl_map_put(&a->labels, a->rows->rows.items[i].label, i, &first))
			return fl_enomem(err);
	return FL_OK;
}

fl_status fl_suggest_marks_apply(fl_suggest_marks *m, fl_table_rows *rows, bool column, const fl_listener *findings,
				 const char *path, fl_error *err)
{
	applying a = { .m = m, .rows = rows, .column = column, .findings = findings, .path = path };
	fl_status status = list_labels(&a, err);
	if (status == FL_OK)
		status = read_marks(&a, err);
	for (size_t i = 0, end; i < a.said.len && status == FL_OK; i = end) {
		size_t row = a.said.items[i].row;
		for (end = i + 1; end < a.said.len && a.said.items[end].row == row; end++)
			;
		label_row(&a, &rows->rows.items[row], &a.said.items[i], end - i);
		status = refuse_labels(&a, row, &a.said.items[i], end - i, err);
	}
	fl_vec_release(&a.said);
	fl_map_release(&a.labels);
	return status;
}

/* ---- opening and telling -------------------------------------------------------------------------------------------- */

fl_status fl_suggest_marks_open(fl_suggest_marks *m, const char *path, const char *const *packs, size_t num_packs, int threads,
				fl_error *err)
{
	FL_TRY(fl_packs_from_names(&m->packs, packs, num_packs, threads, err));
	return fl_rule_marks_read(&m->marks, path, err);
}

void fl_suggest_marks_say(const fl_suggest_marks *m, fl_buf *out)
{
	fl_buf_printf(out,
		      "\nmarks of reviewers %zu: labels given %zu, changed %zu, said what a row is not %zu, left out %zu\n"
		      "of no row %zu, of rules that give no label %zu\n",
		      m->marks.items.len, m->given, m->changed, m->wrong.len, m->ambiguous, m->absent, m->no_label);
}

void fl_suggest_marks_put(const fl_suggest_marks *m, fl_buf *json)
{
	fl_json_writer w;
	size_t end = json->len;
	while (end > 0 && json->data[end - 1] != '}')
		end--;
	if (end == 0)
		return;
	fl_buf_shorten(json, json->len - (end - 1));
	fl_buf_puts(json, ",\"marks\":");
	fl_json_start(&w, json, false);
	fl_json_begin_object(&w);
	fl_json_kv_i64(&w, "marks", (int64_t)m->marks.items.len);
	fl_json_kv_i64(&w, "given", (int64_t)m->given);
	fl_json_kv_i64(&w, "changed", (int64_t)m->changed);
	fl_json_kv_i64(&w, "not", (int64_t)m->wrong.len);
	fl_json_kv_i64(&w, "left_out", (int64_t)m->ambiguous);
	fl_json_kv_i64(&w, "absent", (int64_t)m->absent);
	fl_json_kv_i64(&w, "no_label", (int64_t)m->no_label);
	fl_json_end_object(&w);
	fl_buf_puts(json, "}\n");
}

void fl_suggest_marks_release(fl_suggest_marks *m)
{
	fl_vec_release(&m->wrong);
	fl_rule_marks_release(&m->marks);
	fl_packs_release(&m->packs);
}
