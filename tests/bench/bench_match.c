/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_match.c - fits of dreams and partners, the best assignment, and its checking. Printed, never judged.
 *
 *     bench_match [DREAMS [PARTNERS [THREADS [MONEY [DATA]]]]]    8,000 dreams of about 150 characters, 300 partners of about 40, one thread
 *
 * Fields of work, regions and words are drawn from short lists, so that many pairings fit and many fits are equal. Places are fewer than
 * dreams, and a third of the partners have a minimum load.
 *
 * MONEY limits the money of each partner, by what the best assignment without limits brings it: 'loose' 98 to 120 %, 'near' 95 to 105 %,
 * 'tight' 70 to 90 % of that. A dream brings 10,000 to 100,000 in whole hundreds of minor units. DATA is written for other solvers:
 * glpsol -m models/assignment.mod -d DATA.
 */
#include "random.h"

#include "allocate/assign.h"
#include "allocate/assign_model.h"
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

typedef struct money_kind {
	const char *name;
	uint64_t from, to; /* percent */
} money_kind;

static const money_kind kinds[] = { { "loose", 98, 120 }, { "near", 95, 105 }, { "tight", 70, 90 } };

/* Limits in money around what the best assignment without them brings to each partner. */
static void limit_money(fl_assign_case *c, fl_place *places, const char *name, fl_arena *arena, uint64_t *seed)
{
	const money_kind *kind = NULL;
	fl_assignment *free_of_limits = NULL;
	fl_error err = FL_ERROR_INIT;
	fl_money *brings = fl_arena_array(arena, c->num_dreams + 1, sizeof *brings);
	for (size_t i = 0; i < COUNT(kinds); i++)
		kind = strcmp(kinds[i].name, name) == 0 ? &kinds[i] : kind;
	if (!kind) {
		fprintf(stderr, "bench_match: MONEY is loose, near or tight\n");
		exit(2);
	}
	for (size_t i = 0; i < c->num_dreams; i++)
		brings[i] = 100 * (10000 + (fl_money)random_below(seed, 90001));
	if (fl_assign(c, &free_of_limits, &err) != FL_OK)
		die(&err);
	for (size_t p = 0; p < c->num_partners; p++) {
		fl_money spent = 0;
		for (size_t i = 0; i < c->num_dreams; i++)
			spent += free_of_limits->partner[i] == p ? brings[i] : 0;
		places[p].money = spent / 100 * (fl_money)(kind->from + random_below(seed, kind->to - kind->from + 1));
	}
	c->brings = brings;
	c->node_limit = 500;
	fl_assignment_free(free_of_limits);
}

static void write_data(const fl_assign_case *c, const char *path, fl_arena *arena)
{
	size_t most = c->num_dreams > c->num_partners ? c->num_dreams : c->num_partners;
	fl_str *ids = fl_arena_array(arena, most + 1, sizeof *ids);
	fl_matching m = { .c = *c, .dreams = ids, .partners = ids };
	FILE *f = fopen(path, "wb");
	fl_buf out;
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	for (size_t i = 0; i < most; i++)
		ids[i] = FL_STR("-");
	fl_assign_data(&m, &out);
	if (!f || out.status != FL_OK || fwrite(out.data, 1, out.len, f) != out.len || fclose(f) != 0)
		fprintf(stderr, "bench_match: cannot write '%s'\n", path);
	fl_buf_release(&out);
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
	double fits_took = cpu() - t0, t1;
	fl_assign_case c = { .num_dreams = num_dreams, .num_partners = num_partners, .start = fits.start, .fits = fits.fits, .places = places,
			     .threads = argc > 3 ? atoi(argv[3]) : 1 };
	if (argc > 4)
		limit_money(&c, places, argv[4], &arena, &seed);
	if (argc > 5)
		write_data(&c, argv[5], &arena);
	t1 = cpu();
	if (fl_assign(&c, &a, &err) != FL_OK)
		die(&err);
	double t2 = cpu();
	if (fl_verify_assigned(&c, a, &verdict, &err) != FL_OK)
		die(&err);
	double t3 = cpu();
	printf("%zu dreams, %zu partners: %zu pairings fit\n", num_dreams, num_partners, fits.start[num_dreams]);
	printf("  fits        %.3f s\n  assignment  %.3f s (%s, sum %lld, none above %lld: a gap of %.4f %%)\n  checked     %.3f s (%s)\n"
	       "  all         %.3f s of cpu\n",
	       fits_took, t2 - t1, fl_matching_outcome(a->outcome), (long long)a->total, (long long)a->bound,
	       a->bound > 0 ? 100.0 * (double)(a->bound - a->total) / (double)a->bound : 0.0, t3 - t2,
	       verdict.verified ? "yes" : verdict.why, fits_took + t3 - t1);
	fl_assignment_free(a);
	fl_fits_release(&fits);
	fl_arena_release(&arena);
	return 0;
}
