/* SPDX-License-Identifier: Apache-2.0
 *
 * table_tag.c - rule packs over any table, no round needed: one line of JSON a row.
 */
#include "base/error.h"
#include "base/json.h"
#include "base/parallel.h"
#include "base/str.h"
#include "classify/tag.h"
#include "steps/step.h"
#include "steps/table_tagging.h"

#define SLICES     16
#define SLICE_ROWS (FL_TAGGING_BATCH / SLICES)

typedef struct tagging {
	const fl_packs *packs;
	int threads;
	const char *source;
	const fl_listener *findings; /* NULL: nobody listens */
	const fl_sink *out;
	fl_buf lines[SLICES]; /* of the rows of a batch, one slice after the other */
	const fl_table_rows *rows;
	const fl_tagging *taggings;
} tagging;

static void put_evidence(fl_json_writer *j, const fl_match *m, fl_str text)
{
	size_t start = fl_utf8_length(fl_str_slice(text, 0, m->start));
	fl_str hit = fl_str_slice(text, m->start, m->end);
	fl_json_begin_object(j);
	fl_json_kv_str(j, "rule", m->rule);
	fl_json_kv_str(j, "tag", m->tag);
	fl_json_kv_str(j, "field", m->field);
	fl_json_kv_i64(j, "start", (int64_t)start);
	fl_json_kv_i64(j, "end", (int64_t)(start + fl_utf8_length(hit)));
	fl_json_kv_str(j, "text", hit);
	if (m->capture.len) {
		fl_json_kv_str(j, "capture", m->capture);
		fl_json_kv_str(j, "value", m->value);
	}
	fl_json_end_object(j);
}

static bool said_before(const fl_tagging *t, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (fl_str_eq(t->matches[k].capture, t->matches[i].capture) &&
		    fl_str_eq(t->matches[k].value, t->matches[i].value) && t->matches[k].type == t->matches[i].type)
			return true;
	return false;
}

static bool has_facts(const fl_tagging *t)
{
	for (size_t i = 0; i < t->num_matches; i++)
		if (t->matches[i].capture.len)
			return true;
	return false;
}

/* Each fact once; where it stands says the evidence. */
static void put_facts(fl_json_writer *j, const fl_tagging *t)
{
	fl_json_put_key(j, "facts");
	fl_json_begin_array(j);
	for (size_t i = 0; i < t->num_matches; i++) {
		const fl_match *m = &t->matches[i];
		if (!m->capture.len || said_before(t, i))
			continue;
		fl_json_begin_object(j);
		fl_json_kv_str(j, "name", m->capture);
		fl_json_kv_z(j, "type", fl_fact_type_name(m->type));
		fl_json_kv_str(j, "value", m->value);
		fl_json_end_object(j);
	}
	fl_json_end_array(j);
}

/* Of which rules it is not known whether they hold. */
static void put_limits(fl_json_writer *j, const fl_tagging *t)
{
	fl_json_put_key(j, "limits");
	fl_json_begin_array(j);
	for (size_t i = 0; i < t->num_matches; i++) {
		const fl_match *m = &t->matches[i];
		if (!fl_match_is_limit(m))
			continue;
		fl_json_begin_object(j);
		fl_json_kv_str(j, "pack", m->pack);
		fl_json_kv_str(j, "rule", m->rule);
		fl_json_kv_str(j, "pattern", m->pattern);
		fl_json_kv_str(j, "field", m->field);
		fl_json_end_object(j);
	}
	fl_json_end_array(j);
}

static void report_limits(const tagging *all, const fl_kept_row *row, const fl_tagging *t)
{
	for (size_t i = 0; all->findings && i < t->num_matches; i++) {
		const fl_match *m = &t->matches[i];
		if (fl_match_is_limit(m))
			fl_report(all->findings, FL_WARNING, "match-limit", all->source, 0, 0, row->id.data,
				  "rule '%.*s' of pack '%.*s': pattern '%.*s' reached its match limit in the %.*s of '%.*s', so "
				  "its tags are not complete",
				  FL_STR_ARG(m->rule), FL_STR_ARG(m->pack), FL_STR_ARG(m->pattern), FL_STR_ARG(m->field),
				  FL_STR_ARG(row->id));
	}
}

static void put_row(fl_buf *line, const fl_table_rows *rows, const fl_kept_row *row, const fl_tagging *t)
{
	fl_json_writer j;
	fl_json_start(&j, line, false);
	fl_json_begin_object(&j);
	fl_json_kv_str(&j, "id", row->id);
	fl_json_put_key(&j, "category");
	if (t->category.len)
		fl_json_put_str(&j, t->category);
	else
		fl_json_put_null(&j);
	fl_json_put_key(&j, "tags");
	fl_json_begin_array(&j);
	for (size_t i = 0; i < t->num_tags; i++)
		fl_json_put_str(&j, t->tags[i]);
	fl_json_end_array(&j);
	fl_json_put_key(&j, "evidence");
	fl_json_begin_array(&j);
	for (size_t i = 0; i < t->num_matches; i++) /* with neither tag nor capture: an exception, or a limit that was hit */
		if (t->matches[i].tag.len || t->matches[i].capture.len)
			put_evidence(&j, &t->matches[i], fl_row_text(rows, row, t->matches[i].field));
	fl_json_end_array(&j);
	if (has_facts(t))
		put_facts(&j, t);
	if (t->unclear)
		fl_json_kv_bool(&j, "unclear", true);
	if (t->limits_hit) {
		fl_json_kv_i64(&j, "limits_hit", t->limits_hit);
		put_limits(&j, t);
	}
	fl_json_end_object(&j);
	fl_buf_putc(line, '\n');
}

static fl_status put_slice(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	tagging *t = user;
	fl_buf *lines = &t->lines[begin / SLICE_ROWS];
	(void)worker;
	for (size_t i = begin; i < end; i++)
		put_row(lines, t->rows, &t->rows->rows.items[i], &t->taggings[i]);
	return fl_buf_status(lines, err);
}

static fl_status tag_batch(void *user, fl_table_rows *rows, fl_error *err)
{
	tagging *t = user;
	fl_tagging *taggings = NULL;
	fl_tag_input *inputs = NULL;
	FL_TRY(fl_rows_inputs(rows, &inputs, err));
	FL_TRY(fl_rows_tag(rows, t->packs, inputs, t->threads, &taggings, err));
	for (size_t i = 0; i < rows->rows.len; i++) {
		if (taggings[i].limits_hit)
			report_limits(t, &rows->rows.items[i], &taggings[i]);
	}
	t->rows = rows;
	t->taggings = taggings;
	FL_TRY(fl_parallel_for(rows->rows.len, SLICE_ROWS, t->threads, put_slice, t, err));
	for (size_t i = 0; i < SLICES; i++)
		FL_TRY(fl_sink_write(t->out, &t->lines[i], err));
	return FL_OK;
}

fl_status fl_table_tag(const fl_table *table, const char *const *packs, size_t num_packs, const fl_options *options,
		       const fl_sink *out, fl_error *err)
{
	fl_packs loaded;
	fl_table_rows rows = { 0 };
	tagging t = { .packs = &loaded,
		      .threads = fl_options_threads(options),
		      .source = table->path,
		      .findings = options ? &options->findings : NULL,
		      .out = out };
	for (size_t i = 0; i < SLICES; i++)
		fl_buf_init(&t.lines[i], FL_BUF_MAX_DEFAULT);
	fl_status status = fl_packs_from_names(&loaded, packs, num_packs, t.threads, err);
	if (status == FL_OK)
		status =
		    fl_table_rows_read(&rows, table, FL_TAGGING_BATCH, options ? &options->findings : NULL, tag_batch, &t, err);
	fl_table_rows_release(&rows);
	for (size_t i = 0; i < SLICES; i++)
		fl_buf_release(&t.lines[i]);
	fl_packs_release(&loaded);
	return status;
}
