/* SPDX-License-Identifier: Apache-2.0
 *
 * official.c - the official result: what the journal says of it, and its report, as it was approved.
 */
#include "steps/official.h"

#include "base/error.h"
#include "base/str.h"
#include "domain/bundle.h"
#include "steps/folder.h"
#include "steps/stale.h"

fl_status fl_laid_load(fl_store *store, int64_t until, fl_arena *arena, fl_laid *ret, fl_error *err)
{
	FL_TRY(fl_acts_load(store, until, arena, &ret->acts, err));
	FL_TRY(fl_seal_after(ret->acts.entries, ret->acts.count, arena, &ret->seal, err));
	fl_approval_after(ret->acts.entries, ret->acts.count, &ret->approval);
	return FL_OK;
}

fl_status fl_laid_awarded(fl_store *store, const fl_laid *laid, fl_arena *arena, const fl_entry **ret, fl_error *err)
{
	fl_step_record record;
	FL_TRY(fl_step_record_get(store, fl_step_name(FL_STEP_ALLOCATE), arena, &record, err));
	*ret = record.done ? fl_entry_find(laid->acts.entries, laid->acts.count, record.seq) : NULL;
	return FL_OK;
}

fl_status fl_laid_tell(fl_store *store, const fl_laid *laid, fl_arena *arena, fl_result *ret, fl_error *err)
{
	const fl_entry *awarded;
	FL_TRY(fl_laid_awarded(store, laid, arena, &awarded, err));
	ret->seal = &laid->seal;
	ret->approval = &laid->approval;
	ret->official = fl_approval_of(&laid->approval, awarded);
	return FL_OK;
}

fl_status fl_laid_need_official(const fl_store *store, const fl_laid *laid, fl_error *err)
{
	const fl_approval *a = &laid->approval;
	if (a->complete)
		return FL_OK;
	if (a->withdrawn)
		return fl_error_at(err, FL_ENOTFOUND, fl_store_name(store), 0, 0,
				   "no result is official: %.*s withdrew the approval in entry %lld, because: %.*s",
				   FL_STR_ARG(a->withdrawn->person), (long long)a->withdrawn->seq, FL_STR_ARG(a->withdrawn->why));
	if (a->num_people > 0)
		return fl_error_at(err, FL_ENOTFOUND, fl_store_name(store), 0, 0,
				   "no result is official yet: %zu of %zu people have approved one", a->num_people, a->of);
	return fl_error_at(err, FL_ENOTFOUND, fl_store_name(store), 0, 0, "no result is official: 'florin approve' makes one so");
}

/* Is it the file that was approved? */
static fl_status check_file(fl_store *store, const fl_act *act, fl_str name, fl_str bytes, fl_error *err)
{
	fl_digest digest = fl_sha256(bytes);
	for (size_t i = 0; i < act->num_bound; i++)
		if (fl_str_eq(act->bound[i].name, name) && fl_digest_same(&act->bound[i].digest, &digest))
			return FL_OK;
	return fl_error_at(err, FL_EPARSE, fl_store_name(store), 0, 0, "'%.*s' is not the file that entry %lld approved", FL_STR_ARG(name),
			   (long long)act->seq);
}

fl_status fl_laid_official_file(fl_store *store, const fl_laid *laid, fl_str name, fl_arena *arena, fl_str *ret, fl_error *err)
{
	const fl_act *act = laid->approval.people[laid->approval.num_people - 1];
	FL_TRY(fl_official_file_get(store, act->seq, name, arena, ret, err));
	if (!ret->data)
		return fl_error_at(err, FL_EPARSE, fl_store_name(store), 0, 0, "'%.*s', which entry %lld approved, is missing",
				   FL_STR_ARG(name), (long long)act->seq);
	return check_file(store, act, name, *ret, err);
}

/* ---- its report, once more ------------------------------------------------------------------------------------------ */

typedef struct writing {
	fl_work w;
	fl_laid laid;
	fl_folder folder;
	FL_VEC(fl_bundle_file) bundle;
	int64_t files;
} writing;

static fl_status write_file(writing *x, fl_str name, fl_str bytes, fl_error *err)
{
	fl_str kept = fl_arena_str(&x->w.arena, name), inside = FL_STR("bundle/");
	if (!kept.data)
		return fl_enomem(err);
	if (fl_str_starts(name, inside) &&
	    !fl_vec_push(&x->bundle, fl_bundle_file_of(kept.data + inside.len, bytes)))
		return fl_enomem(err);
	x->files++;
	return fl_folder_write(&x->folder, kept.data, bytes, err);
}

/* The journal up to the entry that made it official, so that florin-check can confirm that, too. */
static fl_status write_journal(writing *x, int64_t last, fl_error *err)
{
	fl_buf out;
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_buf_puts(&out, "{\"format\":\"florin-journal/1\",\"redacted\":false}\n");
	for (size_t i = 0; i < x->laid.acts.count && x->laid.acts.entries[i].seq <= last; i++) {
		fl_buf_str(&out, x->laid.acts.entries[i].text);
		fl_buf_putc(&out, '\n');
	}
	fl_status status = fl_buf_status(&out, err);
	if (status == FL_OK)
		status = write_file(x, FL_STR("bundle/" FL_BUNDLE_JOURNAL), fl_buf_view(&out), err);
	fl_buf_release(&out);
	return status;
}

static fl_status write_manifest(writing *x, fl_error *err)
{
	fl_buf out;
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_bundle_manifest(&out, x->bundle.items, x->bundle.len);
	fl_status status = fl_buf_status(&out, err);
	x->files++;
	if (status == FL_OK)
		status = fl_folder_write(&x->folder, "bundle/" FL_BUNDLE_MANIFEST, fl_buf_view(&out), err);
	fl_buf_release(&out);
	return status;
}

static fl_status write_all(writing *x, fl_error *err)
{
	fl_official_file *files;
	fl_output_record *written;
	size_t count, num_written;
	const fl_act *act = x->laid.approval.people[x->laid.approval.num_people - 1];
	FL_TRY(fl_official_files_load(x->w.store, act->seq, &x->w.arena, &files, &count, err));
	if (count != act->num_bound)
		return fl_error_at(err, FL_EPARSE, fl_store_name(x->w.store), 0, 0, "files that entry %lld approved are missing",
				   (long long)act->seq);
	for (size_t i = 0; i < count; i++) {
		FL_TRY(check_file(x->w.store, act, files[i].name, files[i].bytes, err));
		FL_TRY(write_file(x, files[i].name, files[i].bytes, err));
	}
	FL_TRY(write_journal(x, act->seq, err));
	FL_TRY(write_manifest(x, err));
	FL_TRY(fl_outputs_load(x->w.store, &x->w.arena, &written, &num_written, err));
	FL_TRY(fl_stale_remove(&x->folder, written, num_written, err));
	return fl_folder_commit(&x->folder, err);
}

fl_status fl_round_official(fl_round *round, const char *out, int64_t *ret_files, fl_error *err)
{
	writing x = { .files = 0 };
	fl_status status = fl_work_open(&x.w, round, false, err);
	if (status == FL_OK)
		status = fl_laid_load(x.w.store, -1, &x.w.arena, &x.laid, err);
	if (status == FL_OK)
		status = fl_laid_need_official(x.w.store, &x.laid, err);
	if (status == FL_OK)
		status = fl_folder_begin(&x.folder, out, true, err);
	if (status == FL_OK) {
		status = write_all(&x, err);
		if (status != FL_OK)
			fl_folder_tell(&x.folder, err);
	}
	*ret_files = x.files;
	fl_folder_end(&x.folder);
	fl_vec_release(&x.bundle);
	return fl_work_end(&x.w, status, err);
}
