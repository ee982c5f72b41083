/* SPDX-License-Identifier: Apache-2.0
 *
 * outputs.c - result.json, awards.csv, awards.xlsx, report.html, rejected.csv, matches.csv and the audit bundle: made in memory, then written.
 *
 * What stands in them is left to report/ and domain/bundle.c; rejected.csv is simple enough to stand here.
 */
#include "steps/outputs.h"

#include "allocate/again.h"
#include "base/error.h"
#include "base/file.h"
#include "base/parallel.h"
#include "base/str.h"
#include "domain/bundle.h"
#include "domain/proof_json.h"
#include "report/csv.h"
#include "report/report.h"
#include "steps/bundled_decisions.h"
#include "steps/folder.h"
#include "steps/open_items.h"
#include "steps/outputs_facts.h"
#include "steps/stale.h"

static fl_buf *add(fl_outputs *outputs, const char *name)
{
	fl_output *output = &outputs->items[outputs->len++];
	output->name = name;
	fl_buf_init(&output->bytes, FL_BUF_MAX_DEFAULT);
	return &output->bytes;
}

static void make_rejected(const fl_rejected_row *rows, size_t count, fl_buf *out)
{
	fl_buf_puts(out, FL_CSV_BOM "file,line,column,code,reason,row" FL_CSV_EOL);
	for (size_t i = 0; i < count; i++) {
		fl_csv_text(out, rows[i].path);
		fl_buf_printf(out, ",%lld,%lld,", (long long)rows[i].line, (long long)rows[i].column);
		fl_csv_text(out, rows[i].code);
		fl_buf_putc(out, ',');
		fl_csv_text(out, rows[i].reason);
		fl_buf_putc(out, ',');
		fl_csv_text(out, rows[i].raw);
		fl_buf_puts(out, FL_CSV_EOL);
	}
}

#define WORKBOOK_MAX 100000 /* dreams: a larger workbook takes longer than all else, and is made when asked for */

bool fl_outputs_has_workbook(const fl_whole *whole)
{
	return whole->result.num_dreams <= WORKBOOK_MAX;
}

static fl_status make_workbook(const fl_whole *whole, const fl_rejected_row *rows, size_t count, const char *lang, fl_buf *out,
			       fl_error *err)
{
	fl_workbook_rejected *rejected = fl_alloc_array(count + 1, sizeof *rejected);
	if (!rejected)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		rejected[i] = (fl_workbook_rejected){ rows[i].path, rows[i].code, rows[i].reason, rows[i].raw, rows[i].line, rows[i].column };
	fl_workbook_rows extra = { rejected, count, whole->match.done ? &whole->match.page : NULL };
	fl_status status = fl_report_workbook(&whole->result, &extra, lang, out, err);
	fl_free(rejected);
	return status;
}

fl_status fl_outputs_workbook(const fl_whole *whole, fl_store *store, const char *lang, fl_buf *out, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_rejected_row *rows;
	size_t count;
	fl_status status = fl_rejected_load(store, &arena, &rows, &count, err);
	if (status == FL_OK)
		status = make_workbook(whole, rows, count, lang, out, err);
	fl_arena_release(&arena);
	return status;
}

static fl_status make_bundle(fl_outputs *outputs, const fl_whole *whole, fl_store *store, const fl_document *round, fl_error *err)
{
	static const char *const paths[] = { "bundle/" FL_BUNDLE_ROUND,  "bundle/" FL_BUNDLE_FACTS,
					     "bundle/" FL_BUNDLE_DREAMS, "bundle/" FL_BUNDLE_FLOWERS,
					     "bundle/" FL_BUNDLE_EARNED, "bundle/" FL_BUNDLE_AWARDS,
					     "bundle/" FL_BUNDLE_PROOF };
	enum { NEEDED = sizeof paths / sizeof *paths, MOST = NEEDED + 3 };
	const fl_field *field = &whole->field;
	fl_str match = whole->match.done ? whole->match.document : FL_STR("");
	fl_bundle_file files[MOST];
	size_t first = outputs->len;
	for (size_t i = 0; i < NEEDED; i++)
		add(outputs, paths[i]);
	fl_output *items = &outputs->items[first];
	fl_buf_str(&items[0].bytes, round->bytes);
	FL_TRY(fl_bundle_facts_make(store, whole, &items[1].bytes, &items[2].bytes, &items[3].bytes, &items[4].bytes, err));
	fl_bundle_awards(&items[5].bytes, whole->result.spec, field->candidates, whole->allocation);
	fl_proof_print(&items[6].bytes, whole->allocation->proof);
	if (match.len > 0)
		fl_buf_str(add(outputs, "bundle/" FL_BUNDLE_MATCH), match);
	if (whole->result.num_decisions > 0)
		FL_TRY(fl_bundle_decisions_make(whole, whole->result.spec, NULL, add(outputs, "bundle/" FL_BUNDLE_DECISIONS), err));
	if (whole->continued.there)
		fl_buf_str(add(outputs, "bundle/" FL_BUNDLE_EARLIER), whole->continued.text);
	size_t count = outputs->len - first;
	for (size_t i = 0; i < count; i++) {
		FL_TRY(fl_buf_status(&items[i].bytes, err));
		files[i] = fl_bundle_file_of(items[i].name + strlen("bundle/"), fl_buf_view(&items[i].bytes));
	}
	fl_bundle_manifest(add(outputs, "bundle/" FL_BUNDLE_MANIFEST), files, count);
	return FL_OK;
}

/* ---- all of them, side by side -------------------------------------------------------------------------------------- */

typedef struct making {
	fl_outputs *outputs;
	fl_work *w;
	fl_whole *whole;
	const char *lang;
	const fl_rejected_row *rejected;
	size_t num_rejected;
	fl_buf *json, *awards, *workbook, *html; /* workbook NULL: there is none */
} making;

/* The workbook takes as long as all the rest; beside it goes what reads the round file, which is one thread's at a time. */
static fl_status make_first(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	making *m = user;
	for (size_t i = begin; i < end; i++) {
		if (i == 0 && m->workbook)
			FL_TRY(make_workbook(m->whole, m->rejected, m->num_rejected, m->lang, m->workbook, err));
		if (i == 0)
			continue;
		fl_status status = fl_open_items_find(m->w, m->whole, err);
		if (worker > 0)
			fl_again_leave_thread();
		FL_TRY(status);
		FL_TRY(make_bundle(m->outputs, m->whole, m->w->store, fl_work_document(m->w, "round"), err));
	}
	return FL_OK;
}

/* The pages tell of open items, so they come when these are known. */
static fl_status make_second(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	making *m = user;
	(void)worker;
	for (size_t i = begin; i < end; i++) {
		if (i == 0)
			FL_TRY(fl_report_html(&m->whole->result, m->lang, m->html, err));
		else if (i == 1)
			FL_TRY(fl_report_json(&m->whole->result, m->json, err));
		else
			FL_TRY(fl_report_awards_csv(&m->whole->result, m->awards, err));
	}
	return FL_OK;
}

static fl_status sum_up(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	fl_outputs *outputs = user;
	(void)worker;
	for (size_t i = begin; i < end; i++) {
		FL_TRY(fl_buf_status(&outputs->items[i].bytes, err));
		outputs->items[i].digest = fl_sha256(fl_buf_view(&outputs->items[i].bytes));
	}
	return FL_OK;
}

static fl_status make_all(making *m, fl_error *err)
{
	int threads = fl_options_threads(&m->w->options);
	m->json = add(m->outputs, "result.json");
	m->awards = add(m->outputs, "awards.csv");
	m->workbook = fl_outputs_has_workbook(m->whole) ? add(m->outputs, "awards.xlsx") : NULL;
	m->html = add(m->outputs, "report.html");
	make_rejected(m->rejected, m->num_rejected, add(m->outputs, "rejected.csv"));
	if (m->whole->match.done)
		fl_report_match_csv(&m->whole->match.page, add(m->outputs, "matches.csv"));
	FL_TRY(fl_parallel_for(2, 1, threads, make_first, m, err));
	FL_TRY(fl_parallel_for(3, 1, threads, make_second, m, err));
	return fl_parallel_for(m->outputs->len, 1, threads, sum_up, m->outputs, err);
}

fl_status fl_outputs_make(fl_outputs *outputs, fl_work *w, fl_whole *whole, const char *lang, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_rejected_row *rows;
	size_t count;
	*outputs = (fl_outputs){ .len = 0 };
	fl_status status = fl_rejected_load(w->store, &arena, &rows, &count, err);
	if (status == FL_OK)
		status = make_all(&(making){ .outputs = outputs, .w = w, .whole = whole, .lang = lang, .rejected = rows, .num_rejected = count },
				  err);
	fl_arena_release(&arena);
	return status;
}

static bool is_stored(const fl_output *output, const fl_output_record *records, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (fl_str_eqz(records[i].name, output->name))
			return memcmp(&records[i].digest, &output->digest, sizeof(output->digest)) == 0;
	return false;
}

static bool stands(const fl_output *output, const char *path)
{
	fl_buf bytes;
	fl_buf_init(&bytes, output->bytes.len + 1);
	bool same = fl_file_exists(path) && fl_file_read(path, &bytes, NULL) == FL_OK &&
		    fl_str_eq(fl_buf_view(&bytes), fl_buf_view(&output->bytes));
	fl_buf_release(&bytes);
	return same;
}

static fl_status path_in(const char *folder, const char *name, fl_buf *ret, fl_error *err)
{
	fl_buf_clear(ret);
	fl_buf_printf(ret, "%s/%s", folder, name);
	return fl_buf_status(ret, err);
}

fl_status fl_outputs_compare(const fl_outputs *outputs, fl_store *store, const char *folder, bool *ret_stored,
			     bool *ret_standing, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_output_record *records;
	fl_buf path;
	size_t count;
	fl_buf_init(&path, 1 << 16);
	fl_status status = fl_outputs_load(store, &arena, &records, &count, err);
	*ret_stored = count == outputs->len;
	*ret_standing = true;
	for (size_t i = 0; status == FL_OK && i < outputs->len; i++) {
		status = path_in(folder, outputs->items[i].name, &path, err);
		*ret_stored = *ret_stored && is_stored(&outputs->items[i], records, count);
		*ret_standing = *ret_standing && status == FL_OK && stands(&outputs->items[i], path.data);
	}
	fl_buf_release(&path);
	fl_arena_release(&arena);
	return status;
}

fl_status fl_outputs_write(const fl_outputs *outputs, const char *folder, bool durable, const fl_output_record *before, size_t num_before,
			   fl_error *err)
{
	fl_folder writing;
	fl_status status = fl_folder_begin(&writing, folder, durable, err);
	for (size_t i = 0; status == FL_OK && i < outputs->len; i++)
		status =
		    fl_folder_write(&writing, outputs->items[i].name, fl_buf_view(&outputs->items[i].bytes), err);
	if (status == FL_OK)
		status = fl_stale_remove(&writing, before, num_before, err);
	if (status == FL_OK)
		status = fl_folder_commit(&writing, err);
	if (status != FL_OK)
		fl_folder_tell(&writing, err);
	fl_folder_end(&writing);
	return status;
}

fl_status fl_outputs_remember(const fl_outputs *outputs, fl_store *store, fl_error *err)
{
	for (size_t i = 0; i < outputs->len; i++) {
		const fl_output *o = &outputs->items[i];
		fl_output_record record = { fl_str_of(o->name), o->digest, (int64_t)o->bytes.len };
		FL_TRY(fl_output_add(store, &record, err));
	}
	return FL_OK;
}

void fl_outputs_release(fl_outputs *outputs)
{
	for (size_t i = 0; i < outputs->len; i++)
		fl_buf_release(&outputs->items[i].bytes);
	outputs->len = 0;
}
