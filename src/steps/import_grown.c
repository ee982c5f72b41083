/* SPDX-License-Identifier: Apache-2.0
 *
 * import_grown.c - a file that has grown: it begins with the very bytes of one that is in the ledger, so the rows there would count twice
 * where they name no event.
 *
 * Rows without an event are named by the digest of their file and their place in it. Where a file begins with the bytes of one that was
 * added, these rows have their names there, and only what stands behind them is read. That holds for as long as the added file is
 * in the ledger, which is for ever. A file that the round names may change, and a pipe cannot be looked at beforehand: what
 * begins with the bytes of such a one, or comes from there, is refused when it is added; and where the round itself names two such
 * files, a finding says so. Files of which all rows name an event need nothing of this.
 */
#include "steps/import.h"

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"

#define PIECE ((size_t)1 << 18)

static bool same_digest(const fl_digest *a, const fl_digest *b)
{
	return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

static fl_status count_unnamed(const fl_importing *im, size_t file, int64_t *ret, fl_error *err)
{
	const fl_file_record *f = &im->w->files[file];
	return fl_ledger_unnamed(im->w->store, f->origin ? f->origin : f->id, ret, err);
}

/* ---- before it is read ------------------------------------------------------------------------------------------------- */

typedef struct looking {
	fl_reader *reader;
	fl_hasher hasher;
	char *piece;
	size_t len, at; /* of the piece; what is before 'at' was hashed */
	int64_t hashed;
	bool ended;
	char last;      /* byte that was hashed */
} looking;

/* At least so many bytes behind 'at', where the file has them. */
static fl_status ensure(looking *l, size_t count, fl_error *err)
{
	size_t got;
	if (l->len - l->at >= count || l->ended)
		return FL_OK;
	memmove(l->piece, l->piece + l->at, l->len - l->at);
	l->len -= l->at;
	l->at = 0;
	FL_TRY(fl_reader_fill(l->reader, l->piece + l->len, PIECE - l->len, &got, err));
	l->ended = got < PIECE - l->len;
	l->len += got;
	return FL_OK;
}

/* The digest of the first 'size' bytes; *ret_there is false where there are not so many. */
static fl_status digest_to(looking *l, int64_t size, fl_digest *ret, bool *ret_there, fl_error *err)
{
	while (l->hashed < size) {
		FL_TRY(ensure(l, 1, err));
		size_t part = l->len - l->at;
		*ret_there = part > 0;
		if (part == 0)
			return FL_OK;
		part = size - l->hashed < (int64_t)part ? (size_t)(size - l->hashed) : part;
		fl_hasher_add(&l->hasher, l->piece + l->at, part);
		l->at += part;
		l->hashed += (int64_t)part;
		l->last = l->piece[l->at - 1];
	}
	fl_hasher so_far = l->hasher;
	*ret = fl_hasher_final(&so_far);
	*ret_there = true;
	return FL_OK;
}

/* How many bytes end the line at which it stands: 0, 1 or 2; -1: it stands in the middle of a line. */
static fl_status look_at_line_end(looking *l, int *ret, fl_error *err)
{
	*ret = 0;
	if (l->last == '\n')
		return FL_OK;
	FL_TRY(ensure(l, 2, err));
	const char *next = l->piece + l->at;
	size_t there = l->len - l->at;
	*ret = there > 0 && next[0] == '\n' ? 1 : there > 1 && next[0] == '\r' && next[1] == '\n' ? 2 : -1;
	return FL_OK;
}

/* The next larger file that was added and could be the beginning of one with this size; num_files: none. */
static size_t next_candidate(const fl_importing *im, size_t file, int64_t above, int64_t size)
{
	const fl_work *w = im->w;
	size_t best = w->num_files;
	for (size_t k = 0; k < w->num_files; k++) {
		const fl_file_record *f = &w->files[k];
		if (k != file && f->added && im->entrances[k].carried && fl_str_eq(f->role, w->files[file].role) && f->size > above &&
		    f->size < size && (best == w->num_files || f->size < w->files[best].size))
			best = k;
	}
	return best;
}

static fl_status cut_off(const fl_entrance *e, const fl_file_record *known, fl_error *err)
{
	return fl_error_at(err, FL_ESTATE, e->path.data, 0, 0,
			   "it begins with the bytes of '%.*s', which was added when its last line was not finished: add a file with only "
			   "the rows behind that line",
			   FL_STR_ARG(known->path));
}

/* The largest of the files that were added with whose bytes this one begins. */
static fl_status look(fl_importing *im, size_t file, int64_t size, looking *l, fl_error *err)
{
	fl_work *w = im->w;
	fl_entrance *e = &im->entrances[file];
	int line_end = 0;
	for (size_t k = next_candidate(im, file, 0, size); k < w->num_files; k = next_candidate(im, file, w->files[k].size, size)) {
		fl_digest digest;
		bool there;
		int64_t unnamed = 0;
		FL_TRY(digest_to(l, w->files[k].size, &digest, &there, err));
		if (there && same_digest(&digest, &w->files[k].digest))
			FL_TRY(count_unnamed(im, k, &unnamed, err));
		if (unnamed == 0)
			continue;
		FL_TRY(look_at_line_end(l, &line_end, err));
		e->behind = w->files[k].size;
		e->behind_end = e->behind + line_end;
		e->behind_file = k;
	}
	return line_end < 0 ? cut_off(e, &w->files[e->behind_file], err) : FL_OK;
}

fl_status fl_import_find_grown(fl_importing *im, size_t file, fl_error *err)
{
	fl_entrance *e = &im->entrances[file];
	fl_file_state state = { .size = -1 };
	looking l = { .piece = NULL };
	if (e->carried || fl_str_eqz(e->path, "-"))
		return FL_OK;
	FL_TRY(fl_reader_open(e->path.data, &l.reader, err));
	fl_status status = fl_reader_state(l.reader, &state, err);
	if (status == FL_OK && next_candidate(im, file, 0, state.size) < im->w->num_files) {
		fl_hasher_init(&l.hasher);
		l.piece = fl_alloc(PIECE);
		status = l.piece ? look(im, file, state.size, &l, err) : fl_enomem(err);
	}
	fl_free(l.piece);
	fl_reader_close(l.reader);
	return status;
}

/* ---- while it is read ---------------------------------------------------------------------------------------------------- */

size_t fl_import_next_known(const fl_importing *im, size_t file, int64_t above)
{
	const fl_work *w = im->w;
	size_t best = w->num_files;
	for (size_t k = 0; k < w->num_files; k++) {
		const fl_file_record *f = &w->files[k];
		bool read = im->entrances[k].carried || (f->done && k < file);
		if (k != file && read && fl_str_eq(f->role, w->files[file].role) && f->size > above &&
		    (best == w->num_files || f->size < w->files[best].size))
			best = k;
	}
	return best;
}

fl_status fl_import_begins_as(fl_importing *im, size_t file, size_t known, fl_error *err)
{
	const fl_entrance *e = &im->entrances[file];
	const fl_file_record *f = &im->w->files[known], *here = &im->w->files[file];
	int64_t unnamed;
	if (f->size <= e->behind)
		return FL_OK;
	FL_TRY(count_unnamed(im, known, &unnamed, err));
	if (unnamed == 0)
		return FL_OK;
	if (here->added && !f->added)
		return fl_error_at(err, FL_ESTATE, here->path.data, 0, 0,
				   "it begins with the bytes of '%.*s', which the round names: %lld %s would count twice; where that file has "
				   "grown, 'florin import' without files reads it again",
				   FL_STR_ARG(f->path), FL_MANY(unnamed, "row", "rows"));
	if (here->added)
		return fl_error_at(err, FL_ESTATE, here->path.data, 0, 0,
				   "it begins with the bytes of '%.*s': %lld %s would count twice; add only what is behind them",
				   FL_STR_ARG(f->path), FL_MANY(unnamed, "row", "rows"));
	fl_report(&im->w->findings, FL_WARNING, "file-begins-as-another", here->path.data, 0, 0, "",
		  "it begins with the bytes of '%.*s': %lld %s twice", FL_STR_ARG(f->path),
		  FL_MANY(unnamed, "row without an event counts", "rows without an event count"));
	return FL_OK;
}
