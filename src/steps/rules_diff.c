/* SPDX-License-Identifier: Apache-2.0
 *
 * rules_diff.c - what a change of a rule pack changes on real dreams: two packs over one table, row by row.
 */
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "steps/step.h"
#include "steps/table_tagging.h"

#define ROWS_SHOWN 50 /* in words */

typedef struct tag_change {
	fl_str tag;
	int64_t gained, lost;
} tag_change;

typedef struct diffing {
	fl_packs packs[2]; /* before, after */
	int threads;
	bool json;
	const fl_sink *out;
	fl_buf line;
	fl_arena arena; /* names of tags */
	FL_VEC(tag_change) tags;
	fl_map tag_by_name;
	fl_diff_summary sum;
} diffing;

static bool has_tag(const fl_tagging *t, fl_str tag)
{
	for (size_t i = 0; i < t->num_tags; i++)
		if (fl_str_eq(t->tags[i], tag))
			return true;
	return false;
}

static fl_str rule_id(const diffing *d, int side, const fl_held *held)
{
	return fl_pack_rule_id(d->packs[side].items[held->pack], held->rule);
}

static bool holds(const diffing *d, int side, const fl_tagging *t, fl_str rule)
{
	for (size_t i = 0; i < t->num_held; i++)
		if (fl_str_eq(rule_id(d, side, &t->held[i]), rule))
			return true;
	return false;
}

static fl_status count_tag(diffing *d, fl_str tag, int side, fl_error *err)
{
	size_t which = fl_map_get(&d->tag_by_name, tag);
	if (which == FL_MAP_NONE) {
		tag_change one = { .tag = fl_arena_str(&d->arena, tag) };
		which = d->tags.len;
		if (!one.tag.data || !fl_vec_push(&d->tags, one) ||
		    !fl_map_put(&d->tag_by_name, one.tag, which, NULL))
			return fl_enomem(err);
	}
	d->tags.items[which].gained += side == 1;
	d->tags.items[which].lost += side == 0;
	return FL_OK;
}

/* ---- rows -------------------------------------------------------------------------------------------------------
 */

/* The tags of 'side' that the other has not. */
static void put_tags(const diffing *d, fl_json_writer *j, const char *key, const fl_tagging *const *t, int side)
{
	(void)d;
	fl_json_put_key(j, key);
	fl_json_begin_array(j);
	for (size_t i = 0; i < t[side]->num_tags; i++)
		if (!has_tag(t[!side], t[side]->tags[i]))
			fl_json_put_str(j, t[side]->tags[i]);
	fl_json_end_array(j);
}

static void put_rules(const diffing *d, fl_json_writer *j, const char *key, const fl_tagging *const *t, int side)
{
	fl_json_put_key(j, key);
	fl_json_begin_array(j);
	for (size_t i = 0; i < t[side]->num_held; i++)
		if (!holds(d, !side, t[!side], rule_id(d, side, &t[side]->held[i])))
			fl_json_put_str(j, rule_id(d, side, &t[side]->held[i]));
	fl_json_end_array(j);
}

static void put_row(diffing *d, fl_str id, const fl_tagging *const *t)
{
	fl_json_writer j;
	fl_json_start(&j, &d->line, false);
	fl_json_begin_object(&j);
	fl_json_kv_z(&j, "type", "row");
	fl_json_kv_str(&j, "id", id);
	fl_json_kv_str(&j, "category_before", t[0]->category);
	fl_json_kv_str(&j, "category_after", t[1]->category);
	put_tags(d, &j, "tags_lost", t, 0);
	put_tags(d, &j, "tags_gained", t, 1);
	put_rules(d, &j, "rules_no_longer", t, 0);
	put_rules(d, &j, "rules_now", t, 1);
	fl_json_end_object(&j);
	fl_buf_putc(&d->line, '\n');
}

static void say_category(fl_buf *buf, const fl_tagging *t)
{
	if (t->category.len)
		fl_buf_safe(buf, t->category);
	else
		fl_buf_puts(buf, t->unclear ? "(unclear)" : "(none)");
}

static void say_row(diffing *d, fl_str id, const fl_tagging *const *t)
{
	fl_buf *buf = &d->line;
	fl_buf_safe(buf, id);
	fl_buf_putc(buf, ':');
	if (!fl_str_eq(t[0]->category, t[1]->category)) {
		fl_buf_puts(buf, " category ");
		say_category(buf, t[0]);
		fl_buf_puts(buf, " -> ");
		say_category(buf, t[1]);
	}
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < t[side]->num_tags; i++)
			if (!has_tag(t[!side], t[side]->tags[i])) {
				fl_buf_puts(buf, side ? " +" : " -");
				fl_buf_safe(buf, t[side]->tags[i]);
			}
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < t[side]->num_held; i++) {
			fl_str rule = rule_id(d, side, &t[side]->held[i]);
			if (holds(d, !side, t[!side], rule))
				continue;
			fl_buf_puts(buf, side ? " (rule '" : " (no longer rule '");
			fl_buf_safe(buf, rule);
			fl_buf_puts(buf, "')");
		}
	fl_buf_putc(buf, '\n');
}

static fl_status compare_row(diffing *d, fl_str id, const fl_tagging *const *t, fl_error *err)
{
	bool category = !fl_str_eq(t[0]->category, t[1]->category) || t[0]->unclear != t[1]->unclear;
	bool changed = category;
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < t[side]->num_tags; i++)
			if (!has_tag(t[!side], t[side]->tags[i])) {
				changed = true;
				FL_TRY(count_tag(d, t[side]->tags[i], side, err));
			}
	d->sum.rows++;
	d->sum.changed += changed;
	d->sum.category_changed += category;
	if (changed && d->json)
		put_row(d, id, t);
	else if (changed && d->sum.changed <= ROWS_SHOWN)
		say_row(d, id, t);
	return FL_OK;
}

static fl_status compare_batch(void *user, fl_table_rows *rows, fl_error *err)
{
	diffing *d = user;
	fl_tag_input *inputs = NULL;
	fl_tagging *taggings[2] = { NULL, NULL };
	FL_TRY(fl_rows_inputs(rows, &inputs, err));
	for (int side = 0; side < 2; side++)
		FL_TRY(fl_rows_tag(rows, &d->packs[side], inputs, d->threads, &taggings[side], err));
	for (size_t i = 0; i < rows->rows.len; i++) {
		const fl_tagging *const pair[] = { &taggings[0][i], &taggings[1][i] };
		FL_TRY(compare_row(d, rows->rows.items[i].id, pair, err));
	}
	return fl_sink_write(d->out, &d->line, err);
}

/* ---- the sum ----------------------------------------------------------------------------------------------------
 */

static void put_sum(diffing *d)
{
	fl_json_writer j;
	fl_json_start(&j, &d->line, false);
	fl_json_begin_object(&j);
	fl_json_kv_z(&j, "type", "summary");
	fl_json_kv_i64(&j, "rows", d->sum.rows);
	fl_json_kv_i64(&j, "changed", d->sum.changed);
	fl_json_kv_i64(&j, "category_changed", d->sum.category_changed);
	fl_json_put_key(&j, "tags");
	fl_json_begin_array(&j);
	for (size_t i = 0; i < d->tags.len; i++) {
		fl_json_begin_object(&j);
		fl_json_kv_str(&j, "tag", d->tags.items[i].tag);
		fl_json_kv_i64(&j, "gained", d->tags.items[i].gained);
		fl_json_kv_i64(&j, "lost", d->tags.items[i].lost);
		fl_json_end_object(&j);
	}
	fl_json_end_array(&j);
	fl_json_end_object(&j);
	fl_buf_putc(&d->line, '\n');
}

static void say_sum(diffing *d)
{
	if (d->sum.changed > ROWS_SHOWN)
		fl_buf_printf(&d->line, "... and %lld %s more\n", FL_MANY(d->sum.changed - ROWS_SHOWN, "row", "rows"));
	for (size_t i = 0; i < d->tags.len; i++) {
		fl_buf_safe(&d->line, d->tags.items[i].tag);
		fl_buf_printf(&d->line, ": gained %lld, lost %lld\n", (long long)d->tags.items[i].gained,
			      (long long)d->tags.items[i].lost);
	}
	fl_buf_printf(&d->line, "rows %lld, changed %lld, another category %lld\n", (long long)d->sum.rows,
		      (long long)d->sum.changed, (long long)d->sum.category_changed);
}

fl_status fl_rules_diff(const char *before, const char *after, const fl_table *table, bool json,
			const fl_options *options, const fl_sink *out, fl_diff_summary *ret_summary, fl_error *err)
{
	fl_table_rows rows = { 0 };
	diffing d = { .threads = fl_options_threads(options), .json = json, .out = out };
	fl_buf_init(&d.line, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_packs_from_names(&d.packs[0], &before, 1, 1, err);
	if (status == FL_OK)
		status = fl_packs_from_names(&d.packs[1], &after, 1, 1, err);
	if (status == FL_OK)
		status = fl_table_rows_read(&rows, table, FL_TAGGING_BATCH, options ? &options->findings : NULL,
					    compare_batch, &d, err);
	if (status == FL_OK && json)
		put_sum(&d);
	else if (status == FL_OK)
		say_sum(&d);
	if (status == FL_OK)
		status = fl_sink_write(out, &d.line, err);
	*ret_summary = d.sum;
	fl_table_rows_release(&rows);
	fl_buf_release(&d.line);
	fl_vec_release(&d.tags);
	fl_map_release(&d.tag_by_name);
	fl_arena_release(&d.arena);
	fl_packs_release(&d.packs[0]);
	fl_packs_release(&d.packs[1]);
	return status;
}
