/* SPDX-License-Identifier: Apache-2.0
 *
 * import_flowers.c - a file of the ledger, read in pieces and stored in chunks, each a transaction.
 *
 * With a chunk the file's record says how many bytes have been read and what their digest is. An import that was interrupted, be it
 * by a signal in the middle of a write, reads the file from its beginning again, without keeping anything, until it has come to
 * that place: then the digest must be the same, or the file is another one by now. Pieces have a fixed size, so the same bytes
 * are parted into the same rows; nothing is lost and nothing is counted twice. So a pipe, too, can be given again. Likewise the
 * rows of a file that has grown are passed over up to where it ended when it was added (import_grown.c).
 */
#include "steps/import.h"

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"

#define PIECE        ((size_t)1 << 20)
#define CHUNK_ROWS   ((size_t)1 << 18)
#define COMMIT_BYTES ((int64_t)256 << 20) /* also when few of the rows can be used */
#define EVENT_MAX    2100                 /* bytes of a kind and an event */

/* ---- rows ---------------------------------------------------------------------------------------------------------- */

static fl_status reject_flower(fl_importing *im, const fl_flower *f, const char *code, fl_error *err)
{
	fl_error reason = FL_ERROR_INIT; /* escapes what may stand in an id */
	fl_buf raw;
	fl_buf_init(&raw, 1 << 16);
	fl_buf_printf(&raw, "%.*s,%.*s,%.*s,%.*s,%lld", FL_STR_ARG(f->dream), FL_STR_ARG(f->giver),
		      FL_STR_ARG(f->kind), FL_STR_ARG(f->event), (long long)f->count);
	fl_status status = fl_buf_status(&raw, err);
	fl_str subject = f->dream;
	fl_error_set(&reason, FL_EINVAL, FL_MESSAGE("there is no dream '%.*s'"), FL_STR_ARG(f->dream));
	fl_rejected_row row = { .path = im->w->files[im->at].path,
				.line = f->line,
				.code = fl_str_of(code),
				.reason = fl_str_of(reason.message),
				.raw = fl_buf_view(&raw) };
	im->entrances[im->at].rejected_here++;
	if (status == FL_OK)
		status = fl_import_reject_row(im, im->at, &row, subject, err);
	fl_buf_release(&raw);
	return status;
}

/* The name of an event: the digest of its kind, a NUL and its id. The same event of one kind counts once. */
static fl_short_digest event_name(const fl_flower *f)
{
	char text[EVENT_MAX]; /* ingest lets no longer kind or id pass */
	memcpy(text, f->kind.data, f->kind.len);
	text[f->kind.len] = '\0';
	memcpy(text + f->kind.len + 1, f->event.data, f->event.len);
	return fl_sha256_short((fl_str){ text, f->kind.len + 1 + f->event.len });
}

static fl_status number_of_dream(fl_importing *im, size_t dream, fl_str id, uint32_t *ret, fl_error *err)
{
	int64_t number;
	if (im->numbers.items[dream] == FL_NOBODY) {
		FL_TRY(fl_names_put(&im->dream_names, id, &number, err));
		im->numbers.items[dream] = (uint32_t)number;
	}
	*ret = im->numbers.items[dream];
	return FL_OK;
}

fl_status fl_import_flower(fl_importing *im, const fl_flower *f, fl_error *err)
{
	fl_ledger_row row = { .giver = FL_NOBODY,
			      .dream = FL_NOBODY,
			      .kind = FL_NOBODY,
			      .count = f->count,
			      .given = f->given,
			      .line = f->line };
	if (f->dream.len > 0) {
		size_t dream = fl_map_get(&im->dreams, f->dream);
		if (dream == FL_MAP_NONE)
			return reject_flower(im, f, "flower-unknown-dream", err);
		FL_TRY(number_of_dream(im, dream, f->dream, &row.dream, err));
	}
	if (f->kind.len > 0) {
		int64_t kind;
		FL_TRY(fl_names_put(&im->kinds, f->kind, &kind, err));
		row.kind = (uint32_t)kind;
	}
	if (!fl_money_add(im->flowers, f->count, &im->flowers))
		return fl_error_at(err, FL_ERANGE, im->w->files[im->at].path.data, f->line, 0,
				   "with this row the flowers of the ledger are more than 2^63-1");
	fl_short_digest event;
	bool named = f->event.len > 0;
	if (named)
		event = event_name(f);
	if (!fl_chunk_add(&im->chunk, &row, named ? &event : NULL))
		return fl_enomem(err);
	return f->giver.len > 0 ? fl_givers_later(&im->givers, f->giver, &im->chunk, im->chunk.rows.len - 1, err) : FL_OK;
}

static fl_status on_flower(void *user, const fl_flower *f, fl_error *err)
{
	fl_importing *im = user;
	if (im->needs_event && f->event.len == 0)
		return fl_error_at(err, FL_EINVAL, im->w->files[im->at].path.data, f->line, 0,
				   "this row names no event: a spreadsheet that has grown has other bytes from its beginning on, so its rows "
				   "would count twice; give them an 'event', or add the sheet as CSV");
	return im->skipping ? FL_OK : fl_import_flower(im, f, err);
}

fl_status fl_import_flush(fl_importing *im, fl_error *err)
{
	FL_TRY(fl_givers_settle(&im->givers, &im->chunk, err));
	FL_TRY(fl_givers_flush(&im->givers, err));
	if (im->chunk.rows.len > 0)
		FL_TRY(fl_ledger_add(im->w->store, im->w->files[im->at].id, im->seq++, &im->chunk, err));
	im->pending += (int64_t)im->chunk.rows.len;
	fl_chunk_clear(&im->chunk);
	return FL_OK;
}

/* ---- a file -------------------------------------------------------------------------------------------------------- */

typedef struct flower_file {
	fl_importing *im;
	fl_file_record *file;
	fl_reader *reader;
	fl_file_state state; /* when it was opened */
	fl_flower_feed *feed;
	fl_ingest_sink sink;
	fl_ingest_counts counts;
	fl_hasher hasher;
	int64_t offset;
	fl_file_record known; /* what was read before an interruption */
	fl_ingest_counts passed; /* of rows that stand in another file */
	size_t next_known;       /* file of whose bytes this may be */
	size_t begins_as;        /* it has them; num_files: none */
	bool met;                /* it has those of the file that it has grown out of */
	char *piece;
} flower_file;

/* Without the rows that were passed over. */
static fl_ingest_counts own_counts(const flower_file *ff)
{
	fl_ingest_counts own = ff->counts;
	own.read -= ff->passed.read;
	own.accepted -= ff->passed.accepted;
	own.rejected -= ff->passed.rejected;
	own.left_out -= ff->passed.left_out;
	return own;
}

/* What has been read so far stands in the round file with the record that says so. */
static fl_status settle(flower_file *ff, bool done, fl_error *err)
{
	fl_importing *im = ff->im;
	fl_hasher so_far = ff->hasher;
	FL_TRY(fl_import_flush(im, err));
	ff->file->digest = fl_hasher_final(&so_far);
	ff->file->size = ff->offset;
	ff->file->done = done;
	fl_ingest_counts counts = own_counts(ff);
	FL_TRY(fl_import_found(im, im->at, &counts, err));
	FL_TRY(fl_file_put(im->w->store, ff->file, err));
	if (im->pending < (int64_t)CHUNK_ROWS && im->pending_bytes < COMMIT_BYTES)
		return FL_OK;
	im->pending = im->pending_bytes = 0;
	return fl_work_checkpoint(im->w, err);
}

/* The place to which the file was read before: is it still the same file? */
static fl_status arrive(flower_file *ff, fl_error *err)
{
	fl_importing *im = ff->im;
	fl_hasher so_far = ff->hasher;
	fl_digest digest = fl_hasher_final(&so_far);
	im->mismatch = ff->offset != ff->known.size || memcmp(digest.bytes, ff->known.digest.bytes, sizeof digest.bytes) != 0;
	if (im->mismatch)
		return fl_error_at(err, FL_ESTATE, ff->file->path.data, 0, 0,
				   "these are not the bytes that an interrupted import has begun with; --force gives it up");
	im->entrances[im->at].rejected_here = ff->known.rejected - own_counts(ff).rejected;
	im->skipping = false;
	return FL_OK;
}

/* The end of what stands in another file of the ledger. */
static fl_status pass_behind(flower_file *ff, fl_error *err)
{
	fl_importing *im = ff->im;
	const fl_entrance *e = &im->entrances[im->at];
	im->mismatch = !ff->met;
	if (im->mismatch)
		return fl_error_at(err, FL_ESTATE, ff->file->path.data, 0, 0, "the file changed while it was read");
	ff->passed = ff->counts;
	if (ff->known.size > 0)
		return FL_OK;
	im->skipping = false;
	fl_report(&im->w->findings, FL_NOTE, "file-grown", ff->file->path.data, 0, 0, "",
		  "it begins with the bytes of '%.*s': its %lld %s in the ledger, only what is behind them is read",
		  FL_STR_ARG(im->w->files[e->behind_file].path), FL_MANY(ff->passed.read, "row is", "rows are"));
	return FL_OK;
}

/* Bytes into the digest; does it come to that of another file? */
static fl_status hash_piece(flower_file *ff, size_t len, fl_error *err)
{
	fl_importing *im = ff->im;
	const fl_work *w = im->w;
	size_t at = 0;
	if (len > 0 && ff->begins_as < w->num_files && ff->offset == w->files[ff->begins_as].size)
		FL_TRY(fl_import_begins_as(im, im->at, ff->begins_as, err));
	while (ff->next_known < w->num_files && w->files[ff->next_known].size <= ff->offset + (int64_t)len) {
		const fl_file_record *known = &w->files[ff->next_known];
		size_t part = (size_t)(known->size - ff->offset) - at;
		fl_hasher_add(&ff->hasher, ff->piece + at, part);
		at += part;
		fl_hasher so_far = ff->hasher;
		fl_digest digest = fl_hasher_final(&so_far);
		if (memcmp(digest.bytes, known->digest.bytes, sizeof digest.bytes) == 0) {
			ff->begins_as = ff->next_known;
			ff->met = ff->met || ff->next_known == im->entrances[im->at].behind_file;
			if (at < len)
				FL_TRY(fl_import_begins_as(im, im->at, ff->begins_as, err));
		}
		ff->next_known = fl_import_next_known(im, im->at, known->size);
	}
	fl_hasher_add(&ff->hasher, ff->piece + at, len - at);
	return FL_OK;
}

static void tell_progress(const flower_file *ff)
{
	const fl_watcher *watcher = &ff->im->w->options.progress;
	fl_progress p = { ff->file->path.data, ff->counts.read, ff->offset, ff->state.size };
	if (watcher->report)
		watcher->report(watcher->user, &p);
}

static fl_status read_piece(flower_file *ff, bool *ret_last, fl_error *err)
{
	fl_importing *im = ff->im;
	size_t len, want = PIECE;
	int64_t behind = im->entrances[im->at].behind_end;
	if (ff->offset < behind && behind - ff->offset < (int64_t)want)
		want = (size_t)(behind - ff->offset); /* what follows is a piece of its own */
	FL_TRY(fl_reader_fill(ff->reader, ff->piece, want, &len, err));
	*ret_last = len < want;
	FL_TRY(hash_piece(ff, len, err));
	FL_TRY(fl_flower_feed_piece(ff->feed, (fl_str){ ff->piece, len }, *ret_last, err));
	ff->offset += (int64_t)len;
	im->pending_bytes += im->skipping ? 0 : (int64_t)len;
	tell_progress(ff);
	if (ff->offset <= behind && (ff->offset == behind || *ret_last) && behind > 0)
		return pass_behind(ff, err);
	if (ff->offset < behind)
		return FL_OK;
	if (im->skipping)
		return ff->offset >= ff->known.size || *ret_last ? arrive(ff, err) : FL_OK;
	if (*ret_last || im->chunk.rows.len >= CHUNK_ROWS || im->pending_bytes >= COMMIT_BYTES)
		return *ret_last ? FL_OK : settle(ff, false, err);
	return FL_OK;
}

/* A regular file that changed while it was read is not believed: half of it may be of the one state, half of the other. */
static fl_status check_unchanged(const flower_file *ff, fl_error *err)
{
	fl_file_state now;
	FL_TRY(fl_reader_state(ff->reader, &now, err));
	if (ff->state.size < 0 ||
	    (ff->state.size == now.size && ff->state.changed_seconds == now.changed_seconds &&
	     ff->state.changed_nanoseconds == now.changed_nanoseconds && now.size == ff->offset))
		return FL_OK;
	return fl_error_at(err, FL_EIO, ff->file->path.data, 0, 0, "the file changed while it was read");
}

static fl_status open_file(flower_file *ff, fl_error *err)
{
	const fl_entrance *e = &ff->im->entrances[ff->im->at];
	if (fl_str_eqz(e->path, "-"))
		FL_TRY(fl_reader_open_stdin(&ff->reader, err));
	else
		FL_TRY(fl_reader_open(e->path.data, &ff->reader, err));
	FL_TRY(fl_reader_state(ff->reader, &ff->state, err));
	ff->piece = fl_alloc(PIECE);
	if (!ff->piece)
		return fl_enomem(err);
	ff->sink = fl_import_sink(ff->im);
	ff->sink.flower = on_flower;
	const fl_round_spec *spec = ff->im->w->spec;
	return fl_flower_feed_open(e->input, fl_str_eqz(ff->file->role, "earned"), &spec->currency, spec->offset_minutes,
				   &ff->sink, &ff->counts, &ff->feed, err);
}

static fl_status read_file(flower_file *ff, fl_error *err)
{
	bool last = false;
	FL_TRY(open_file(ff, err));
	while (!last)
		FL_TRY(read_piece(ff, &last, err));
	FL_TRY(check_unchanged(ff, err));
	return settle(ff, true, err);
}

fl_status fl_import_flowers(fl_importing *im, size_t file, fl_error *err)
{
	flower_file ff = { .im = im, .file = &im->w->files[file], .known = im->w->files[file] };
	im->at = file;
	im->seq = 0;
	im->skipping = im->resumed && ff.known.size > 0;
	im->needs_event = ff.file->added && fl_ingest_is_workbook(im->entrances[file].input);
	bool resumed = im->skipping;
	im->skipping = im->skipping || im->entrances[file].behind > 0;
	ff.next_known = fl_import_next_known(im, file, 0);
	ff.begins_as = im->w->num_files;
	fl_hasher_init(&ff.hasher);
	fl_status status = resumed ? fl_ledger_next_seq(im->w->store, ff.file->id, &im->seq, err) : FL_OK;
	if (status == FL_OK)
		status = read_file(&ff, err);
	im->skipping = false;
	fl_free(ff.piece);
	fl_flower_feed_close(ff.feed);
	fl_reader_close(ff.reader);
	return status;
}
