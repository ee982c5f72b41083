/* SPDX-License-Identifier: Apache-2.0
 *
 * statements.c - the text of every SQL statement, and how one is prepared, bound and stepped.
 *
 * All SQL stands in one table, so that a test can prepare each and a reader can see all that is ever asked of a round
 * file. The tables themselves are in schema.sql. Which rows mean what is left to records_*.c.
 */
#include "store/statements.h"

#include "base/error.h"
#include "base/str.h"
#include "store/connection.h"

#include <sqlite3.h>

/* The dreams, flowers and files that govern: those of the highest import that is closed. */
#define IMPORT "(SELECT max(id) FROM imports WHERE closed = 1)"
#define FILES  "(SELECT origin FROM files WHERE import = " IMPORT ")"
#define OPEN   "(SELECT id FROM imports WHERE closed = 0)"

static const char *const sql_texts[FL_SQL_COUNT] = {
	[FL_SQL_BEGIN] = "BEGIN IMMEDIATE",
	[FL_SQL_BEGIN_READ] = "BEGIN",
	[FL_SQL_COMMIT] = "COMMIT",
	[FL_SQL_ROLLBACK] = "ROLLBACK",
	[FL_SQL_BEGIN_PART] = "SAVEPOINT part",
	[FL_SQL_COMMIT_PART] = "RELEASE part",
	[FL_SQL_ROLLBACK_PART] = "ROLLBACK TO part",

	[FL_SQL_ADD_ENTRY] = "INSERT INTO journal (seq, entry, leaf) VALUES (?, ?, ?)",
	[FL_SQL_COUNT_ENTRIES] = "SELECT count(*) FROM journal",
	[FL_SQL_GET_LEAVES] = "SELECT leaf FROM journal WHERE seq < ? ORDER BY seq",
	[FL_SQL_GET_ENTRIES] = "SELECT seq, entry, leaf FROM journal ORDER BY seq",
	[FL_SQL_PUT_STEP] =
	    "INSERT OR REPLACE INTO steps (step, inputs, seq, at, version, counts) VALUES (?, ?, ?, ?, ?, ?)",
	[FL_SQL_GET_STEP] = "SELECT inputs, seq, at, version, counts FROM steps WHERE step = ?",
	[FL_SQL_DROP_STEP] = "DELETE FROM steps WHERE step = ?",
	[FL_SQL_GET_STEPS] = "SELECT step, inputs, seq, at, version, counts FROM steps ORDER BY seq",
	[FL_SQL_ADD_SECRET] = "INSERT INTO secrets (id, bytes) VALUES (1, ?)",
	[FL_SQL_GET_SECRET] = "SELECT bytes FROM secrets",

	[FL_SQL_ADD_DOCUMENT] = "INSERT INTO documents (revision, role, name, path, digest, bytes)"
				" VALUES (?, ?, ?, ?, ?, ?)",
	[FL_SQL_GET_DOCUMENTS] = "SELECT role, name, path, digest, bytes FROM documents"
				 " WHERE revision = (SELECT max(revision) FROM documents) ORDER BY id",
	[FL_SQL_GET_ROUNDS] = "SELECT role, name, path, digest, bytes FROM documents WHERE role = 'round' ORDER BY id",
	[FL_SQL_GET_REVISION] = "SELECT max(revision) FROM documents",
	[FL_SQL_GET_IMPORT] = "SELECT max(id) FROM imports",
	[FL_SQL_GET_OPEN_IMPORT] = "SELECT id, plan FROM imports WHERE closed = 0 ORDER BY id DESC",
	[FL_SQL_ADD_IMPORT] = "INSERT INTO imports (id, plan, closed) VALUES (?, ?, 0)",
	[FL_SQL_CLOSE_IMPORT] = "UPDATE imports SET closed = 1 WHERE id = ?",
	[FL_SQL_NEXT_FILE] = "SELECT max(id) + 1 FROM files",
	[FL_SQL_ADD_FILE] = "INSERT INTO files (id, import, origin, role, path, added, settings, digest, size, done, encoding,"
			    " assumed, read, accepted, rejected, rule, left_out)"
			    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[FL_SQL_PUT_FILE] = "UPDATE files SET digest = ?, size = ?, done = ?, encoding = ?, assumed = ?, read = ?, accepted = ?,"
			    " rejected = ?, rule = ?, left_out = ? WHERE id = ?",
	[FL_SQL_GET_FILES] = "SELECT id, role, path, digest, size, encoding, assumed, read, accepted, rejected, rule, origin, added,"
			     " settings, done, left_out FROM files WHERE import = " IMPORT " ORDER BY id",
	[FL_SQL_GET_OPEN_FILES] = "SELECT id, role, path, digest, size, encoding, assumed, read, accepted, rejected, rule, origin,"
				  " added, settings, done, left_out FROM files WHERE import IN " OPEN " ORDER BY id",
	/* An import that was given up, children first. */
	[FL_SQL_DROP_OPEN_REPEATS] = "DELETE FROM repeats WHERE chunk IN (SELECT id FROM chunks WHERE file IN (SELECT id FROM files"
				     " WHERE import IN " OPEN "))",
	[FL_SQL_DROP_OPEN_CHUNKS] = "DELETE FROM chunks WHERE file IN (SELECT id FROM files WHERE import IN " OPEN ")",
	[FL_SQL_DROP_OPEN_REJECTED] = "DELETE FROM rejected WHERE file IN (SELECT id FROM files WHERE import IN " OPEN ")",
	[FL_SQL_DROP_OPEN_PARTNERS] = "DELETE FROM partners WHERE file IN (SELECT id FROM files WHERE import IN " OPEN ")",
	[FL_SQL_DROP_OPEN_TAGS] = "DELETE FROM stated_tags WHERE dream IN (SELECT id FROM dreams WHERE file IN (SELECT id FROM files"
				  " WHERE import IN " OPEN "))",
	[FL_SQL_DROP_OPEN_DREAMS] = "DELETE FROM dreams WHERE file IN (SELECT id FROM files WHERE import IN " OPEN ")",
	[FL_SQL_DROP_OPEN_FILES] = "DELETE FROM files WHERE import IN " OPEN,
	[FL_SQL_DROP_OPEN_IMPORTS] = "DELETE FROM imports WHERE closed = 0",
	[FL_SQL_GET_DREAM_IDS] = "SELECT name FROM dreams WHERE file IN (SELECT origin FROM files WHERE import = ?) ORDER BY id",
	[FL_SQL_GET_ORGANISATIONS] = "SELECT name, organisation FROM dreams WHERE file IN " FILES " ORDER BY id",
	[FL_SQL_COUNT_DREAMS] = "SELECT count(*) FROM dreams WHERE file IN " FILES,
	[FL_SQL_NEXT_DREAM] = "SELECT max(id) + 1 FROM dreams",
	[FL_SQL_ADD_DREAM] = "INSERT INTO dreams (id, file, line, name, title, body, organisation, region, category,"
			     " request, raised, submitted, stated, threshold, published, stated_givers, author)"
			     " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[FL_SQL_GET_DREAMS] = "SELECT d.id, d.file, d.line, d.name, d.title, d.body, d.organisation, d.region,"
			      " d.category, d.request, d.raised, d.submitted, d.stated, d.threshold, d.published,"
			      " d.stated_givers, d.author"
			      " FROM dreams AS d WHERE d.file IN " FILES " ORDER BY d.id",
	[FL_SQL_ADD_STATED_TAG] = "INSERT OR IGNORE INTO stated_tags (dream, tag) VALUES (?, ?)",
	[FL_SQL_GET_STATED_TAGS] = "SELECT dream, tag FROM stated_tags WHERE dream >= ? AND dream <= (SELECT max(id) FROM dreams"
				   " WHERE file IN " FILES ") ORDER BY dream",
	[FL_SQL_ADD_REJECTED] = "INSERT INTO rejected (file, line, col, code, reason, raw) VALUES (?, ?, ?, ?, ?, ?)",
	[FL_SQL_GET_REJECTED] = "SELECT f.path, r.line, r.col, r.code, r.reason, r.raw FROM rejected AS r"
				" JOIN files AS f ON f.origin = r.file WHERE f.import = " IMPORT " ORDER BY f.id, r.id",
	[FL_SQL_DROP_REJECTED] = "DELETE FROM rejected WHERE file = ? AND code = ?",
	[FL_SQL_ADD_FINDING] = "INSERT INTO findings (step, severity, code, source, line, col, subject, message)"
			       " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	[FL_SQL_GET_FINDINGS] = "SELECT severity, code, source, line, col, subject, message FROM findings"
				" ORDER BY CASE step WHEN 'init' THEN 0 WHEN 'import' THEN 1 WHEN 'tag' THEN 2"
				" WHEN 'dedup' THEN 3 WHEN 'tally' THEN 4 WHEN 'allocate' THEN 5 WHEN 'match' THEN 7 ELSE 6 END, id",
	[FL_SQL_DROP_FINDINGS] = "DELETE FROM findings WHERE step = ?",
	[FL_SQL_MOVE_FINDINGS] = "UPDATE findings SET step = ? WHERE step = ?",

	[FL_SQL_ADD_CHUNK] = "INSERT INTO chunks (file, seq, rows, named, columns, events) VALUES (?, ?, ?, ?, ?, ?)",
	[FL_SQL_NEXT_CHUNK] = "SELECT max(seq) + 1 FROM chunks WHERE file = ?",
	[FL_SQL_COUNT_UNNAMED] = "SELECT sum(rows - named) FROM chunks WHERE file = ?",
	[FL_SQL_DROP_CHUNKS] = "DELETE FROM chunks WHERE file = ?",
	/* The first value says whether an open import counts, too. */
	[FL_SQL_GET_CHUNKS] = "SELECT c.id, f.id, c.rows, c.named, r.count FROM files AS f CROSS JOIN chunks AS c"
			      " LEFT JOIN repeats AS r ON r.chunk = c.id"
			      " WHERE f.import = (SELECT max(id) FROM imports WHERE closed = 1 OR ?) AND f.role = ?"
			      " AND c.file = f.origin ORDER BY f.id, c.seq",
	[FL_SQL_GET_CHUNK] = "SELECT columns FROM chunks WHERE id = ?",
	[FL_SQL_COUNT_LEDGER] = "SELECT sum(c.rows - coalesce(r.count, 0)) FROM files AS f CROSS JOIN chunks AS c"
				" LEFT JOIN repeats AS r ON r.chunk = c.id"
				" WHERE f.import = " IMPORT " AND f.role = ? AND c.file = f.origin",
	[FL_SQL_ADD_REPEATS] = "INSERT INTO repeats (chunk, count, marks) VALUES (?, ?, ?)",
	[FL_SQL_GET_REPEATS] = "SELECT marks FROM repeats WHERE chunk = ?",
	[FL_SQL_DROP_REPEATS] = "DELETE FROM repeats WHERE chunk = ?",
	[FL_SQL_ADD_TAG] = "INSERT INTO tags (id, name) VALUES (?, ?)",
	[FL_SQL_GET_TAGS] = "SELECT name FROM tags ORDER BY id",
	[FL_SQL_ADD_GIVERS] = "INSERT INTO givers (first, count, names) VALUES (?, ?, ?)",
	[FL_SQL_GET_GIVERS] = "SELECT first, count, names FROM givers ORDER BY first",
	[FL_SQL_COUNT_GIVERS] = "SELECT sum(count) FROM givers",
	[FL_SQL_GET_GIVER_PAGE] = "SELECT first, count, names FROM givers WHERE first <= ? ORDER BY first DESC LIMIT 1",
	[FL_SQL_ADD_KIND] = "INSERT INTO kinds (id, name) VALUES (?, ?)",
	[FL_SQL_GET_KINDS] = "SELECT name FROM kinds ORDER BY id",
	[FL_SQL_ADD_DREAM_NAME] = "INSERT INTO dream_names (id, name) VALUES (?, ?)",
	[FL_SQL_GET_DREAM_NAMES] = "SELECT name FROM dream_names ORDER BY id",

	[FL_SQL_ADD_DECISION] = "INSERT INTO decisions (seq, kind, subject, other, value, code, person, why, at, seen)"
				" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[FL_SQL_COUNT_DECISIONS] = "SELECT count(*) FROM decisions",
	[FL_SQL_GET_DECISIONS] = "SELECT id, seq, kind, subject, other, value, code, person, why, at, seen FROM decisions"
				 " ORDER BY id",
	[FL_SQL_DROP_LATER_DECISIONS] = "DELETE FROM decisions WHERE seq > ?",
	[FL_SQL_ADD_OFFICIAL_FILE] = "INSERT INTO official_files (seq, name, digest, bytes) VALUES (?1, ?2, ?3, ?4)",
	[FL_SQL_GET_OFFICIAL_FILES] = "SELECT name, digest, bytes FROM official_files WHERE seq = ?1 ORDER BY id",
	[FL_SQL_GET_OFFICIAL_FILE] = "SELECT bytes FROM official_files WHERE seq = ?1 AND name = ?2",
	[FL_SQL_GET_LAST_FILE] = "SELECT seq, digest, bytes FROM official_files WHERE name = ?1 ORDER BY seq DESC LIMIT 1",
	[FL_SQL_COUNT_OFFICIAL_FILES] = "SELECT count(*) FROM official_files",
	[FL_SQL_ADD_PARTNER] = "INSERT INTO partners (file, line, name, title, words, fields, regions, wishes, exclusions, least, most,"
			       " money) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[FL_SQL_GET_PARTNERS] = "SELECT p.id, f.path, p.line, p.name, p.title, p.words, p.fields, p.regions, p.wishes, p.exclusions,"
				" p.least, p.most, p.money FROM partners AS p JOIN files AS f ON f.origin = p.file"
				" WHERE f.import = " IMPORT " ORDER BY f.id, p.id",
	[FL_SQL_ADD_MATCHING] = "INSERT INTO matchings (id, outcome, total, bound, single, settled, document) VALUES (1, ?, ?, ?, ?, ?, ?)",
	[FL_SQL_GET_MATCHING] = "SELECT outcome, total, bound, single, settled, document FROM matchings",
	[FL_SQL_ADD_PAIRING] = "INSERT INTO pairings (dream, partner, place, fit, chosen, decided, price, shared, region, likeness, tags,"
			       " wishes, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[FL_SQL_GET_PAIRINGS] = "SELECT dream, partner, place, fit, chosen, decided, price, shared, region, likeness, tags, wishes, words"
				" FROM pairings ORDER BY dream, place",
	[FL_SQL_GET_OFFICIAL_PAYMENTS] = "SELECT json_extract(a.value, '$.dream'), json_extract(p.value, '$.pool'), json_extract(p.value, '$.amount')"
				       " FROM json_each(?1, '$.awards') AS a, json_each(a.value, '$.payments') AS p",
	[FL_SQL_ADD_FOLLOW] = "INSERT INTO follow (seq, kind, dream, item, amount, people, day, evidence, person, why, story)"
			      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[FL_SQL_GET_FOLLOW] = "SELECT id, seq, kind, dream, item, amount, people, day, evidence, person, why, story FROM follow ORDER BY id",
	[FL_SQL_GET_FOLLOW_UNDOS] = "SELECT id, seq, kind, dream, item, amount, people, day, evidence, person, why, story FROM follow"
				    " WHERE kind = 'undo' ORDER BY +id", /* by the index of what was taken back, not along all facts */
	[FL_SQL_ADD_TAGGING] = "INSERT INTO taggings (dream, category, unclear, limits, decided) VALUES (?, ?, ?, ?, ?)",
	[FL_SQL_GET_TAGGINGS] = "SELECT dream, category, unclear, limits, decided FROM taggings ORDER BY dream",
	[FL_SQL_ADD_GIVEN_TAG] = "INSERT OR IGNORE INTO given_tags (dream, tag, how) VALUES (?, ?, ?)",
	[FL_SQL_GET_GIVEN_TAGS] = "SELECT dream, tag FROM given_tags WHERE dream >= ? AND how < 2 ORDER BY dream",
	[FL_SQL_GET_ADDED_TAGS] = "SELECT dream, tag FROM given_tags WHERE dream >= ? AND how = 1 ORDER BY dream",
	[FL_SQL_GET_REMOVED_TAGS] = "SELECT dream, tag FROM given_tags WHERE dream >= ? AND how = 2 ORDER BY dream",
	[FL_SQL_ADD_MATCH] =
	    "INSERT INTO matches (dream, pack, rule, tag, pattern, field, start, \"end\", capture, value, type)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[FL_SQL_COUNT_MATCHES] = "SELECT count(*) FROM matches",
	[FL_SQL_GET_MATCHES] = "SELECT dream, pack, rule, tag, pattern, field, start, \"end\", capture, value, "
			       "type FROM matches ORDER BY id",
	[FL_SQL_ADD_WEIGHTS] = "INSERT INTO weights (version, digest, counts) VALUES (?, ?, ?)",
	[FL_SQL_GET_WEIGHTS] = "SELECT version, digest, counts FROM weights ORDER BY version DESC LIMIT 1",
	[FL_SQL_PUT_KNOWN] = "INSERT OR REPLACE INTO known_pairs (id, key, bytes) VALUES (1, ?, ?)",
	[FL_SQL_GET_KNOWN] = "SELECT bytes FROM known_pairs WHERE key = ?",
	[FL_SQL_DROP_KNOWN] = "DELETE FROM known_pairs",
	[FL_SQL_ADD_PAIR] =
	    "INSERT INTO pairs (a, b, score, title, body, containment, exact, differs, only_a, only_b, shared,"
	    " verdict, decided) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[FL_SQL_COUNT_PAIRS] = "SELECT count(*) FROM pairs",
	[FL_SQL_GET_PAIRS] = "SELECT a, b, score, title, body, containment, exact, differs, only_a, only_b, shared,"
			     " verdict, decided FROM pairs ORDER BY a, b",
	[FL_SQL_ADD_CLUSTER] = "INSERT INTO clusters (dream, representative) VALUES (?, ?)",
	[FL_SQL_GET_CLUSTERS] = "SELECT dream, representative FROM clusters ORDER BY dream",
#define TALLY_COLUMNS                                                                                                        \
	"dream, raw, in_window, earned, weighted, per_day, capped, per_giver, merged, givers, known, roots, squares, light,"  \
	" regular, heavy, light_givers, regular_givers, heavy_givers, top, top_ten, effective, threshold, threshold_givers,"  \
	" standing, ruling, organisation"
	[FL_SQL_ADD_TALLY] = "INSERT INTO tallies (" TALLY_COLUMNS
			     ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[FL_SQL_GET_TALLIES] = "SELECT " TALLY_COLUMNS " FROM tallies ORDER BY dream",
	[FL_SQL_ADD_TALLY_DAY] = "INSERT INTO tally_days (dream, day, flowers) VALUES (?, ?, ?)",
	[FL_SQL_COUNT_TALLY_DAYS] = "SELECT count(*) FROM tally_days",
	[FL_SQL_GET_TALLY_DAYS] = "SELECT dream, day, flowers FROM tally_days ORDER BY rowid",

	[FL_SQL_ADD_ALLOCATION] = "INSERT INTO allocations (id, outcome, objective, nodes, pivots, note, granularity,"
				  " published, proof) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)",
	[FL_SQL_GET_ALLOCATION] = "SELECT outcome, objective, nodes, pivots, note, granularity, published, proof"
				  " FROM allocations",
	[FL_SQL_ADD_AWARD] = "INSERT INTO awards (dream, amount, reason, needs, \"limit\") VALUES (?, ?, ?, ?, ?)",
	[FL_SQL_GET_AWARDS] = "SELECT dream, amount, reason, needs, \"limit\" FROM awards ORDER BY dream",
	[FL_SQL_ADD_PAYMENT] = "INSERT INTO payments (dream, pool, amount) VALUES (?, ?, ?)",
	[FL_SQL_COUNT_PAYMENTS] = "SELECT count(*) FROM payments",
	[FL_SQL_GET_PAYMENTS] = "SELECT dream, pool, amount FROM payments ORDER BY dream, pool",
	[FL_SQL_ADD_LIMIT] = "INSERT INTO limits (id, name, pool, min, max, awarded, price, conflict, mend)"
			     " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[FL_SQL_COUNT_LIMITS] = "SELECT count(*) FROM limits",
	[FL_SQL_GET_LIMITS] = "SELECT name, pool, min, max, awarded, price, conflict, mend FROM limits ORDER BY id",
	[FL_SQL_ADD_VERDICT] = "INSERT INTO verdicts (id, verified, why, objective, optimum, bound)"
			       " VALUES (1, ?, ?, ?, ?, ?)",
	[FL_SQL_GET_VERDICT] = "SELECT verified, why, objective, optimum, bound FROM verdicts",
	[FL_SQL_ADD_OUTPUT] = "INSERT INTO outputs (name, digest, size) VALUES (?, ?, ?)",
	[FL_SQL_GET_OUTPUTS] = "SELECT name, digest, size FROM outputs ORDER BY name",

	[FL_SQL_AUDIT_STATED_TAGS] = "SELECT s.dream, t.name AS tag FROM stated_tags AS s LEFT JOIN tags AS t ON t.id = s.tag"
				     " WHERE s.dream IN (SELECT id FROM dreams WHERE file IN " FILES ") ORDER BY s.dream, t.name",
	[FL_SQL_AUDIT_CHUNKS] = "SELECT f.id AS file, c.seq, c.rows, c.named, c.columns, c.events, r.count AS repeats, r.marks"
				" FROM files AS f CROSS JOIN chunks AS c LEFT JOIN repeats AS r ON r.chunk = c.id"
				" WHERE f.import = " IMPORT " AND c.file = f.origin ORDER BY f.id, c.seq",
	[FL_SQL_AUDIT_GIVEN_TAGS] = "SELECT g.dream, t.name AS tag, g.how FROM given_tags AS g LEFT JOIN tags AS t ON t.id = g.tag"
				    " ORDER BY g.dream, t.name",
	[FL_SQL_AUDIT_FINDINGS] = "SELECT severity, code, source, line, col, subject, message FROM findings WHERE step = ?"
				  " ORDER BY id",
	[FL_SQL_GET_DREAM_NAME] = "SELECT name FROM dreams WHERE id = ?",

	[FL_SQL_DROP_TAGGINGS] = "DELETE FROM taggings",
	[FL_SQL_DROP_GIVEN_TAGS] = "DELETE FROM given_tags",
	[FL_SQL_DROP_MATCHES] = "DELETE FROM matches",
	[FL_SQL_DROP_PAIRS] = "DELETE FROM pairs",
	[FL_SQL_DROP_CLUSTERS] = "DELETE FROM clusters",
	[FL_SQL_DROP_TALLIES] = "DELETE FROM tallies",
	[FL_SQL_DROP_TALLY_DAYS] = "DELETE FROM tally_days",
	[FL_SQL_DROP_PAYMENTS] = "DELETE FROM payments",
	[FL_SQL_DROP_AWARDS] = "DELETE FROM awards",
	[FL_SQL_DROP_LIMITS] = "DELETE FROM limits",
	[FL_SQL_DROP_ALLOCATIONS] = "DELETE FROM allocations",
	[FL_SQL_DROP_VERDICTS] = "DELETE FROM verdicts",
	[FL_SQL_DROP_OUTPUTS] = "DELETE FROM outputs",
	[FL_SQL_DROP_PAIRINGS] = "DELETE FROM pairings",
	[FL_SQL_DROP_MATCHINGS] = "DELETE FROM matchings",
};

const char *fl_sql_text(fl_sql sql)
{
	return sql_texts[sql];
}

/* A full disk makes SQLite give the whole transaction up. What comes after must not slip in outside of one. */
static bool is_given_up(const fl_store *store, fl_sql sql)
{
	return store->in_transaction && sql != FL_SQL_ROLLBACK && sqlite3_get_autocommit(store->db);
}

static fl_status prepare(fl_store *store, fl_sql sql, sqlite3_stmt **ret, fl_error *err)
{
	if (is_given_up(store, sql))
		return fl_error_at(err, FL_EIO, store->shown, 0, 0, "the step was given up after a failure");
	if (!store->statements[sql]) {
		int rc = sqlite3_prepare_v3(store->db, sql_texts[sql], -1, SQLITE_PREPARE_PERSISTENT,
					    &store->statements[sql], NULL);
		if (rc != SQLITE_OK)
			return fl_store_error(store, rc, err);
	}
	*ret = store->statements[sql];
	return FL_OK;
}

/* The values stay in the caller's memory until the statement is reset, so nothing is copied (SQLITE_STATIC). */
static int bind_value(sqlite3_stmt *stmt, int i, const fl_value *v)
{
	switch (v->kind) {
	case FL_VALUE_INT:
		return sqlite3_bind_int64(stmt, i, v->number);
	case FL_VALUE_TEXT:
		return sqlite3_bind_text64(stmt, i, v->text.data ? v->text.data : "", v->text.len, SQLITE_STATIC,
					   SQLITE_UTF8);
	case FL_VALUE_BLOB:
		return sqlite3_bind_blob64(stmt, i, v->text.data ? v->text.data : "", v->text.len, SQLITE_STATIC);
	case FL_VALUE_NULL:
		break;
	}
	return sqlite3_bind_null(stmt, i);
}

static fl_status bind_values(fl_store *store, sqlite3_stmt *stmt, const fl_value *values, size_t count, fl_error *err)
{
	for (size_t i = 0; i < count; i++) {
		int rc = bind_value(stmt, (int)i + 1, &values[i]);
		if (rc != SQLITE_OK)
			return fl_store_error(store, rc, err);
	}
	return FL_OK;
}

fl_status fl_store_int(fl_store *store, fl_sql sql, const fl_value *values, size_t num_values, int64_t fallback,
		       int64_t *ret, fl_error *err)
{
	fl_cursor rows;
	FL_TRY(fl_cursor_open(&rows, store, sql, values, num_values, err));
	int64_t value = fallback;
	if (fl_cursor_next(&rows) && !fl_cursor_null(&rows, 0))
		value = fl_cursor_int(&rows, 0);
	FL_TRY(fl_cursor_close(&rows, err));
	if (ret)
		*ret = value;
	return FL_OK;
}

fl_status fl_store_run(fl_store *store, fl_sql sql, const fl_value *values, size_t num_values, fl_error *err)
{
	sqlite3_stmt *stmt = NULL;
	FL_TRY(prepare(store, sql, &stmt, err));
	fl_status status = bind_values(store, stmt, values, num_values, err);
	if (status == FL_OK) {
		int rc = sqlite3_step(stmt);
		if (rc != SQLITE_DONE && rc != SQLITE_ROW)
			status = fl_store_error(store, rc, err);
	}
	sqlite3_reset(stmt);
	return status;
}

fl_status fl_cursor_open(fl_cursor *rows, fl_store *store, fl_sql sql, const fl_value *values, size_t num_values,
			 fl_error *err)
{
	*rows = FL_CURSOR_INIT;
	sqlite3_stmt *stmt = NULL;
	FL_TRY(prepare(store, sql, &stmt, err));
	FL_TRY(bind_values(store, stmt, values, num_values, err));
	rows->store = store;
	rows->stmt = stmt;
	rows->result = SQLITE_ROW;
	return FL_OK;
}

bool fl_cursor_next(fl_cursor *rows)
{
	if (rows->result == SQLITE_ROW)
		rows->result = sqlite3_step(rows->stmt);
	return rows->result == SQLITE_ROW;
}

int fl_cursor_columns(const fl_cursor *rows)
{
	return sqlite3_column_count(rows->stmt);
}

const char *fl_cursor_name(const fl_cursor *rows, int column)
{
	return sqlite3_column_name(rows->stmt, column);
}

bool fl_cursor_is_int(const fl_cursor *rows, int column)
{
	return sqlite3_column_type(rows->stmt, column) == SQLITE_INTEGER;
}

bool fl_cursor_null(const fl_cursor *rows, int column)
{
	return sqlite3_column_type(rows->stmt, column) == SQLITE_NULL;
}

int64_t fl_cursor_int(const fl_cursor *rows, int column)
{
	return sqlite3_column_int64(rows->stmt, column);
}

fl_str fl_cursor_text(const fl_cursor *rows, int column)
{
	const char *data = sqlite3_column_blob(rows->stmt, column);
	return (fl_str){ data ? data : "", data ? (size_t)sqlite3_column_bytes(rows->stmt, column) : 0 };
}

fl_digest fl_cursor_digest(const fl_cursor *rows, int column)
{
	fl_digest digest = { { 0 } };
	fl_str bytes = fl_cursor_text(rows, column);
	if (bytes.len == sizeof(digest.bytes))
		memcpy(digest.bytes, bytes.data, sizeof(digest.bytes));
	return digest;
}

fl_status fl_cursor_close(fl_cursor *rows, fl_error *err)
{
	if (!rows->stmt)
		return FL_OK;
	fl_status status = FL_OK;
	if (rows->result != SQLITE_ROW && rows->result != SQLITE_DONE)
		status = fl_store_error(rows->store, rows->result, err);
	sqlite3_reset(rows->stmt);
	*rows = FL_CURSOR_INIT;
	return status;
}

fl_str fl_cursor_copy(const fl_cursor *rows, int column, fl_arena *arena, bool *failed)
{
	fl_str copy = fl_arena_str(arena, fl_cursor_text(rows, column));
	if (!copy.data)
		*failed = true;
	return copy;
}
