/* SPDX-License-Identifier: Apache-2.0
 *
 * test_prefilter_real.c - the shipped packs over real texts of all kinds: every rule says with the prefilter what it says
 * when PCRE2 runs every pattern on the whole text.
 *
 *     test_prefilter_real [STEP]      every STEP-th line of each file, default 40; 1 takes minutes
 *
 * The texts are those of the shared data (FLORIN_DATA or ../shared/data); where they are absent, it skips and says so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "classify/scan.h"
#include "shared_data.h"

#include <dirent.h>

static const char *const files[] = { "civic-zh/dev.tsv",
				     "civic-zh/train_tokenised.tsv",
				     "near-duplicates-zh/messages.tsv",
				     "sdg-benchmark/dev.csv",
				     "decidim-barcelona/proposals.tsv",
				     "taichung-zh-TW/items.tsv",
				     "360giving/ab-charitable-trust.json",
				     "scale/projects_pln.tsv" };
static size_t step = 40;

static bool has_limit(const fl_scan *scan, const fl_rule *rule)
{
	uint32_t end = rule->first + rule->num_hits + rule->num_excepts + rule->num_captures;

	for (uint32_t p = rule->first; p < end; p++)
		if (fl_scan_slot(scan, 0, p)->limit)
			return true;
	return false;
}

static void decide(fl_scan *scan, const fl_rule *rule, fl_buf *out)
{
	fl_error err = FL_ERROR_INIT;
	fl_truth truth;

	fl_buf_clear(out);
	assert_int_equal(fl_scan_rule(scan, rule, &truth, &err), FL_OK);
	fl_buf_printf(out, "%d", truth);
	for (size_t i = 0; truth == FL_YES && i < scan->words.len; i++)
		fl_buf_printf(out, " %u-%u", scan->words.items[i].span.start, scan->words.items[i].span.end);
	if (truth == FL_YES)
		fl_buf_printf(out, " mentions %d points %d", (int)scan->mentions, (int)scan->points);
}

/* The rules that hold in this text. */
static size_t compare(fl_scan scans[2], fl_str text)
{
	const fl_pack *pack = scans[0].pack;
	fl_arena arena = FL_ARENA_INIT;
	fl_normal n;
	fl_buf said[2];
	size_t held = 0;

	assert_int_equal(fl_normalise(text, FL_NORMAL_MATCH, &arena, &n, NULL), FL_OK);
	fl_scan_field field = { .name = FL_STR("body"), .text = n.text };
	for (int k = 0; k < 2; k++) {
		fl_buf_init(&said[k], 1 << 22);
		assert_int_equal(fl_scan_texts(&scans[k], &field, 1, NULL), FL_OK);
	}
	for (size_t r = 0; r < pack->num_rules; r++) {
		if (pack->rules[r].status == FL_RULE_RETIRED)
			continue;
		for (int k = 0; k < 2; k++)
			decide(&scans[k], &pack->rules[r], &said[k]);
		if (has_limit(&scans[0], &pack->rules[r]))
			continue; /* a prefilter that spares the search may say more */
		if (strcmp(said[0].data, said[1].data) != 0)
			fail_msg("pack '%.*s', rule '%.*s': without the prefilter '%s', with it '%s', in '%.*s'",
				 FL_STR_ARG(pack->id), FL_STR_ARG(pack->rules[r].id), said[0].data, said[1].data,
				 FL_STR_ARG(text));
		held += said[0].data[0] == '0' + FL_YES;
	}
	fl_buf_release(&said[0]);
	fl_buf_release(&said[1]);
	fl_arena_release(&arena);
	return held;
}

static size_t compare_files(const fl_pack *pack, size_t *lines)
{
	fl_matcher matcher = { 0 };
	fl_scan scans[2];
	char path[1000];
	size_t held = 0;

	assert_int_equal(fl_matcher_open(&matcher, NULL), FL_OK);
	for (int k = 0; k < 2; k++)
		fl_scan_init(&scans[k], pack, &matcher, k);
	for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
		fl_buf text;
		fl_str line;
		size_t pos = 0, n = 0;
		if (!shared_path(files[f], path, sizeof path))
			continue;
		fl_buf_init(&text, (size_t)1 << 28);
		assert_int_equal(fl_file_read(path, &text, NULL), FL_OK);
		while (next_line(fl_buf_view(&text), &pos, &line)) {
			if (n++ % step != 0)
				continue;
			held += compare(scans, line);
			++*lines;
		}
		fl_buf_release(&text);
	}
	fl_scan_release(&scans[0]);
	fl_scan_release(&scans[1]);
	fl_matcher_close(&matcher);
	return held;
}

static void compare_pack(const char *path, size_t *packs)
{
	fl_buf json;
	fl_pack *pack = NULL;
	fl_error err = FL_ERROR_INIT;
	size_t lines = 0, held;

	fl_buf_init(&json, 1 << 26);
	assert_int_equal(fl_file_read(path, &json, &err), FL_OK);
	if (fl_pack_parse(fl_buf_view(&json), path, &pack, &err) != FL_OK) {
		printf("left out, for it builds on another: %s\n", path);
		fl_buf_release(&json);
		return;
	}
	held = compare_files(pack, &lines);
	printf("%s: %zu lines, rules held %zu times\n", path, lines, held);
	++*packs;
	fl_pack_free(pack);
	fl_buf_release(&json);
}

static void test_prefilter_real__shipped_packs_say_the_same_with_and_without(void **state)
{
	DIR *folder = opendir(FLORIN_SOURCE_DIR "/rules");
	struct dirent *entry;
	char path[1000];
	size_t packs = 0;

	(void)state;
	assert_non_null(folder);
	while ((entry = readdir(folder))) {
		fl_str name = fl_str_of(entry->d_name);
		if (name.len < 5 || !fl_str_eqz(fl_str_slice(name, name.len - 5, name.len), ".json") ||
		    strstr(entry->d_name, ".schema."))
			continue;
		snprintf(path, sizeof path, "%s/rules/%s", FLORIN_SOURCE_DIR, entry->d_name);
		compare_pack(path, &packs);
	}
	closedir(folder);
	assert_true(packs >= 3);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prefilter_real__shipped_packs_say_the_same_with_and_without),
	};
	step = argc > 1 && atol(argv[1]) > 0 ? (size_t)atol(argv[1]) : step;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
