/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_match.c - fits of dreams and partners, the best assignment, and its checking. Printed, never judged.
 *
 *     bench_match [DREAMS [PARTNERS [THREADS]]]      8,000 dreams of about 150 characters, 300 partners of about 40, one thread
 *
 * Fields of work, regions and words are drawn from short lists, so that many pairings fit and many fits are equal. Places are fewer than
 * dreams, and a third of the partners have a minimum load.
 */
#include "random.h"

#include "allocate/assign.h"
#include "base/str.h"
#include "partner/fit.h"
#include "verify/assigned.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static const char *const words[] = { "乡村", "学校", "图书", "阅读", "儿童", "老人", "医疗", "义诊", "净水", "设备", "音乐", "艺术", "体育", "操场",
				     "植树", "草原", "湿地", "垃圾", "分类", "残障", "就业", "培训", "妇女", "社区", "食堂", "留守", "心理", "健康",
				     "法律", "援助", "救灾", "防火", "数字", "编程", "科学", "实验", "非遗", "手工", "戏曲", "方言", "志愿", "服务" };
static const char *const fields[] = { "field:education", "field:health", "field:nature", "field:arts", "field:elderly", "field:children",
				      "field:disability", "field:women", "field:water", "field:sport", "field:law", "field:digital" };
#define COUNT(array) (sizeof(array) / sizeof *(array))

static double cpu(void)
{
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static fl_str copy(fl_arena *arena, const char *text)
{
	return fl_arena_str(arena, fl_str_of(text));
}

static fl_str make_text(fl_arena *arena, uint64_t *seed, size_t len)
{
	char text[2000] = "";
	for (size_t i = 0; i < len; i++) {
		char rest[8]; /* now and then a word that few others have */
		snprintf(rest, sizeof rest, "%c%c", (char)('a' + random_below(seed, 26)), (char)('a' + random_below(seed, 26)));
		strcat(text, random_below(seed, 8) ? words[random_below(seed, COUNT(words))] : rest);
	}
	return copy(arena, text);
}

static fl_str make_region(fl_arena *arena, uint64_t *seed, bool whole)
{
	char text[40];
	if (whole)
		snprintf(text, sizeof text, "r%d", (int)random_below(seed, 12));
	else
		snprintf(text, sizeof text, "r%d/c%d", (int)random_below(seed, 12), (int)random_below(seed, 10));
	return copy(arena, text);
}

static fl_str *make_fields(fl_arena *arena, uint64_t *seed, size_t count)
{
	fl_str *list = fl_arena_array(arena, count, sizeof *list);
	size_t from = random_below(seed, COUNT(fields) - count);
	for (size_t i = 0; i < count; i++)
		list[i] = fl_str_of(fields[from + i]);
	return list;
}

static void die(const fl_error *err)
{
	fprintf(stderr, "bench_match: %s\n", err->message);
	exit(1);
}

int main(int argc, char **argv)
{
	size_t num_dreams = argc > 1 ? strtoul(argv[1], NULL, 10) : 8000, num_partners = argc > 2 ? strtoul(argv[2], NULL, 10) : 300;
	uint64_t seed = 1;
	fl_arena arena = FL_ARENA_INIT;
	fl_error err = FL_ERROR_INIT;
	fl_candidate *dreams = fl_arena_array(&arena, num_dreams, sizeof *dreams);
	fl_dream *texts = fl_arena_array(&arena, num_dreams, sizeof *texts);
	const fl_dream **list = fl_arena_array(&arena, num_dreams, sizeof *list);
	fl_partner *partners = fl_arena_array(&arena, num_partners, sizeof *partners);
	fl_place *places = fl_arena_array(&arena, num_partners, sizeof *places);
	fl_matching_rules rules = { .least = 100, .tags_max = 3, .tag = 100, .region = 50, .text = 400, .wish = 100 };
	int64_t share = (int64_t)(num_dreams / num_partners);
	for (size_t i = 0; i < num_dreams; i++) {
		texts[i] = (fl_dream){ .title = make_text(&arena, &seed, 4), .body = make_text(&arena, &seed, 70) };
		list[i] = &texts[i];
		dreams[i] = (fl_candidate){ .region = make_region(&arena, &seed, false), .tags = make_fields(&arena, &seed, 2), .num_tags = 2 };
	}
	for (size_t p = 0; p < num_partners; p++) {
		fl_str *region = fl_arena_array(&arena, 1, sizeof *region);
		*region = make_region(&arena, &seed, random_below(&seed, 2) > 0);
		partners[p] = (fl_partner){ .words = make_text(&arena, &seed, 20), .fields = { make_fields(&arena, &seed, 3), 3 }, .regions = { region, 1 } };
		places[p] = (fl_place){ random_below(&seed, 3) == 0 ? share / 2 : 0, share * 4 / 5 + (int64_t)random_below(&seed, 5), -1 };
	}
	fl_fit_request request = { partners, num_partners, dreams, list, num_dreams, &rules, NULL, argc > 3 ? atoi(argv[3]) : 1 };
	fl_fits fits;
	fl_assignment *a = NULL;
	fl_assign_verdict verdict;
	double t0 = cpu();
	if (fl_fits_find(&request, &fits, &err) != FL_OK)
		die(&err);
	double t1 = cpu();
	fl_assign_case c = { .num_dreams = num_dreams, .num_partners = num_partners, .start = fits.start, .fits = fits.fits, .places = places };
	if (fl_assign(&c, &a, &err) != FL_OK)
		die(&err);
	double t2 = cpu();
	if (fl_verify_assigned(&c, a, &verdict, &err) != FL_OK)
		die(&err);
	double t3 = cpu();
	printf("%zu dreams, %zu partners: %zu pairings fit\n", num_dreams, num_partners, fits.start[num_dreams]);
	printf("  fits        %.3f s\n  assignment  %.3f s (%s, sum %lld)\n  checked     %.3f s (%s)\n  all         %.3f s of cpu\n", t1 - t0, t2 - t1,
	       a->outcome == FL_ASSIGN_OPTIMAL ? "optimal" : "infeasible", (long long)a->total, t3 - t2, verdict.verified ? "yes" : verdict.why,
	       t3 - t0);
	fl_assignment_free(a);
	fl_fits_release(&fits);
	fl_arena_release(&arena);
	return 0;
}
