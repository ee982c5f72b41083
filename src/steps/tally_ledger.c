/* SPDX-License-Identifier: Apache-2.0
 *
 * tally_ledger.c - the ledger of a round, giver by giver, into a tally.
 *
 * The ledger lies in the order in which it was read. A first pass counts the rows of each giver; then the givers are taken in
 * ranges that have as many rows as memory may hold, and each further pass puts the rows of one range into the order of their
 * givers (a counting sort) and hands them over. Ten million rows take two such passes, a hundred million eight; a pass looks at
 * the givers of all chunks and at whatever else of those it takes. A row is held in sixteen bytes; the few that do not fit, with
 * a huge count or a time far away, are held beside.
 */
#include "steps/tally_ledger.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "store/givers.h"
#include "store/ledger.h"
#include "store/names.h"

#include <stdlib.h>

#define ROWS_HELD     ((size_t)6 << 20)  /* at least; an eighth of a ledger ... */
#define ROWS_HELD_MAX ((size_t)16 << 20) /* ... but not more than this */
#define AHEAD         12                 /* rows whose sums are fetched while others are tallied */
#define YEARS_MAX ((int64_t)10 * 366 * 86400) /* a ledger that spans more has wrong times: the last ten years are shown */

typedef struct reading {
	const fl_tally_request *request;
	fl_arena *arena;
	fl_ledger ledger;
	uint32_t *dreams; /* number in the ledger → index, FL_NOBODY none */
	size_t num_dreams;
	fl_str *kinds;
	size_t num_kinds;
	size_t num_givers;
	uint32_t *counts;  /* rows of each giver */
	uint8_t *wanted;   /* per giver; NULL: all */
	int64_t *earned;   /* per giver, FL_EARNED_UNKNOWN; NULL: nobody asks */
	int64_t first, last;
	int64_t base;      /* from which the times of held rows count */
	size_t total;      /* rows of known givers */
	bool any_nobody;
	fl_ledger_notes *notes;
	fl_tallying *tallying; /* NULL: only rows are told */
	fl_tally_input in;
} reading;

static fl_status damaged(const reading *r, fl_error *err)
{
	return fl_error_at(err, FL_EPARSE, fl_store_name(r->request->store), 0, 0,
			   "the round file is damaged: a flower names something that is not there");
}

/* ---- preparing ------------------------------------------------------------------------------------------------------ */

static fl_status load_kinds(reading *r, fl_error *err)
{
	fl_names names;
	fl_status status = fl_names_open(&names, r->request->store, FL_NAMES_KINDS, err);
	r->num_kinds = status == FL_OK ? names.list.len : 0;
	r->kinds = fl_arena_array(r->arena, r->num_kinds + 1, sizeof *r->kinds);
	if (status == FL_OK && !r->kinds)
		status = fl_enomem(err);
	for (size_t i = 0; status == FL_OK && i < r->num_kinds; i++) {
		r->kinds[i] = fl_arena_str(r->arena, names.list.items[i]);
		if (!r->kinds[i].data)
			status = fl_enomem(err);
	}
	fl_names_release(&names);
	return status;
}

static fl_odd_rows *odd_rows(reading *r)
{
	return fl_arena_array(r->arena, r->request->facts->num_files + 1, sizeof(fl_odd_rows));
}

static fl_status prepare(reading *r, fl_error *err)
{
	int64_t givers;
	FL_TRY(fl_ledger_open(&r->ledger, r->request->store, FL_LEDGER_GIVEN, false, err));
	FL_TRY(fl_ledger_dreams(r->request->store, r->request->facts, r->arena, &r->dreams, &r->num_dreams, err));
	FL_TRY(load_kinds(r, err));
	FL_TRY(fl_givers_count(r->request->store, &givers, err));
	r->num_givers = (size_t)givers;
	r->counts = fl_alloc_array(r->num_givers + 1, sizeof *r->counts);
	if (!r->counts)
		return fl_enomem(err);
	if (r->notes) {
		*r->notes = (fl_ledger_notes){ odd_rows(r), odd_rows(r), odd_rows(r) };
		if (!r->notes->outside || !r->notes->future || !r->notes->stray)
			return fl_enomem(err);
	}
	return FL_OK;
}

/* ---- the first pass ------------------------------------------------------------------------------------------------- */

static size_t file_index(const reading *r)
{
	const fl_facts *facts = r->request->facts;
	size_t i = 0;
	while (i < facts->num_files && facts->files[i].id != r->ledger.part->file)
		i++;
	return i;
}

static void note(fl_odd_rows *rows, size_t file, int64_t line)
{
	if (rows[file].count++ == 0)
		rows[file].line = line;
}

static void look_at(reading *r, int64_t given, int64_t line, size_t file)
{
	bool outside = !fl_tally_in_window(&r->request->spec->tally, given);
	if (r->notes && outside)
		note(r->notes->outside, file, line);
	if (r->notes && given != FL_TIME_NONE && given > r->request->now)
		note(r->notes->future, file, line);
	if (given == FL_TIME_NONE || outside)
		return;
	r->first = given < r->first ? given : r->first;
	r->last = given > r->last ? given : r->last;
}

/* Every value is checked here, once; later passes take them as they are. */
static fl_status count_row(reading *r, size_t i, size_t file, fl_error *err)
{
	const fl_chunk_view *v = &r->ledger.view;
	uint32_t giver = fl_column_number(&v->giver, i), name = fl_column_number(&v->dream, i);
	uint32_t kind = fl_column_number(&v->kind, i);
	int64_t line = fl_column_line(&v->line, i);
	if (name >= r->num_dreams || (giver != FL_NOBODY && giver >= r->num_givers) ||
	    (kind != FL_NOBODY && kind >= r->num_kinds) || fl_column_count(&v->count, i) < 1)
		return damaged(r, err);
	uint32_t dream = r->dreams[name];
	if (dream == FL_NOBODY) {
		if (r->notes)
			note(r->notes->stray, file, line);
		return FL_OK;
	}
	look_at(r, fl_column_given(&v->given, i), line, file);
	if (giver == FL_NOBODY) {
		r->any_nobody = true;
		return FL_OK;
	}
	if (r->counts[giver]++ == UINT32_MAX - 1)
		return fl_error_set(err, FL_ERANGE, "more than %u flowers of one giver", UINT32_MAX - 1);
	r->total++;
	if (r->wanted && dream == r->request->only)
		r->wanted[giver] = 1;
	return FL_OK;
}

static fl_status count_chunk(reading *r, fl_error *err)
{
	size_t file = file_index(r);
	for (size_t i = 0; i < r->ledger.num_rows; i++)
		if (fl_ledger_counts(&r->ledger, i))
			FL_TRY(count_row(r, i, file, err));
	return FL_OK;
}

static fl_status each_chunk(reading *r, fl_status (*fn)(reading *r, fl_error *err), fl_error *err)
{
	bool more = true;
	fl_ledger_rewind(&r->ledger);
	for (;;) {
		FL_TRY(fl_ledger_look(&r->ledger, &more, err));
		if (!more)
			return FL_OK;
		FL_TRY(fn(r, err));
	}
}

static fl_status count_rows(reading *r, fl_error *err)
{
	r->first = INT64_MAX;
	r->last = INT64_MIN;
	if (r->request->only != UINT32_MAX) {
		r->wanted = fl_alloc_array(r->num_givers + 1, 1);
		if (!r->wanted)
			return fl_enomem(err);
	}
	FL_TRY(each_chunk(r, count_chunk, err));
	for (size_t g = 0; r->wanted && g < r->num_givers; g++)
		if (!r->wanted[g])
			r->counts[g] = 0;
	if (r->first <= r->last && (uint64_t)r->last - (uint64_t)r->first > (uint64_t)YEARS_MAX)
		r->first = r->last - YEARS_MAX;
	return FL_OK;
}

/* ---- what was earned ------------------------------------------------------------------------------------------------ */

static fl_status add_earned(reading *r, const fl_ledger *earned, fl_error *err)
{
	for (size_t i = 0; i < earned->num_rows; i++) {
		uint32_t giver = earned->rows[i].giver;
		if (!fl_ledger_counts(earned, i))
			continue;
		if (giver >= r->num_givers)
			return damaged(r, err);
		int64_t sum = r->earned[giver] == FL_EARNED_UNKNOWN ? 0 : r->earned[giver];
		if (__builtin_add_overflow(sum, earned->rows[i].count, &r->earned[giver]))
			r->earned[giver] = INT64_MAX; /* no giver gives that many */
	}
	return FL_OK;
}

static fl_status load_earned(reading *r, fl_error *err)
{
	fl_ledger ledger;
	bool more = true;
	if (r->request->spec->tally.excess == FL_EXCESS_IGNORE)
		return FL_OK;
	r->earned = fl_alloc_array(r->num_givers + 1, sizeof *r->earned);
	if (!r->earned)
		return fl_enomem(err);
	for (size_t g = 0; g < r->num_givers; g++)
		r->earned[g] = FL_EARNED_UNKNOWN;
	fl_status status = fl_ledger_open(&ledger, r->request->store, FL_LEDGER_EARNED, false, err);
	while (status == FL_OK && more) {
		status = fl_ledger_next(&ledger, &more, err);
		if (status == FL_OK && more)
			status = add_earned(r, &ledger, err);
	}
	fl_ledger_release(&ledger);
	return status;
}

/* ---- dreams --------------------------------------------------------------------------------------------------------- */

typedef struct named {
	fl_str name;
	uint32_t dream;
} named;

static int by_name(const void *a, const void *b)
{
	return fl_str_cmp(((const named *)a)->name, ((const named *)b)->name);
}

/* The places of the dreams when their ids, and when their organisations, are sorted by bytes. */
static fl_status number_dreams(reading *r, uint32_t *order, uint32_t *organisation, int64_t *stated, int64_t *stated_givers,
			       fl_error *err)
{
	const fl_facts *facts = r->request->facts;
	size_t count = facts->num_dreams;
	named *list = fl_alloc_array(count + 1, sizeof *list);
	if (!list || !order || !organisation || !stated || !stated_givers) {
		fl_free(list);
		return fl_enomem(err);
	}
	for (size_t i = 0; i < count; i++)
		list[i] = (named){ facts->dreams[i].id, (uint32_t)i };
	qsort(list, count, sizeof *list, by_name);
	for (size_t i = 0; i < count; i++)
		order[list[i].dream] = (uint32_t)i;
	for (size_t i = 0; i < count; i++)
		list[i] = (named){ r->request->organisations ? r->request->organisations[i] : facts->dreams[i].organisation,
				   (uint32_t)i };
	qsort(list, count, sizeof *list, by_name);
	for (size_t i = 0, number = 0; i < count; i++) {
		number += i > 0 && !fl_str_eq(list[i].name, list[i - 1].name);
		organisation[list[i].dream] = list[i].name.len ? (uint32_t)number : UINT32_MAX;
	}
	for (size_t i = 0; i < count; i++) {
		stated[i] = facts->dreams[i].stated_flowers;
		stated_givers[i] = facts->dreams[i].stated_givers;
	}
	fl_free(list);
	return FL_OK;
}

static fl_status describe(reading *r, fl_error *err)
{
	size_t count = r->request->facts->num_dreams + 1;
	uint32_t *order = fl_arena_array(r->arena, count, sizeof *order);
	uint32_t *organisation = fl_arena_array(r->arena, count, sizeof *organisation);
	int64_t *stated = fl_arena_array(r->arena, count, sizeof *stated);
	int64_t *stated_givers = fl_arena_array(r->arena, count, sizeof *stated_givers);
	FL_TRY(number_dreams(r, order, organisation, stated, stated_givers, err));
	r->in = (fl_tally_input){ .num_dreams = r->request->facts->num_dreams,
				  .representative = r->request->representative,
				  .order = order,
				  .organisation = organisation,
				  .stated = stated,
				  .stated_givers = stated_givers,
				  .kinds = r->kinds,
				  .num_kinds = r->num_kinds,
				  .first = r->first,
				  .last = r->last,
				  .sink = r->request->sink };
	return FL_OK;
}

/* ---- the passes over ranges of givers ------------------------------------------------------------------------------- */

/* A row of a giver. 'given' is in seconds from the first time of the ledger, plus one, 0 not known; where count is 0 the row does not
 * fit, and 'given' is its place among those held beside. */
typedef struct held_row {
	uint32_t dream, kind, count, given;
} held_row;

typedef struct range {
	size_t from, to; /* givers */
	size_t rows;
	held_row *held;     /* in the order of the givers */
	uint32_t *places;   /* of each giver of the range: where its next row goes; in the end: where its rows end */
	FL_VEC(fl_giving) beside;
	FL_VEC(fl_giving) own; /* rows of the giver at hand */
} range;

/* The next givers whose rows fit; one giver's always do. */
static void next_range(const reading *r, range *now, size_t rows_held)
{
	now->from = now->to;
	now->rows = 0;
	while (now->to < r->num_givers && (now->rows == 0 || now->rows + r->counts[now->to] <= rows_held))
		now->rows += r->counts[now->to++];
}

static bool hold(const reading *r, range *now, size_t i, uint32_t dream, held_row *ret)
{
	const fl_chunk_view *v = &r->ledger.view;
	int64_t count = fl_column_count(&v->count, i), given = fl_column_given(&v->given, i);
	uint64_t since = given == FL_TIME_NONE ? 0 : (uint64_t)given - (uint64_t)r->base + 1;
	*ret = (held_row){ dream, fl_column_number(&v->kind, i), (uint32_t)count, (uint32_t)since };
	if (count <= UINT32_MAX && since <= UINT32_MAX && (given == FL_TIME_NONE || given >= r->base))
		return true;
	ret->count = 0;
	ret->given = (uint32_t)now->beside.len;
	return fl_vec_push(&now->beside, ((fl_giving){ count, given, dream, ret->kind }));
}

/* Rows of the range to their places. */
static fl_status fill(const reading *r, range *now, fl_error *err)
{
	const fl_ledger_column *givers = &r->ledger.view.giver, *names = &r->ledger.view.dream;
	bool good = true;
	for (size_t i = 0; good && i < r->ledger.num_rows; i++) {
		size_t giver = fl_column_number(givers, i);
		if (giver - now->from >= now->to - now->from || !fl_ledger_counts(&r->ledger, i))
			continue;
		uint32_t dream = r->dreams[fl_column_number(names, i)];
		if (dream != FL_NOBODY && (!r->wanted || r->wanted[giver]))
			good = hold(r, now, i, dream, &now->held[now->places[giver - now->from]++]);
	}
	return good ? FL_OK : fl_enomem(err);
}

static void take_out(const reading *r, const range *now, size_t from, size_t count, fl_giving *ret)
{
	for (size_t i = 0; i < count; i++) {
		const held_row *h = &now->held[from + i];
		if (r->tallying && from + i + AHEAD < now->rows)
			fl_tallying_prefetch(r->tallying, now->held[from + i + AHEAD].dream,
					     r->base + (int64_t)now->held[from + i + AHEAD].given - 1);
		if (h->count == 0)
			ret[i] = now->beside.items[h->given];
		else
			ret[i] = (fl_giving){ h->count, h->given ? r->base + (int64_t)h->given - 1 : FL_TIME_NONE, h->dream,
					      h->kind };
	}
}

static fl_status tell_giver(reading *r, uint32_t giver, fl_giving *rows, size_t count, int64_t earned, fl_error *err)
{
	const fl_tally_sink *sink = &r->request->sink;
	if (r->tallying)
		return fl_tallying_giver(r->tallying, giver, rows, count, earned, err);
	if (count > 0)
		sink->rows(sink->user, giver, rows, count, earned);
	return FL_OK;
}

static fl_status hand_over(reading *r, range *now, fl_error *err)
{
	size_t from = 0;
	for (size_t g = now->from; g < now->to; g++) {
		size_t end = now->places[g - now->from];
		int64_t earned = r->earned ? r->earned[g] : FL_EARNED_UNKNOWN;
		if (!fl_vec_reserve(&now->own, end - from))
			return fl_enomem(err);
		take_out(r, now, from, end - from, now->own.items);
		FL_TRY(tell_giver(r, (uint32_t)g, now->own.items, end - from, earned, err));
		from = end;
	}
	return FL_OK;
}

static fl_status tally_range(reading *r, range *now, fl_error *err)
{
	uint32_t start = 0;
	bool more = true;
	now->places = fl_alloc_array(now->to - now->from + 1, sizeof *now->places);
	now->beside.len = 0;
	if (!now->places)
		return fl_enomem(err);
	for (size_t g = now->from; g < now->to; g++) {
		now->places[g - now->from] = start;
		start += r->counts[g];
	}
	fl_status status = FL_OK;
	fl_ledger_rewind(&r->ledger);
	while (status == FL_OK && more) {
		status = fl_ledger_look(&r->ledger, &more, err);
		if (status == FL_OK && more)
			status = fill(r, now, err);
	}
	if (status == FL_OK)
		status = hand_over(r, now, err);
	fl_free(now->places);
	now->places = NULL;
	return status;
}

static fl_status tally_givers(reading *r, fl_error *err)
{
	size_t most = 0, rows_held = r->total / 8;
	range now = { 0 };
	rows_held = rows_held < ROWS_HELD ? ROWS_HELD : rows_held > ROWS_HELD_MAX ? ROWS_HELD_MAX : rows_held;
	r->base = r->first <= r->last ? r->first : 0;
	for (next_range(r, &now, rows_held); now.to > now.from; next_range(r, &now, rows_held))
		most = now.rows > most ? now.rows : most;
	now = (range){ .held = fl_alloc_array(most + 1, sizeof *now.held) };
	fl_status status = now.held ? FL_OK : fl_enomem(err);
	for (next_range(r, &now, rows_held); status == FL_OK && now.to > now.from; next_range(r, &now, rows_held))
		if (now.rows > 0)
			status = tally_range(r, &now, err);
	fl_free(now.held);
	fl_vec_release(&now.beside);
	fl_vec_release(&now.own);
	return status;
}

/* Flowers of nobody, which need no order. */
static fl_status tally_nobody(reading *r, fl_error *err)
{
	const fl_chunk_view *v = &r->ledger.view;
	for (size_t i = 0; i < r->ledger.num_rows; i++) {
		uint32_t dream = r->dreams[fl_column_number(&v->dream, i)];
		if (fl_column_number(&v->giver, i) != FL_NOBODY || dream == FL_NOBODY || !fl_ledger_counts(&r->ledger, i))
			continue;
		fl_giving row = { fl_column_count(&v->count, i), fl_column_given(&v->given, i), dream,
				  fl_column_number(&v->kind, i) };
		if (r->tallying)
			FL_TRY(fl_tallying_nobody(r->tallying, &row, err));
		else
			r->request->sink.rows(r->request->sink.user, FL_NOBODY, &row, 1, FL_EARNED_UNKNOWN);
	}
	return FL_OK;
}

static fl_status run(reading *r, fl_tally_result *ret, fl_error *err)
{
	FL_TRY(prepare(r, err));
	FL_TRY(count_rows(r, err));
	FL_TRY(load_earned(r, err));
	if (ret)
		FL_TRY(describe(r, err));
	if (ret)
		FL_TRY(fl_tallying_open(r->request->spec, &r->in, &r->tallying, err));
	if (r->any_nobody && !r->wanted)
		FL_TRY(each_chunk(r, tally_nobody, err));
	FL_TRY(tally_givers(r, err));
	return ret ? fl_tallying_close(r->tallying, r->arena, ret, err) : FL_OK;
}

fl_status fl_tally_ledger(const fl_tally_request *request, fl_arena *arena, fl_tally_result *ret, fl_ledger_notes *notes,
			  fl_error *err)
{
	reading r = { .request = request, .arena = arena, .notes = notes };
	fl_status status = run(&r, ret, err);
	fl_tallying_free(r.tallying);
	fl_ledger_release(&r.ledger);
	fl_free(r.counts);
	fl_free(r.wanted);
	fl_free(r.earned);
	return status;
}
