/* SPDX-License-Identifier: Apache-2.0
 *
 * Files of a ledger that change while they are read, or after an import was interrupted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ledger_kit.h"
#include "random.h"

enum { ROWS = 300000 }; /* more than a chunk */

static void write_ledger(const char *path, long from, long to)
{
	FILE *f = fopen(path, from ? "a" : "w");
	assert_non_null(f);
	if (!from)
		fputs("event,giver,dream\n", f);
	for (long i = from; i < to; i++)
		fprintf(f, "e%ld,g%ld,d%ld\n", i, i % 100, i % 4);
	assert_int_equal(fclose(f), 0);
}

typedef struct meddler {
	const char *path;
	long grow_at; /* bytes */
	bool done;
} meddler;

static void grow(void *user, const fl_progress *p)
{
	meddler *m = user;
	if (p->rows == 0 && p->total < 0) { /* the step that begins, no file yet */
		assert_string_equal(p->what, "import");
		return;
	}
	assert_true(p->done <= p->total || m->done);
	if (m->done || p->done < m->grow_at)
		return;
	m->done = true;
	write_ledger(m->path, ROWS, ROWS + 5);
}

static void test_import__a_file_that_grows_while_it_is_read_is_not_believed(void **state)
{
	char file[300], path[300];
	fl_error err = FL_ERROR_INIT;
	fl_import_summary s;
	meddler m = { .path = path, .grow_at = 1 << 20 };
	fl_options options = kit_options;
	options.progress = (fl_watcher){ grow, &m };
	scratch_path(*state, "flowers.csv", path, sizeof path);
	write_ledger(path, 0, ROWS);
	kit_round(*state, ",\"flowers\":[\"flowers.csv\"]", file, sizeof file);
	assert_int_equal(kit_import(file, &options, &s, &err), FL_EIO);
	assert_non_null(strstr(err.message, "changed while it was read"));
	assert_int_equal(scratch_sql_int(file, "SELECT count(*) FROM imports WHERE closed"), 0);
	err = FL_ERROR_INIT;
	assert_int_equal(kit_import(file, &kit_options, &s, &err), FL_OK); /* it holds still: what was read is gone on with */
	assert_int_equal(s.flowers, ROWS + 5);
	assert_int_equal(scratch_sql_int(file, "SELECT sum(rows) FROM chunks"), ROWS + 5);
	assert_int_equal(scratch_sql_int(file, "SELECT count(*) FROM imports"), 1);
}

/* The first bytes are others than those of the interrupted import: it is given up and all is read anew. */
static void test_import__another_file_after_an_interruption_is_read_from_its_beginning(void **state)
{
	char file[300], path[300];
	fl_error err = FL_ERROR_INIT;
	fl_import_summary s;
	meddler m = { .path = path, .grow_at = 1 << 20 };
	fl_options options = kit_options;
	options.progress = (fl_watcher){ grow, &m };
	scratch_path(*state, "flowers.csv", path, sizeof path);
	write_ledger(path, 0, ROWS);
	kit_round(*state, ",\"flowers\":[\"flowers.csv\"]", file, sizeof file);
	assert_int_equal(kit_import(file, &options, &s, &err), FL_EIO);
	assert_true(scratch_sql_int(file, "SELECT count(*) FROM chunks") > 0);
	scratch_write(path, "giver,dream\nx,d1\n", 17);
	err = FL_ERROR_INIT;
	assert_int_equal(kit_import(file, &kit_options, &s, &err), FL_OK);
	assert_int_equal(s.flowers, 1);
	assert_int_equal(scratch_sql_int(file, "SELECT sum(rows) FROM chunks"), 1);
	assert_int_equal(scratch_sql_int(file, "SELECT count(*) FROM dreams"), 4);
}

/* An open import leaves what the last one and the steps after it have laid down as it is. */
static void test_import__what_stood_before_an_interrupted_import_stands(void **state)
{
	char file[300], path[300];
	fl_error err = FL_ERROR_INIT;
	fl_import_summary s;
	fl_tag_summary tag;
	fl_round *round;
	meddler m = { .path = path, .grow_at = 1 << 20 };
	fl_options options = kit_options;
	options.progress = (fl_watcher){ grow, &m };
	kit_write(*state, "flowers.csv", "giver,dream\nx,d1\n");
	scratch_path(*state, "flowers.csv", path, sizeof path);
	kit_round(*state, ",\"flowers\":[\"flowers.csv\"]", file, sizeof file);
	assert_int_equal(kit_import(file, &kit_options, &s, &err), FL_OK);
	assert_int_equal(fl_round_open(file, true, &round, &err), FL_OK);
	assert_int_equal(fl_round_tag(round, &kit_options, &tag, &err), FL_OK);
	fl_round_close(round);
	write_ledger(path, 0, ROWS);
	assert_int_equal(kit_import(file, &options, &s, &err), FL_EIO);
	fl_buf ledger;
	kit_ledger(file, &ledger);
	assert_string_equal(ledger.data, "x d1 - 1 -1 2\n");
	fl_buf_release(&ledger);
	assert_int_equal(scratch_sql_int(file, "SELECT count(*) FROM steps"), 3);
	assert_int_equal(scratch_sql_int(file, "SELECT count(*) FROM taggings"), 4);
	scratch_write(path, "giver,dream\nx,d1\n", 17); /* and when it is not needed any more, it goes */
	err = FL_ERROR_INIT;
	assert_int_equal(kit_import(file, &kit_options, &s, &err), FL_OK);
	assert_true(s.unchanged);
	assert_int_equal(scratch_sql_int(file, "SELECT count(*) FROM imports"), 1);
	assert_int_equal(scratch_sql_int(file, "SELECT sum(rows) FROM chunks"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_import__a_file_that_grows_while_it_is_read_is_not_believed, scratch_make,
						scratch_remove),
		cmocka_unit_test_setup_teardown(test_import__another_file_after_an_interruption_is_read_from_its_beginning,
						scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_import__what_stood_before_an_interrupted_import_stands, scratch_make,
						scratch_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
