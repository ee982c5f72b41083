/* SPDX-License-Identifier: Apache-2.0
 *
 * table_dedup.c - duplicates in any table, no round needed: a line of JSON for each pair, then one for each cluster.
 *
 * The first column is the title, the others are the body, parted by a line end. With another table only pairs of a row with
 * one of that table are told (table_against.c).
 */
#include "base/error.h"
#include "base/json.h"
#include "base/parallel.h"
#include "base/str.h"
#include "base/vec.h"
#include "dedup/dedup.h"
#include "dedup/mark.h"
#include "steps/same_name.h"
#include "steps/step.h"
#include "steps/table_pairs.h"
#include "steps/table_rows.h"

typedef struct evidence { /* of a line, beside the pair */
	fl_pair_marks marks;
	int same_author; /* 1 yes, 0 no, -1 nobody says */
} evidence;

typedef struct deduping {
	int threads;
	const fl_sink *out;
	fl_buf line, body;
	const fl_table_rows *rows;
	const fl_dedup_text *texts;
	bool against;
	size_t others; /* rows of the other table: the first ones */
	FL_VEC(fl_pair) waiting; /* lines to be written */
	evidence *evidence;      /* of them */
	fl_arena *arenas;        /* per slice of them: the marks */
} deduping;

#define BATCH 4096 /* lines whose marks are made at once */
#define GRAIN 64

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

static void put_marks(fl_json_writer *j, const char *key, const fl_marks *marks, bool body)
{
	fl_json_put_key(j, key);
	fl_json_begin_array(j);
	for (size_t i = 0; i < marks->count; i++) {
		fl_json_begin_object(j);
		fl_json_kv_z(j, "field", body ? "body" : "title");
		fl_json_kv_z(j, "kind", fl_difference_name(marks->items[i].kind));
		fl_json_kv_i64(j, "start", marks->items[i].begin);
		fl_json_kv_i64(j, "end", marks->items[i].end);
		fl_json_end_object(j);
	}
	fl_json_end_array(j);
}

static void put_shared(fl_json_writer *j, fl_str shared)
{
	fl_str words;
	size_t pos = 0;
	fl_json_put_key(j, "shared");
	fl_json_begin_array(j);
	while (fl_str_line(shared, &pos, &words))
		fl_json_put_str(j, words);
	fl_json_end_array(j);
}

static void put_pair(fl_buf *line, const fl_table_rows *rows, const fl_pair *pair, const evidence *e)
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
	put_marks(&j, "at_a", &e->marks.a, e->marks.body_a);
	put_marks(&j, "at_b", &e->marks.b, e->marks.body_b);
	put_shared(&j, pair->shared);
	if (e->same_author >= 0)
		fl_json_kv_bool(&j, "same_author", e->same_author == 1);
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

/* The smaller index first, as the pair was judged: of two ways to align texts the first is taken. */
static fl_status mark_one(const deduping *d, const fl_pair *pair, fl_arena *arena, fl_pair_marks *ret, fl_error *err)
{
	bool turned = pair->a > pair->b;
	const fl_dedup_text *x = &d->texts[turned ? pair->b : pair->a], *y = &d->texts[turned ? pair->a : pair->b];
	*ret = (fl_pair_marks){ .body_a = false };
	if (pair->exact)
		return FL_OK;
	FL_TRY(fl_mark_pair(x->title, x->body, y->title, y->body, arena, ret, err));
	if (turned)
		*ret = (fl_pair_marks){ .a = ret->b, .b = ret->a, .body_a = ret->body_b, .body_b = ret->body_a };
	return FL_OK;
}

static fl_status mark_slice(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	deduping *d = user;
	(void)worker;
	for (size_t i = begin; i < end; i++) {
		const fl_pair *pair = &d->waiting.items[i];
		FL_TRY(mark_one(d, pair, &d->arenas[begin / GRAIN], &d->evidence[i].marks, err));
		FL_TRY(fl_same_name(d->rows->rows.items[pair->a].author, d->rows->rows.items[pair->b].author,
				    &d->evidence[i].same_author, err));
	}
	return FL_OK;
}

static fl_status write_waiting(deduping *d, fl_error *err)
{
	fl_status status = fl_parallel_for(d->waiting.len, GRAIN, d->threads, mark_slice, d, err);
	for (size_t i = 0; i < d->waiting.len && status == FL_OK; i++) {
		put_pair(&d->line, d->rows, &d->waiting.items[i], &d->evidence[i]);
		if (d->line.len > 1 << 20)
			status = fl_sink_write(d->out, &d->line, err);
	}
	for (size_t i = 0; i < BATCH / GRAIN; i++) {
		fl_arena_release(&d->arenas[i]);
		d->arenas[i] = FL_ARENA_INIT;
	}
	d->waiting.len = 0;
	return status;
}

static fl_status put_line(void *user, const fl_pair *pair, fl_error *err)
{
	deduping *d = user;
	if (!fl_vec_push(&d->waiting, *pair))
		return fl_enomem(err);
	return d->waiting.len == BATCH ? write_waiting(d, err) : FL_OK;
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
					    .organisation = rows->rows.items[i].organisation,
					    .submitted = FL_TIME_NONE };
		FL_TRY(join_body(d, rows, &rows->rows.items[i], &texts[i].body, err));
	}
	fl_dedup_defaults(&options);
	options.threads = d->threads;
	FL_TRY(fl_dedup(texts, count, &options, &rows->batch, &found, err));
	d->rows = rows;
	d->texts = texts;
	d->evidence = fl_arena_array(&rows->batch, BATCH, sizeof(*d->evidence));
	d->arenas = fl_arena_array(&rows->batch, BATCH / GRAIN, sizeof(*d->arenas));
	if (!d->evidence || !d->arenas)
		return fl_enomem(err);
	for (size_t i = 0; i < BATCH / GRAIN; i++)
		d->arenas[i] = FL_ARENA_INIT;
	if (d->against)
		FL_TRY(fl_table_cross(rows, d->others, found.pairs, found.num_pairs, &rows->batch, put_line, d, err));
	for (size_t i = 0; i < found.num_pairs && !d->against; i++)
		FL_TRY(put_line(d, &found.pairs[i], err));
	FL_TRY(write_waiting(d, err));
	if (!d->against)
		put_clusters(&d->line, rows, found.representative, chains, chains + count);
	return fl_sink_write(d->out, &d->line, err);
}

fl_status fl_table_dedup(const fl_table *table, const char *against, const fl_options *options, const fl_sink *out,
			 fl_error *err)
{
	fl_table other = *table;
	other.path = against;
	const fl_listener *findings = options ? &options->findings : NULL;
	fl_table_rows rows = { 0 };
	deduping d = { .threads = fl_options_threads(options), .out = out, .against = against != NULL };
	fl_buf_init(&d.line, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&d.body, FL_BUF_MAX_DEFAULT);
	fl_status status =
	    against ? fl_table_rows_read_two(&rows, &other, table, &d.others, findings, dedup_all, &d, err)
		    : fl_table_rows_read(&rows, table, 0, findings, dedup_all, &d, err);
	fl_table_rows_release(&rows);
	fl_vec_release(&d.waiting);
	fl_buf_release(&d.line);
	fl_buf_release(&d.body);
	return status;
}
