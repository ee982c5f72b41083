/* SPDX-License-Identifier: Apache-2.0
 *
 * rules_explain.c - why a row of a table gets its tags: the JSON of classify/explain_tags.h, or the same in words.
 */
#include "base/error.h"
#include "base/spelling.h"
#include "base/json.h"
#include "base/str.h"
#include "classify/explain_tags.h"
#include "report/rules_words.h"
#include "steps/give.h"
#include "steps/step.h"
#include "steps/table_tagging.h"

static fl_status say(fl_str json, fl_buf *buf, fl_error *err)
{
	fl_json_doc *doc = NULL;
	FL_TRY(fl_json_parse(json, "explanation", &doc, err));
	fl_buf_puts(buf, "row ");
	fl_buf_safe(buf, fl_json_text(fl_json_get(fl_json_root(doc), "id")));
	fl_buf_putc(buf, '\n');
	fl_rules_say(buf, fl_json_root(doc));
	fl_json_free(doc);
	return fl_buf_status(buf, err);
}

/* ---- the row ----------------------------------------------------------------------------------------------------
 */

typedef struct asking {
	const fl_packs *packs;
	fl_str id;
	bool json, found;
	fl_text *ret_text;
	fl_spelling near; /* of the rows before; its names live in the arena, rows do not */
	fl_arena arena;
} asking;

static fl_status explain_row(asking *a, fl_table_rows *rows, size_t i, fl_error *err)
{
	fl_tag_input *inputs = NULL;
	fl_buf json, words;
	FL_TRY(fl_rows_inputs(rows, &inputs, err));
	fl_buf_init(&json, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&words, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_explain_tags((const fl_pack *const *)a->packs->items, a->packs->len, &inputs[i],
				      rows->rows.items[i].id, &json, err);
	if (status == FL_OK && !a->json)
		status = say(fl_buf_view(&json), &words, err);
	if (status == FL_OK && a->json)
		fl_buf_putc(&json, '\n');
	if (status == FL_OK)
		status = fl_give_text(a->json ? &json : &words, a->ret_text, err);
	fl_buf_release(&json);
	fl_buf_release(&words);
	return status;
}

/* Was this row meant? */
static fl_status try_id(asking *a, fl_str id, fl_error *err)
{
	fl_spelling_try(&a->near, id);
	for (size_t i = 0; i < a->near.num_near && i < FL_SPELLING_NAMES; i++)
		if (a->near.near[i].data == id.data) {
			a->near.near[i] = fl_arena_str(&a->arena, id);
			if (!a->near.near[i].data)
				return fl_enomem(err);
		}
	return FL_OK;
}

static fl_status look_for_row(void *user, fl_table_rows *rows, fl_error *err)
{
	asking *a = user;
	for (size_t i = 0; i < rows->rows.len && !a->found; i++) {
		if (!fl_str_eq(rows->rows.items[i].id, a->id)) {
			FL_TRY(try_id(a, rows->rows.items[i].id, err));
			continue;
		}
		a->found = true;
		return explain_row(a, rows, i, err);
	}
	return FL_OK;
}

fl_status fl_rules_explain(const char *const *packs, size_t num_packs, const fl_table *table, const char *id,
			   bool json, const fl_options *options, fl_text *ret_text, fl_error *err)
{
	fl_packs loaded;
	fl_table_rows rows = { 0 };
	asking a = { .packs = &loaded, .id = fl_str_of(id), .json = json, .ret_text = ret_text, .arena = FL_ARENA_INIT };
	char hint[FL_SPELLING_HINT];
	*ret_text = (fl_text){ NULL, 0 };
	fl_spelling_begin(&a.near, a.id);
	fl_status status = fl_packs_from_names(&loaded, packs, num_packs, fl_options_threads(options), err);
	if (status == FL_OK)
		status = fl_table_rows_read(&rows, table, FL_TAGGING_BATCH, options ? &options->findings : NULL,
					    look_for_row, &a, err);
	if (status == FL_OK && !a.found)
		status = fl_error_at(err, FL_ENOTFOUND, table->path, 0, 0, "there is no row '%s'%s", id, fl_spelling_hint(&a.near, hint));
	fl_arena_release(&a.arena);
	fl_table_rows_release(&rows);
	fl_packs_release(&loaded);
	return status;
}
