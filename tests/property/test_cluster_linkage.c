/* SPDX-License-Identifier: Apache-2.0
 *
 * Clusters on random pairs: inside a cluster every two are judged the same; two clusters that could still be merged
 * do not exist; the outcome does not depend on how scores tie. The seed of a failing case is printed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "dedup/cluster.h"
#include "domain/dream.h"

enum { COUNT = 14 };

static uint64_t below(uint64_t *seed, uint64_t n)
{
	uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (z ^ (z >> 31)) % n;
}

static void check(uint64_t seed)
{
	fl_dedup_text texts[COUNT];
	fl_pair pairs[COUNT * COUNT];
	uint32_t first[COUNT], r[COUNT];
	bool same[COUNT][COUNT] = { 0 };
	char ids[COUNT][2];
	fl_error err = FL_ERROR_INIT;
	size_t n = 0;
	uint64_t s = seed, dense = 1 + below(&s, 95);

	for (uint32_t i = 0; i < COUNT; i++) {
		ids[i][0] = (char)('a' + i);
		texts[i] = (fl_dedup_text){ .id = { ids[i], 1 }, .submitted = (int64_t)below(&s, 5) };
		first[i] = i;
	}
	for (uint32_t a = 0; a < COUNT; a++)
		for (uint32_t b = a + 1; b < COUNT; b++) {
			if (below(&s, 100) >= dense)
				continue;
			same[a][b] = same[b][a] = below(&s, 4) > 0;
			pairs[n++] = (fl_pair){ .a = a,
						.b = b,
						.score = 600000 + (int32_t)below(&s, 5),
						.verdict = same[a][b] ? FL_PAIR_SAME : FL_PAIR_REVIEW };
		}
	assert_int_equal(fl_cluster(texts, COUNT, first, pairs, n, &(fl_dedup_options){ .representative = FL_REP_EARLIEST }, r, &err), FL_OK);
	for (size_t a = 0; a < COUNT; a++)
		for (size_t b = 0; b < COUNT; b++) {
			bool mergeable = r[a] != r[b];
			if (a != b && r[a] == r[b] && !same[a][b])
				fail_msg("seed %llu: %zu and %zu are together", (unsigned long long)seed, a, b);
			for (size_t x = 0; x < COUNT; x++)
				for (size_t y = 0; y < COUNT; y++)
					if (r[x] == r[a] && r[y] == r[b] && !same[x][y])
						mergeable = false;
			if (mergeable)
				fail_msg("seed %llu: %zu and %zu are apart", (unsigned long long)seed, a, b);
		}
	for (size_t a = 0; a < COUNT; a++)
		if (r[r[a]] != r[a] || texts[r[a]].submitted > texts[a].submitted)
			fail_msg("seed %llu: %u represents %zu", (unsigned long long)seed, r[a], a);
}

static void test_cluster__is_complete_and_maximal(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 3000; seed++)
		check(seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cluster__is_complete_and_maximal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
