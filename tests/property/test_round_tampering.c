/* SPDX-License-Identifier: Apache-2.0
 *
 * A round file behind Florin's back: every value of every row of every table changed, every row taken away and doubled, bytes of the
 * file flipped, the tail of the journal removed. Each change is found against a root that was kept elsewhere, or SQLite refuses the file,
 * or no answer to any question is another.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "audit_kit.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/vec.h"
#include "steps/outputs.h"
#include "steps/step.h"

#if defined(__SANITIZE_ADDRESS__)
#define STRIDE 997 /* bytes between those that are flipped */
#else
#define STRIDE 211
#endif

static const char *const dreams = "id,title,body,organisation,region,request,tags\n"
				  "d1,给乡村学校建一座图书角,孩子们放学后想有书可读,春苗社,甘肃/定西,\"4,000\",for:children\n"
				  "d2,为山区学校的学生送去科学课,一年二十四节课,星火社,云南,5000.50,\n"
				  "d3,为独居老人安装扶手,八十户老人的卫生间,夕阳红,北京,3000,\n"
				  "d4,清理河滩的垃圾,每月一次,绿岸,湖南,2500,\n"
				  "d5,社区象棋角,两张石桌,街坊,湖南,eight,\n"
				  "d6,给乡村学校建一座图书角,孩子们放学后想有书可读。,春苗社,甘肃/定西,\"4,000\",for:children\n";
static const char *const flowers = "dream,giver,source,count,event,time\nd1,u1,gift,2,e1,2026-09-01\nd1,u2,steps,3,e2,2026-09-02\n"
				   "d2,u1,gift,4,e3,2026-09-02\nd2,u3,quiz,2,e4,2026-09-03\nd3,u2,gift,5,e5,2026-09-03\n"
				   "d3,u2,gift,5,e5,2026-09-03\nd4,u5,steps,3,e6,2026-09-03\nd6,u2,gift,1,e7,2026-09-04\n";
static const char *const earned = "giver,source,count\nu1,walk,6\nu2,walk,2\n";
static const char *const partners = "id,name,fields,regions,words,capacity,least,money,wishes,exclusions\n"
				     "lab,Lab,education;for:children,甘肃,图书角和阅读课,2,1,\"9,000\",d2,湖南\nelders,,,北京,老人扶手,,,,,\n";
static const char *const settings =
    "{\"format\":\"florin-round/1\",\"round\":\"t\",\"time_zone\":\"Asia/Shanghai\",\"dreams\":[\"dreams.csv\"],"
    "\"flowers\":[\"flowers.csv\"],\"earned\":[\"earned.csv\"],\"partners\":[\"partners.csv\"],\"rules\":[\"pack.json\"],\"threshold\":3,"
    "\"tally\":{\"earned\":\"flag\"},\"approval\":{\"people\":2},\"pools\":[{\"id\":\"general\",\"amount\":\"10,000\"}],"
    "\"groups\":[{\"id\":\"education\",\"selector\":{\"category\":\"field:education\"},\"max\":\"6,000\"}]}";

/* Each kind that a table of results shows. */
static const fl_ruling rulings[] = {
	{ "d1", "d6", "same", "Li", "one school", NULL, NULL },
	{ "d3", NULL, "field:education", "Li", "it is about a school", "category", NULL },
	{ "d2", "for:children", "add", "Li", "for pupils", "tag", NULL },
	{ "d1", "for:children", "remove", "Wu", "for grown-ups", "tag", NULL },
	{ "d4", NULL, "reject", "Wu", "it sells", "admission", "commercial" },
	{ "d2", NULL, "qualify", "Wu", "urgent", "exception", NULL },
	{ "d3", "lab", "forbidden", "Wu", "a dispute", "match", NULL },
};

typedef struct tampering {
	char file[300], copy[300], root[65];
	char *bytes;
	size_t len;
	fl_digest answers; /* of the honest file */
	size_t found, refused, harmless, impossible;
} tampering;

static void write_input(const void *state, const char *name, const char *text)
{
	char path[300];
	scratch_path(state, name, path, sizeof path);
	scratch_write(path, text, strlen(text));
}

/* ---- every question there is ---- */

static void add_answer(fl_hasher *h, fl_status status, fl_text *text, fl_error *err)
{
	if (status == FL_OK)
		fl_hasher_add(h, text->data, text->len);
	else
		fl_hasher_add(h, err->message, strlen(err->message));
	fl_hasher_add(h, "|", 1);
	fl_text_release(text);
	*err = FL_ERROR_INIT;
}

static void add_report(fl_hasher *h, fl_round *round, fl_error *err)
{
	fl_work w;
	fl_whole whole = { 0 };
	fl_outputs outputs = { .len = 0 };
	fl_status status = fl_work_open(&w, round, false, err);
	if (status == FL_OK)
		status = fl_whole_load(w.store, w.spec, w.documents, w.num_documents, -1, &whole, err);
	if (status == FL_OK)
		status = fl_outputs_make(&outputs, &w, &whole, "en", err);
	for (size_t i = 0; status == FL_OK && i < outputs.len; i++)
		fl_hasher_add(h, outputs.items[i].digest.bytes, 32);
	fl_outputs_release(&outputs);
	fl_whole_release(&whole);
	add_answer(h, fl_work_end(&w, status, err) == FL_OK ? FL_ENOTFOUND : FL_EIO, &(fl_text){ NULL, 0 }, err);
}

static fl_digest ask_everything(const char *file)
{
	static const char *const ids[] = { "d1", "d2", "d3", "d4", "d6" };
	fl_error err = FL_ERROR_INIT;
	fl_round *round = NULL;
	fl_text text = { NULL, 0 };
	fl_hasher h;
	fl_hasher_init(&h);
	fl_status status = fl_round_open(file, false, &round, &err);
	if (status != FL_OK) {
		add_answer(&h, status, &text, &err);
		return fl_hasher_final(&h);
	}
	add_report(&h, round, &err);
	add_answer(&h, fl_audit_log(round, NULL, true, &text, &err), &text, &err);
	add_answer(&h, fl_round_queue(round, true, &text, &err), &text, &err);
	add_answer(&h, fl_round_flowers(round, &(fl_flowers_query){ .near = 9 }, true, &text, &err), &text, &err);
	add_answer(&h, fl_round_show_pair(round, "d1", "d6", true, &text, &err), &text, &err);
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		add_answer(&h, fl_round_explain(round, ids[i], NULL, false, true, &text, &err), &text, &err);
		add_answer(&h, fl_audit_prove(round, ids[i], false, &text, &err), &text, &err);
		add_answer(&h, fl_audit_prove(round, ids[i], true, &text, &err), &text, &err);
	}
	fl_round_close(round);
	return fl_hasher_final(&h);
}

/* What stands in t->copy now. */
static audit_answer judge(tampering *t, const char *what)
{
	char said[2000];
	audit_answer answer = audit_consistent(t->copy, t->root, said, sizeof said);
	t->refused += answer == AUDIT_REFUSED;
	t->found += answer == AUDIT_NO;
	if (answer == AUDIT_YES) {
		fl_digest answers = ask_everything(t->copy);
		if (!fl_digest_same(&answers, &t->answers))
			fail_msg("%s: answers are others, and nothing is found", what);
		t->harmless++;
	}
	return answer;
}

/* ---- the file ---- */

/* A round file that is sealed before anything is read. */
static void lay_down(const char *input, const char *out, const char *file)
{
	fl_error err = FL_ERROR_INIT;
	fl_settings none = { 0 };
	fl_init_summary init;
	fl_seal_summary seal;
	fl_round *round = NULL;
	assert_int_equal(mkdir(out, 0777), 0);
	assert_int_equal(fl_round_init(input, file, &none, &audit_options, &init, &err), FL_OK);
	assert_int_equal(fl_round_open(file, true, &round, &err), FL_OK);
	assert_int_equal(fl_round_seal(round, "Li", false, &audit_options, &seal, &err), FL_OK);
	fl_round_close(round);
}

/* By two people. */
static void approve(const char *file)
{
	static const char *const people[] = { "Li", "Wang" };
	fl_error err = FL_ERROR_INIT;
	fl_round *round = NULL;
	fl_approve_summary summary = { .official = false };
	assert_int_equal(fl_round_open(file, true, &round, &err), FL_OK);
	for (size_t i = 0; i < 2; i++) {
		assert_false(summary.official);
		if (fl_round_approve(round, people[i], NULL, &audit_options, &summary, &err) != FL_OK)
			fail_msg("%s", err.message);
	}
	assert_true(summary.official);
	fl_follow_fact fact = { .kind = "pay", .dream = "d3", .item = "all", .amount = "1,000", .on = "2026-09-06", .by = "Li", .evidence = "bank 1", .people = -1 };
	fl_options later = { .now = 1788566400 + 2 * 86400, .threads = 1 };
	fl_follow_summary recorded;
	assert_int_equal(fl_round_follow(round, &fact, &later, &recorded, &err), FL_OK);
	fl_follow_fact undo = { .kind = "undo", .by = "Li", .why = "paid twice", .people = -1 };
	char entry[30];
	fact.amount = "500";
	assert_int_equal(fl_round_follow(round, &fact, &later, &recorded, &err), FL_OK);
	snprintf(entry, sizeof entry, "%lld", (long long)recorded.entry);
	undo.entry = entry;
	assert_int_equal(fl_round_follow(round, &undo, &later, &recorded, &err), FL_OK);
	fl_round_close(round);
}

static void make_file(void **state, tampering *t)
{
	char path[300], out[200];
	fl_error err = FL_ERROR_INIT;
	fl_run_summary summary;
	fl_settings none = { 0 };
	fl_round *round = NULL;
	bool changed;
	char *pack = scratch_read(FLORIN_SOURCE_DIR "/tests/cli/fixtures/tiny/pack.json", NULL);
	write_input(*state, "dreams.csv", dreams);
	write_input(*state, "flowers.csv", flowers);
	write_input(*state, "earned.csv", earned);
	write_input(*state, "partners.csv", partners);
	write_input(*state, "round.json", settings);
	write_input(*state, "pack.json", pack);
	free(pack);
	scratch_path(*state, "round.json", path, sizeof path);
	scratch_path(*state, "out", out, sizeof out);
	snprintf(t->file, sizeof t->file, "%s/round.florin", out);
	scratch_path(*state, "copy.florin", t->copy, sizeof t->copy);
	lay_down(path, out, t->file);
	for (int pass = 0; pass < 2; pass++) {
		if (fl_run(path, out, NULL, &none, &audit_options, &summary, &err) != FL_OK)
			fail_msg("%s: %s", err.source, err.message);
		assert_true(summary.answer);
		fl_run_summary_release(&summary);
		assert_int_equal(fl_round_open(t->file, true, &round, &err), FL_OK);
		for (size_t i = 0; i < sizeof rulings / sizeof *rulings; i++)
			if (fl_round_decide(round, &rulings[i], &audit_options, &changed, &err) != FL_OK)
				fail_msg("%s", err.message);
		fl_round_close(round);
	}
	approve(t->file);
	audit_root(t->file, t->root);
	t->bytes = scratch_read(t->file, &t->len);
	t->answers = ask_everything(t->file);
	scratch_write(t->copy, t->bytes, t->len);
	assert_int_equal(judge(t, "nothing"), AUDIT_YES); /* an honest file is no breach, and answers do not depend on its path */
	t->harmless = 0;
}

static void show(const tampering *t, const char *what)
{
	print_message("%s: %zu found, %zu refused, %zu without any effect, %zu that SQLite does not allow\n", what, t->found, t->refused,
		      t->harmless, t->impossible);
}

/* ---- row by row ---- */

typedef FL_VEC(char *) texts;

static void release_texts(texts *list)
{
	for (size_t i = 0; i < list->len; i++)
		free(list->items[i]);
	fl_vec_release(list);
}

static void push_text(texts *list, const char *text)
{
	if (!fl_vec_push(list, strdup(text)))
		abort();
}

static void query(sqlite3 *db, const char *sql, texts *ret)
{
	sqlite3_stmt *stmt = NULL;
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW)
		push_text(ret, (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
}

/* Another value of the same kind, as SQL over the column. */
static char *changed_value(const char *column, const char *literal)
{
	char *sql = NULL;
	if (strcmp(literal, "NULL") == 0)
		sql = sqlite3_mprintf("1");
	else if (literal[0] == 'X')
		sql = sqlite3_mprintf("CAST(%s || x'20' AS BLOB)", column);
	else if (literal[0] == '\'')
		sql = sqlite3_mprintf("%s || 'x'", column);
	else
		sql = sqlite3_mprintf("%s + 1", column);
	return sql;
}

/* A blob of a fixed length cannot be longer: its first byte is another. */
static char *flipped_blob(const char *literal)
{
	char *sql = sqlite3_mprintf("%s", literal);
	if (strlen(sql) > 3)
		sql[2] = sql[2] == '0' ? '1' : '0';
	return sql;
}

static void try_sql(tampering *t, const char *sql)
{
	sqlite3 *db = NULL;
	scratch_write(t->copy, t->bytes, t->len);
	assert_int_equal(sqlite3_open(t->copy, &db), SQLITE_OK);
	sqlite3_exec(db, "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY", NULL, NULL, NULL);
	bool done = sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK && sqlite3_total_changes(db) > 0;
	sqlite3_close(db);
	if (done)
		judge(t, sql);
	else
		t->impossible++;
}

/* "a" IS 1 AND "b" IS 'x' ... of each row. */
static void where_clauses(sqlite3 *db, const char *table, const texts *columns, texts *ret)
{
	char *sql = sqlite3_mprintf("SELECT ''");
	for (size_t c = 0; c < columns->len; c++) {
		char *more = sqlite3_mprintf("%z || '%s\"%s\" IS ' || quote(\"%s\")", sql, c > 0 ? " AND " : "", columns->items[c],
					     columns->items[c]);
		sql = more;
	}
	char *whole = sqlite3_mprintf("%z FROM \"%s\"", sql, table);
	query(db, whole, ret);
	sqlite3_free(whole);
}

static void try_row(tampering *t, sqlite3 *db, const char *table, const texts *columns, const char *where)
{
	for (size_t c = 0; c < columns->len; c++) {
		char *quoted = sqlite3_mprintf("\"%s\"", columns->items[c]);
		char *get = sqlite3_mprintf("SELECT quote(%s) FROM \"%s\" WHERE %s", quoted, table, where);
		texts value = { 0 };
		query(db, get, &value);
		char *other = changed_value(quoted, value.items[0]);
		char *sql = sqlite3_mprintf("UPDATE \"%s\" SET %s = %s WHERE %s", table, quoted, other, where);
		try_sql(t, sql);
		if (value.items[0][0] == 'X') {
			char *flipped = flipped_blob(value.items[0]);
			char *second = sqlite3_mprintf("UPDATE \"%s\" SET %s = %s WHERE %s", table, quoted, flipped, where);
			try_sql(t, second);
			sqlite3_free(second);
			sqlite3_free(flipped);
		}
		sqlite3_free(sql);
		sqlite3_free(other);
		sqlite3_free(get);
		sqlite3_free(quoted);
		release_texts(&value);
	}
	char *sql = sqlite3_mprintf("DELETE FROM \"%s\" WHERE %s", table, where);
	try_sql(t, sql);
	sqlite3_free(sql);
}

/* The row once more; where the first column numbers the rows, under the next number. */
static void try_double(tampering *t, const char *table, const texts *columns, const char *where)
{
	char *list = sqlite3_mprintf("");
	for (size_t c = 1; c < columns->len; c++) {
		char *more = sqlite3_mprintf("%z, \"%s\"", list, columns->items[c]);
		list = more;
	}
	char *same = sqlite3_mprintf("INSERT INTO \"%s\" SELECT * FROM \"%s\" WHERE %s", table, table, where);
	char *next = sqlite3_mprintf("INSERT INTO \"%s\" SELECT (SELECT max(\"%s\") + 1 FROM \"%s\")%s FROM \"%s\" WHERE %s", table,
				     columns->items[0], table, list, table, where);
	try_sql(t, same);
	try_sql(t, next);
	sqlite3_free(same);
	sqlite3_free(next);
	sqlite3_free(list);
}

static void test_round_tampering__of_any_value_of_any_row_is_found(void **state)
{
	static tampering t;
	sqlite3 *db = NULL;
	texts tables = { 0 };
	make_file(state, &t);
	assert_int_equal(sqlite3_open(t.file, &db), SQLITE_OK);
	query(db, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name", &tables);
	assert_true(tables.len > 25);
	for (size_t i = 0; i < tables.len; i++) {
		texts columns = { 0 }, rows = { 0 };
		char *sql = sqlite3_mprintf("SELECT name FROM pragma_table_info('%q')", tables.items[i]);
		query(db, sql, &columns);
		sqlite3_free(sql);
		where_clauses(db, tables.items[i], &columns, &rows);
		size_t before = t.found + t.refused;
		for (size_t r = 0; r < rows.len; r++) {
			try_row(&t, db, tables.items[i], &columns, rows.items[r]);
			try_double(&t, tables.items[i], &columns, rows.items[r]);
		}
		if (rows.len == 0)
			fail_msg("table '%s' has no rows in this test", tables.items[i]);
		/* known_pairs is a shortcut for the next dedup, which a replay throws away: what was made by way of it is made without
		 * it, and compared. */
		if (t.found + t.refused == before && strcmp(tables.items[i], "imports") != 0 &&
		    strcmp(tables.items[i], "known_pairs") != 0)
			fail_msg("no change of table '%s' was found", tables.items[i]);
		release_texts(&columns);
		release_texts(&rows);
	}
	sqlite3_close(db);
	release_texts(&tables);
	free(t.bytes);
	show(&t, "values and rows");
	assert_true(t.found > 500);
}

/* ---- byte by byte ---- */

static void test_round_tampering__of_bytes_is_found_or_changes_nothing(void **state)
{
	static tampering t;
	make_file(state, &t);
	for (size_t i = 0; i < t.len; i += i < 100 ? 1 : STRIDE) {
		char what[60], kept = t.bytes[i];
		t.bytes[i] = (char)(kept ^ (1 << (i % 8)));
		scratch_write(t.copy, t.bytes, t.len);
		t.bytes[i] = kept;
		snprintf(what, sizeof what, "bit %zu of byte %zu", i % 8, i);
		judge(&t, what);
	}
	for (size_t cut = 1; cut < 20; cut++) {
		scratch_write(t.copy, t.bytes, t.len * cut / 20);
		judge(&t, "a file cut off");
	}
	free(t.bytes);
	show(&t, "bytes");
	assert_true(t.found + t.refused > 50);
}

/* ---- the journal ---- */

static void test_round_tampering__a_removed_tail_is_found(void **state)
{
	static tampering t;
	make_file(state, &t);
	long long size = scratch_sql_int(t.file, "SELECT count(*) FROM journal");
	for (long long keep = 0; keep < size; keep++) {
		char sql[400];
		scratch_write(t.copy, t.bytes, t.len);
		snprintf(sql, sizeof sql,
			 "PRAGMA foreign_keys = OFF; DELETE FROM journal WHERE seq >= %lld; DELETE FROM steps WHERE seq >= %lld;"
			 "DELETE FROM decisions WHERE seq >= %lld;",
			 keep, keep, keep);
		scratch_sql(t.copy, sql);
		assert_int_not_equal(judge(&t, sql), AUDIT_YES);
	}
	free(t.bytes);
	show(&t, "tails");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_round_tampering__of_any_value_of_any_row_is_found, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_round_tampering__of_bytes_is_found_or_changes_nothing, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_round_tampering__a_removed_tail_is_found, scratch_make, scratch_remove),
	};
	return cmocka_run_group_tests_name("round tampering", tests, NULL, NULL);
}
