/* SPDX-License-Identifier: Apache-2.0
 *
 * write_lines.c - the result as JSON Lines: first the round, then a line for each pool, group, dream, pair, file and note.
 *
 * Made out of result.json, so that both always say the same; "type" tells what a line is.
 */
#include "report/report.h"

#include "base/json.h"
#include "base/str.h"

static const struct {
	const char *list, *type;
} lists[] = { { "pools", "pool" }, { "groups", "group" }, { "dreams", "dream" },
	      { "pairs", "pair" }, { "files", "file" },	  { "notes", "note" } };

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

fl_status fl_report_lines(const fl_result *result, fl_buf *out, fl_error *err)
{
	fl_buf whole;
	fl_json_doc *doc = NULL;
	fl_buf_init(&whole, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_report_json(result, &whole, err);
	if (status == FL_OK)
		status = fl_json_parse(fl_buf_view(&whole), "result.json", &doc, err);
	if (status == FL_OK) {
		fl_json root = fl_json_root(doc);
		put_line(out, "round", root, false);
		for (size_t k = 0; k < LISTS; k++) {
			fl_json list = fl_json_get(root, lists[k].list);
			for (size_t i = 0; i < fl_json_len(list); i++)
				put_line(out, lists[k].type, fl_json_at(list, i), true);
		}
		status = fl_buf_status(out, err);
	}
	fl_json_free(doc);
	fl_buf_release(&whole);
	return status;
}
