/* SPDX-License-Identifier: Apache-2.0
 *
 * A whole run through the public interface: what it leaves is sound, and depends on nothing but its inputs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "florin.h"
#include "store/journal.h"

#include "scratch.h"

#define TINY FLORIN_SOURCE_DIR "/tests/cli/fixtures/tiny/"

static fl_run_summary run(const char *input, const char *out, int threads, const char *set)
{
	fl_error err = FL_ERROR_INIT;
	fl_run_summary summary;
	const char *sets[] = { set };
	fl_settings settings = { NULL, sets, set ? 1 : 0 };
	fl_options options = { .now = 1788566400, .threads = threads };
	if (fl_run(input, out, NULL, &settings, &options, &summary, &err) != FL_OK)
		fail_msg("%s: %s", err.source, err.message);
	return summary;
}

static void test_run__what_it_leaves_is_sound(void **state)
{
	char out[256], file[300];
	fl_error err = FL_ERROR_INIT;
	fl_store *store = NULL;
	fl_digest root;
	int64_t size;
	scratch_path(*state, "out", out, sizeof(out));
	snprintf(file, sizeof(file), "%s/round.florin", out);
	fl_run_summary s = run(TINY "round.json", out, 1, NULL);
	assert_true(s.answer);
	assert_string_equal(s.init.path, file);
	assert_int_equal(s.import.dreams_read, s.import.dreams + s.import.dreams_rejected);
	assert_int_equal(s.tally.qualified + s.tally.below_threshold + s.tally.duplicates + s.tally.ineligible,
			 s.tally.dreams);
	assert_int_equal(fl_store_open(file, FL_STORE_READ, &store, &err), FL_OK);
	assert_int_equal(fl_store_check(store, &err), FL_OK); /* foreign keys, too */
	assert_int_equal(fl_journal_check(store, &err), FL_OK);
	assert_int_equal(fl_journal_size(store, &size, &err), FL_OK);
	assert_int_equal(size, 8); /* one entry a step */
	/* The root in the report is that of the journal up to the verification. */
	assert_int_equal(fl_journal_root(store, 7, &root, &err), FL_OK);
	char hex[65];
	fl_digest_hex(&root, hex);
	assert_non_null(strstr(s.report.json.data, hex));
	fl_store_close(store);
	fl_run_summary_release(&s);
}

static void test_run__threads_change_nothing(void **state)
{
	char one[256], four[256];
	scratch_path(*state, "one", one, sizeof(one));
	scratch_path(*state, "four", four, sizeof(four));
	fl_run_summary a = run(TINY "round.json", one, 1, NULL), b = run(TINY "round.json", four, 4, NULL);
	assert_string_equal(a.report.json.data, b.report.json.data);
	assert_string_equal(a.report.words.data, b.report.words.data);
	fl_run_summary_release(&a);
	fl_run_summary_release(&b);
}

/* Awards by id, sorted: the lines of awards.csv after the head. */
static int by_line(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *sorted_awards(const char *out, char **lines, size_t *count)
{
	char file[300];
	snprintf(file, sizeof(file), "%s/awards.csv", out);
	char *bytes = scratch_read(file, NULL), *next = NULL;
	*count = 0;
	strtok_r(bytes, "\r\n", &next);
	for (char *line; (line = strtok_r(NULL, "\r\n", &next)) && *count < 16;)
		lines[(*count)++] = line;
	qsort(lines, *count, sizeof(*lines), by_line);
	return bytes;
}

static void copy_reversed(const char *from, const char *to)
{
	char *bytes = scratch_read(from, NULL), *lines[64], *next = NULL;
	size_t count = 0;
	FILE *out = fopen(to, "wb");
	assert_non_null(out);
	fprintf(out, "%s\n", strtok_r(bytes, "\n", &next));
	for (char *line; (line = strtok_r(NULL, "\n", &next)) && count < 64;)
		lines[count++] = line;
	while (count-- > 0)
		fprintf(out, "%s\n", lines[count]);
	fclose(out);
	free(bytes);
}

static void copy(const char *from, const char *to)
{
	size_t len = 0;
	char *bytes = scratch_read(from, &len);
	scratch_write(to, bytes, len);
	free(bytes);
}

static void test_run__the_order_of_the_rows_decides_nothing(void **state)
{
	char path[300], plain[256], reversed[256], *a[16], *b[16];
	size_t num_a, num_b;
	scratch_path(*state, "dreams.csv", path, sizeof(path));
	copy_reversed(TINY "dreams.csv", path);
	scratch_path(*state, "flowers.csv", path, sizeof(path));
	copy_reversed(TINY "flowers.csv", path);
	scratch_path(*state, "pack.json", path, sizeof(path));
	copy(TINY "pack.json", path);
	scratch_path(*state, "round.json", path, sizeof(path));
	copy(TINY "round.json", path);
	scratch_path(*state, "plain", plain, sizeof(plain));
	scratch_path(*state, "reversed", reversed, sizeof(reversed));
	fl_run_summary r = run(TINY "round.json", plain, 1, NULL), s = run(path, reversed, 1, NULL);
	char *first = sorted_awards(plain, a, &num_a), *second = sorted_awards(reversed, b, &num_b);
	assert_int_equal(num_a, 6);
	assert_int_equal(num_b, 6);
	for (size_t i = 0; i < num_a; i++)
		assert_string_equal(a[i], b[i]);
	free(first);
	free(second);
	fl_run_summary_release(&r);
	fl_run_summary_release(&s);
}

static void test_run__facts_are_appended_and_results_replaced(void **state)
{
	char out[256], file[300];
	scratch_path(*state, "out", out, sizeof(out));
	snprintf(file, sizeof(file), "%s/round.florin", out);
	fl_run_summary s = run(TINY "round.json", out, 1, NULL);
	fl_run_summary_release(&s);
	s = run(TINY "round.json", out, 1, "flowers=[]");
	assert_true(!s.init.unchanged && !s.import.unchanged && !s.tag.unchanged);
	fl_run_summary_release(&s);
	assert_int_equal(scratch_sql_int(file, "SELECT count(*) FROM dreams"), 6); /* they were not read again */
	assert_int_equal(scratch_sql_int(file, "SELECT count(*) FROM tallies"), 6);
	assert_int_equal(scratch_sql_int(file, "SELECT max(revision) FROM documents"), 2);
	s = run(TINY "round.json", out, 1, "flowers=[]");
	assert_true(s.init.unchanged && s.import.unchanged && s.tag.unchanged && s.dedup.unchanged);
	assert_true(s.tally.unchanged && s.allocate.unchanged && !s.verify.unchanged); /* it always looks */
	fl_run_summary_release(&s);
	s = run(TINY "round.json", out, 1, "pools[0].amount=1");
	assert_true(!s.init.unchanged && !s.import.unchanged);
	fl_run_summary_release(&s);
	s = run(TINY "round.json", out, 1, "time_zone=UTC"); /* now they were */
	assert_true(!s.import.unchanged);
	fl_run_summary_release(&s);
	assert_int_equal(scratch_sql_int(file, "SELECT count(*) FROM dreams"), 12);
}

static void test_run__a_change_redoes_only_what_depends_on_it(void **state)
{
	char out[256];
	scratch_path(*state, "out", out, sizeof(out));
	fl_run_summary s = run(TINY "round.json", out, 1, NULL);
	fl_run_summary_release(&s);
	s = run(TINY "round.json", out, 1, "pools[0].amount=9,000");
	assert_true(!s.init.unchanged && s.import.unchanged && s.tag.unchanged && s.dedup.unchanged);
	assert_true(s.tally.unchanged && !s.allocate.unchanged && !s.verify.unchanged);
	assert_int_equal(s.allocate.awarded, 900000);
	fl_run_summary_release(&s);
	s = run(TINY "round.json", out, 1, "threshold=4");
	assert_true(s.import.unchanged && s.tag.unchanged && s.dedup.unchanged && !s.tally.unchanged);
	fl_run_summary_release(&s);
}

static void test_run__another_version_does_its_work_again(void **state)
{
	char out[256], file[300];
	fl_error err = FL_ERROR_INIT;
	fl_round *round = NULL;
	fl_text text;
	scratch_path(*state, "out", out, sizeof(out));
	snprintf(file, sizeof(file), "%s/round.florin", out);
	fl_run_summary s = run(TINY "round.json", out, 1, NULL);
	fl_run_summary_release(&s);
	scratch_sql(file, "UPDATE steps SET version = '0.0.9' WHERE step IN ('tag', 'allocate')");
	/* What an older version decided can still be asked about ... */
	assert_int_equal(fl_round_open(file, false, &round, &err), FL_OK);
	assert_int_equal(fl_round_explain(round, "d1", NULL, false, false, &text, &err), FL_OK);
	fl_text_release(&text);
	fl_round_close(round);
	/* ... but a run does not build on it. */
	s = run(TINY "round.json", out, 1, NULL);
	assert_true(s.import.unchanged && s.dedup.unchanged);
	assert_true(!s.tag.unchanged && !s.tally.unchanged && !s.allocate.unchanged);
	fl_run_summary_release(&s);
}

static void test_round__open_for_reading_does_not_take_a_step(void **state)
{
	char out[256], file[300];
	fl_error err = FL_ERROR_INIT;
	fl_options options = { .now = 1788566400 };
	fl_round *round = NULL;
	fl_tag_summary tagged;
	fl_text text;
	scratch_path(*state, "out", out, sizeof(out));
	snprintf(file, sizeof(file), "%s/round.florin", out);
	fl_run_summary s = run(TINY "round.json", out, 1, NULL);
	fl_run_summary_release(&s);
	assert_int_equal(fl_round_open(file, false, &round, &err), FL_OK);
	assert_int_equal(fl_round_explain(round, "d1", NULL, false, false, &text, &err), FL_OK);
	assert_non_null(strstr(text.data, "给乡村学校建一座图书角"));
	fl_text_release(&text);
	assert_int_equal(fl_round_tag(round, &options, &tagged, &err), FL_EINVAL);
	assert_string_equal(err.message, "the round file is open for reading");
	fl_round_close(round);
	fl_round_close(NULL);
}

static void test_text__columns_are_those_of_a_terminal(void **state)
{
	(void)state;
	assert_int_equal(fl_text_columns("abc", 3), 3);
	assert_int_equal(fl_text_columns("一花", 6), 4);
	assert_int_equal(fl_text_columns("e\xCC\x81", 3), 1); /* a combining accent */
	assert_int_equal(fl_text_columns("ｱＡ", 6), 3);       /* half and full width */
	assert_int_equal(fl_text_columns("\xff", 1), 1);
}

#define SCRATCH_TEST(f) cmocka_unit_test_setup_teardown(f, scratch_make, scratch_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(test_run__what_it_leaves_is_sound),
		SCRATCH_TEST(test_run__threads_change_nothing),
		SCRATCH_TEST(test_run__the_order_of_the_rows_decides_nothing),
		SCRATCH_TEST(test_run__facts_are_appended_and_results_replaced),
		SCRATCH_TEST(test_run__a_change_redoes_only_what_depends_on_it),
		SCRATCH_TEST(test_run__another_version_does_its_work_again),
		SCRATCH_TEST(test_round__open_for_reading_does_not_take_a_step),
		cmocka_unit_test(test_text__columns_are_those_of_a_terminal),
	};
	return cmocka_run_group_tests_name("run", tests, NULL, NULL);
}
