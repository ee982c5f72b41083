/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_allocate.c - time of allocation and proof on generated rounds. Printed, never judged.
 *
 *     bench_allocate [DREAMS] [slack|tight] [divisible|indivisible] [POOLS] [ORGANISATIONS] [PERCENT] [NODES]
 *                    [POLICY]
 *
 * Generator (seed 1): 20 categories x 34 regions, tallies long-tailed (u^-0.8) and correlated with the category, requests from 5,000 to
 * 50,000 yuan, budget 30 % of the requests. slack: group maxima 30 % of the budget. tight: every group has a minimum and a
 * maximum of PERCENT (default 5) around the share of the budget that its requests have.
 */
#include "allocate/allocate.h"
#include "base/buf.h"
#include "base/error.h"
#include "make_round.h"
#include "verify/verify.h"

#include <math.h>
#include <string.h>
#include <time.h>

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void put_groups(fl_buf *z, const char *key, const char *prefix, int values, const int64_t *asked, int64_t total,
                       int64_t budget, bool tight, int percent)
{
	for (int v = 0; v < values; v++) {
		int64_t fair = (int64_t)((double)asked[v] / (double)total * (double)budget);
		fl_buf_printf(z, ",{\"id\":\"%s%d\",\"selector\":{\"%s\":\"%s%d\"}", key, v, key, prefix, v);
		if (tight)
			fl_buf_printf(z, ",\"min\":\"%lld\",\"max\":\"%lld\"}", (long long)(fair / 100 * (100 - percent)),
			              (long long)(fair / 100 * (100 + percent)));
		else
			fl_buf_printf(z, ",\"max_share\":\"30%%\"}");
	}
}

int main(int argc, char **argv)
{
	size_t n = argc > 1 ? (size_t)atol(argv[1]) : 8000;
	bool tight = argc > 2 && strcmp(argv[2], "tight") == 0, whole = argc > 3 && strcmp(argv[3], "indivisible") == 0;
	int pools = argc > 4 ? atoi(argv[4]) : 1, organisations = argc > 5 ? atoi(argv[5]) : 0, percent = argc > 6 ? atoi(argv[6]) : 5;
	long nodes = argc > 7 ? atol(argv[7]) : 2000000;
	const char *policy = argc > 8 ? argv[8] : "support";
	rng r = { 1 };
	fl_arena arena = FL_ARENA_INIT;
	fl_candidate *d = fl_arena_array(&arena, n, sizeof *d);
	int64_t by_category[20] = { 0 }, by_region[34] = { 0 }, total = 0;
	for (size_t i = 0; i < n; i++) {
		int64_t c = rng_range(&r, 0, 19), g = rng_range(&r, 0, 33);
		double u = (double)(rng_next(&r) >> 11) / 9007199254740992.0 + 1e-9;
		d[i].id = made_name(&arena, "d", (int64_t)i);
		d[i].category = made_name(&arena, "c", c);
		d[i].region = made_name(&arena, "r", g);
		d[i].organisation = organisations ? made_name(&arena, "o", rng_range(&r, 0, organisations - 1)) : FL_STR("");
		d[i].request = rng_range(&r, 500000, 5000000);
		d[i].tally = (int64_t)(20 * pow(u, -0.8) * (1 + (double)c / 10));
		d[i].submitted = rng_range(&r, 0, 86400);
		d[i].position = (uint32_t)i;
		by_category[c] += d[i].request;
		by_region[g] += d[i].request;
		total += d[i].request;
	}
	fl_buf z;
	fl_buf_init(&z, 1 << 24);
	int64_t yuan = total / 100, budget = yuan / 10 * 3;
	fl_buf_printf(&z, "{\"format\":\"florin-round/1\",\"round\":\"b\",\"currency\":\"CNY\",\"policy\":{\"name\":\"%s\"%s,\"indivisible\":%s,\"node_limit\":%ld},\"pools\":[",
		      policy, strcmp(policy, "tranches") ? "" : ",\"tranches\":[{\"share\":\"50%\",\"weight\":3},{\"share\":\"30%\",\"weight\":2},{\"share\":\"20%\",\"weight\":1}]",
	              whole ? "true" : "false", nodes);
	for (int p = 0; p < pools; p++) {
		fl_buf_printf(&z, "%s{\"id\":\"p%d\",\"amount\":\"%lld\"", p ? "," : "", p, (long long)(budget / pools));
		if (p > 0)
			fl_buf_printf(&z, ",\"selector\":{\"%s\":[\"%s%lld\",\"%s%lld\",\"%s%lld\"]}", p % 2 ? "category" : "region",
			              p % 2 ? "c" : "r", (long long)rng_range(&r, 0, 19), p % 2 ? "c" : "r",
			              (long long)rng_range(&r, 0, 19), p % 2 ? "c" : "r", (long long)rng_range(&r, 0, 19));
		fl_buf_puts(&z, "}");
	}
	fl_buf_puts(&z, "],\"groups\":[{\"id\":\"all\",\"max_share\":\"100%\"}");
	put_groups(&z, "category", "c", 20, by_category, yuan * 100, budget, tight, percent);
	put_groups(&z, "region", "r", 34, by_region, yuan * 100, budget, tight, percent);
	if (organisations)
		fl_buf_puts(&z, ",{\"id\":\"org\",\"each\":\"organisation\",\"max_share\":\"1%\"}");
	fl_buf_puts(&z, "]}");
	fl_round_spec *spec = NULL;
	fl_error err = FL_ERROR_INIT;
	if (fl_round_parse(fl_buf_view(&z), "bench", &spec, &err) != FL_OK) {
		fprintf(stderr, "%s\n", err.message);
		return 1;
	}
	fl_allocation *a = NULL;
	double t0 = now();
	if (fl_allocate(spec, d, n, &a, &err) != FL_OK) {
		fprintf(stderr, "%s\n", err.message);
		return 1;
	}
	double t1 = now();
	fl_verdict verdict;
	fl_verdict_init(&verdict);
	if (fl_verify(spec, d, n, a, &verdict, &err) != FL_OK)
		return 1;
	double t2 = now();
	printf("%zu dreams, %s, %s, %d pools, %d organisations, %d %%: allocate %.3f s, verify %.3f s, outcome %d, %s%s; "
	       "%lld pivots, %lld nodes, unique %d; optimum %.6f, bound %.6f %s\n",
	       n, tight ? "tight" : "slack", whole ? "indivisible" : "divisible", pools, organisations, percent, t1 - t0, t2 - t1,
	       (int)a->outcome, verdict.verified ? "verified" : "NOT VERIFIED: ", verdict.why, (long long)a->pivots,
	       (long long)a->nodes, a->proof->unique, mpq_get_d(a->proof->optimum), mpq_get_d(a->proof->bound), a->note.data);
	for (size_t i = 0; a->outcome == FL_INFEASIBLE && i < a->num_limits; i++)
		if (a->limits[i].conflict.len)
			printf("  %.*s (%.*s)\n", FL_STR_ARG(a->limits[i].conflict), FL_STR_ARG(a->limits[i].mend));
	fl_verdict_release(&verdict);
	fl_allocation_free(a);
	fl_round_free(spec);
	fl_buf_release(&z);
	fl_arena_release(&arena);
	return 0;
}
