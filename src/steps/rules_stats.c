/* SPDX-License-Identifier: Apache-2.0
 *
 * rules_stats.c - how rule packs do on a table, with labels where it has some.
 */
#include "base/error.h"
#include "base/str.h"
#include "classify/stats.h"
#include "steps/give.h"
#include "steps/rule_marks.h"
#include "steps/step.h"
#include "steps/table_tagging.h"

typedef struct counting {
	const fl_packs *packs;
	const fl_listener *findings;
	const char *path;
	int threads;
	bool labels, judged;
	fl_stats *stats;
	fl_rule_marks marks;
} counting;

/* What a table says of truth: true or false, in the words that spreadsheets and people use. */
static bool read_truth(fl_str text, bool *ret)
{
	static const char *const yes[] = { "true", "True", "TRUE", "1", "yes", "是", "对", NULL };
	static const char *const no[] = { "false", "False", "FALSE", "0", "no", "否", "不是", NULL };
	for (int i = 0; yes[i]; i++)
		if (fl_str_eqz(text, yes[i]))
			return *ret = true;
	*ret = false;
	for (int i = 0; no[i]; i++)
		if (fl_str_eqz(text, no[i]))
			return true;
	return false;
}

static fl_verdict verdict_of(const counting *c, const fl_kept_row *row)
{
	bool truth = true;
	if (!c->labels || row->label.len == 0)
		return FL_UNLABELLED;
	if (c->judged && !read_truth(row->holds, &truth)) {
		fl_report(c->findings, FL_WARNING, "label-truth", c->path, 0, 0, row->id.data,
			  "'%.*s' is neither true nor false: row '%.*s' is not judged", FL_STR_ARG(row->holds),
			  FL_STR_ARG(row->id));
		return FL_UNLABELLED;
	}
	return truth ? FL_LABEL_TRUE : FL_LABEL_FALSE;
}

static fl_status count_batch(void *user, fl_table_rows *rows, fl_error *err)
{
	counting *c = user;
	fl_tag_input *inputs = NULL;
	fl_tagging *taggings = NULL;
	FL_TRY(fl_rows_inputs(rows, &inputs, err));
	FL_TRY(fl_rows_tag(rows, c->packs, inputs, c->threads, &taggings, err));
	for (size_t i = 0; i < rows->rows.len; i++) {
		const fl_kept_row *row = &rows->rows.items[i];
		bool known;
		fl_rule_marks_see(&c->marks, (const fl_pack *const *)c->packs->items, row->id, &taggings[i]);
		FL_TRY(fl_stats_add(c->stats, row->id, &inputs[i], &taggings[i], row->label, verdict_of(c, row),
				    &known, err));
		if (!known)
			fl_report(c->findings, FL_WARNING, "label-unknown", c->path, 0, 0, row->id.data,
				  "no rule gives the label '%.*s' of row '%.*s'", FL_STR_ARG(row->label),
				  FL_STR_ARG(row->id));
	}
	return FL_OK;
}

/* The marks stand in the object of the statistics, as its last member. */
static void put_marks(fl_buf *buf, fl_rule_marks *marks)
{
	fl_json_writer w;
	size_t end = buf->len;
	while (end > 0 && buf->data[end - 1] != '}')
		end--;
	if (end == 0)
		return; /* the statistics could not be written */
	fl_buf_shorten(buf, buf->len - (end - 1));
	fl_buf_puts(buf, ",\"marks\":");
	fl_json_start(&w, buf, false);
	fl_rule_marks_put(marks, &w);
	fl_buf_puts(buf, "}\n");
}

static fl_status give(counting *c, bool json, bool marks, fl_text *ret_text, fl_error *err)
{
	fl_buf buf;
	fl_buf_init(&buf, FL_BUF_MAX_DEFAULT);
	fl_status status = json ? fl_stats_write_json(c->stats, &buf, err) : fl_stats_write_words(c->stats, &buf, err);
	if (status == FL_OK && marks && json)
		put_marks(&buf, &c->marks);
	if (status == FL_OK && marks && !json)
		fl_rule_marks_say(&c->marks, &buf);
	if (status == FL_OK)
		status = fl_buf_status(&buf, err);
	if (status == FL_OK)
		status = fl_give_text(&buf, ret_text, err);
	fl_buf_release(&buf);
	return status;
}

fl_status fl_rules_stats(const char *const *packs, size_t num_packs, const fl_table *table, size_t show, bool json,
			 const fl_options *options, fl_text *ret_text, fl_error *err)
{
	fl_packs loaded;
	fl_table_rows rows = { 0 };
	counting c = { .packs = &loaded,
		       .findings = options ? &options->findings : NULL,
		       .path = table->path,
		       .threads = fl_options_threads(options),
		       .labels = table->label != NULL,
		       .judged = table->holds != NULL };
	*ret_text = (fl_text){ NULL, 0 };
	fl_status status = fl_packs_from_names(&loaded, packs, num_packs, c.threads, err);
	if (status == FL_OK)
		status =
		    fl_stats_open((const fl_pack *const *)loaded.items, loaded.len, c.judged, show, &c.stats, err);
	if (status == FL_OK && table->marks)
		status = fl_rule_marks_read(&c.marks, table->marks, err);
	if (status == FL_OK)
		status = fl_table_rows_read(&rows, table, FL_TAGGING_BATCH, c.findings, count_batch, &c, err);
	if (status == FL_OK)
		status = give(&c, json, table->marks != NULL, ret_text, err);
	fl_table_rows_release(&rows);
	fl_rule_marks_release(&c.marks);
	fl_stats_free(c.stats);
	fl_packs_release(&loaded);
	return status;
}
