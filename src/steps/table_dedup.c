/* SPDX-License-Identifier: Apache-2.0
 *
 * table_dedup.c - duplicates in any table, no round needed: a line of JSON for each pair, then one for each cluster.
 *
 * The first column is the title, the others are the body, parted by a line end. With another table only pairs of a row with
 * one of that table are told (table_against.c).
 */
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "dedup/dedup.h"
#include "steps/step.h"
#include "steps/table_pairs.h"
#include "steps/table_rows.h"

typedef struct deduping {
	int threads;
	const fl_sink *out;
	fl_buf line, body;
	const fl_table_rows *rows;
	bool against;
	size_t others; /* rows of the other table: the first ones */
} deduping;

static fl_status join_body(deduping *d, fl_table_rows *rows, const fl_kept_row *row, fl_str *ret, fl_error *err)
{
	fl_buf_clear(&d->body);
	for (size_t i = 1; i < rows->num_columns; i++) {
		if (i > 1)
			fl_buf_putc(&d->body, '\n');
		fl_buf_str(&d->body, row->texts[i]);
	}
	FL_TRY(fl_buf_status(&d->body, err));
	*ret = fl_arena_str(&rows->batch, fl_buf_view(&d->body));
	return ret->data ? FL_OK : fl_enomem(err);
}

static void put_score(fl_json_writer *j, const char *key, int32_t millionths)
{
	fl_json_put_key(j, key);
	fl_json_put_fixed(j, millionths, 6);
}

static void put_pair(fl_buf *line, const fl_table_rows *rows, const fl_pair *pair)
{
	static const char *const verdicts[] = {
		[FL_PAIR_SAME] = "same", [FL_PAIR_REVIEW] = "review", [FL_PAIR_DIFFERENT] = "different"
	};
	static const char *const kinds[] = { "number", "place", "object", "organisation" };
	fl_json_writer j;
	fl_json_start(&j, line, false);
	fl_json_begin_object(&j);
	fl_json_kv_z(&j, "type", "pair");
	fl_json_kv_str(&j, "a", rows->rows.items[pair->a].id);
	fl_json_kv_str(&j, "b", rows->rows.items[pair->b].id);
	put_score(&j, "score", pair->score);
	fl_json_kv_z(&j, "verdict", verdicts[pair->verdict]);
	put_score(&j, "title", pair->title);
	put_score(&j, "body", pair->body);
	put_score(&j, "containment", pair->containment);
	fl_json_kv_bool(&j, "exact", pair->exact);
	fl_json_put_key(&j, "differs");
	fl_json_begin_array(&j);
	for (uint32_t i = 0; i < 4; i++)
		if (pair->differs & (1u << i))
			fl_json_put_z(&j, kinds[i]);
	fl_json_end_array(&j);
	fl_json_kv_str(&j, "only_a", pair->only_a);
	fl_json_kv_str(&j, "only_b", pair->only_b);
	fl_json_end_object(&j);
	fl_buf_putc(line, '\n');
}

/* Members of each cluster as chains: head of a representative, next of a member. */
static void put_clusters(fl_buf *line, const fl_table_rows *rows, const uint32_t *representative, uint32_t *next,
			 uint32_t *head)
{
	size_t count = rows->rows.len;
	for (size_t i = 0; i < count; i++)
		head[i] = UINT32_MAX;
	for (size_t i = count; i-- > 0;) {
		next[i] = head[representative[i]];
		head[representative[i]] = (uint32_t)i;
	}
	for (size_t r = 0; r < count; r++) {
		fl_json_writer j;
		if (head[r] == UINT32_MAX || next[head[r]] == UINT32_MAX)
			continue;
		fl_json_start(&j, line, false);
		fl_json_begin_object(&j);
		fl_json_kv_z(&j, "type", "cluster");
		fl_json_kv_str(&j, "representative", rows->rows.items[r].id);
		fl_json_put_key(&j, "members");
		fl_json_begin_array(&j);
		for (uint32_t i = head[r]; i != UINT32_MAX; i = next[i])
			fl_json_put_str(&j, rows->rows.items[i].id);
		fl_json_end_array(&j);
		fl_json_end_object(&j);
		fl_buf_putc(line, '\n');
	}
}

static fl_status put_line(void *user, const fl_pair *pair, fl_error *err)
{
	deduping *d = user;
	put_pair(&d->line, d->rows, pair);
	return d->line.len > 1 << 20 ? fl_sink_write(d->out, &d->line, err) : FL_OK;
}

static fl_status dedup_all(void *user, fl_table_rows *rows, fl_error *err)
{
	deduping *d = user;
	size_t count = rows->rows.len;
	fl_dedup_result found;
	fl_dedup_options options;
	fl_dedup_text *texts = fl_arena_array(&rows->batch, count, sizeof(*texts));
	uint32_t *chains = fl_arena_array(&rows->batch, 2 * count, sizeof(*chains));
	if (!texts || !chains)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++) {
		texts[i] = (fl_dedup_text){ .id = rows->rows.items[i].id,
					    .title = rows->rows.items[i].texts[0],
					    .organisation = FL_STR(""),
					    .submitted = FL_TIME_NONE };
		FL_TRY(join_body(d, rows, &rows->rows.items[i], &texts[i].body, err));
	}
	fl_dedup_defaults(&options);
	options.threads = d->threads;
	FL_TRY(fl_dedup(texts, count, &options, &rows->batch, &found, err));
	d->rows = rows;
	if (d->against)
		FL_TRY(fl_table_cross(rows, d->others, found.pairs, found.num_pairs, &rows->batch, put_line, d, err));
	for (size_t i = 0; i < found.num_pairs && !d->against; i++)
		FL_TRY(put_line(d, &found.pairs[i], err));
	if (!d->against)
		put_clusters(&d->line, rows, found.representative, chains, chains + count);
	return fl_sink_write(d->out, &d->line, err);
}

fl_status fl_table_dedup(const fl_table *table, const char *against, const fl_options *options, const fl_sink *out,
			 fl_error *err)
{
	fl_table other = { .path = against, .text = table->text, .id = table->id };
	const fl_listener *findings = options ? &options->findings : NULL;
	fl_table_rows rows = { 0 };
	deduping d = { .threads = fl_options_threads(options), .out = out, .against = against != NULL };
	fl_buf_init(&d.line, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&d.body, FL_BUF_MAX_DEFAULT);
	fl_status status =
	    against ? fl_table_rows_read_two(&rows, &other, table, &d.others, findings, dedup_all, &d, err)
		    : fl_table_rows_read(&rows, table, 0, findings, dedup_all, &d, err);
	fl_table_rows_release(&rows);
	fl_buf_release(&d.line);
	fl_buf_release(&d.body);
	return status;
}
