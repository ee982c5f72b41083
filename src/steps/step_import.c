/* SPDX-License-Identifier: Apache-2.0
 *
 * step_import.c - the files of the round become facts: dreams, flowers, and the rows that were rejected with their
 * reasons.
 *
 * How a file is read is left to ingest/. Decided here is only what one file cannot know: an id that two files have, a
 * flower for a dream that is not there, an event that comes twice. Every row that is read is accepted or rejected.
 */
#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "ingest/ingest.h"
#include "steps/source.h"
#include "steps/step.h"
#include "store/names.h"

#define DREAMS_MAX 10000000
#define PIECE      ((size_t)1 << 18)

static const fl_count counts[] = {
	{ "dreams", offsetof(fl_import_summary, dreams) },
	{ "dreams_read", offsetof(fl_import_summary, dreams_read) },
	{ "dreams_rejected", offsetof(fl_import_summary, dreams_rejected) },
	{ "files", offsetof(fl_import_summary, files) },
	{ "flowers", offsetof(fl_import_summary, flowers) },
	{ "flowers_read", offsetof(fl_import_summary, flowers_read) },
	{ "flowers_rejected", offsetof(fl_import_summary, flowers_rejected) },
	{ NULL, 0 },
};

typedef struct entrance {      /* one file of the round */
	const fl_input *input; /* NULL: a .pb file */
	fl_str path;
	fl_str bytes; /* of a file that is read as a whole */
} entrance;

typedef struct importing {
	fl_work *w;
	fl_import_summary *sum;
	fl_names tags, givers, kinds, events;
	fl_arena arena;
	fl_map dreams;      /* id → index */
	fl_map seen_events; /* kind and event → anything */
	fl_map selected;    /* id → index of fl_pabulib_selected */
	fl_buf key;
	int64_t first_row;
	size_t num_dreams;
	int64_t dream_file, flower_file; /* rows in files */
	fl_str path;                     /* of the file that is being read, as the round names it */
	int64_t rejected;                /* rows that ingest accepted and this step did not */
	const fl_pabulib *pabulib;
} importing;

/* ---- rejecting ------------------------------------------------------------------------------------------------- */

static fl_status reject(importing *im, int64_t file, const fl_rejected_row *row, fl_str subject, fl_error *err)
{
	fl_report(&im->w->findings, FL_WARNING, row->code.data, row->path.data, row->line, row->column, subject.data,
		  "%.*s", FL_STR_ARG(row->reason));
	return fl_rejected_add(im->w->store, file, row, err);
}

static fl_status on_rejected(void *user, const fl_rejected *r, fl_error *err)
{
	importing *im = user;
	fl_rejected_row row = { .line = r->line,
				.column = r->column,
				.code = fl_str_of(r->code),
				.reason = r->reason,
				.raw = r->raw,
				.path = im->path };
	return reject(im, im->dream_file ? im->dream_file : im->flower_file, &row, FL_STR(""), err);
}

/* ---- dreams ---------------------------------------------------------------------------------------------------- */

static fl_status reject_twice(importing *im, const fl_dream *dream, fl_error *err)
{
	fl_error reason = FL_ERROR_INIT;
	fl_str id = fl_arena_str(&im->arena, dream->id);
	fl_buf_clear(&im->key);
	fl_buf_printf(&im->key, "%.*s,%.*s", FL_STR_ARG(dream->id), FL_STR_ARG(dream->title));
	FL_TRY(fl_buf_status(&im->key, err));
	if (!id.data)
		return fl_enomem(err);
	fl_error_set(&reason, FL_EINVAL, "id '%.*s' stands in a file before this one", FL_STR_ARG(dream->id));
	fl_rejected_row row = { .path = im->path,
				.line = dream->line,
				.code = FL_STR("id-duplicate"),
				.reason = fl_str_of(reason.message),
				.raw = fl_buf_view(&im->key) };
	im->rejected++;
	return reject(im, im->dream_file, &row, id, err);
}

static int published_of(const importing *im, fl_str id)
{
	size_t i = im->pabulib ? fl_map_get(&im->selected, id) : FL_MAP_NONE;
	fl_str ignored;
	return i == FL_MAP_NONE ? FL_PUBLISHED_UNKNOWN : fl_pabulib_selected(im->pabulib, i, &ignored);
}

static fl_status on_dream(void *user, const fl_dream *dream, fl_error *err)
{
	importing *im = user;
	size_t stands;
	if (fl_map_get(&im->dreams, dream->id) != FL_MAP_NONE)
		return reject_twice(im, dream, err);
	if (im->num_dreams >= DREAMS_MAX)
		return fl_error_set(err, FL_ERANGE, "more than %d dreams", DREAMS_MAX);
	fl_str id = fl_arena_str(&im->arena, dream->id);
	if (!id.data || !fl_map_put(&im->dreams, id, im->num_dreams, &stands))
		return fl_enomem(err);
	int64_t row = im->first_row + (int64_t)im->num_dreams++;
	FL_TRY(fl_dream_add(im->w->store, row, im->dream_file, dream, published_of(im, id), err));
	for (size_t i = 0; i < dream->num_tags; i++) {
		int64_t tag;
		FL_TRY(fl_names_put(&im->tags, dream->tags[i], &tag, err));
		FL_TRY(fl_dream_add_tag(im->w->store, row, tag, err));
	}
	return FL_OK;
}

/* ---- flowers --------------------------------------------------------------------------------------------------- */

/* 'why' and then 'which' in quotes is the reason. */
static fl_status reject_flower(importing *im, const fl_flower *f, const char *code, const char *why, fl_str which,
			       fl_error *err)
{
	fl_error reason = FL_ERROR_INIT; /* escapes what may stand in an id */
	fl_buf raw;
	fl_buf_init(&raw, 1 << 16);
	fl_buf_printf(&raw, "%.*s,%.*s,%.*s,%.*s,%lld", FL_STR_ARG(f->dream), FL_STR_ARG(f->giver),
		      FL_STR_ARG(f->kind), FL_STR_ARG(f->event), (long long)f->count);
	fl_status status = fl_buf_status(&raw, err);
	fl_str subject = fl_arena_str(&im->arena, f->dream);
	if (status == FL_OK && !subject.data)
		status = fl_enomem(err);
	fl_error_set(&reason, FL_EINVAL, "%s '%.*s'", why, FL_STR_ARG(which));
	fl_rejected_row row = { .path = im->path,
				.line = f->line,
				.code = fl_str_of(code),
				.reason = fl_str_of(reason.message),
				.raw = fl_buf_view(&raw) };
	im->rejected++;
	if (status == FL_OK)
		status = reject(im, im->flower_file, &row, subject, err);
	fl_buf_release(&raw);
	return status;
}

/* Has this event of this kind been counted already? */
static fl_status seen(importing *im, const fl_flower *f, bool *ret_seen, fl_error *err)
{
	size_t stands, mark = im->seen_events.len;
	*ret_seen = false;
	if (f->event.len == 0)
		return FL_OK;
	fl_buf_clear(&im->key);
	fl_buf_str(&im->key, f->kind);
	fl_buf_putc(&im->key, '\0');
	fl_buf_str(&im->key, f->event);
	FL_TRY(fl_buf_status(&im->key, err));
	*ret_seen = fl_map_get(&im->seen_events, fl_buf_view(&im->key)) != FL_MAP_NONE;
	if (*ret_seen)
		return FL_OK;
	fl_str key = fl_arena_str(&im->arena, fl_buf_view(&im->key));
	if (!key.data || !fl_map_put(&im->seen_events, key, mark, &stands))
		return fl_enomem(err);
	return FL_OK;
}

static fl_status number_or_none(fl_names *names, fl_str text, int64_t *ret, fl_error *err)
{
	*ret = -1;
	return text.len ? fl_names_put(names, text, ret, err) : FL_OK;
}

static fl_status on_flower(void *user, const fl_flower *f, fl_error *err)
{
	importing *im = user;
	bool twice;
	size_t dream = fl_map_get(&im->dreams, f->dream);
	if (dream == FL_MAP_NONE)
		return reject_flower(im, f, "flower-unknown-dream", "there is no dream", f->dream, err);
	FL_TRY(seen(im, f, &twice, err));
	if (twice)
		return reject_flower(im, f, "event-duplicate", "counted already: the event", f->event, err);
	fl_flower_record record = { .file = im->flower_file,
				    .line = f->line,
				    .dream = im->first_row + (int64_t)dream,
				    .count = f->count,
				    .given = f->given };
	FL_TRY(number_or_none(&im->givers, f->giver, &record.giver, err));
	FL_TRY(number_or_none(&im->kinds, f->kind, &record.kind, err));
	FL_TRY(number_or_none(&im->events, f->event, &record.event, err));
	return fl_flower_add(im->w->store, &record, err);
}

/* ---- files ----------------------------------------------------------------------------------------------------- */

static fl_ingest_sink sink_of(importing *im)
{
	return (fl_ingest_sink){ on_dream, on_flower, on_rejected, im, im->w->findings };
}

static fl_status finish_file(importing *im, fl_file_record *file, const fl_ingest_counts *c, int64_t rejected_here,
			     fl_error *err)
{
	bool dreams = fl_str_eqz(file->role, "dreams");
	file->encoding = fl_str_of(c->encoding);
	file->assumed = c->encoding_assumed;
	file->read = c->read;
	file->accepted = c->accepted - rejected_here;
	file->rejected = c->rejected + rejected_here;
	*(dreams ? &im->sum->dreams_read : &im->sum->flowers_read) += file->read;
	*(dreams ? &im->sum->dreams : &im->sum->flowers) += file->accepted;
	*(dreams ? &im->sum->dreams_rejected : &im->sum->flowers_rejected) += file->rejected;
	return fl_file_finish(im->w->store, file, err);
}

static fl_status import_one(importing *im, const entrance *e, fl_file_record *file, fl_error *err)
{
	fl_ingest_counts c = { 0 };
	fl_ingest_sink sink = sink_of(im);
	const fl_round_spec *spec = im->w->spec;
	bool dreams = fl_str_eqz(file->role, "dreams");
	int64_t before = im->rejected;
	im->path = file->path;
	im->dream_file = dreams ? file->id : 0;
	im->flower_file = dreams ? 0 : file->id;
	if (dreams)
		FL_TRY(fl_ingest_dreams(e->bytes, e->input, &spec->currency, spec->offset_minutes, &sink, &c, err));
	else
		FL_TRY(fl_ingest_flowers(e->path.data, e->input, spec->offset_minutes, &sink, &c, err));
	return finish_file(im, file, &c, im->rejected - before, err);
}

static fl_status remember_selected(importing *im, const fl_pabulib *pb, fl_error *err)
{
	for (size_t i = 0; i < fl_pabulib_num_projects(pb); i++) {
		fl_str id = FL_STR("");
		size_t stands;
		(void)fl_pabulib_selected(pb, i, &id);
		if (!fl_map_put(&im->selected, id, i, &stands))
			return fl_enomem(err);
	}
	im->pabulib = pb;
	return FL_OK;
}

/* One file, two roles: projects and ballots. */
static fl_status import_pabulib(importing *im, const entrance *e, fl_file_record *dreams, fl_file_record *flowers,
				fl_error *err)
{
	fl_pabulib *pb = NULL;
	fl_ingest_counts projects = { 0 }, ballots = { 0 };
	fl_ingest_sink sink = sink_of(im);
	fl_status status = fl_pabulib_parse(e->bytes, dreams->path.data, &pb, err);
	if (status != FL_OK)
		return status;
	im->dream_file = dreams->id;
	im->flower_file = flowers->id;
	im->path = dreams->path;
	status = remember_selected(im, pb, err);
	if (status == FL_OK)
		status = fl_pabulib_ingest(pb, &sink, &projects, &ballots, err);
	int64_t lost_dreams = projects.accepted - (int64_t)im->num_dreams;
	dreams->published = true;
	dreams->rule = fl_pabulib_rule(pb);
	if (status == FL_OK)
		status = finish_file(im, dreams, &projects, lost_dreams, err);
	if (status == FL_OK)
		status = finish_file(im, flowers, &ballots, im->rejected - lost_dreams, err);
	im->pabulib = NULL;
	fl_pabulib_free(pb);
	return status;
}

/* ---- finding the files ------------------------------------------------------------------------------------------
 */

static fl_status path_of(fl_work *w, const char *base, fl_str file, fl_str *ret, fl_error *err)
{
	fl_buf path;
	const fl_document *source = fl_work_document(w, "source"), *pabulib = fl_work_document(w, "pabulib");
	fl_buf_init(&path, 1 << 16);
	fl_status status = FL_OK;
	if (base) { /* as if the round lay in that folder */
		fl_buf folder;
		fl_buf_init(&folder, 1 << 16);
		if (strcmp(base, ".") != 0)
			fl_buf_printf(&folder, "%s/", base);
		fl_buf_puts(&folder, "round.json");
		status = fl_buf_status(&folder, err);
		if (status == FL_OK)
			status = fl_path_beside(folder.data, file, &path, err);
		fl_buf_release(&folder);
	} else if (source) {
		status = fl_path_beside(source->path.data, file, &path, err);
	} else {
		fl_buf_str(&path, pabulib ? pabulib->path : file);
	}
	if (status == FL_OK)
		status = fl_buf_status(&path, err);
	if (status == FL_OK) {
		*ret = fl_arena_str(&w->arena, fl_buf_view(&path));
		status = ret->data ? FL_OK : fl_enomem(err);
	}
	fl_buf_release(&path);
	return status;
}

static fl_status digest_stream(const char *path, fl_digest *ret, int64_t *ret_size, fl_error *err)
{
	fl_reader *reader = NULL;
	fl_hasher h;
	size_t len = 0;
	char *piece = fl_alloc(PIECE);
	fl_status status = piece ? fl_reader_open(path, &reader, err) : fl_enomem(err);
	fl_hasher_init(&h);
	*ret_size = 0;
	while (status == FL_OK) {
		status = fl_reader_read(reader, piece, PIECE, &len, err);
		if (status != FL_OK || len == 0)
			break;
		fl_hasher_add(&h, piece, len);
		*ret_size += (int64_t)len;
	}
	*ret = fl_hasher_final(&h);
	fl_reader_close(reader);
	fl_free(piece);
	return status;
}

/* Add a file of the round: where it lies, its digest and, for dreams, its bytes. */
static fl_status enter(fl_work *w, const char *base, const fl_input *input, fl_str name, const char *role,
		       entrance *ret_entrance, fl_error *err)
{
	fl_file_record *file = &w->files[w->num_files];
	entrance *e = ret_entrance;
	*file = (fl_file_record){ .role = fl_str_of(role), .path = name };
	e->input = input;
	FL_TRY(path_of(w, base, name, &e->path, err));
	if (strcmp(role, "flowers") == 0 && input) {
		FL_TRY(digest_stream(e->path.data, &file->digest, &file->size, err));
	} else {
		FL_TRY(fl_source_read(e->path.data, FL_DATA_FILE_MAX, &w->arena, &e->bytes, err));
		file->digest = fl_sha256(e->bytes);
		file->size = (int64_t)e->bytes.len;
	}
	w->num_files++;
	return fl_work_reads(w, name, &file->digest, err);
}

static fl_status enter_pabulib(fl_work *w, const char *base, const fl_document *pb, entrance *entrances,
			       fl_error *err)
{
	FL_TRY(enter(w, base, NULL, pb->name, "dreams", &entrances[0], err));
	w->files[1] = w->files[0];
	w->files[1].role = FL_STR("flowers");
	entrances[1] = entrances[0];
	w->num_files = 2;
	return FL_OK;
}

static fl_status enter_all(fl_work *w, const char *base, entrance **ret_entrances, fl_error *err)
{
	const fl_document *pb = fl_work_document(w, "pabulib");
	size_t count = w->spec->num_dreams + w->spec->num_flowers + 2;
	entrance *entrances = fl_arena_array(&w->arena, count, sizeof(*entrances));
	w->files = fl_arena_array(&w->arena, count, sizeof(*w->files));
	if (!entrances || !w->files)
		return fl_enomem(err);
	*ret_entrances = entrances;
	if (pb)
		return enter_pabulib(w, base, pb, entrances, err);
	for (size_t i = 0; i < w->spec->num_dreams; i++)
		FL_TRY(enter(w, base, &w->spec->dreams[i], w->spec->dreams[i].file, "dreams",
			     &entrances[w->num_files], err));
	for (size_t i = 0; i < w->spec->num_flowers; i++)
		FL_TRY(enter(w, base, &w->spec->flowers[i], w->spec->flowers[i].file, "flowers",
			     &entrances[w->num_files], err));
	if (w->spec->num_dreams == 0)
		return fl_error_at(err, FL_EINVAL, "round.json", 0, 0, "the round names no file with dreams");
	return FL_OK;
}

/* ---- the step ---------------------------------------------------------------------------------------------------
 */

static fl_status begin(importing *im, fl_error *err)
{
	fl_store *store = im->w->store;
	int64_t import;
	FL_TRY(fl_names_open(&im->tags, store, FL_NAMES_TAGS, err));
	FL_TRY(fl_names_open(&im->givers, store, FL_NAMES_GIVERS, err));
	FL_TRY(fl_names_open(&im->kinds, store, FL_NAMES_KINDS, err));
	FL_TRY(fl_names_open(&im->events, store, FL_NAMES_EVENTS, err));
	FL_TRY(fl_dream_next_row(store, &im->first_row, err));
	FL_TRY(fl_import_get(store, &import, err));
	for (size_t i = 0; i < im->w->num_files; i++)
		FL_TRY(fl_file_add(store, import + 1, &im->w->files[i], &im->w->files[i].id, err));
	return FL_OK;
}

static fl_status import_files(importing *im, const entrance *entrances, fl_error *err)
{
	fl_work *w = im->w;
	size_t count = w->num_files;
	FL_TRY(begin(im, err));
	im->sum->files = fl_work_document(w, "pabulib") ? 1 : (int64_t)count;
	if (fl_work_document(w, "pabulib"))
		FL_TRY(import_pabulib(im, &entrances[0], &w->files[0], &w->files[1], err));
	else
		for (size_t i = 0; i < count; i++)
			FL_TRY(import_one(im, &entrances[i], &w->files[i], err));
	if (im->num_dreams == 0)
		return fl_error_at(err, FL_EINVAL, w->files[0].path.data, 0, 0,
				   "not one dream could be read; the findings say why");
	return FL_OK;
}

static void release(importing *im)
{
	fl_names_release(&im->tags);
	fl_names_release(&im->givers);
	fl_names_release(&im->kinds);
	fl_names_release(&im->events);
	fl_map_release(&im->dreams);
	fl_map_release(&im->seen_events);
	fl_map_release(&im->selected);
	fl_buf_release(&im->key);
	fl_arena_release(&im->arena);
}

fl_status fl_round_import(fl_round *round, const char *base, const fl_options *options,
			  fl_import_summary *ret_summary, fl_error *err)
{
	fl_work w;
	importing im = { .w = &w, .sum = ret_summary };
	entrance *entrances = NULL;
	*ret_summary = (fl_import_summary){ 0 };
	fl_buf_init(&im.key, 1 << 23);
	fl_status status = fl_work_begin(&w, round, FL_STEP_IMPORT, options, counts, ret_summary, err);
	if (status == FL_OK)
		status = enter_all(&w, base, &entrances, err);
	if (status == FL_OK)
		status = fl_work_decide(&w, err);
	if (status == FL_OK && !w.unchanged)
		status = import_files(&im, entrances, err);
	ret_summary->unchanged = w.unchanged;
	release(&im);
	return fl_work_end(&w, status, err);
}
