/* SPDX-License-Identifier: Apache-2.0
 *
 * write_lines.c - the result as JSON Lines: first the round, then a line for each pool, group, dream, pair, open item, file and note,
 * then what stands in other documents: decisions, partners, what followed.
 *
 * Made out of those documents, so that both always say the same; "type" tells what a line is.
 */
#include "report/report.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"

#include <string.h>

static const struct {
	const char *list, *type;
} lists[] = { { "pools", "pool" }, { "groups", "group" }, { "dreams", "dream" },
	      { "pairs", "pair" }, { "open_items", "open" }, { "files", "file" },
	      { "notes", "note" } };

enum { LISTS = sizeof lists / sizeof *lists };

static bool is_list(fl_str key)
{
	for (size_t k = 0; k < LISTS; k++)
		if (fl_str_eqz(key, lists[k].list))
			return true;
	return false;
}

/* One object on a line of its own, without the members that have lines themselves. */
static void put_line(fl_buf *out, const char *type, fl_json object, bool whole)
{
	fl_json_writer w;
	fl_json_start(&w, out, false);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "type", type);
	for (size_t i = 0; i < fl_json_len(object); i++) {
		if (!whole && is_list(fl_json_key(object, i)))
			continue;
		fl_json_put_key_str(&w, fl_json_key(object, i));
		fl_json_put_value(&w, fl_json_at(object, i), false);
	}
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
}

static void put_list(fl_buf *out, fl_json root, const char *key, const char *type)
{
	fl_json list = fl_json_get(root, key);
	for (size_t i = 0; i < fl_json_len(list); i++)
		put_line(out, type, fl_json_at(list, i), true);
}

static fl_status put_result(const fl_result *result, fl_buf *out, fl_error *err)
{
	fl_buf whole;
	fl_json_doc *doc = NULL;
	fl_buf_init(&whole, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_report_json(result, &whole, err);
	if (status == FL_OK)
		status = fl_json_parse(fl_buf_view(&whole), "result.json", &doc, err);
	if (status == FL_OK) {
		put_line(out, "round", fl_json_root(doc), false);
		for (size_t k = 0; k < LISTS; k++)
			put_list(out, fl_json_root(doc), lists[k].list, lists[k].type);
	}
	fl_json_free(doc);
	fl_buf_release(&whole);
	return status;
}

static fl_status put_document(fl_str text, const fl_line_list *list, fl_buf *out, fl_error *err)
{
	fl_json_doc *doc = NULL;
	FL_TRY(fl_json_parse(text, list->type, &doc, err));
	if (list->list)
		put_list(out, fl_json_root(doc), list->list, list->type);
	else
		put_line(out, list->type, fl_json_root(doc), true);
	fl_json_free(doc);
	return FL_OK;
}

static fl_status put_more(const fl_line_list *list, fl_buf *out, fl_error *err)
{
	fl_str rest = list->document;
	if (list->list)
		return rest.len > 0 ? put_document(rest, list, out, err) : FL_OK;
	while (rest.len > 0) {
		const char *end = memchr(rest.data, '\n', rest.len);
		size_t len = end ? (size_t)(end - rest.data) : rest.len;
		FL_TRY(put_document(fl_str_slice(rest, 0, len), list, out, err));
		rest = fl_str_slice(rest, end ? len + 1 : len, rest.len);
	}
	return FL_OK;
}

fl_status fl_report_lines(const fl_result *result, const fl_line_list *more, size_t num_more, fl_buf *out, fl_error *err)
{
	FL_TRY(put_result(result, out, err));
	for (size_t i = 0; i < num_more; i++)
		FL_TRY(put_more(&more[i], out, err));
	return fl_buf_status(out, err);
}
