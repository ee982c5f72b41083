/* SPDX-License-Identifier: Apache-2.0
 *
 * test_organisation_names.c - an organisation under many names gets what it gets under one.
 *
 * Random rounds with a limit for each organisation and one for a single one, once with one name an organisation and once with names
 * drawn at random: its own, its own typed otherwise, two others that the table of the round has. All awards are the same, byte
 * for byte. And the proof that the test can fail: without the table they are not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/file.h"
#include "florin.h"
#include "random.h"
#include "scratch.h"

#define DREAMS 40

static const char *const names[][4] = {
	{ "春苗公益服务社", "春苗 公益（服务社）", "春苗", "Spring Sprout" },
	{ "夕陽紅", "夕阳红", "老年之家", "Sunset" },
	{ "Green Bank", "GREEN　BANK", "绿岸", "河滩清理队" },
	{ "星火社", "星火社。", "星火助学", "Spark" },
};

static const char table[] = ",\"organisations\":{\"aliases\":["
			    "{\"organisation\":\"春苗公益服务社\",\"names\":[\"春苗\",\"Spring Sprout\"]},"
			    "{\"organisation\":\"夕陽紅\",\"names\":[\"老年之家\",\"Sunset\"]},"
			    "{\"organisation\":\"Green Bank\",\"names\":[\"绿岸\",\"河滩清理队\"]},"
			    "{\"organisation\":\"星火社\",\"names\":[\"星火助学\",\"Spark\"]}]}";

static void write_round(const char *folder, uint64_t seed, bool many, bool with_table)
{
	char path[600];
	fl_buf csv, json;
	uint64_t draw = seed, spell = seed * 77;

	fl_buf_init(&csv, 1 << 20);
	fl_buf_init(&json, 1 << 20);
	fl_buf_puts(&csv, "id,title,organisation,request,flowers\n");
	for (int i = 0; i < DREAMS; i++) {
		size_t who = random_below(&draw, 4), as = many ? random_below(&spell, 4) : 0;
		fl_buf_printf(&csv, "d%d,dream %d,%s,%d,%d\n", i, i, names[who][as], 100 + (int)random_below(&draw, 900),
			      1 + (int)random_below(&draw, 50));
	}
	fl_buf_printf(&json,
		      "{\"format\":\"florin-round/1\",\"round\":\"names\",\"dreams\":[\"dreams.csv\"],\"duplicates\":false,"
		      "\"pools\":[{\"id\":\"p\",\"amount\":\"6,000\"}],\"groups\":[{\"id\":\"each\",\"each\":\"organisation\",\"max_share\":"
		      "\"%d%%\"},{\"id\":\"one\",\"selector\":{\"organisation\":\"星火社\"},\"max\":\"%d\"}]%s}",
		      20 + (int)random_below(&draw, 20), 200 + (int)random_below(&draw, 500), with_table ? table : "");
	scratch_path(folder, "dreams.csv", path, sizeof path);
	scratch_write(path, csv.data, csv.len);
	scratch_path(folder, "round.json", path, sizeof path);
	scratch_write(path, json.data, json.len);
	fl_buf_release(&csv);
	fl_buf_release(&json);
}

static void run(const char *folder, const char *out, fl_buf *awards)
{
	char input[600], path[600], file[700];
	fl_error err = FL_ERROR_INIT;
	fl_run_summary s;
	fl_settings settings = { NULL, NULL, 0 };
	fl_options options = { .now = 1788566400, .threads = 1 };

	scratch_path(folder, "round.json", input, sizeof input);
	scratch_path(folder, out, path, sizeof path);
	if (fl_run(input, path, NULL, &settings, &options, &s, &err) != FL_OK)
		fail_msg("%s", err.message);
	assert_true(s.verify.answer);
	fl_run_summary_release(&s);
	snprintf(file, sizeof file, "%s/awards.csv", path);
	fl_buf_init(awards, 1 << 24);
	assert_int_equal(fl_file_read(file, awards, &err), FL_OK);
	scratch_remove_tree(path);
}

static void test_organisation__many_names_are_one(void **state)
{
	int differ = 0;
	for (uint64_t seed = 1; seed <= 8; seed++) {
		fl_buf one, many, loose;
		write_round(*state, seed, false, true);
		run(*state, "one", &one);
		write_round(*state, seed, true, true);
		run(*state, "many", &many);
		if (one.len != many.len || memcmp(one.data, many.data, one.len) != 0)
			fail_msg("seed %llu: the awards differ", (unsigned long long)seed);
		write_round(*state, seed, true, false);
		run(*state, "loose", &loose);
		differ += one.len != loose.len || memcmp(one.data, loose.data, one.len) != 0;
		fl_buf_release(&one);
		fl_buf_release(&many);
		fl_buf_release(&loose);
	}
	assert_true(differ > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_organisation__many_names_are_one, scratch_make, scratch_remove),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
