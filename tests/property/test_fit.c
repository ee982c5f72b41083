/* SPDX-License-Identifier: Apache-2.0
 *
 * test_fit.c - fits found by indexes against the same told pairing by pairing, on random dreams and partners; the formula on a known case.
 */
#include "random.h"

#include "partner/fit.h"

#include "base/str.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DREAMS   70 /* more than one slice */
#define PARTNERS 7

static const char *const tags[] = { "field:education", "field:health", "serves:children", "water", "field:nature" };
static const char *const fields[] = { "education", "field:health", "children", "water", "serves:children", "nature" };
static const char *const regions[] = { "", "甘肃", "甘肃/定西", "甘肃/通渭", "云南/昆明", "云南" };
static const char *const words[] = { "山村小学图书角",       "为乡村儿童建图书室和阅读课", "净水设备和安全饮水",
				     "libraries for villages", "clean water for villages",     "" };

typedef struct kit {
	fl_candidate dreams[DREAMS];
	fl_dream texts[DREAMS];
	const fl_dream *text_list[DREAMS];
	fl_partner partners[PARTNERS];
	fl_matching_rules rules;
	fl_str names[DREAMS + PARTNERS];
	fl_str tags[DREAMS][4], lists[PARTNERS][4][3];
	fl_arena arena;
} kit;

static int by_bytes(const void *a, const void *b)
{
	return fl_str_cmp(*(const fl_str *)a, *(const fl_str *)b);
}

static size_t pick(uint64_t *seed, const char *const *from, size_t count, size_t most, fl_str *ret)
{
	size_t n = random_below(seed, most + 1), kept = 0;
	for (size_t i = 0; i < n; i++)
		ret[i] = fl_str_of(from[random_below(seed, count)]);
	qsort(ret, n, sizeof *ret, by_bytes);
	for (size_t i = 0; i < n; i++)
		if (ret[i].len > 0 && (kept == 0 || !fl_str_eq(ret[i], ret[kept - 1])))
			ret[kept++] = ret[i];
	return kept;
}

static fl_str name(kit *k, char letter, size_t i)
{
	char text[20];
	return fl_arena_str(&k->arena, (fl_str){ text, (size_t)snprintf(text, sizeof text, "%c%zu", letter, i) });
}

static void make(kit *k, uint64_t *seed)
{
	memset(k, 0, sizeof *k);
	k->rules = (fl_matching_rules){ .least = 1 + (int64_t)random_below(seed, 120),
					.tags_max = 1 + (int64_t)random_below(seed, 3),
					.tag = 40,
					.region = 51,
					.text = (int64_t)random_below(seed, 2) * 400,
					.wish = 30,
					.region_required = random_below(seed, 3) == 0 };
	for (size_t i = 0; i < DREAMS; i++) {
		size_t n = pick(seed, tags, 5, 4, k->tags[i]);
		fl_str id = name(k, 'd', i);
		k->texts[i] = (fl_dream){ .id = id, .title = fl_str_of(words[random_below(seed, 6)]), .body = fl_str_of(words[random_below(seed, 6)]) };
		k->text_list[i] = &k->texts[i];
		k->dreams[i] = (fl_candidate){ .id = id,
					       .organisation = random_below(seed, 5) == 0 ? name(k, 'p', random_below(seed, PARTNERS)) : FL_STR("someone"),
					       .region = fl_str_of(regions[random_below(seed, 6)]),
					       .category = random_below(seed, 2) ? FL_STR("field:education") : FL_STR(""),
					       .tags = k->tags[i],
					       .num_tags = n };
	}
	for (size_t p = 0; p < PARTNERS; p++) {
		fl_partner *x = &k->partners[p];
		*x = (fl_partner){ .id = name(k, 'p', p), .name = name(k, 'n', p), .words = fl_str_of(words[random_below(seed, 6)]), .most = -1, .money = -1 };
		x->fields = (fl_term_list){ k->lists[p][0], pick(seed, fields, 6, 3, k->lists[p][0]) };
		x->regions = (fl_term_list){ k->lists[p][1], pick(seed, regions, 6, 2, k->lists[p][1]) };
		x->wishes = (fl_term_list){ k->lists[p][2], pick(seed, random_below(seed, 2) ? fields : regions, 6, 2, k->lists[p][2]) };
		x->exclusions = (fl_term_list){ k->lists[p][3], pick(seed, random_below(seed, 2) ? tags : regions, 5, 1, k->lists[p][3]) };
	}
}

static fl_fit_request request_of(kit *k, int threads)
{
	return (fl_fit_request){ .partners = k->partners,
				 .num_partners = PARTNERS,
				 .dreams = k->dreams,
				 .texts = k->text_list,
				 .num_dreams = DREAMS,
				 .rules = &k->rules,
				 .threads = threads };
}

static int64_t fit_of(const fl_fits *f, size_t dream, uint32_t partner)
{
	for (size_t n = f->start[dream]; n < f->start[dream + 1]; n++)
		if (f->fits[n].partner == partner)
			return f->fits[n].fit;
	return -1;
}

static void check_order(const fl_fits *f, size_t dream)
{
	for (size_t n = f->start[dream] + 1; n < f->start[dream + 1]; n++) {
		const fl_fit *a = &f->fits[n - 1], *b = &f->fits[n];
		assert_true(a->fit > b->fit || (a->fit == b->fit && a->partner < b->partner));
	}
}

static void test_fit__indexes_find_what_the_formula_says(void **state)
{
	(void)state;
	size_t found = 0, wanting = 0, likeness = 0;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		static kit k;
		uint64_t s = seed;
		fl_fits f, two;
		fl_error err = FL_ERROR_INIT;
		make(&k, &s);
		fl_fit_request one_thread = request_of(&k, 1), threads = request_of(&k, 3);
		assert_int_equal(fl_fits_find(&one_thread, &f, &err), FL_OK);
		assert_int_equal(fl_fits_find(&threads, &two, &err), FL_OK);
		for (size_t i = 0; i < DREAMS; i++) {
			check_order(&f, i);
			for (uint32_t p = 0; p < PARTNERS; p++) {
				fl_fit_evidence e;
				assert_int_equal(fl_fits_explain(&f, i, p, true, &k.arena, &e, &err), FL_OK);
				bool none = e.own || e.excluded || e.elsewhere || e.fit < k.rules.least;
				if (fit_of(&f, i, p) != (none ? -1 : e.fit) || fit_of(&two, i, p) != fit_of(&f, i, p))
					fail_msg("seed %llu, dream %zu, partner %u: %lld, in full %lld", (unsigned long long)seed, i, p,
						 (long long)fit_of(&f, i, p), (long long)e.fit);
				found += !none;
				wanting += none;
				likeness += e.likeness > 0;
			}
		}
		fl_fits_release(&f);
		fl_fits_release(&two);
		fl_arena_release(&k.arena);
	}
	assert_true(found > 2000 && wanting > 2000 && likeness > 2000);
}

/* A dream and a partner by hand: two fields (at most one counts), the region above, half the words. */
static void test_fit__is_the_published_formula(void **state)
{
	(void)state;
	fl_matching_rules rules = { .least = 1, .tags_max = 1, .tag = 100, .region = 51, .text = 400, .wish = 7 };
	assert_int_equal(fl_fit_points(&rules, 2, 2, 500000, true), 100 + 51 + 200 + 7);
	assert_int_equal(fl_fit_points(&rules, 0, 1, 2499, false), 25 + 0);
	fl_str two[] = { FL_STR("education"), FL_STR("field:health") }, region = FL_STR("甘肃"), tag[] = { FL_STR("field:education"), FL_STR("field:health") };
	fl_partner p = { .id = FL_STR("lab"), .name = FL_STR("lab"), .fields = { two, 2 }, .regions = { &region, 1 }, .wishes = { &tag[1], 1 } };
	fl_candidate d = { .id = FL_STR("d"), .region = FL_STR("甘肃/定西"), .tags = tag, .num_tags = 2 };
	fl_dream text = { .id = FL_STR("d"), .title = FL_STR("书") };
	const fl_dream *texts[] = { &text };
	fl_fit_request request = { &p, 1, &d, texts, 1, &rules, NULL, 1 };
	fl_fits f;
	fl_error err = FL_ERROR_INIT;
	fl_fit_evidence e;
	assert_int_equal(fl_fits_find(&request, &f, &err), FL_OK);
	assert_int_equal(fit_of(&f, 0, 0), 100 + 51 + 7);
	assert_int_equal(fl_fits_explain(&f, 0, 0, true, &f.arena, &e, &err), FL_OK);
	assert_true(fl_str_eqz(e.tags, "education\nfield:health") && fl_str_eqz(e.regions, "甘肃") && fl_str_eqz(e.wishes, "field:health"));
	fl_fits_release(&f);
}

int main(void)
{
	const struct CMUnitTest list[] = {
		cmocka_unit_test(test_fit__indexes_find_what_the_formula_says),
		cmocka_unit_test(test_fit__is_the_published_formula),
	};
	return cmocka_run_group_tests(list, NULL, NULL);
}
