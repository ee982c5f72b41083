/* SPDX-License-Identifier: Apache-2.0
 *
 * Files that have grown: a log of random rows is added again and again, each time longer, by name or as a copy, in the midst of
 * other files, also after a failure in the middle; with events and without. The ledger is that of the whole log, read once.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include <unistd.h>

#include "ledger_kit.h"
#include "random.h"

enum { CASES = 40, ROWS = 40 };

typedef struct grown_log {
	fl_buf text;
	size_t ends[ROWS + 1]; /* of the header and of each row, the line end included */
	const char *line_end;
	size_t rows;
} grown_log;

static void make_log(grown_log *g, uint64_t *s, int events)
{
	static const char *const ends[] = { "\n", "\r\n" };
	fl_buf_init(&g->text, 1 << 20);
	g->line_end = ends[random_below(s, 2)];
	g->rows = 4 + random_below(s, ROWS - 3);
	fl_buf_printf(&g->text, "event,giver,dream,count%s", g->line_end);
	g->ends[0] = g->text.len;
	for (size_t i = 0; i < g->rows; i++) {
		if (events == 2 || (events == 1 && random_below(s, 2)))
			fl_buf_printf(&g->text, "e%zu", i);
		fl_buf_printf(&g->text, ",g%d,d%d,%d%s", (int)random_below(s, 5), (int)random_below(s, 5), /* d4 is no dream */
			      (int)random_below(s, 12), g->line_end);
		g->ends[i + 1] = g->text.len;
	}
}

static void write_part(const void *state, const grown_log *g, const char *name, size_t rows, bool ended)
{
	char path[300];
	size_t len = g->ends[rows] - (ended ? 0 : strlen(g->line_end));
	scratch_path(state, name, path, sizeof path);
	scratch_write(path, g->text.data, len);
}

static void add(const void *state, const char *file, const char *name, fl_import_summary *s)
{
	char path[300];
	fl_error err = FL_ERROR_INIT;
	scratch_path(state, name, path, sizeof path);
	if (kit_add(file, path, &kit_options, s, &err) != FL_OK)
		fail_msg("%s", err.message);
	assert_int_equal(s->flowers_read, s->flowers + s->flowers_rejected);
}

static void ledger_of_whole(const void *state, const grown_log *g, fl_buf *ret)
{
	char file[300];
	fl_error err = FL_ERROR_INIT;
	fl_import_summary s;
	write_part(state, g, "whole.csv", g->rows, true);
	kit_round(state, ",\"flowers\":[\"whole.csv\"]", file, sizeof file);
	assert_int_equal(kit_import(file, &kit_options, &s, &err), FL_OK);
	kit_ledger(file, ret);
}

static void test_grown__a_log_that_grows_is_read_once(void **state)
{
	char file[300], name[40];
	fl_error err = FL_ERROR_INIT;
	fl_import_summary s;
	for (uint64_t seed = 1; seed <= CASES; seed++) {
		grown_log g;
		fl_buf want, got;
		uint64_t r = seed;
		size_t rows = 0;
		int events = (int)random_below(&r, 3);
		make_log(&g, &r, events);
		ledger_of_whole(*state, &g, &want);
		kit_round(*state, "", file, sizeof file);
		assert_int_equal(kit_import(file, &kit_options, &s, &err), FL_OK);
		for (int step = 0; rows < g.rows; step++) {
			rows += 1 + random_below(&r, g.rows - rows);
			bool ended = rows == g.rows || random_below(&r, 2);
			snprintf(name, sizeof name, random_below(&r, 2) ? "log.csv" : "log-%d.csv", step);
			write_part(*state, &g, name, rows, ended);
			add(*state, file, name, &s);
		}
		kit_ledger(file, &got);
		if (strcmp(want.data, got.data) != 0)
			fail_msg("seed %llu:\n%s\nnot\n%s", (unsigned long long)seed, got.data, want.data);
		add(*state, file, name, &s);
		assert_true(s.unchanged);
		fl_buf_release(&got);
		fl_buf_release(&want);
		fl_buf_release(&g.text);
	}
}

/* Of a row that was read when half of it was there nobody knows what it will say. */
static void test_grown__a_line_that_was_cut_off_is_not_guessed(void **state)
{
	char file[300], path[300];
	fl_error err = FL_ERROR_INIT;
	fl_import_summary s;
	kit_round(*state, "", file, sizeof file);
	assert_int_equal(kit_import(file, &kit_options, &s, &err), FL_OK);
	kit_write(*state, "log.csv", "giver,dream,count\na,d1,1\nb,d1,1");
	add(*state, file, "log.csv", &s);
	kit_write(*state, "log.csv", "giver,dream,count\na,d1,1\nb,d1,12\nc,d1,1\n");
	scratch_path(*state, "log.csv", path, sizeof path);
	assert_int_equal(kit_add(file, path, &kit_options, &s, &err), FL_ESTATE);
	assert_non_null(strstr(err.message, "last line was not finished"));
	assert_int_equal(scratch_sql_int(file, "SELECT sum(rows) FROM chunks"), 2);
}

/* A file of the round is read anew when the round is imported: so nothing may be built on it. */
static void test_grown__a_file_of_the_round_is_not_added_as_well(void **state)
{
	char file[300], path[300];
	fl_error err = FL_ERROR_INIT;
	fl_import_summary s;
	fl_buf got;
	kit_write(*state, "log.csv", "giver,dream\na,d1\n");
	kit_round(*state, ",\"flowers\":[\"log.csv\"]", file, sizeof file);
	assert_int_equal(kit_import(file, &kit_options, &s, &err), FL_OK);
	kit_write(*state, "log.csv", "giver,dream\na,d1\nb,d1\n");
	scratch_path(*state, "log.csv", path, sizeof path);
	assert_int_equal(kit_add(file, path, &kit_options, &s, &err), FL_ESTATE);
	assert_non_null(strstr(err.message, "which the round names: 1 row would count twice"));
	err = FL_ERROR_INIT;
	assert_int_equal(kit_import(file, &kit_options, &s, &err), FL_OK);
	kit_ledger(file, &got);
	assert_string_equal(got.data, "a d1 - 1 -1 2\nb d1 - 1 -1 3\n");
	fl_buf_release(&got);
	kit_write(*state, "copy.csv", "giver,dream\na,d1\nb,d1\n"); /* the same bytes add nothing, as ever */
	add(*state, file, "copy.csv", &s);
	assert_true(s.unchanged);
}

/* Added first, named by the round later: the rows of the added file stay its own. */
static void test_grown__a_file_that_was_added_may_be_named_by_the_round(void **state)
{
	static const char *const texts[] = { "giver,dream\na,d1\n", "giver,dream\na,d1\nb,d2\n" };
	char file[300], path[300];
	fl_error err = FL_ERROR_INIT;
	fl_import_summary s;
	fl_init_summary init;
	const char *sets[] = { "flowers=[\"log.csv\"]" };
	fl_settings settings = { NULL, sets, 1 };
	for (size_t i = 0; i < 2; i++) {
		fl_buf got;
		kit_round(*state, "", file, sizeof file);
		assert_int_equal(kit_import(file, &kit_options, &s, &err), FL_OK);
		kit_write(*state, "day.csv", texts[0]);
		add(*state, file, "day.csv", &s);
		kit_write(*state, "log.csv", texts[i]);
		scratch_path(*state, "round.json", path, sizeof path);
		assert_int_equal(fl_round_init(path, file, &settings, &kit_options, &init, &err), FL_OK);
		assert_int_equal(kit_import(file, &kit_options, &s, &err), FL_OK);
		kit_ledger(file, &got);
		assert_string_equal(got.data, i ? "b d2 - 1 -1 3\na d1 - 1 -1 2\n" : "a d1 - 1 -1 2\n");
		fl_buf_release(&got);
		assert_int_equal(kit_import(file, &kit_options, &s, &err), FL_OK);
		assert_true(s.unchanged);
	}
}

static void test_grown__two_files_of_the_round_are_the_rounds_choice(void **state)
{
	char file[300];
	fl_error err = FL_ERROR_INIT;
	fl_import_summary s;
	kit_write(*state, "a.csv", "giver,dream\na,d1\n");
	kit_write(*state, "b.csv", "giver,dream\na,d1\nb,d1\n");
	kit_round(*state, ",\"flowers\":[\"a.csv\",\"b.csv\"]", file, sizeof file);
	assert_int_equal(kit_import(file, &kit_options, &s, &err), FL_OK);
	assert_int_equal(s.flowers, 3);
	assert_int_equal(scratch_sql_int(file, "SELECT count(*) FROM findings WHERE code = 'file-begins-as-another'"), 1);
}

/* ---- interrupted --------------------------------------------------------------------------------------------------------- */

enum { MANY = 520000 };

static void write_many(const char *path, long rows)
{
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs("giver,dream\n", f);
	for (long i = 0; i < rows; i++)
		fprintf(f, "g%ld,d%ld\n", i % 100, i % 5); /* a fifth of them for no dream */
	assert_int_equal(fclose(f), 0);
}

static void touch(void *user, const fl_progress *p)
{
	if (p->done > 3 << 20) {
		FILE *f = fopen(user, "a");
		assert_non_null(f);
		fputc('\n', f);
		fclose(f);
	}
}

static void test_grown__an_interrupted_import_goes_on_behind_what_was_there(void **state)
{
	char file[300], path[300];
	fl_error err = FL_ERROR_INIT;
	fl_import_summary s;
	fl_options meddling = kit_options;
	scratch_path(*state, "log.csv", path, sizeof path);
	meddling.progress = (fl_watcher){ touch, path };
	kit_round(*state, "", file, sizeof file);
	assert_int_equal(kit_import(file, &kit_options, &s, &err), FL_OK);
	write_many(path, 50000);
	add(*state, file, "log.csv", &s);
	assert_int_equal(s.flowers, 40000);
	write_many(path, MANY);
	assert_int_equal(kit_add(file, path, &meddling, &s, &err), FL_EIO); /* it changed while it was read */
	assert_true(scratch_sql_int(file, "SELECT count(*) FROM imports WHERE NOT closed") == 1);
	assert_true(scratch_sql_int(file, "SELECT sum(rows) FROM chunks") > 40000 + 262143);
	write_many(path, MANY);
	add(*state, file, "log.csv", &s);
	assert_int_equal(s.flowers, MANY / 5 * 4);
	assert_int_equal(s.flowers_rejected, MANY / 5);
	assert_int_equal(s.flowers_read, MANY);
	assert_int_equal(scratch_sql_int(file, "SELECT sum(rows) FROM chunks"), MANY / 5 * 4);
	assert_int_equal(scratch_sql_int(file, "SELECT count(*) FROM findings WHERE code = 'file-grown'"), 1);
}

/* ---- pipes --------------------------------------------------------------------------------------------------------------- */

static void pipe_in(const char *text)
{
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
	close(ends[1]);
	assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	close(ends[0]);
}

static void test_grown__from_a_pipe_it_is_refused(void **state)
{
	char file[300];
	fl_error err = FL_ERROR_INIT;
	fl_import_summary s;
	kit_round(*state, "", file, sizeof file);
	assert_int_equal(kit_import(file, &kit_options, &s, &err), FL_OK);
	pipe_in("giver,dream\na,d1\n");
	assert_int_equal(kit_add(file, "-", &kit_options, &s, &err), FL_OK);
	pipe_in("giver,dream\na,d1\nb,d1\n");
	assert_int_equal(kit_add(file, "-", &kit_options, &s, &err), FL_ESTATE);
	assert_non_null(strstr(err.message, "1 row would count twice; add only what is behind them"));
	err = FL_ERROR_INIT;
	pipe_in("giver,dream\na,d1\n");
	assert_int_equal(kit_add(file, "-", &kit_options, &s, &err), FL_OK);
	assert_true(s.unchanged);
	pipe_in("event,giver,dream\ne,a,d1\n");
	assert_int_equal(kit_add(file, "-", &kit_options, &s, &err), FL_OK);
	pipe_in("event,giver,dream\ne,a,d1\nf,a,d1\n"); /* events tell */
	assert_int_equal(kit_add(file, "-", &kit_options, &s, &err), FL_OK);
	assert_int_equal(s.flowers, 3);
}

#define GROWN_TEST(f) cmocka_unit_test_setup_teardown(f, scratch_make, scratch_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		GROWN_TEST(test_grown__a_log_that_grows_is_read_once),
		GROWN_TEST(test_grown__a_line_that_was_cut_off_is_not_guessed),
		GROWN_TEST(test_grown__a_file_of_the_round_is_not_added_as_well),
		GROWN_TEST(test_grown__a_file_that_was_added_may_be_named_by_the_round),
		GROWN_TEST(test_grown__two_files_of_the_round_are_the_rounds_choice),
		GROWN_TEST(test_grown__an_interrupted_import_goes_on_behind_what_was_there),
		GROWN_TEST(test_grown__from_a_pipe_it_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
