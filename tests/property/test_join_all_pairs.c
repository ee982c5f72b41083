/* SPDX-License-Identifier: Apache-2.0
 *
 * The join against the obvious way: compare all pairs. Random weighted sets of many shapes; the seed of a failing
 * case is printed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "dedup/join.h"

#define SETS_MAX  60
#define GRAMS_MAX 80

typedef struct random_sets {
	fl_gram_sets sets;
	size_t start[SETS_MAX + 1];
	uint32_t entries[SETS_MAX * GRAMS_MAX], weight[GRAMS_MAX];
	uint64_t total[SETS_MAX], title[SETS_MAX], body[SETS_MAX], listed[SETS_MAX];
	uint8_t whole[SETS_MAX];
} random_sets;

static uint64_t next_random(uint64_t *seed)
{
	uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static uint64_t below(uint64_t *seed, uint64_t n)
{
	return next_random(seed) % n;
}

/* One set: some grams, perhaps most of an earlier set, some weight that nobody shares. */
static void make_set(random_sets *r, size_t set, uint64_t *seed, unsigned density, unsigned kinds)
{
	size_t at = r->start[set], like = set > 0 && below(seed, 2) ? below(seed, set) : set;
	bool whole = kinds == 0 || (kinds == 2 && below(seed, 3) == 0);
	uint64_t floor_ = below(seed, 4) ? 0 : below(seed, 3000);

	for (size_t g = 0; g < r->sets.num_grams; g++) {
		bool has = below(seed, 100) < density;
		uint32_t parts = 1 + (uint32_t)below(seed, 3);
		if (like != set && below(seed, 8)) {
			has = false;
			for (size_t i = r->start[like]; i < r->start[like + 1]; i++)
				if (FL_GRAM_RANK(r->entries[i]) == g) {
					has = true;
					parts = r->entries[i] & FL_GRAM_PARTS;
				}
		}
		if (!has)
			continue;
		r->entries[at++] = (uint32_t)g << 2 | parts | (whole ? FL_GRAM_TITLE : 0);
		r->total[set] += r->weight[g];
		r->title[set] += parts & FL_GRAM_TITLE ? r->weight[g] : 0;
		r->body[set] += parts & FL_GRAM_BODY ? r->weight[g] : 0;
	}
	r->listed[set] = r->total[set];
	uint64_t lonely = below(seed, 3) ? 0 : below(seed, 2000);
	r->total[set] += lonely;
	r->title[set] += below(seed, 2) ? lonely : 0;
	r->title[set] = whole ? r->total[set] : r->title[set] > floor_ ? r->title[set] : floor_;
	r->whole[set] = whole;
	r->start[set + 1] = at;
}

/* kinds: 0 all texts have one part, 1 none has, 2 mixed. */
static void make_sets(random_sets *r, uint64_t seed)
{
	unsigned density = 2 + (unsigned)below(&seed, 60), kinds = (unsigned)below(&seed, 3);

	*r = (random_sets){ 0 };
	r->sets = (fl_gram_sets){ 1 + below(&seed, SETS_MAX),
				  r->start,
				  r->entries,
				  r->weight,
				  1 + below(&seed, GRAMS_MAX),
				  NULL,
				  r->total,
				  r->title,
				  r->body,
				  r->listed,
				  r->whole };
	for (size_t g = 0; g < r->sets.num_grams; g++)
		r->weight[g] = 1 + (uint32_t)below(&seed, below(&seed, 2) ? 10 : 4000);
	for (size_t i = 0; i < r->sets.count; i++)
		make_set(r, i, &seed, density, kinds);
}

static void check_join(const random_sets *r, uint64_t seed, int32_t candidates, int threads)
{
	fl_couples found = { 0 };
	fl_error err = FL_ERROR_INIT;
	size_t at = 0;

	assert_int_equal(fl_join(&r->sets, candidates, 100000, threads, &found, &err), FL_OK);
	for (size_t a = 0; a < r->sets.count; a++)
		for (size_t b = a + 1; b < r->sets.count; b++) {
			fl_overlap o = fl_gram_overlap(&r->sets, a, b);
			bool is = fl_gram_score(&r->sets, a, b, &o) >= candidates;
			bool has = at < found.len && found.items[at] == FL_COUPLE(a, b);
			if (is != has)
				fail_msg("seed %llu candidates %d threads %d: pair %zu %zu scores %d and was %s",
					 (unsigned long long)seed, candidates, threads, a, b,
					 fl_gram_score(&r->sets, a, b, &o), has ? "found" : "missed");
			at += has;
		}
	assert_int_equal(at, found.len);
	fl_vec_release(&found);
}

static void test_join__finds_the_pairs_that_comparing_all_finds(void **state)
{
	static const int32_t thresholds[] = { 1, 50000, 200000, 333334, 500000, 666666, 666667, 850000, 1000000 };
	random_sets *r = fl_alloc(sizeof *r);

	(void)state;
	assert_non_null(r);
	for (uint64_t seed = 1; seed <= 1500; seed++) {
		make_sets(r, seed);
		check_join(r, seed, thresholds[seed % 9], 1 + (int)(seed % 3));
		uint64_t s = seed;
		check_join(r, seed, 1 + (int32_t)below(&s, 1000000), 1);
	}
	fl_free(r);
}

/* The obvious way once more, for the score itself: sums over all grams, no merge. */
static void test_join__the_score_is_the_larger_of_the_two(void **state)
{
	random_sets *r = fl_alloc(sizeof *r);

	(void)state;
	assert_non_null(r);
	for (uint64_t seed = 1; seed <= 200; seed++) {
		make_sets(r, seed);
		for (size_t a = 0; a < r->sets.count; a++) {
			size_t b = (a + 1) % r->sets.count;
			uint64_t all = 0, said = 0;
			for (size_t i = r->start[a]; i < r->start[a + 1]; i++)
				for (size_t j = r->start[b]; j < r->start[b + 1]; j++)
					if (r->entries[i] >> 2 == r->entries[j] >> 2) {
						uint64_t w = r->weight[r->entries[i] >> 2];
						all += w;
						said += w * (r->entries[i] & 1) + w * (r->entries[j] & 1);
					}
			uint64_t either = r->total[a] + r->total[b] - all, t = 2 * (r->title[a] + r->title[b]) - said;
			uint64_t least = r->total[a] < r->total[b] ? r->total[a] : r->total[b];
			uint64_t k = least ? all * 1000000 / least : 0;
			uint64_t before = t ? said * 1000000 / t : 0, c = before, j = either ? 2 * all * 1000000 / (3 * either) : 0;
			fl_overlap o = fl_gram_overlap(&r->sets, a, b);
			while (k < c && c * c > k * before)
				c--;
			if ((uint64_t)fl_gram_score(&r->sets, a, b, &o) != (c > j ? c : j))
				fail_msg("seed %llu: sets %zu %zu", (unsigned long long)seed, a, b);
		}
	}
	fl_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_join__finds_the_pairs_that_comparing_all_finds),
		cmocka_unit_test(test_join__the_score_is_the_larger_of_the_two),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
