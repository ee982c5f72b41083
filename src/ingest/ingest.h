/* SPDX-License-Identifier: Apache-2.0
 *
 * ingest.h - bytes to records: CSV, TSV, JSON Lines, spreadsheets and Pabulib .pb; each bad row reported with its place.
 *
 * Each call reads one file and hands over records in the order of the file. A row that cannot be used is handed to
 * 'rejected' with its raw text and one reason; what input->only does not ask for is left out, and counted; read = accepted +
 * rejected + left_out always holds. Records and their strings
 * live until the callback returns. A callback that returns an error stops the call.
 */
#ifndef FL_INGEST_INGEST_H
#define FL_INGEST_INGEST_H

#include "domain/dream.h"
#include "domain/round.h"

typedef struct fl_rejected {
	fl_str file;
	int64_t line, column; /* 1-based */
	const char *code;     /* stable finding code */
	fl_str reason;        /* one line */
	fl_str raw;           /* the row as it stood, UTF-8 (bad bytes as U+FFFD), at most 4 KB */
} fl_rejected;

typedef struct fl_ingest_sink {
	fl_status (*dream)(void *user, const fl_dream *dream, fl_error *err);
	fl_status (*flower)(void *user, const fl_flower *flower, fl_error *err);
	fl_status (*partner)(void *user, const fl_partner *partner, fl_error *err);
	fl_status (*rejected)(void *user, const fl_rejected *row, fl_error *err);
	void *user;
	fl_listener findings;
} fl_ingest_sink;

typedef struct fl_ingest_counts {
	int64_t read, accepted, rejected, left_out;
	char encoding[16];     /* "utf-8", "utf-8-bom", "gb18030", "xlsx" */
	bool encoding_assumed; /* not stated by anyone: guessed from the bytes (also a finding, encoding-assumed) */
} fl_ingest_counts;

/* Is the file a spreadsheet, by what the round says or by its name? */
bool fl_ingest_is_workbook(const fl_input *input);

/* Dreams from CSV, TSV, JSONL or a spreadsheet. Columns by header, English or Chinese (see docs/reference/files.md), or
 * input->columns. A dream's id must be unique within the file; uniqueness across files is the caller's check. */
fl_status fl_ingest_dreams(fl_str bytes, const fl_input *input, const fl_currency *currency, int offset_minutes,
			   const fl_ingest_sink *sink, fl_ingest_counts *ret, fl_error *err);

/* Partners, likewise; their ids, or names where they have none, must be unique within the file. */
fl_status fl_ingest_partners(fl_str bytes, const fl_input *input, const fl_currency *currency, const fl_ingest_sink *sink,
			     fl_ingest_counts *ret, fl_error *err);

/* Names of organisations, likewise, into the arena, in the order of the file. Limits hang on each of them: a row that cannot be used is
 * an error, with its place. */
typedef struct fl_alias_row {
	fl_alias alias;
	int64_t line;
} fl_alias_row;
fl_status fl_ingest_aliases(fl_str bytes, const fl_input *input, const char *source, fl_arena *arena, fl_alias_row **ret, size_t *ret_count,
			    fl_error *err);

/* Flowers, likewise, piece by piece: a ledger may be far larger than memory. A row is handed over with the piece in
 * which it ends, of a spreadsheet with the last; the same pieces give the same calls. The first piece has at least four bytes unless it is the last. 'input',
 * 'sink' and 'counts' are borrowed until the feed is closed. */
typedef struct fl_flower_feed fl_flower_feed;
/* 'earned': flowers earned instead of given; they name a giver and no dream. 'currency': for counts that are amounts. */
fl_status fl_flower_feed_open(const fl_input *input, bool earned, const fl_currency *currency, int offset_minutes,
			      const fl_ingest_sink *sink, fl_ingest_counts *counts, fl_flower_feed **ret, fl_error *err);
fl_status fl_flower_feed_piece(fl_flower_feed *feed, fl_str bytes, bool last, fl_error *err);
void fl_flower_feed_close(fl_flower_feed *feed);

/* All of a file of given flowers, streamed from 'path'. */
fl_status fl_ingest_flowers(const char *path, const fl_input *input, const fl_currency *currency, int offset_minutes,
			    const fl_ingest_sink *sink, fl_ingest_counts *ret, fl_error *err);

/* A Pabulib file. */
typedef struct fl_pabulib fl_pabulib;
fl_status fl_pabulib_parse(fl_str bytes, const char *source, fl_pabulib **ret, fl_error *err);
void fl_pabulib_free(fl_pabulib *pb);
/* The round.json that the file means (design section 8): one pool, threshold, group maxima, indivisible, currency. */
fl_status fl_pabulib_round(const fl_pabulib *pb, fl_buf *ret_json, fl_error *err);
/* Projects as dreams (stated_flowers = score, else votes; tags category:…, beneficiaries:…, neighborhood:…;
 * category = its category when it has just one) and ballots as flowers (giver = voter, count = points).
 * Ballots are re-tallied; a difference from the published totals is a finding "ballots-differ" per project. */
fl_status fl_pabulib_ingest(const fl_pabulib *pb, const fl_ingest_sink *sink, fl_ingest_counts *ret_dreams,
			    fl_ingest_counts *ret_flowers, fl_error *err);
/* The published result: selected[i] per project in file order (-1 unknown, 0, 1, 2, 3); rule as written. */
fl_str fl_pabulib_rule(const fl_pabulib *pb);
size_t fl_pabulib_num_projects(const fl_pabulib *pb);
int fl_pabulib_selected(const fl_pabulib *pb, size_t i, fl_str *ret_id);

/* Value of a META key ("comment", "vote_type"), "" when absent. */
fl_str fl_pabulib_meta(const fl_pabulib *pb, const char *key);
/* What the ballots give project i: number of times named, and points (equal where ballots carry none). */
void fl_pabulib_totals(const fl_pabulib *pb, size_t i, int64_t *ret_votes, int64_t *ret_score);

#endif
