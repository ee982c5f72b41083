/* SPDX-License-Identifier: Apache-2.0
 *
 * statements.h - every SQL statement of Florin, by name; prepared once a connection, run with checked values.
 *
 *     FL_TRY(fl_store_run(store, FL_SQL_ADD_KIND, FL_ARGS(FL_INT(3), FL_TEXT(name)), err));
 *
 *     fl_cursor rows;
 *     FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_KINDS, NULL, 0, err));
 *     while (fl_cursor_next(&rows))
 *             use(fl_cursor_int(&rows, 0));
 *     return fl_cursor_close(&rows, err);
 */
#ifndef FL_STORE_STATEMENTS_H
#define FL_STORE_STATEMENTS_H

#include "base/alloc.h"
#include "base/hash.h"
#include "store/store.h"

typedef enum fl_sql {
	FL_SQL_BEGIN,
	FL_SQL_BEGIN_READ,
	FL_SQL_COMMIT,
	FL_SQL_ROLLBACK,
	FL_SQL_BEGIN_PART,
	FL_SQL_COMMIT_PART,
	FL_SQL_ROLLBACK_PART,
	/* journal.c */
	FL_SQL_ADD_ENTRY,
	FL_SQL_COUNT_ENTRIES,
	FL_SQL_GET_LEAVES,
	FL_SQL_GET_ENTRIES,
	FL_SQL_PUT_STEP,
	FL_SQL_GET_STEP,
	FL_SQL_DROP_STEP,
	FL_SQL_GET_STEPS,
	FL_SQL_ADD_SECRET,
	FL_SQL_GET_SECRET,
	/* records_facts.c */
	FL_SQL_ADD_DOCUMENT,
	FL_SQL_GET_DOCUMENTS,
	FL_SQL_GET_ROUNDS,
	FL_SQL_GET_REVISION,
	FL_SQL_GET_IMPORT,
	FL_SQL_GET_OPEN_IMPORT,
	FL_SQL_ADD_IMPORT,
	FL_SQL_CLOSE_IMPORT,
	FL_SQL_NEXT_FILE,
	FL_SQL_ADD_FILE,
	FL_SQL_PUT_FILE,
	FL_SQL_GET_FILES,
	FL_SQL_GET_OPEN_FILES,
	FL_SQL_DROP_OPEN_REPEATS,
	FL_SQL_DROP_OPEN_CHUNKS,
	FL_SQL_DROP_OPEN_REJECTED,
	FL_SQL_DROP_OPEN_PARTNERS,
	FL_SQL_DROP_OPEN_TAGS,
	FL_SQL_DROP_OPEN_DREAMS,
	FL_SQL_DROP_OPEN_FILES,
	FL_SQL_DROP_OPEN_IMPORTS,
	FL_SQL_GET_DREAM_IDS,
	FL_SQL_GET_ORGANISATIONS,
	FL_SQL_COUNT_DREAMS,
	FL_SQL_NEXT_DREAM,
	FL_SQL_ADD_DREAM,
	FL_SQL_GET_DREAMS,
	FL_SQL_ADD_STATED_TAG,
	FL_SQL_GET_STATED_TAGS,
	FL_SQL_ADD_REJECTED,
	FL_SQL_GET_REJECTED,
	FL_SQL_DROP_REJECTED,
	FL_SQL_ADD_FINDING,
	FL_SQL_GET_FINDINGS,
	FL_SQL_DROP_FINDINGS,
	FL_SQL_MOVE_FINDINGS,
	/* records_ledger.c */
	FL_SQL_ADD_CHUNK,
	FL_SQL_NEXT_CHUNK,
	FL_SQL_COUNT_UNNAMED,
	FL_SQL_DROP_CHUNKS,
	FL_SQL_GET_CHUNKS,
	FL_SQL_GET_CHUNK,
	FL_SQL_COUNT_LEDGER,
	FL_SQL_ADD_REPEATS,
	FL_SQL_GET_REPEATS,
	FL_SQL_DROP_REPEATS,
	/* givers.c, names.c */
	FL_SQL_ADD_GIVERS,
	FL_SQL_GET_GIVERS,
	FL_SQL_COUNT_GIVERS,
	FL_SQL_GET_GIVER_PAGE,
	FL_SQL_ADD_DREAM_NAME,
	FL_SQL_GET_DREAM_NAMES,
	FL_SQL_ADD_TAG,
	FL_SQL_GET_TAGS,
	FL_SQL_ADD_KIND,
	FL_SQL_GET_KINDS,
	/* records_decisions.c */
	FL_SQL_ADD_DECISION,
	FL_SQL_COUNT_DECISIONS,
	FL_SQL_GET_DECISIONS,
	FL_SQL_DROP_LATER_DECISIONS,
	/* records_official.c */
	FL_SQL_ADD_OFFICIAL_FILE,
	FL_SQL_GET_OFFICIAL_FILES,
	FL_SQL_GET_OFFICIAL_FILE,
	FL_SQL_GET_LAST_FILE,
	FL_SQL_COUNT_OFFICIAL_FILES,
	/* records_follow.c */
	FL_SQL_GET_OFFICIAL_PAYMENTS,
	FL_SQL_ADD_FOLLOW,
	FL_SQL_GET_FOLLOW,
	FL_SQL_GET_FOLLOW_UNDOS,
	/* records_tags.c, records_pairs.c, records_tallies.c */
	FL_SQL_ADD_TAGGING,
	FL_SQL_GET_TAGGINGS,
	FL_SQL_ADD_GIVEN_TAG,
	FL_SQL_GET_GIVEN_TAGS,
	FL_SQL_GET_ADDED_TAGS,
	FL_SQL_GET_REMOVED_TAGS,
	FL_SQL_ADD_MATCH,
	FL_SQL_COUNT_MATCHES,
	FL_SQL_GET_MATCHES,
	FL_SQL_ADD_WEIGHTS,
	FL_SQL_GET_WEIGHTS,
	FL_SQL_PUT_KNOWN,
	FL_SQL_GET_KNOWN,
	FL_SQL_DROP_KNOWN,
	FL_SQL_ADD_PAIR,
	FL_SQL_COUNT_PAIRS,
	FL_SQL_GET_PAIRS,
	FL_SQL_ADD_CLUSTER,
	FL_SQL_GET_CLUSTERS,
	FL_SQL_ADD_TALLY,
	FL_SQL_GET_TALLIES,
	FL_SQL_ADD_TALLY_DAY,
	FL_SQL_COUNT_TALLY_DAYS,
	FL_SQL_GET_TALLY_DAYS,
	/* records_partners.c */
	FL_SQL_ADD_PARTNER,
	FL_SQL_GET_PARTNERS,
	FL_SQL_ADD_MATCHING,
	FL_SQL_GET_MATCHING,
	FL_SQL_ADD_PAIRING,
	FL_SQL_GET_PAIRINGS,
	/* records_awards.c */
	FL_SQL_ADD_ALLOCATION,
	FL_SQL_GET_ALLOCATION,
	FL_SQL_ADD_AWARD,
	FL_SQL_GET_AWARDS,
	FL_SQL_ADD_PAYMENT,
	FL_SQL_COUNT_PAYMENTS,
	FL_SQL_GET_PAYMENTS,
	FL_SQL_ADD_LIMIT,
	FL_SQL_COUNT_LIMITS,
	FL_SQL_GET_LIMITS,
	FL_SQL_ADD_VERDICT,
	FL_SQL_GET_VERDICT,
	FL_SQL_ADD_OUTPUT,
	FL_SQL_GET_OUTPUTS,
	/* results.c: what a digest covers beside the above, by names instead of numbers */
	FL_SQL_AUDIT_STATED_TAGS,
	FL_SQL_AUDIT_CHUNKS,
	FL_SQL_AUDIT_GIVEN_TAGS,
	FL_SQL_AUDIT_FINDINGS,
	FL_SQL_GET_DREAM_NAME,
	/* what a step leaves behind, all of it, so that it can be done again */
	FL_SQL_DROP_TAGGINGS,
	FL_SQL_DROP_GIVEN_TAGS,
	FL_SQL_DROP_MATCHES,
	FL_SQL_DROP_PAIRS,
	FL_SQL_DROP_CLUSTERS,
	FL_SQL_DROP_TALLIES,
	FL_SQL_DROP_TALLY_DAYS,
	FL_SQL_DROP_PAYMENTS,
	FL_SQL_DROP_AWARDS,
	FL_SQL_DROP_LIMITS,
	FL_SQL_DROP_ALLOCATIONS,
	FL_SQL_DROP_VERDICTS,
	FL_SQL_DROP_OUTPUTS,
	FL_SQL_DROP_PAIRINGS,
	FL_SQL_DROP_MATCHINGS,
	FL_SQL_COUNT /* how many there are */
} fl_sql;

/* The text of a statement; every one prepares on a new round file (a test holds that). */
const char *fl_sql_text(fl_sql sql);

/* A value to bind. */
typedef struct fl_value {
	enum { FL_VALUE_NULL, FL_VALUE_INT, FL_VALUE_TEXT, FL_VALUE_BLOB } kind;
	int64_t number;
	fl_str text;
} fl_value;

#define FL_INT(n)                                                                                                    \
	{                                                                                                            \
		FL_VALUE_INT, (n),                                                                                   \
		{                                                                                                    \
			NULL, 0                                                                                      \
		}                                                                                                    \
	}
#define FL_TEXT(s)                                                                                                   \
	{                                                                                                            \
		FL_VALUE_TEXT, 0, (s)                                                                                \
	}
#define FL_BLOB(s)                                                                                                   \
	{                                                                                                            \
		FL_VALUE_BLOB, 0, (s)                                                                                \
	}
#define FL_DIGEST(d)                                                                                                 \
	{                                                                                                            \
		FL_VALUE_BLOB, 0,                                                                                    \
		{                                                                                                    \
			(const char *)(d)->bytes, 32                                                                 \
		}                                                                                                    \
	}
#define FL_INT_IF(c, n)                                                                                              \
	{                                                                                                            \
		(c) ? FL_VALUE_INT : FL_VALUE_NULL, (n),                                                             \
		{                                                                                                    \
			NULL, 0                                                                                      \
		}                                                                                                    \
	}
/* The values of one call, and how many. */
#define FL_ARGS(...) (const fl_value[]){ __VA_ARGS__ }, sizeof((const fl_value[]){ __VA_ARGS__ }) / sizeof(fl_value)

/* Run a statement that returns no rows. */
fl_status fl_store_run(fl_store *store, fl_sql sql, const fl_value *values, size_t num_values, fl_error *err);
/* The first number of the first row; 'fallback' where there is no row or it is NULL. */
fl_status fl_store_int(fl_store *store, fl_sql sql, const fl_value *values, size_t num_values, int64_t fallback,
		       int64_t *ret, fl_error *err);

/* The rows of a query. One cursor a statement at a time; what is borrowed lives until the next row. */
typedef struct fl_cursor {
	fl_store *store;
	struct sqlite3_stmt *stmt;
	int result;
} fl_cursor;

#define FL_CURSOR_INIT ((fl_cursor){ NULL, NULL, 0 })

fl_status fl_cursor_open(fl_cursor *rows, fl_store *store, fl_sql sql, const fl_value *values, size_t num_values,
			 fl_error *err);
bool fl_cursor_next(fl_cursor *rows); /* false at the end and after a failure; fl_cursor_close tells which */
int fl_cursor_columns(const fl_cursor *rows);
const char *fl_cursor_name(const fl_cursor *rows, int column); /* of the column */
bool fl_cursor_is_int(const fl_cursor *rows, int column);
bool fl_cursor_null(const fl_cursor *rows, int column);
int64_t fl_cursor_int(const fl_cursor *rows, int column);
fl_str fl_cursor_text(const fl_cursor *rows, int column);
fl_digest fl_cursor_digest(const fl_cursor *rows, int column); /* zero bytes when it is not one */
/* End the query: the failure of a row, else FL_OK. Harmless on FL_CURSOR_INIT and twice. */
fl_status fl_cursor_close(fl_cursor *rows, fl_error *err);

/* Copies a text into the arena; sets *failed when memory is short. */
fl_str fl_cursor_copy(const fl_cursor *rows, int column, fl_arena *arena, bool *failed);

#endif
