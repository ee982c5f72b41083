/* SPDX-License-Identifier: Apache-2.0
 *
 * import_repeats.c - an event counts once: where it stands first in the ledger.
 *
 * The names of events are digests, sorted within each chunk. The 256 ranges of their first byte are taken one after the other: the
 * events of a range are put into a hash table, chunk by chunk in the order of the ledger, and a name that is there already is
 * a repeat. So memory holds a 256th of the names, whatever their order; the result is exact. When chunks were only added
 * behind what is settled, repeats are looked for among their rows alone; and where these are few, their names are looked up in the settled
 * chunks, of which a fifth of the names' bytes is read, instead of putting all of those into the table.
 *
 * Whether a repeat says the same as the first row of its event is found by looking both up, in batches and in the order of the
 * chunks. Nothing else is decided: a repeat never counts.
 */
#include "steps/import.h"

#include "base/error.h"
#include "base/str.h"

#include <stdlib.h>

#define BATCH ((size_t)1 << 19) /* repeats that are looked up together */

typedef struct place {
	uint32_t part, row;
} place;

typedef struct repeat {
	place here, first;
	fl_ledger_row content; /* of the first */
} repeat;

typedef struct merging {
	fl_importing *im;
	fl_ledger ledger;
	size_t settled; /* parts before this one are settled already */
	fl_event_reader *readers;
	uint8_t **marks; /* per part, NULL: none */
	int64_t *counts; /* repeats per part */
	FL_VEC(repeat) batch;
	fl_ledger_event *events; /* of one range */
	uint32_t *parts;         /* and their parts */
	place *settled_at;       /* where an event stands in a settled part; part UINT32_MAX: nowhere */
	uint32_t *rows;          /* in the settled part at hand, FL_NOBODY: it is not there */
	size_t num_events, cap;
	bool few;                /* settled parts are looked up */
	uint32_t *table; /* index into events + 1, 0 empty */
	size_t table_cap;
	fl_buf scratch;
} merging;

/* ---- what a repeat says ---------------------------------------------------------------------------------------------- */

static const fl_file_record *file_of(const merging *m, size_t part, size_t *ret_index)
{
	const fl_work *w = m->im->w;
	size_t i = 0;
	while (i + 1 < w->num_files && w->files[i].id != m->ledger.parts[part].file)
		i++;
	*ret_index = i;
	return &w->files[i];
}

/* The first thing in which two rows of one event differ; NULL: none. */
static const char *difference(const fl_ledger_row *a, const fl_ledger_row *b)
{
	return a->dream != b->dream   ? FL_MESSAGE("dream")
	       : a->giver != b->giver ? FL_MESSAGE("giver")
	       : a->count != b->count ? FL_MESSAGE("count")
	       : a->given != b->given ? FL_MESSAGE("time")
				      : NULL;
}

static fl_status tell(merging *m, const repeat *r, const fl_ledger_row *row, fl_error *err)
{
	fl_error reason = FL_ERROR_INIT; /* escapes what may stand in a path */
	size_t file, first_file;
	const char *differs = difference(row, &r->content);
	const fl_file_record *here = file_of(m, r->here.part, &file);
	const fl_file_record *first = file_of(m, r->first.part, &first_file);
	if (differs)
		fl_error_set(&reason, FL_EINVAL, FL_MESSAGE("its event stands with another %s in line %lld of '%.*s', which counts"), differs,
			     (long long)r->content.line, FL_STR_ARG(first->path));
	else
		fl_error_set(&reason, FL_EINVAL, FL_MESSAGE("counted already: its event stands in line %lld of '%.*s'"),
			     (long long)r->content.line, FL_STR_ARG(first->path));
	fl_rejected_row rejected = { .path = here->path,
				     .line = row->line,
				     .code = fl_str_of(differs ? "event-conflict" : "event-duplicate"),
				     .reason = fl_str_of(reason.message),
				     .raw = FL_STR("") };
	return fl_import_reject_row(m->im, file, &rejected, FL_STR(""), err);
}

/* ---- batches --------------------------------------------------------------------------------------------------------- */

static int by_place(const place *a, const place *b)
{
	if (a->part != b->part)
		return a->part < b->part ? -1 : 1;
	return (a->row > b->row) - (a->row < b->row);
}

static int by_first(const void *a, const void *b)
{
	return by_place(&((const repeat *)a)->first, &((const repeat *)b)->first);
}

static int by_here(const void *a, const void *b)
{
	return by_place(&((const repeat *)a)->here, &((const repeat *)b)->here);
}

static fl_status load_part(merging *m, uint32_t part, fl_error *err)
{
	const fl_ledger_part *wanted = &m->ledger.parts[part];
	return m->ledger.part == wanted ? FL_OK : fl_ledger_read(&m->ledger, part, err);
}

static fl_status mark(merging *m, const repeat *r, fl_error *err)
{
	uint32_t part = r->here.part;
	if (!m->marks[part])
		m->marks[part] = fl_alloc(((size_t)m->ledger.parts[part].rows + 7) / 8);
	if (!m->marks[part])
		return fl_enomem(err);
	m->marks[part][r->here.row / 8] |= (uint8_t)(1u << r->here.row % 8);
	m->counts[part]++;
	return tell(m, r, &m->ledger.rows[r->here.row], err);
}

static fl_status settle_batch(merging *m, fl_error *err)
{
	repeat *list = m->batch.items;
	size_t count = m->batch.len;
	if (count > 1)
		qsort(list, count, sizeof *list, by_first);
	for (size_t i = 0; i < count; i++) {
		FL_TRY(load_part(m, list[i].first.part, err));
		list[i].content = m->ledger.rows[list[i].first.row];
	}
	if (count > 1)
		qsort(list, count, sizeof *list, by_here);
	for (size_t i = 0; i < count; i++) {
		FL_TRY(load_part(m, list[i].here.part, err));
		FL_TRY(mark(m, &list[i], err));
	}
	m->batch.len = 0;
	return FL_OK;
}

/* ---- one range ------------------------------------------------------------------------------------------------------- */

static bool make_room(merging *m, size_t count)
{
	size_t cap = 64;
	while (cap < 2 * count)
		cap *= 2;
	if (count > m->cap) {
		fl_free(m->events);
		fl_free(m->parts);
		fl_free(m->settled_at);
		fl_free(m->rows);
		m->events = fl_alloc_array(count, sizeof *m->events);
		m->parts = fl_alloc_array(count, sizeof *m->parts);
		m->settled_at = m->few ? fl_alloc_array(count, sizeof *m->settled_at) : NULL;
		m->rows = m->few ? fl_alloc_array(count, sizeof *m->rows) : NULL;
		m->cap = m->events && m->parts && (!m->few || (m->settled_at && m->rows)) ? count : 0;
	}
	if (cap > m->table_cap) {
		fl_free(m->table);
		m->table = fl_alloc_array(cap, sizeof *m->table);
		m->table_cap = m->table ? cap : 0;
	} else if (m->table) {
		memset(m->table, 0, m->table_cap * sizeof *m->table);
	}
	return (count == 0 || m->cap >= count) && m->table;
}

static fl_status read_range(merging *m, unsigned range, fl_error *err)
{
	size_t count = 0, from = m->few ? m->settled : 0;
	for (size_t p = from; p < m->ledger.num_parts; p++)
		count += m->readers[p].starts[range + 1] - m->readers[p].starts[range];
	if (count >= UINT32_MAX)
		return fl_error_set(err, FL_ERANGE, "more events than this can merge");
	if (!make_room(m, count))
		return fl_enomem(err);
	m->num_events = 0;
	for (size_t p = from; p < m->ledger.num_parts; p++) {
		size_t n = m->readers[p].starts[range + 1] - m->readers[p].starts[range];
		if (n == 0)
			continue;
		FL_TRY(fl_event_reader_range(&m->readers[p], range, &m->scratch, m->events + m->num_events, err));
		for (size_t i = 0; i < n; i++)
			m->parts[m->num_events++] = (uint32_t)p;
	}
	return FL_OK;
}

static size_t slot_of(const merging *m, const fl_ledger_event *e)
{
	uint64_t hash;
	memcpy(&hash, e->name.bytes + 8, sizeof hash);
	size_t i = (size_t)hash & (m->table_cap - 1);
	while (m->table[i] && memcmp(m->events[m->table[i] - 1].name.bytes, e->name.bytes, sizeof e->name.bytes) != 0)
		i = (i + 1) & (m->table_cap - 1);
	return i;
}

/* The first settled part that has each of the new events. */
static fl_status look_up(merging *m, unsigned range, fl_error *err)
{
	bool any;
	for (size_t k = 0; k < m->num_events; k++) {
		m->settled_at[k].part = UINT32_MAX;
		m->rows[k] = FL_NOBODY;
	}
	for (size_t p = 0; p < m->settled && m->num_events > 0; p++) {
		FL_TRY(fl_event_reader_find(&m->readers[p], range, &m->scratch, m->events, m->num_events, m->rows, &any, err));
		for (size_t k = 0; any && k < m->num_events; k++)
			if (m->rows[k] != FL_NOBODY && m->settled_at[k].part == UINT32_MAX)
				m->settled_at[k] = (place){ (uint32_t)p, m->rows[k] };
	}
	return FL_OK;
}

/* Where the event stands first: in a settled part that was looked up, or in the table; false: here. */
static bool stands_before(merging *m, size_t k, place *ret)
{
	if (m->few && m->settled_at[k].part != UINT32_MAX) {
		*ret = m->settled_at[k];
		return true;
	}
	size_t slot = slot_of(m, &m->events[k]), first = m->table[slot];
	if (first == 0) {
		m->table[slot] = (uint32_t)k + 1;
		return false;
	}
	*ret = (place){ m->parts[first - 1], m->events[first - 1].row };
	return m->parts[k] >= m->settled;
}

static fl_status merge_range(merging *m, unsigned range, fl_error *err)
{
	FL_TRY(read_range(m, range, err));
	if (m->few)
		FL_TRY(look_up(m, range, err));
	for (size_t k = 0; k < m->num_events; k++) {
		repeat r = { .here = { m->parts[k], m->events[k].row } };
		if (!stands_before(m, k, &r.first))
			continue;
		if (!fl_vec_push(&m->batch, r))
			return fl_enomem(err);
		if (m->batch.len >= BATCH)
			FL_TRY(settle_batch(m, err));
	}
	return FL_OK;
}

/* ---- the whole ------------------------------------------------------------------------------------------------------- */

/* Parts of carried files with nothing new before them are settled. */
static size_t settled_parts(const merging *m)
{
	const fl_ledger *l = &m->ledger;
	size_t p = 0, file;
	while (p < l->num_parts) {
		(void)file_of(m, p, &file);
		if (!m->im->entrances[file].carried)
			break;
		p++;
	}
	return p;
}

/* Are the new events so few that looking each up in every settled part is less work than reading those? */
static bool are_few(const merging *m)
{
	int64_t settled = 0, fresh = 0;
	for (size_t p = 0; p < m->ledger.num_parts; p++)
		*(p < m->settled ? &settled : &fresh) += m->ledger.parts[p].events;
	return m->settled > 0 && fresh <= settled / (int64_t)m->settled;
}

static fl_status prepare(merging *m, fl_ledger_role role, fl_error *err)
{
	fl_buf_init(&m->scratch, (size_t)1 << 30);
	FL_TRY(fl_ledger_open(&m->ledger, m->im->w->store, role, true, err));
	m->settled = settled_parts(m);
	m->few = are_few(m);
	m->readers = fl_alloc_array(m->ledger.num_parts + 1, sizeof *m->readers);
	m->marks = fl_alloc_array(m->ledger.num_parts + 1, sizeof *m->marks);
	m->counts = fl_alloc_array(m->ledger.num_parts + 1, sizeof *m->counts);
	if (!m->readers || !m->marks || !m->counts)
		return fl_enomem(err);
	for (size_t p = 0; p < m->ledger.num_parts && m->settled < m->ledger.num_parts; p++)
		if (m->ledger.parts[p].events > 0)
			FL_TRY(fl_event_reader_open(&m->readers[p], m->im->w->store, &m->ledger.parts[p], err));
	return FL_OK;
}

/* What was said about repeats in files whose order in the ledger is new. */
static fl_status forget(merging *m, fl_error *err)
{
	fl_store *store = m->im->w->store;
	for (size_t p = m->settled; p < m->ledger.num_parts; p++) {
		size_t file;
		const fl_file_record *f = file_of(m, p, &file);
		if (!m->im->entrances[file].carried)
			continue;
		FL_TRY(fl_rejected_drop(store, f->origin, "event-duplicate", err));
		FL_TRY(fl_rejected_drop(store, f->origin, "event-conflict", err));
	}
	return FL_OK;
}

/* Marks into the round file; what remains of each file counts. */
static fl_status store_marks(merging *m, fl_error *err)
{
	fl_work *w = m->im->w;
	for (size_t p = m->settled; p < m->ledger.num_parts; p++) {
		const fl_ledger_part *part = &m->ledger.parts[p];
		fl_str marks = { (const char *)m->marks[p], ((size_t)part->rows + 7) / 8 };
		FL_TRY(fl_ledger_mark(w->store, part->id, marks, m->counts[p], err));
	}
	for (size_t i = 0; i < w->num_files; i++) {
		fl_file_record *file = &w->files[i];
		int64_t kept = 0;
		bool any = false;
		for (size_t p = m->settled; p < m->ledger.num_parts; p++)
			if (m->ledger.parts[p].file == file->id) {
				kept += m->ledger.parts[p].rows - m->counts[p];
				any = true;
			}
		if (!any)
			continue;
		file->accepted = kept;
		file->rejected = file->read - file->left_out - kept;
		FL_TRY(fl_file_put(w->store, file, err));
	}
	return FL_OK;
}

static fl_status merge(merging *m, fl_ledger_role role, fl_error *err)
{
	FL_TRY(prepare(m, role, err));
	if (m->settled == m->ledger.num_parts)
		return FL_OK;
	FL_TRY(forget(m, err));
	for (unsigned range = 0; range < FL_EVENT_RANGES; range++)
		FL_TRY(merge_range(m, range, err));
	FL_TRY(settle_batch(m, err));
	return store_marks(m, err);
}

static void release(merging *m)
{
	for (size_t p = 0; p < m->ledger.num_parts; p++) {
		if (m->readers)
			fl_event_reader_close(&m->readers[p]);
		if (m->marks)
			fl_free(m->marks[p]);
	}
	fl_free(m->readers);
	fl_free(m->marks);
	fl_free(m->counts);
	fl_vec_release(&m->batch);
	fl_free(m->events);
	fl_free(m->parts);
	fl_free(m->settled_at);
	fl_free(m->rows);
	fl_free(m->table);
	fl_buf_release(&m->scratch);
	fl_ledger_release(&m->ledger);
}

/* ---- files with the same bytes --------------------------------------------------------------------------------------- */

static bool same_bytes(const fl_file_record *a, const fl_file_record *b)
{
	return fl_str_eq(a->role, b->role) && a->size == b->size && a->size > 0 &&
	       memcmp(a->digest.bytes, b->digest.bytes, sizeof a->digest.bytes) == 0;
}

/* The bytes of a file before it, or of one that was added earlier, add nothing: so rows without an event are named by their file and their place in it. */
fl_status fl_import_copies(fl_importing *im, fl_error *err)
{
	fl_work *w = im->w;
	for (size_t i = 0; i < w->num_files; i++) {
		fl_file_record *file = &w->files[i];
		size_t other = 0;
		while (other < w->num_files && (other == i || (other > i && !im->entrances[other].carried) ||
						!same_bytes(&w->files[other], file)))
			other++;
		if (fl_import_is(im, i, "dreams") || fl_import_is(im, i, "partners") || other == w->num_files || im->entrances[i].carried)
			continue;
		FL_TRY(fl_ledger_drop(w->store, file->id, err));
		file->accepted = 0;
		file->rejected = file->read - file->left_out;
		FL_TRY(fl_file_put(w->store, file, err));
		im->entrances[i].copy = true;
		fl_report(&w->findings, FL_WARNING, "file-repeated", file->path.data, 0, 0, "",
			  "these are the bytes of '%.*s': the file adds nothing", FL_STR_ARG(w->files[other].path));
	}
	return FL_OK;
}

fl_status fl_import_repeats(fl_importing *im, fl_error *err)
{
	static const fl_ledger_role roles[] = { FL_LEDGER_GIVEN, FL_LEDGER_EARNED };
	for (size_t i = 0; i < 2; i++) {
		merging m = { .im = im };
		fl_status status = merge(&m, roles[i], err);
		release(&m);
		FL_TRY(status);
	}
	return FL_OK;
}
