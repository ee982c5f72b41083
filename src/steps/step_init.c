/* SPDX-License-Identifier: Apache-2.0
 *
 * step_init.c - a round file begins: the bytes of the round and of its packs are laid down as a revision.
 *
 * Over an existing file a changed round becomes the next revision; facts and journal stay. A new file is made beside
 * its name and takes it when it is whole. Which results are out of date then shows when the steps are asked for. What was sealed changes
 * only by an unsealing, an act of its own in the same transaction (sealing.c). The plan of payments changes only to one that what was recorded after
 * the award fits.
 */
#include "steps/init.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "steps/following.h"
#include "steps/sealing.h"
#include "store/replace.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const fl_count counts[] = {
	{ "groups", offsetof(fl_init_summary, groups) },
	{ "packs", offsetof(fl_init_summary, packs) },
	{ "pools", offsetof(fl_init_summary, pools) },
	{ NULL, 0 },
};

static void put(char *out, size_t size, fl_str text)
{
	snprintf(out, size, "%.*s", (int)(text.len < size ? text.len : size - 1), text.data);
}

/* A round file belongs to one round. */
static fl_status check_same_round(fl_store *store, const fl_source *source, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_document *documents;
	size_t count;
	fl_round_spec *spec = NULL;
	fl_status status = fl_documents_load(store, &arena, &documents, &count, err);
	for (size_t i = 0; status == FL_OK && i < count; i++)
		if (fl_str_eqz(documents[i].role, "round"))
			status = fl_round_parse(documents[i].bytes, fl_store_name(store), &spec, err);
	if (status == FL_OK && spec && !fl_str_eq(spec->id, source->spec->id))
		status = fl_error_at(err, FL_EINVAL, fl_store_name(store), 0, 0, "holds the round '%.*s', not '%.*s'",
				     FL_STR_ARG(spec->id), FL_STR_ARG(source->spec->id));
	fl_round_free(spec);
	fl_arena_release(&arena);
	return status;
}

/* Money that returned is divided again: how much it is follows from the pools as they were; a scenario may ask what if. */
static fl_status check_continued(fl_store *store, const fl_source *source, const fl_options *options, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_continued c;
	const fl_unsealing *unseal = options ? options->unseal : NULL;
	fl_status status = fl_continued_load(store, &arena, &c, err);
	bool same = c.earlier.num_pools == source->spec->num_pools;
	for (size_t p = 0; same && p < c.earlier.num_pools; p++)
		same = fl_str_eq(c.earlier.pools[p], source->spec->pools[p].id) && c.earlier.amounts[p] == source->spec->pools[p].amount;
	if (status == FL_OK && c.there && !same && !(unseal && strcmp(unseal->by, FL_SEALING_TRIAL) == 0))
		status = fl_error_at(err, FL_ESTATE, fl_store_name(store), 0, 0,
				     "this round divides what returned in another again (entry %lld): its pools stay what they were", (long long)c.seq);
	fl_continued_release(&c);
	fl_arena_release(&arena);
	return status;
}

/* Made with the file, and kept through every later revision. */
static fl_status store_secret(fl_work *w, fl_error *err)
{
	fl_digest made, kept;
	if (w->options.secret) {
		memcpy(made.bytes, w->options.secret, sizeof made.bytes);
	} else {
		fl_hasher h;
		fl_hasher_init(&h);
		fl_hasher_add(&h, "florin secret", 13);
		for (size_t i = 0; i < w->num_documents; i++)
			fl_hasher_add(&h, w->documents[i].digest.bytes, sizeof w->documents[i].digest.bytes);
		made = fl_hasher_final(&h);
	}
	return fl_secret_get(w->store, &made, &kept, err);
}

static fl_status store_revision(fl_work *w, fl_error *err)
{
	int64_t revision;
	FL_TRY(store_secret(w, err));
	FL_TRY(fl_revision_get(w->store, &revision, err));
	for (size_t i = 0; i < w->num_documents; i++) {
		FL_TRY(fl_document_add(w->store, revision + 1, &w->documents[i], err));
		FL_TRY(fl_work_reads(w, w->documents[i].name, &w->documents[i].digest, err));
	}
	return FL_OK;
}

static void take_source(fl_work *w, fl_source *source)
{
	w->documents = source->documents;
	w->num_documents = source->num_documents;
	w->json = source->json; /* now the step's */
	source->json = NULL;
}

/* Acts come before the entry of the step that they allow. */
static fl_status lay_down(fl_work *w, const fl_sealing *sealing, const fl_act *reveal, const fl_follow_plan *plan, fl_init_summary *sum,
			  fl_error *err)
{
	FL_TRY(fl_following_check_plan(w, plan, err));
	FL_TRY(fl_sealing_change(w, sealing, &sum->unsealed, err));
	if (reveal) {
		fl_act act = *reveal;
		FL_TRY(fl_act_append(w->store, &act, w->options.now, err));
	}
	return store_revision(w, err);
}

fl_status fl_init_store(fl_store *store, fl_source *source, const fl_options *options, const fl_act *reveal,
			fl_init_summary *ret_summary, fl_error *err)
{
	fl_work w;
	fl_round round = { store };
	fl_status status = check_same_round(store, source, err);
	if (status == FL_OK)
		status = check_continued(store, source, options, err);
	if (status != FL_OK)
		return status;
	*ret_summary = (fl_init_summary){ 0 };
	fl_sealing sealing = { .acts.count = 0 };
	status = fl_work_begin(&w, &round, FL_STEP_INIT, options, counts, ret_summary, err);
	if (status == FL_OK)
		status = fl_sealing_load(&w, &sealing, err);
	if (status == FL_OK)
		status = fl_sealing_keep_seed(&sealing, source, err);
	take_source(&w, source);
	if (status == FL_OK)
		status = fl_work_decide(&w, err);
	if (status == FL_OK && !w.unchanged)
		status = lay_down(&w, &sealing, reveal, &source->spec->follow, ret_summary, err);
	put(ret_summary->round, sizeof(ret_summary->round), source->spec->id);
	put(ret_summary->path, sizeof(ret_summary->path), fl_str_of(fl_store_name(store)));
	ret_summary->packs = (int64_t)source->spec->num_rules;
	ret_summary->pools = (int64_t)source->spec->num_pools;
	ret_summary->groups = (int64_t)source->spec->num_groups;
	ret_summary->unchanged = w.unchanged;
	return fl_work_end(&w, status, err);
}

/* "<path>.new-<process>", made and placed as 'path'. */
static fl_status init_new(const char *path, fl_source *source, const fl_options *options,
			  fl_init_summary *ret_summary, fl_error *err)
{
	fl_buf name;
	fl_store *store = NULL;
	fl_buf_init(&name, 1 << 16);
	fl_buf_printf(&name, "%s.new-%ld", path, (long)getpid());
	fl_status status = fl_buf_status(&name, err);
	if (status == FL_OK)
		status = fl_store_create(name.data, FL_STORE_WRITE, &store, err);
	if (status == FL_OK)
		status = fl_store_show_as(store, path, err);
	if (status == FL_OK)
		status = fl_init_store(store, source, options, NULL, ret_summary, err);
	bool made = store != NULL;
	if (status == FL_OK) {
		status = fl_store_finish(store, err);
		store = NULL;
	}
	fl_store_close(store);
	if (status == FL_OK)
		status = fl_store_place(name.data, path, err);
	if (status != FL_OK && made)
		unlink(name.data);
	fl_buf_release(&name);
	return status;
}

static fl_status init_existing(const char *path, fl_source *source, const fl_options *options,
			       fl_init_summary *ret_summary, fl_error *err)
{
	fl_store *store = NULL;
	fl_status status = fl_store_open(path, FL_STORE_WRITE, &store, err);
	if (status == FL_OK)
		status = fl_init_store(store, source, options, NULL, ret_summary, err);
	fl_store_close(store);
	return status;
}

fl_status fl_round_init(const char *input, const char *path, const fl_settings *settings, const fl_options *options,
			fl_init_summary *ret_summary, fl_error *err)
{
	fl_source source;
	fl_buf name;
	fl_buf_init(&name, 1 << 16);
	*ret_summary = (fl_init_summary){ 0 };
	fl_status status = fl_source_load(&source, input, settings, err);
	if (status != FL_OK)
		goto done;
	if (path)
		fl_buf_puts(&name, path);
	else
		fl_init_file_name(source.spec->id, ".florin", &name);
	status = fl_buf_status(&name, err);
	if (status == FL_OK)
		status = fl_file_exists(name.data) ? init_existing(name.data, &source, options, ret_summary, err)
						   : init_new(name.data, &source, options, ret_summary, err);
done:
	fl_buf_release(&name);
	fl_source_release(&source);
	return status;
}

void fl_init_file_name(fl_str id, const char *suffix, fl_buf *ret)
{
	for (size_t i = 0; i < id.len; i++)
		fl_buf_putc(ret, id.data[i] == '/' || (unsigned char)id.data[i] < ' ' ? '_' : id.data[i]);
	fl_buf_puts(ret, suffix);
}
