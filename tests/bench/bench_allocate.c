/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_allocate.c - time of allocation and proof on generated rounds (bench_instance.h). Printed, never judged.
 *
 *     bench_allocate [DREAMS] [slack|tight] [divisible|indivisible] [POOLS] [ORGANISATIONS] [PERCENT] [NODES]
 *                    [POLICY]
 */
#include "allocate/allocate.h"
#include "bench_instance.h"
#include "verify/verify.h"

int main(int argc, char **argv)
{
	instance_options o = instance_arguments(argc, argv);
	instance in;
	fl_error err = FL_ERROR_INIT;
	if (!instance_make(&o, &in))
		return 1;
	fl_allocation *a = NULL;
	double t0 = bench_now(), c0 = bench_cpu();
	if (fl_allocate(in.spec, in.dreams, o.dreams, &a, &err) != FL_OK) {
		fprintf(stderr, "%s\n", err.message);
		return 1;
	}
	double t1 = bench_now(), c1 = bench_cpu();
	fl_verdict verdict;
	fl_verdict_init(&verdict);
	if (fl_verify(in.spec, in.dreams, o.dreams, a, &verdict, &err) != FL_OK)
		return 1;
	double t2 = bench_now(), c2 = bench_cpu();
	printf("%zu dreams, %s, %s, %s, %d pools, %d organisations, %d %%: allocate %.3f s (cpu %.3f), verify %.3f s (cpu %.3f), outcome %d, %s%s; "
	       "%lld pivots, %lld nodes, unique %d; optimum %.6f, bound %.6f %s\n",
	       o.dreams, o.policy, o.tight ? "tight" : "slack", o.whole ? "indivisible" : "divisible", o.pools, o.organisations,
	       o.percent, t1 - t0, c1 - c0, t2 - t1, c2 - c1, (int)a->outcome, verdict.verified ? "verified" : "NOT VERIFIED: ", verdict.why,
	       (long long)a->pivots, (long long)a->nodes, a->proof->unique, mpq_get_d(a->proof->optimum),
	       mpq_get_d(a->proof->bound), a->note.data);
	for (size_t i = 0; a->outcome == FL_INFEASIBLE && i < a->num_limits; i++)
		if (a->limits[i].conflict.len)
			printf("  %.*s (%.*s)\n", FL_STR_ARG(a->limits[i].conflict), FL_STR_ARG(a->limits[i].mend));
	fl_verdict_release(&verdict);
	fl_allocation_free(a);
	instance_release(&in);
	return 0;
}
