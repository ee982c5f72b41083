/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_instance.h - the generated rounds of the benchmarks.
 *
 * Generator (seed 1): 20 categories x 34 regions, tallies long-tailed (u^-0.8) and correlated with the category, requests from 5,000 to
 * 50,000 yuan, budget 30 % of the requests. slack: group maxima 30 % of the budget. tight: every group has a minimum and a
 * maximum of 'percent' around the share of the budget that its requests have. With several pools, all but the first pay
 * three categories or regions each; with organisations, none of them gets more than 1 % of the budget.
 */
#ifndef FL_TESTS_BENCH_INSTANCE_H
#define FL_TESTS_BENCH_INSTANCE_H

#include "base/buf.h"
#include "base/error.h"
#include "make_round.h"

#include <math.h>
#include <string.h>
#include <time.h>

typedef struct instance_options {
	size_t dreams;
	bool tight, whole;
	int pools, organisations, percent;
	long nodes;
	const char *policy;
} instance_options;

typedef struct instance {
	fl_round_spec *spec;
	fl_candidate *dreams;
	fl_arena arena;
} instance;

static inline double bench_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Of the whole process, all threads. */
static inline double bench_cpu(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* [DREAMS] [slack|tight] [divisible|indivisible] [POOLS] [ORGANISATIONS] [PERCENT] [NODES] [POLICY] */
static inline instance_options instance_arguments(int argc, char **argv)
{
	return (instance_options){ .dreams = argc > 1 ? (size_t)atol(argv[1]) : 8000,
				   .tight = argc > 2 && strcmp(argv[2], "tight") == 0,
				   .whole = argc > 3 && strcmp(argv[3], "indivisible") == 0,
				   .pools = argc > 4 ? atoi(argv[4]) : 1,
				   .organisations = argc > 5 ? atoi(argv[5]) : 0,
				   .percent = argc > 6 ? atoi(argv[6]) : 5,
				   .nodes = argc > 7 ? atol(argv[7]) : 50000, /* the policy's default */
				   .policy = argc > 8 ? argv[8] : "support" };
}

static inline void instance_groups(fl_buf *z, const char *key, const char *prefix, int values, const int64_t *asked,
				   int64_t total, int64_t budget, const instance_options *o)
{
	for (int v = 0; v < values; v++) {
		int64_t fair = (int64_t)((double)asked[v] / (double)total * (double)budget);
		fl_buf_printf(z, ",{\"id\":\"%s%d\",\"selector\":{\"%s\":\"%s%d\"}", key, v, key, prefix, v);
		if (o->tight)
			fl_buf_printf(z, ",\"min\":\"%lld\",\"max\":\"%lld\"}",
				      (long long)(fair / 100 * (100 - o->percent)), (long long)(fair / 100 * (100 + o->percent)));
		else
			fl_buf_printf(z, ",\"max_share\":\"30%%\"}");
	}
}

static inline void instance_pools(fl_buf *z, rng *r, int pools, int64_t budget)
{
	for (int p = 0; p < pools; p++) {
		fl_buf_printf(z, "%s{\"id\":\"p%d\",\"amount\":\"%lld\"", p ? "," : "", p, (long long)(budget / pools));
		if (p > 0) {
			int64_t value[3];
			for (int i = 3; i-- > 0;)
				value[i] = rng_range(r, 0, 19);
			fl_buf_printf(z, ",\"selector\":{\"%s\":[\"%s%lld\",\"%s%lld\",\"%s%lld\"]}", p % 2 ? "category" : "region",
				      p % 2 ? "c" : "r", (long long)value[0], p % 2 ? "c" : "r", (long long)value[1],
				      p % 2 ? "c" : "r", (long long)value[2]);
		}
		fl_buf_puts(z, "}");
	}
}

/* False, with a word on stderr, when the round cannot be read. */
static inline bool instance_make(const instance_options *o, instance *ret)
{
	rng r = { 1 };
	*ret = (instance){ .arena = FL_ARENA_INIT };
	fl_candidate *d = fl_arena_array(&ret->arena, o->dreams, sizeof *d);
	int64_t by_category[20] = { 0 }, by_region[34] = { 0 }, total = 0;
	for (size_t i = 0; i < o->dreams; i++) {
		int64_t c = rng_range(&r, 0, 19), g = rng_range(&r, 0, 33);
		double u = (double)(rng_next(&r) >> 11) / 9007199254740992.0 + 1e-9;
		d[i].id = made_name(&ret->arena, "d", (int64_t)i);
		d[i].category = made_name(&ret->arena, "c", c);
		d[i].region = made_name(&ret->arena, "r", g);
		d[i].organisation =
		    o->organisations ? made_name(&ret->arena, "o", rng_range(&r, 0, o->organisations - 1)) : FL_STR("");
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
	fl_buf_printf(&z, "{\"format\":\"florin-round/1\",\"round\":\"b\",\"currency\":\"CNY\",\"policy\":{\"name\":\"%s\"%s,"
			  "\"indivisible\":%s,\"node_limit\":%ld},\"pools\":[",
		      o->policy,
		      strcmp(o->policy, "tranches") ? "" : ",\"tranches\":[{\"share\":\"50%\",\"weight\":3},"
							   "{\"share\":\"30%\",\"weight\":2},{\"share\":\"20%\",\"weight\":1}]",
		      o->whole ? "true" : "false", o->nodes);
	instance_pools(&z, &r, o->pools, budget);
	fl_buf_puts(&z, "],\"groups\":[{\"id\":\"all\",\"max_share\":\"100%\"}");
	instance_groups(&z, "category", "c", 20, by_category, yuan * 100, budget, o);
	instance_groups(&z, "region", "r", 34, by_region, yuan * 100, budget, o);
	if (o->organisations)
		fl_buf_puts(&z, ",{\"id\":\"org\",\"each\":\"organisation\",\"max_share\":\"1%\"}");
	fl_buf_puts(&z, "]}");
	fl_error err = FL_ERROR_INIT;
	bool ok = fl_round_parse(fl_buf_view(&z), "bench", &ret->spec, &err) == FL_OK;
	if (!ok)
		fprintf(stderr, "%s\n", err.message);
	fl_buf_release(&z);
	ret->dreams = d;
	return ok;
}

static inline void instance_release(instance *in)
{
	fl_round_free(in->spec);
	fl_arena_release(&in->arena);
}

#endif
