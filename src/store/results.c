/* SPDX-License-Identifier: Apache-2.0
 *
 * results.c - which tables are the work of which step: dropping them, and the digest of what stands in them.
 *
 * The digest goes into the step's entry of the journal. So a row that is changed, added or taken away later shows against a root
 * of the journal that is kept elsewhere. Numbers that stand for a name (tags, chunks) are resolved first, since other steps may
 * add names.
 */
#include "store/records.h"

#include "base/error.h"
#include "base/str.h"
#include "store/statements.h"

typedef enum argument { NOTHING, STEP, ZERO } argument; /* what 'get' takes: nothing, the step's name, the first dream */

typedef struct table {
	const char *name;
	fl_sql get, drop; /* FL_SQL_COUNT: facts are not dropped, findings by others */
	argument takes;
} table;

#define FACTS    FL_SQL_COUNT
#define FINDINGS { "findings", FL_SQL_AUDIT_FINDINGS, FL_SQL_COUNT, STEP }

/* Children before parents. */
static const struct {
	const char *step;
	table tables[10];
	size_t count;
} steps[] = {
	{ "init",
	  { { "documents", FL_SQL_GET_DOCUMENTS, FACTS, NOTHING }, { "secrets", FL_SQL_GET_SECRET, FACTS, NOTHING }, FINDINGS },
	  3 },
	{ "import",
	  { { "files", FL_SQL_GET_FILES, FACTS, NOTHING },
	    { "dreams", FL_SQL_GET_DREAMS, FACTS, NOTHING },
	    { "stated_tags", FL_SQL_AUDIT_STATED_TAGS, FACTS, NOTHING },
	    { "partners", FL_SQL_GET_PARTNERS, FACTS, NOTHING },
	    { "rejected", FL_SQL_GET_REJECTED, FACTS, NOTHING },
	    { "chunks", FL_SQL_AUDIT_CHUNKS, FACTS, NOTHING },
	    { "kinds", FL_SQL_GET_KINDS, FACTS, NOTHING },
	    { "dream_names", FL_SQL_GET_DREAM_NAMES, FACTS, NOTHING },
	    { "givers", FL_SQL_GET_GIVERS, FACTS, NOTHING },
	    FINDINGS },
	  10 },
	{ "tag",
	  { { "matches", FL_SQL_GET_MATCHES, FL_SQL_DROP_MATCHES, NOTHING },
	    { "given_tags", FL_SQL_AUDIT_GIVEN_TAGS, FL_SQL_DROP_GIVEN_TAGS, NOTHING },
	    { "taggings", FL_SQL_GET_TAGGINGS, FL_SQL_DROP_TAGGINGS, NOTHING },
	    FINDINGS },
	  4 },
	{ "dedup",
	  { { "pairs", FL_SQL_GET_PAIRS, FL_SQL_DROP_PAIRS, NOTHING },
	    { "clusters", FL_SQL_GET_CLUSTERS, FL_SQL_DROP_CLUSTERS, NOTHING },
	    FINDINGS },
	  3 },
	{ "tally",
	  { { "tally_days", FL_SQL_GET_TALLY_DAYS, FL_SQL_DROP_TALLY_DAYS, NOTHING },
	    { "tallies", FL_SQL_GET_TALLIES, FL_SQL_DROP_TALLIES, NOTHING },
	    FINDINGS },
	  3 },
	{ "allocate",
	  { { "payments", FL_SQL_GET_PAYMENTS, FL_SQL_DROP_PAYMENTS, NOTHING },
	    { "awards", FL_SQL_GET_AWARDS, FL_SQL_DROP_AWARDS, NOTHING },
	    { "limits", FL_SQL_GET_LIMITS, FL_SQL_DROP_LIMITS, NOTHING },
	    { "allocations", FL_SQL_GET_ALLOCATION, FL_SQL_DROP_ALLOCATIONS, NOTHING },
	    FINDINGS },
	  5 },
	{ "verify", { { "verdicts", FL_SQL_GET_VERDICT, FL_SQL_DROP_VERDICTS, NOTHING }, FINDINGS }, 2 },
	{ "match",
	  { { "pairings", FL_SQL_GET_PAIRINGS, FL_SQL_DROP_PAIRINGS, NOTHING },
	    { "matchings", FL_SQL_GET_MATCHING, FL_SQL_DROP_MATCHINGS, NOTHING },
	    FINDINGS },
	  3 },
	{ "report", { { "outputs", FL_SQL_GET_OUTPUTS, FL_SQL_DROP_OUTPUTS, NOTHING }, FINDINGS }, 2 },
};

#define NUM_STEPS (sizeof(steps) / sizeof(steps[0]))

static size_t find(const char *step)
{
	size_t i = 0;
	while (i < NUM_STEPS && strcmp(steps[i].step, step) != 0)
		i++;
	return i;
}

static fl_status open_table(fl_cursor *rows, fl_store *store, const table *t, const char *step, fl_error *err)
{
	fl_value zero = FL_INT(0), name = FL_TEXT(fl_str_of(step));
	return fl_cursor_open(rows, store, t->get, t->takes == STEP ? &name : &zero, t->takes == NOTHING ? 0 : 1, err);
}

/* ---- digests ----------------------------------------------------------------------------------------------------- */

/* Each value as its kind, its length and its bytes (a number: 8 bytes, big end first), so that no two tables have the
 * same sequence of bytes. */
static void add_value(fl_hasher *h, const fl_cursor *rows, int column)
{
	unsigned char head[9] = { 0 };
	bool number = fl_cursor_is_int(rows, column);
	fl_str text = number ? FL_STR("") : fl_cursor_text(rows, column);
	uint64_t n = number ? (uint64_t)fl_cursor_int(rows, column) : text.len;
	head[0] = fl_cursor_null(rows, column) ? 'n' : number ? 'i' : 't';
	for (int i = 0; i < 8; i++)
		head[8 - i] = (unsigned char)(n >> (8 * i));
	fl_hasher_add(h, head, sizeof(head));
	fl_hasher_add(h, text.data, text.len);
}

static fl_status add_table(fl_hasher *h, fl_store *store, const table *t, const char *step, fl_error *err)
{
	fl_cursor rows;
	FL_TRY(open_table(&rows, store, t, step, err));
	while (fl_cursor_next(&rows)) {
		fl_hasher_add(h, "r", 1);
		for (int i = 0; i < fl_cursor_columns(&rows); i++)
			add_value(h, &rows, i);
	}
	return fl_cursor_close(&rows, err);
}

fl_status fl_results_digest(fl_store *store, const char *step, fl_digest *ret_digest, fl_error *err)
{
	fl_hasher h;
	size_t s = find(step);
	fl_hasher_init(&h);
	for (size_t i = 0; s < NUM_STEPS && i < steps[s].count; i++) {
		fl_hasher_add(&h, "table", 5);
		FL_TRY(add_table(&h, store, &steps[s].tables[i], step, err));
	}
	*ret_digest = fl_hasher_final(&h);
	return FL_OK;
}

fl_status fl_results_drop(fl_store *store, const char *step, fl_error *err)
{
	size_t s = find(step);
	for (size_t i = 0; s < NUM_STEPS && i < steps[s].count; i++)
		if (steps[s].tables[i].drop != FL_SQL_COUNT)
			FL_TRY(fl_store_run(store, steps[s].tables[i].drop, NULL, 0, err));
	return FL_OK;
}

/* ---- differences --------------------------------------------------------------------------------------------------- */

static bool is_dream(const char *column)
{
	return strcmp(column, "dream") == 0 || strcmp(column, "a") == 0 || strcmp(column, "b") == 0 ||
	       strcmp(column, "representative") == 0;
}

/* A value for people: a dream by its id, text in quotes and cut, bytes by how many they are. */
static fl_status say_value(fl_store *store, const fl_cursor *rows, int column, fl_buf *out, fl_error *err)
{
	enum { SHOWN = 60 };
	fl_str text = fl_cursor_text(rows, column);
	if (fl_cursor_null(rows, column)) {
		fl_buf_puts(out, "nothing");
	} else if (fl_cursor_is_int(rows, column) && is_dream(fl_cursor_name(rows, column))) {
		fl_cursor name;
		FL_TRY(fl_cursor_open(&name, store, FL_SQL_GET_DREAM_NAME, FL_ARGS(FL_INT(fl_cursor_int(rows, column))), err));
		fl_buf_putc(out, '\'');
		fl_buf_safe(out, fl_cursor_next(&name) ? fl_cursor_text(&name, 0) : FL_STR("?"));
		fl_buf_putc(out, '\'');
		return fl_cursor_close(&name, err);
	} else if (fl_cursor_is_int(rows, column)) {
		fl_buf_printf(out, "%lld", (long long)fl_cursor_int(rows, column));
	} else if (text.len > SHOWN || !fl_utf8_valid(text, NULL)) {
		fl_digest digest = fl_sha256(text);
		char hex[65];
		fl_digest_hex(&digest, hex);
		fl_buf_printf(out, "%zu bytes with digest %.8s...", text.len, hex);
	} else {
		fl_buf_putc(out, '\'');
		fl_buf_safe(out, text);
		fl_buf_putc(out, '\'');
	}
	return FL_OK;
}

static bool same_value(const fl_cursor *a, const fl_cursor *b, int column)
{
	bool number = fl_cursor_is_int(a, column);
	if (number != fl_cursor_is_int(b, column) || fl_cursor_null(a, column) != fl_cursor_null(b, column))
		return false;
	return number ? fl_cursor_int(a, column) == fl_cursor_int(b, column)
		      : fl_str_eq(fl_cursor_text(a, column), fl_cursor_text(b, column));
}

/* "dream 'd3'", or the first column as it is called. */
static fl_status say_row(fl_store *store, const fl_cursor *rows, fl_buf *out, fl_error *err)
{
	fl_buf_printf(out, "%s ", fl_cursor_name(rows, 0));
	FL_TRY(say_value(store, rows, 0, out, err));
	if (fl_cursor_columns(rows) > 1 && is_dream(fl_cursor_name(rows, 1))) {
		fl_buf_puts(out, " and ");
		FL_TRY(say_value(store, rows, 1, out, err));
	}
	return FL_OK;
}

/* Rows of the two that do not agree; one of the tables may have ended. */
static fl_status say_difference(fl_store *store, fl_store *anew, const fl_cursor *here, bool any_here, const fl_cursor *there,
				bool any_there, fl_buf *out, fl_error *err)
{
	int column = 0;
	if (!any_here || !any_there || !same_value(here, there, 0)) {
		bool missing = !any_here || (any_there && fl_cursor_is_int(here, 0) && fl_cursor_is_int(there, 0) &&
					     fl_cursor_int(here, 0) > fl_cursor_int(there, 0));
		fl_buf_puts(out, missing ? "a row is missing: " : any_there ? "another row stands there: " : "a row too many: ");
		return say_row(missing ? anew : store, missing ? there : here, out, err);
	}
	FL_TRY(say_row(store, here, out, err));
	while (same_value(here, there, column))
		column++;
	fl_buf_printf(out, ": %s is ", fl_cursor_name(here, column));
	FL_TRY(say_value(store, here, column, out, err));
	fl_buf_puts(out, ", made anew ");
	return say_value(anew, there, column, out, err);
}

static bool same_row(const fl_cursor *a, const fl_cursor *b)
{
	for (int i = 0; i < fl_cursor_columns(a); i++)
		if (!same_value(a, b, i))
			return false;
	return true;
}

static fl_status compare_table(fl_store *store, fl_store *anew, const table *t, const char *step, bool *ret_differs, fl_buf *out,
			       fl_error *err)
{
	fl_cursor here = FL_CURSOR_INIT, there = FL_CURSOR_INIT;
	bool any_here = true, any_there = true;
	*ret_differs = false;
	fl_status status = open_table(&here, store, t, step, err);
	if (status == FL_OK)
		status = open_table(&there, anew, t, step, err);
	while (status == FL_OK && any_here && any_there && !*ret_differs) {
		any_here = fl_cursor_next(&here);
		any_there = fl_cursor_next(&there);
		*ret_differs = any_here != any_there || (any_here && !same_row(&here, &there));
	}
	if (status == FL_OK && *ret_differs && out->len == 0) {
		fl_buf_printf(out, "%s: ", t->name);
		status = say_difference(store, anew, &here, any_here, &there, any_there, out, err);
	}
	fl_status closed = fl_cursor_close(&here, status == FL_OK ? err : NULL);
	if (status == FL_OK)
		status = closed;
	closed = fl_cursor_close(&there, status == FL_OK ? err : NULL);
	return status == FL_OK ? closed : status;
}

fl_status fl_results_compare(fl_store *store, fl_store *anew, const char *step, size_t *ret_tables, fl_buf *first,
			     fl_error *err)
{
	size_t s = find(step);
	*ret_tables = 0;
	for (size_t i = s < NUM_STEPS ? steps[s].count : 0; i-- > 0;) { /* parents first: they tell more */
		bool differs;
		FL_TRY(compare_table(store, anew, &steps[s].tables[i], step, &differs, first, err));
		*ret_tables += differs;
	}
	return FL_OK;
}
