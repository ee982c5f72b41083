/* SPDX-License-Identifier: Apache-2.0
 *
 * test_prefilter_same.c - the prefilter is only a way to be fast: random patterns over random texts give the same
 * hits and the same answer with it and without, and what the literals say is true.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "classify/scan.h"
#include "make_pack.h"
#include "random.h"
#include "same_hits.h"

#define CASES 4000
#define TEXTS 12

/* Few characters, so that hits, overlaps and near misses are common. */
static const char *const characters[] = { "a", "b", "c", "1", "学", "校", "课", "生", " ", "," };

static void add_character(fl_buf *out, uint64_t *seed)
{
	fl_buf_puts(out, characters[random_below(seed, 10)]);
}

static void add_pattern(fl_buf *out, uint64_t *seed, int depth);

static void add_atom(fl_buf *out, uint64_t *seed, int depth)
{
	static const char *const special[] = { ".",       "[ab]",   "[^a]",  "[学校课]", "[0-9]", "\\\\w",
					       "\\\\b",   "\\\\s",  "^",     "$",        "(?=a)", "(?!学)",
					       "(?<!校)", "(?<=b)", "\\\\.", "[a-c]" };
	static const char *const open[] = { "(?:", "(", "(?>", "(?|" };

	switch (random_below(seed, depth > 0 ? 9 : 7)) {
	case 0:
		fl_buf_puts(out, special[random_below(seed, 16)]);
		return;
	case 7:
	case 8:
		fl_buf_puts(out, open[random_below(seed, 4)]);
		add_pattern(out, seed, depth - 1);
		fl_buf_puts(out, ")");
		return;
	default:
		add_character(out, seed);
	}
}

static void add_pattern(fl_buf *out, uint64_t *seed, int depth)
{
	static const char *const repeats[] = { "?", "??", "+", "*", "{2}", "{1,3}", "{0,2}", "+?", "?+", "{2,}" };
	size_t branches = 1 + (random_below(seed, 3) == 0) + (random_below(seed, 4) == 0);

	for (size_t b = 0; b < branches; b++) {
		size_t atoms = 1 + random_below(seed, 4);
		fl_buf_puts(out, b ? "|" : "");
		for (size_t i = 0; i < atoms; i++) {
			add_atom(out, seed, depth);
			if (random_below(seed, 5) == 0)
				fl_buf_puts(out, repeats[random_below(seed, 10)]);
		}
	}
}

/* A rule with three patterns and an exception; the second pattern is a list of plain words. */
static void add_rule(fl_buf *out, uint64_t *seed)
{
	static const char *const whens[] = { "", "\"when\": {\"all\": [\"p\", \"q\"]},",
					     "\"when\": {\"all\": [{\"not\": \"p\"}, \"q\"]},",
					     "\"when\": {\"at_least\": 2, \"of\": [\"p\", \"q\", \"r\"]}," };

	fl_buf_puts(
	    out, "{\"id\": \"r\", \"title\": \"t\", \"reason\": \"r\", \"status\": \"active\", \"tags\": [\"for:x\"],"
		 "\"patterns\": {\"p\": \"");
	add_pattern(out, seed, 2);
	fl_buf_puts(out, "\", \"q\": [\"");
	for (size_t i = 0, n = 1 + random_below(seed, 4); i < n; i++) {
		fl_buf_puts(out, i ? "\", \"" : "");
		for (size_t k = 0, len = 1 + random_below(seed, 3); k < len; k++)
			add_character(out, seed);
	}
	fl_buf_puts(out, "\"], \"r\": {\"any\": \"");
	add_pattern(out, seed, 1);
	fl_buf_printf(out, "\", \"fields\": [\"body\"]}}, %s \"least\": %d, \"except\": \"",
		      whens[random_below(seed, 4)], 1 + (int)random_below(seed, 3));
	add_pattern(out, seed, 1);
	fl_buf_puts(out, "\", \"captures\": {\"n\": \"([0-9]+)[学校a]\"}}");
}

/* True when some pattern gave up: then a prefilter that spares the search may say more. */
static bool compare(const fl_pack *pack, const fl_matcher *matcher, const fl_scan_field *fields, uint64_t seed)
{
	fl_buf said[2];
	bool limit = same_hits(pack, matcher, fields, 2, said);

	if (!limit && strcmp(said[0].data, said[1].data) != 0)
		fail_msg("seed %llu: without the prefilter '%s', with it '%s', in '%.*s' and '%.*s'",
			 (unsigned long long)seed, said[0].data, said[1].data, FL_STR_ARG(fields[0].text),
			 FL_STR_ARG(fields[1].text));
	fl_buf_release(&said[0]);
	fl_buf_release(&said[1]);
	return limit;
}

static void test_prefilter_same__random_patterns_hit_the_same_with_and_without(void **state)
{
	fl_matcher matcher = { 0 };
	fl_error err = FL_ERROR_INIT;
	size_t refused = 0, limits = 0, literal = 0;

	(void)state;
	assert_int_equal(fl_matcher_open(&matcher, &err), FL_OK);
	for (uint64_t seed = 1; seed <= CASES; seed++) {
		uint64_t s = seed;
		fl_buf rule, text[2];
		fl_pack *pack = NULL;
		err = FL_ERROR_INIT;
		fl_buf_init(&rule, 1 << 20);
		add_rule(&rule, &s);
		if (parse_pack("", rule.data, &pack, &err) != FL_OK) { /* a repeat behind ^, say */
			refused++;
			fl_buf_release(&rule);
			continue;
		}
		literal += pack->patterns[0].literals.count > 0;
		for (int t = 0; t < TEXTS; t++) {
			fl_scan_field fields[2] = { { .name = FL_STR("title") }, { .name = FL_STR("body") } };
			for (int f = 0; f < 2; f++) {
				fl_buf_init(&text[f], 1 << 10);
				fl_buf_puts(&text[f], "");
				for (size_t i = 0, n = random_below(&s, 25); i < n; i++)
					add_character(&text[f], &s);
				fields[f].text = fl_buf_view(&text[f]);
			}
			limits += compare(pack, &matcher, fields, seed);
			fl_buf_release(&text[0]);
			fl_buf_release(&text[1]);
		}
		fl_pack_free(pack);
		fl_buf_release(&rule);
	}
	fl_matcher_close(&matcher);
	/* the cases must be worth something */
	assert_true(refused < CASES / 4);
	assert_true(limits < CASES / 20);
	assert_true(literal > CASES / 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prefilter_same__random_patterns_hit_the_same_with_and_without),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
