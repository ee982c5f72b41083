/* SPDX-License-Identifier: Apache-2.0
 *
 * step_public.c - the public page of the result that stands, as of a day. It leaves nothing in the round file.
 *
 * What followed belongs to the official result: of another one the page tells flowers and awards only, and says so. Receipts are those of
 * 'audit prove', under the root that stands on the report.
 */
#include "base/error.h"
#include "base/str.h"
#include "report/public_page.h"
#include "steps/award_tree.h"
#include "steps/folder.h"
#include "steps/following.h"
#include "steps/reported.h"

typedef struct publishing {
	fl_work w;
	fl_whole whole;
	fl_following following;
	fl_follow_view view;
	fl_chronicle chronicle;
	fl_award_tree tree;
	fl_award_salt *salts;
	fl_public_source source;
} publishing;

/* The leaves of the awards as they stand, which must be those of the journal. */
static fl_status load_tree(publishing *p, fl_error *err)
{
	const fl_chronicle *c = &p->chronicle;
	fl_award_list list;
	FL_TRY(fl_chronicle_load(p->w.store, &p->w.arena, &p->chronicle, err));
	FL_TRY(fl_award_list_of(p->w.spec, &p->whole.field, p->whole.allocation->awards, &p->w.arena, &list, err));
	FL_TRY(fl_award_tree_make(p->w.store, &list, &p->w.arena, &p->tree, err));
	FL_TRY(fl_award_salts(p->w.store, &p->whole.field, &p->w.arena, &p->salts, err));
	fl_digest awards = fl_merkle_root(p->tree.leaves, p->tree.count);
	int64_t allocated = c->standing[FL_STEP_ALLOCATE];
	if (allocated < 0 || !c->entries[allocated].has_awards || !fl_digest_same(&awards, &c->entries[allocated].awards))
		return fl_error_at(err, FL_EPARSE, fl_store_name(p->w.store), 0, 0, "the awards in the file are not those of the journal");
	return FL_OK;
}

/* Was what returned passed on by this day? */
static const fl_act *find_passed(const publishing *p, int64_t day)
{
	const fl_act *passed = NULL;
	int64_t on;
	for (size_t i = 0; i < p->following.laid.acts.count; i++) {
		const fl_act *act = &p->following.laid.acts.entries[i].act;
		if (act->kind == FL_ACT_CONTINUE || (act->kind == FL_ACT_PASS && fl_follow_day(act->on, &on) && on <= day))
			passed = act->kind == FL_ACT_PASS ? act : NULL;
	}
	return passed;
}

static void fill_source(publishing *p, int64_t day)
{
	const fl_chronicle *c = &p->chronicle;
	fl_reported reported = fl_reported_of(c);
	const fl_entry *entry = reported.awarded;
	size_t size = reported.size;
	p->source = (fl_public_source){ .result = &p->whole.result,
					.follow = p->whole.result.official == FL_OFFICIAL_YES ? &p->view : NULL,
					.day = day,
					.passed = find_passed(p, day),
					.order = p->tree.order,
					.leaves = p->tree.leaves,
					.salts = p->salts,
					.entry = entry->text,
					.journal = { .index = entry->seq, .size = (int64_t)size },
					.root = fl_chronicle_root(c, size),
					.entries = (int64_t)c->count,
					.latest = fl_chronicle_root(c, c->count) };
	fl_merkle_path(c->leaves, size, (size_t)entry->seq, &p->source.journal.path);
}

static fl_status load(publishing *p, fl_round *round, const char *on, int64_t now, fl_error *err)
{
	int64_t day;
	FL_TRY(fl_work_look_back(&p->w, round, FL_STEP_REPORT, err));
	FL_TRY(fl_following_take_day(p->w.spec, on, now, &day, err));
	FL_TRY(fl_whole_load(p->w.store, p->w.spec, p->w.documents, p->w.num_documents, -1, &p->whole, err));
	FL_TRY(load_tree(p, err));
	if (p->whole.result.official == FL_OFFICIAL_YES) {
		FL_TRY(fl_following_load(&p->w, day, "", &p->following, err));
		p->view = fl_following_view(&p->w, &p->following);
	}
	fill_source(p, day);
	return FL_OK;
}

static fl_status write(const char *out, const fl_buf *bytes, fl_error *err)
{
	fl_folder writing;
	fl_status status = fl_folder_begin(&writing, out, true, err);
	if (status == FL_OK)
		status = fl_folder_write(&writing, "public.html", fl_buf_view(bytes), err);
	if (status == FL_OK)
		status = fl_folder_commit(&writing, err);
	if (status != FL_OK)
		fl_folder_tell(&writing, err);
	fl_folder_end(&writing);
	return status;
}

fl_status fl_round_public(fl_round *round, const char *out, const char *on, const char *lang, int64_t now, int64_t *ret_bytes,
			  fl_error *err)
{
	publishing p = { .salts = NULL };
	fl_buf bytes;
	*ret_bytes = 0;
	fl_buf_init(&bytes, FL_BUF_MAX_DEFAULT);
	fl_status status = load(&p, round, on, now, err);
	if (status == FL_OK)
		status = fl_report_public(&p.source, lang ? lang : "en", &bytes, err);
	if (status == FL_OK)
		status = write(out, &bytes, err);
	if (status == FL_OK)
		*ret_bytes = (int64_t)bytes.len;
	fl_buf_release(&bytes);
	fl_following_release(&p.following);
	fl_whole_release(&p.whole);
	return fl_work_end(&p.w, status, err);
}
