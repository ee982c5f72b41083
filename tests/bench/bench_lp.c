/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_lp.c - where the time of a linear round goes, and the same program by another solver. Printed, never judged.
 *
 *     bench_lp MPS [DREAMS] [slack|tight] [divisible] [POOLS] [ORGANISATIONS] [PERCENT]
 *
 * Builds the program of a generated round (bench_instance.h), solves it in doubles, then exactly, and writes it to the file MPS
 * (free format) for a peer: tests/bench/run.sh has clp solve it in the same run, where it is installed.
 */
#include "allocate/basis.h"
#include "allocate/instance.h"
#include "allocate/mathprog.h"
#include "allocate/sift.h"
#include "allocate/tie_break.h"
#include "bench_instance.h"

static bool write_file(const char *path, const fl_buf *buf)
{
	FILE *f = fopen(path, "wb");
	bool ok = f && fwrite(buf->data, 1, buf->len, f) == buf->len;
	return f && fclose(f) == 0 && ok;
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fputs("usage: bench_lp MPS [DREAMS] [slack|tight] [divisible] [POOLS] [ORGANISATIONS] [PERCENT]\n", stderr);
		return 2;
	}
	instance_options o = instance_arguments(argc - 1, argv + 1);
	instance in;
	fl_error err = FL_ERROR_INIT;
	uint32_t *order = NULL;
	size_t count = 0;
	fl_program *p = NULL;
	fl_sift *sift = NULL;
	uint8_t *column_at = NULL, *row_at = NULL;
	fl_basis *lp = NULL;
	fl_basis_answer answer = FL_BASIS_INFEASIBLE;
	if (!instance_make(&o, &in))
		return 1;
	fl_allocation *a = fl_allocation_new(o.dreams);
	double t0 = bench_now();
	bool ok = a && fl_tie_order_make(in.spec, in.dreams, o.dreams, &order, &count, &err) == FL_OK &&
		  fl_program_build(in.spec, in.dreams, order, count, a, &p, &err) == FL_OK;
	double t1 = bench_now();
	if (ok) {
		column_at = fl_alloc_array(p->num_columns + 1, 1);
		row_at = fl_alloc_array(p->num_rows + 1, 1);
	}
	ok = column_at && row_at && fl_sift_new(p, &sift, &err) == FL_OK &&
	     fl_sift_run(sift, column_at, row_at, &err) == FL_OK;
	double t2 = bench_now();
	ok = ok && fl_basis_new(p, NULL, NULL, column_at, row_at, &lp, &err) == FL_OK && fl_basis_solve(lp, &answer, &err) == FL_OK;
	double t3 = bench_now();
	fl_buf mps;
	fl_buf_init(&mps, (size_t)1 << 31);
	fl_model model = { in.spec, in.dreams, o.dreams, p, a };
	ok = ok && fl_mps_write(&model, NULL, &mps, &err) == FL_OK && write_file(argv[1], &mps);
	if (ok) {
		size_t tight = 0;
		for (size_t k = 0; k < p->num_rows; k++)
			tight += lp->row_at[k] != FL_BASIC;
		printf("%zu dreams, %s: %zu columns, %zu rows, %zu of them at a limit; build %.3f s, solve %.3f s "
		       "(%lld pivots), exact %.3f s (%lld pivots), %s; in all %.3f s\n",
		       o.dreams, o.tight ? "tight" : "slack", p->num_columns, p->num_rows, tight, t1 - t0, t2 - t1,
		       (long long)fl_sift_pivots(sift), t3 - t2, (long long)lp->pivots,
		       answer == FL_BASIS_OPTIMAL ? "optimal" : "infeasible", t3 - t0);
	} else {
		fprintf(stderr, "%s\n", err.message);
	}
	fl_buf_release(&mps);
	fl_basis_free(lp);
	fl_sift_free(sift);
	fl_free(column_at);
	fl_free(row_at);
	fl_program_free(p);
	fl_free(order);
	fl_allocation_free(a);
	instance_release(&in);
	return ok ? 0 : 1;
}
