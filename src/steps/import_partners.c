/* SPDX-License-Identifier: Apache-2.0
 *
 * import_partners.c - partners to facts. How a file is read is left to ingest/; decided here is an id that two files have.
 */
#include "steps/import.h"

#include "base/error.h"
#include "base/str.h"

typedef struct reading {
	fl_importing *im;
	fl_map ids;
	fl_arena arena;
} reading;

static fl_status reject_twice(fl_importing *im, const fl_partner *p, fl_str id, fl_error *err)
{
	fl_error reason = FL_ERROR_INIT;
	fl_error_set(&reason, FL_EINVAL, FL_MESSAGE("partner '%.*s' stands in a file before this one"), FL_STR_ARG(p->id));
	fl_rejected_row row = { .path = im->w->files[im->at].path,
				.line = p->line,
				.code = FL_STR("id-duplicate"),
				.reason = fl_str_of(reason.message),
				.raw = id };
	im->entrances[im->at].rejected_here++;
	return fl_import_reject_row(im, im->at, &row, id, err);
}

static fl_status on_partner(void *user, const fl_partner *partner, fl_error *err)
{
	reading *r = user;
	size_t stands;
	fl_str id = fl_arena_str(&r->arena, partner->id);
	if (!id.data || !fl_map_put(&r->ids, id, r->im->at, &stands))
		return fl_enomem(err);
	if (stands != r->im->at)
		return reject_twice(r->im, partner, id, err);
	return fl_partner_add(r->im->w->store, r->im->w->files[r->im->at].id, partner, err);
}

static fl_status on_rejected(void *user, const fl_rejected *row, fl_error *err)
{
	reading *r = user;
	fl_ingest_sink sink = fl_import_sink(r->im);
	return sink.rejected(sink.user, row, err);
}

static fl_status read_file(reading *r, size_t file, fl_error *err)
{
	fl_importing *im = r->im;
	fl_ingest_counts c = { 0 };
	fl_ingest_sink sink = { .partner = on_partner, .rejected = on_rejected, .user = r, .findings = fl_import_sink(im).findings };
	im->at = file;
	FL_TRY(fl_ingest_partners(im->entrances[file].bytes, im->entrances[file].input, &im->w->spec->currency, &sink, &c, err));
	FL_TRY(fl_import_found(im, file, &c, err));
	return fl_file_put(im->w->store, &im->w->files[file], err);
}

fl_status fl_import_partners(fl_importing *im, fl_error *err)
{
	reading r = { .im = im };
	fl_status status = FL_OK;
	for (size_t i = 0; i < im->w->num_files && status == FL_OK; i++)
		if (fl_import_is(im, i, "partners") && !im->entrances[i].carried)
			status = read_file(&r, i, err);
	fl_map_release(&r.ids);
	fl_arena_release(&r.arena);
	return status;
}
