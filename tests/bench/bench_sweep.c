/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_sweep.c - the same round under many budgets, with warm starts, beside allocating each anew. Printed, never judged.
 *
 *     bench_sweep POINTS [DREAMS] [slack|tight] [divisible] [POOLS] [ORGANISATIONS] [PERCENT] [NODES] [POLICY]
 *
 * The round of bench_instance.h; at point k of n its pools and groups have (50 + 100 k / n) % of their money.
 */
#include "allocate/allocate.h"
#include "allocate/sweep.h"
#include "bench_instance.h"

static fl_money part(fl_money amount, int k, int n)
{
	return amount / (2 * n) * (n + 2 * k);
}

static void set_money(fl_round_spec *to, const fl_pool *pools, const fl_group *groups, int k, int n)
{
	to->budget = 0;
	for (size_t i = 0; i < to->num_pools; i++) {
		to->pools[i].amount = part(pools[i].amount, k, n);
		to->budget += to->pools[i].amount;
	}
	for (size_t g = 0; g < to->num_groups; g++) {
		to->groups[g].min = part(groups[g].min, k, n);
		to->groups[g].max = part(groups[g].max, k, n);
	}
}

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 200;
	instance_options o = instance_arguments(argc > 1 ? argc - 1 : argc, argc > 1 ? argv + 1 : argv);
	instance in, changed;
	fl_error err = FL_ERROR_INIT;
	fl_sweep *sweep = NULL;
	fl_sweep_point point;
	int feasible = 0, cold = 0;
	int64_t pivots = 0;
	if (!instance_make(&o, &in) || !instance_make(&o, &changed))
		return 1;
	fl_sweep_point_init(&point);
	double t0 = bench_now();
	bool ok = fl_sweep_new(in.spec, in.dreams, o.dreams, &sweep, &err) == FL_OK;
	for (int k = 0; ok && k < n; k++) {
		set_money(changed.spec, in.spec->pools, in.spec->groups, k, n);
		ok = fl_sweep_solve(sweep, changed.spec, &point, &err) == FL_OK;
		feasible += point.feasible;
		pivots += point.pivots;
	}
	double t1 = bench_now();
	for (int k = 0; ok && k < n; k += n / 10 ? n / 10 : 1, cold++) {
		fl_allocation *a = NULL;
		set_money(changed.spec, in.spec->pools, in.spec->groups, k, n);
		ok = fl_allocate(changed.spec, in.dreams, o.dreams, &a, &err) == FL_OK;
		fl_allocation_free(a);
	}
	double t2 = bench_now();
	if (ok)
		printf("%zu dreams, %s, %s: %d points in %.3f s, %d feasible, %lld pivots; allocating each anew takes %.1f times as long\n",
		       o.dreams, o.policy, o.tight ? "tight" : "slack", n, t1 - t0, feasible, (long long)pivots,
		       (t2 - t1) / cold * n / (t1 - t0));
	else
		fprintf(stderr, "%s\n", err.message);
	fl_sweep_point_release(&point);
	fl_sweep_free(sweep);
	instance_release(&in);
	instance_release(&changed);
	return ok ? 0 : 1;
}
