/* SPDX-License-Identifier: Apache-2.0
 *
 * import.h - what the parts of an import share: the plan, the rows, the events that repeat.
 *
 *     import_plan.c      which files, and which of them need not be read again
 *     import_dreams.c    dreams to facts
 *     import_partners.c  partners to facts
 *     import_flowers.c   a ledger, chunk by chunk, so that an interrupted import goes on where it was
 *     import_grown.c     a file that begins with the bytes of one that is in the ledger
 *     import_repeats.c   an event counts once
 *     step_import.c      the step
 */
#ifndef FL_STEPS_IMPORT_H
#define FL_STEPS_IMPORT_H

#include "base/buf.h"
#include "base/str.h"
#include "ingest/ingest.h"
#include "steps/step.h"
#include "store/givers.h"
#include "store/ledger.h"
#include "store/names.h"

#define FL_REJECTED_KEPT 100000 /* rejected rows of one ledger file that are listed; all are counted */

/* One file of the import; its record is w->files[i] of the same i. */
typedef struct fl_entrance {
	const fl_input *input;        /* NULL: a .pb file */
	fl_str path;                  /* where it lies; "-" is standard input */
	fl_str bytes;                 /* of a file that is read as a whole */
	bool carried;                 /* it stands in the round file already */
	bool known;                   /* its digest is known before it is read */
	bool copy;                    /* it has the bytes of another one */
	int64_t rejected_here;        /* rows that ingest accepted and the import did not */
	int64_t listed, unlisted;     /* of the rejected rows */
	int64_t behind, behind_end;   /* bytes of a file that was added, with which this one begins; and the end of that line */
	size_t behind_file;           /* which one */
} fl_entrance;

typedef struct fl_importing {
	fl_work *w;
	const char *base;             /* the folder in which the round's files lie, NULL: that of round.json */
	const fl_ledger_input *added; /* files that the command line names */
	size_t num_added;
	bool adding;                  /* only those: what the round names stays as it is */
	fl_import_summary *sum;
	fl_entrance *entrances;
	fl_file_record *before; /* files of the governing import */
	size_t num_before;
	fl_digest plan;
	int64_t import;
	bool resumed;
	/* names */
	fl_names tags, kinds, dream_names;
	fl_givers givers;
	fl_arena arena;
	fl_map dreams;        /* id → index */
	FL_VEC(uint32_t) numbers; /* index → number in the ledger, FL_NOBODY none yet */
	fl_map selected;      /* id → index of fl_pabulib_selected */
	const fl_pabulib *pabulib;
	/* the file that is being read */
	size_t at;
	fl_buf key;
	int64_t first_row;
	size_t num_dreams; /* read by this import */
	fl_money requested; /* their requests, and what they state as flowers */
	int64_t stated;
	int64_t flowers;   /* of the ledger's rows */
	fl_chunk chunk;
	int64_t seq;       /* of the next chunk */
	int64_t pending;   /* rows and bytes since the last checkpoint */
	int64_t pending_bytes;
	bool skipping;     /* rows that are in the round file already */
	bool needs_event;  /* an added spreadsheet: it cannot be told from one that has grown */
	fl_buf subject;
	bool mismatch;     /* what was read before an interruption is not what the file says now */
	bool give_up;      /* an open import is not gone on with */
} fl_importing;

/* ---- import_plan.c ---- */

/* Find the files: w->files, entrances and the digest of the plan. */
fl_status fl_import_plan(fl_importing *im, fl_error *err);

/* ---- import_dreams.c ---- */

fl_status fl_import_dreams(fl_importing *im, size_t file, fl_error *err);
/* Projects and ballots of a .pb file, which is files 0 and 1. */
fl_status fl_import_pabulib(fl_importing *im, fl_error *err);
/* Of an import whose dreams are in the round file already. */
fl_status fl_import_known_dreams(fl_importing *im, fl_error *err);

/* ---- import_partners.c ---- */

/* All files of partners that are not carried over. */
fl_status fl_import_partners(fl_importing *im, fl_error *err);

/* ---- import_flowers.c ---- */

fl_status fl_import_flowers(fl_importing *im, size_t file, fl_error *err);
fl_status fl_import_flower(fl_importing *im, const fl_flower *flower, fl_error *err); /* one row */
fl_status fl_import_flush(fl_importing *im, fl_error *err); /* the chunk that is being filled, into the round file */

/* ---- import_grown.c ---- */

/* Does a file that is to be read begin with the bytes of one that was added? Then 'behind' of its entrance is set. */
fl_status fl_import_find_grown(fl_importing *im, size_t file, fl_error *err);
/* While it is read: the smallest file above this size of which it may have the bytes; num_files: none. */
size_t fl_import_next_known(const fl_importing *im, size_t file, int64_t above);
/* It has them, and goes on behind them: FL_ESTATE, a finding, or nothing where the rows there are passed over, or name events. */
fl_status fl_import_begins_as(fl_importing *im, size_t file, size_t known, fl_error *err);

/* ---- import_repeats.c ---- */

/* Drop the rows of files that have the bytes of another one. */
fl_status fl_import_copies(fl_importing *im, fl_error *err);
/* Mark the rows whose event stands in the ledger before them, and settle the counts of the files. */
fl_status fl_import_repeats(fl_importing *im, fl_error *err);

/* ---- step_import.c ---- */

/* Report a row and keep it with the rejected ones. */
fl_status fl_import_reject_row(fl_importing *im, size_t file, const fl_rejected_row *row, fl_str subject, fl_error *err);
fl_ingest_sink fl_import_sink(fl_importing *im);
/* Into the file's record: encoding and counts. */
fl_status fl_import_found(fl_importing *im, size_t file, const fl_ingest_counts *counts, fl_error *err);

static inline bool fl_import_is(const fl_importing *im, size_t file, const char *role)
{
	return fl_str_eqz(im->w->files[file].role, role);
}

#endif
