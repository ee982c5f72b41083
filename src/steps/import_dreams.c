/* SPDX-License-Identifier: Apache-2.0
 *
 * import_dreams.c - dreams to facts, and the two roles of a .pb file. How a file is read is left to ingest/; decided here is an id
 * that two files have.
 */
#include "steps/import.h"

#include "base/error.h"
#include "base/str.h"
#include "store/statements.h"

#define DREAMS_MAX 10000000

static fl_status reject_twice(fl_importing *im, const fl_dream *dream, fl_error *err)
{
	fl_error reason = FL_ERROR_INIT;
	fl_str id = fl_arena_str(&im->arena, dream->id);
	fl_buf_clear(&im->key);
	fl_buf_printf(&im->key, "%.*s,%.*s", FL_STR_ARG(dream->id), FL_STR_ARG(dream->title));
	FL_TRY(fl_buf_status(&im->key, err));
	if (!id.data)
		return fl_enomem(err);
	fl_error_set(&reason, FL_EINVAL, FL_MESSAGE("id '%.*s' stands in a file before this one"), FL_STR_ARG(dream->id));
	fl_rejected_row row = { .path = im->w->files[im->at].path,
				.line = dream->line,
				.code = FL_STR("id-duplicate"),
				.reason = fl_str_of(reason.message),
				.raw = fl_buf_view(&im->key) };
	im->entrances[im->at].rejected_here++;
	return fl_import_reject_row(im, im->at, &row, id, err);
}

static int published_of(const fl_importing *im, fl_str id)
{
	size_t i = im->pabulib ? fl_map_get(&im->selected, id) : FL_MAP_NONE;
	fl_str ignored;
	return i == FL_MAP_NONE ? FL_PUBLISHED_UNKNOWN : fl_pabulib_selected(im->pabulib, i, &ignored);
}

/* From now on there is a dream of this id. */
static fl_status know(fl_importing *im, fl_str id, fl_error *err)
{
	size_t stands;
	if (im->numbers.len >= DREAMS_MAX)
		return fl_error_set(err, FL_ERANGE, "more than %d dreams", DREAMS_MAX);
	fl_str copy = fl_arena_str(&im->arena, id);
	if (!copy.data || !fl_map_put(&im->dreams, copy, im->numbers.len, &stands) ||
	    !fl_vec_push(&im->numbers, FL_NOBODY))
		return fl_enomem(err);
	return FL_OK;
}

/* Sums must stay countable; the row with which they do not is named. */
static fl_status add_up(fl_importing *im, const fl_dream *dream, fl_error *err)
{
	const char *file = im->w->files[im->at].path.data;
	if (!fl_money_add(im->requested, dream->request, &im->requested))
		return fl_error_at(err, FL_ERANGE, file, dream->line, 0,
				   "with this row the requests add up to more than 2^63-1 minor units");
	if (dream->stated_flowers > 0 && !fl_money_add(im->stated, dream->stated_flowers, &im->stated))
		return fl_error_at(err, FL_ERANGE, file, dream->line, 0,
				   "with this row the flowers of the round are more than 2^63-1");
	return FL_OK;
}

static fl_status on_dream(void *user, const fl_dream *dream, fl_error *err)
{
	fl_importing *im = user;
	if (fl_map_get(&im->dreams, dream->id) != FL_MAP_NONE)
		return reject_twice(im, dream, err);
	FL_TRY(know(im, dream->id, err));
	FL_TRY(add_up(im, dream, err));
	int64_t row = im->first_row + (int64_t)im->num_dreams++;
	FL_TRY(fl_dream_add(im->w->store, row, im->w->files[im->at].id, dream, published_of(im, dream->id), err));
	for (size_t i = 0; i < dream->num_tags; i++) {
		int64_t tag;
		FL_TRY(fl_names_put(&im->tags, dream->tags[i], &tag, err));
		FL_TRY(fl_dream_add_tag(im->w->store, row, tag, err));
	}
	return FL_OK;
}

fl_status fl_import_dreams(fl_importing *im, size_t file, fl_error *err)
{
	fl_ingest_counts c = { 0 };
	fl_ingest_sink sink = fl_import_sink(im);
	const fl_round_spec *spec = im->w->spec;
	const fl_entrance *e = &im->entrances[file];
	im->at = file;
	sink.dream = on_dream;
	FL_TRY(fl_ingest_dreams(e->bytes, e->input, &spec->currency, spec->offset_minutes, &sink, &c, err));
	FL_TRY(fl_import_found(im, file, &c, err));
	return fl_file_put(im->w->store, &im->w->files[file], err);
}

fl_status fl_import_known_dreams(fl_importing *im, fl_error *err)
{
	fl_cursor rows;
	FL_TRY(fl_cursor_open(&rows, im->w->store, FL_SQL_GET_DREAM_IDS, FL_ARGS(FL_INT(im->import)), err));
	fl_status status = FL_OK;
	while (status == FL_OK && fl_cursor_next(&rows))
		status = know(im, fl_cursor_text(&rows, 0), err);
	fl_status closed = fl_cursor_close(&rows, err);
	return status != FL_OK ? status : closed;
}

/* ---- .pb ----------------------------------------------------------------------------------------------------------- */

static fl_status remember_selected(fl_importing *im, const fl_pabulib *pb, fl_error *err)
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

static fl_status on_ballot(void *user, const fl_flower *flower, fl_error *err)
{
	fl_importing *im = user;
	im->at = 1;
	return fl_import_flower(im, flower, err);
}

static fl_status read_pabulib(fl_importing *im, const fl_pabulib *pb, fl_error *err)
{
	fl_ingest_counts projects = { 0 }, ballots = { 0 };
	fl_ingest_sink sink = fl_import_sink(im);
	sink.dream = on_dream;
	sink.flower = on_ballot;
	im->at = 0;
	FL_TRY(remember_selected(im, pb, err));
	FL_TRY(fl_pabulib_ingest(pb, &sink, &projects, &ballots, err));
	FL_TRY(fl_import_flush(im, err));
	im->w->files[0].published = true;
	im->w->files[0].rule = fl_pabulib_rule(pb);
	FL_TRY(fl_import_found(im, 0, &projects, err));
	FL_TRY(fl_import_found(im, 1, &ballots, err));
	FL_TRY(fl_file_put(im->w->store, &im->w->files[0], err));
	return fl_file_put(im->w->store, &im->w->files[1], err);
}

fl_status fl_import_pabulib(fl_importing *im, fl_error *err)
{
	fl_pabulib *pb = NULL;
	FL_TRY(fl_pabulib_parse(im->entrances[0].bytes, im->w->files[0].path.data, &pb, err));
	fl_status status = read_pabulib(im, pb, err);
	im->pabulib = NULL;
	im->w->files[0].rule = FL_STR(""); /* it lived in pb and is in the round file */
	fl_pabulib_free(pb);
	return status;
}
