/* SPDX-License-Identifier: Apache-2.0
 *
 * florin-translate - a model of a foundation's own (GNU MathProg) and the data of a round become a matrix.
 *
 *     florin-translate FOLDER [CPU-SECONDS [MEGABYTES]]
 *
 * reads the files 'model' and 'data' of the folder, which becomes the working directory.
 *
 * A program of its own, because a MathProg model can write files, reads tables, and may loop or fill the memory, and because
 * GLPK ends the process it lives in when it runs out of something. It limits itself before it reads a word: no inherited
 * files, processor time, memory, no byte into any file; and before the model's statements are carried out (they are not while it is read) it gives up
 * the right to open anything at all, so that a statement that wants to write or read a file fails with its line. What follows
 * 'solve' in the model is never carried out.
 *
 * Standard output: the problem, in lines of
 *     florin-problem 1
 *     max NAME | min NAME                   the objective
 *     size ROWS COLUMNS ENTRIES
 *     constant NUMBER                       of the objective
 *     r LOW HIGH NAME                       a row; '-' where it has no such limit
 *     c x|i LOW HIGH OBJECTIVE NAME         a column, i: whole numbers only
 *     e ROW COLUMN NUMBER                   an entry; both count from 1
 *     end
 * A NUMBER is written MANTISSA:EXPONENT, two integers, for mantissa * 2^exponent: the very double that GLPK generated.
 * Standard error: GLPK's messages. Exit status: 0 done, 1 the model or its data are wrong, 2 this call is.
 */
#include <glpk.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { CPU_SECONDS = 60, MEGABYTES = 2048, FILES = 65536 };

static int say(void *info, const char *text)
{
	(void)info;
	fputs(text, stderr);
	return 1;
}

static int limit(int what, rlim_t most)
{
	struct rlimit now;
	if (getrlimit(what, &now) != 0)
		return -1;
	if (now.rlim_max != RLIM_INFINITY && now.rlim_max < most)
		most = now.rlim_max;
	now.rlim_cur = now.rlim_max = most;
	return setrlimit(what, &now);
}

static void put_number(double value)
{
	int exponent = 0;
	long long whole = (long long)ldexp(frexp(value, &exponent), 53); /* 53 bits: exact */
	exponent -= 53;
	while (whole != 0 && whole % 2 == 0) {
		whole /= 2;
		exponent++;
	}
	printf(" %lld:%d", whole, whole ? exponent : 0);
}

/* The bounds of a row or column as two words. */
static void put_limits(int type, double low, double high)
{
	if (type == GLP_FR || type == GLP_UP)
		printf(" -");
	else
		put_number(low);
	if (type == GLP_FR || type == GLP_LO)
		printf(" -");
	else
		put_number(type == GLP_FX ? low : high);
}

/* Rows without limits say nothing; the objective is one of them. */
static int count_entries(glp_prob *lp, int *row_at, int *ret_rows)
{
	int entries = 0;
	*ret_rows = 0;
	for (int i = 1; i <= glp_get_num_rows(lp); i++) {
		row_at[i] = glp_get_row_type(lp, i) == GLP_FR ? 0 : ++*ret_rows;
		entries += row_at[i] ? glp_get_mat_row(lp, i, NULL, NULL) : 0;
	}
	return entries;
}

static void put_rows(glp_prob *lp, const int *row_at)
{
	for (int i = 1; i <= glp_get_num_rows(lp); i++) {
		if (!row_at[i])
			continue;
		printf("r");
		put_limits(glp_get_row_type(lp, i), glp_get_row_lb(lp, i), glp_get_row_ub(lp, i));
		printf(" %s\n", glp_get_row_name(lp, i));
	}
}

static int put_columns(glp_prob *lp, const int *row_at, int *index, double *value)
{
	for (int j = 1; j <= glp_get_num_cols(lp); j++) {
		double c = glp_get_obj_coef(lp, j);
		if (!isfinite(c))
			return -1;
		printf("c %c", glp_get_col_kind(lp, j) == GLP_CV ? 'x' : 'i');
		put_limits(glp_get_col_type(lp, j), glp_get_col_lb(lp, j), glp_get_col_ub(lp, j));
		put_number(c);
		printf(" %s\n", glp_get_col_name(lp, j));
	}
	for (int j = 1; j <= glp_get_num_cols(lp); j++) {
		int len = glp_get_mat_col(lp, j, index, value);
		for (int k = 1; k <= len; k++) {
			if (!isfinite(value[k]))
				return -1;
			if (!row_at[index[k]])
				continue;
			printf("e %d %d", row_at[index[k]], j);
			put_number(value[k]);
			printf("\n");
		}
	}
	return 0;
}

static int put_problem(glp_prob *lp)
{
	size_t rows = (size_t)glp_get_num_rows(lp) + 1;
	int *row_at = calloc(rows, sizeof *row_at), *index = calloc(rows, sizeof *index), kept = 0, status = -1;
	double *value = calloc(rows, sizeof *value);
	if (row_at && index && value) {
		int entries = count_entries(lp, row_at, &kept);
		printf("florin-problem 1\n%s %s\nsize %d %d %d\nconstant",
		       glp_get_obj_dir(lp) == GLP_MAX ? "max" : "min", glp_get_obj_name(lp), kept,
		       glp_get_num_cols(lp), entries);
		put_number(glp_get_obj_coef(lp, 0));
		printf("\n");
		put_rows(lp, row_at);
		status = put_columns(lp, row_at, index, value);
		printf("end\n");
	}
	free(row_at);
	free(index);
	free(value);
	return status;
}

static int translate(glp_tran *tran, glp_prob *lp)
{
	if (glp_mpl_read_model(tran, "model", 0) != 0 || glp_mpl_read_data(tran, "data") != 0)
		return 1;
	if (limit(RLIMIT_NOFILE, 0) != 0)
		return 2;
	if (glp_mpl_generate(tran, NULL) != 0)
		return 1;
	glp_mpl_build_prob(tran, lp);
	if (!glp_get_obj_name(lp)) {
		fputs("the model has no objective: it must say what to maximize or minimize\n", stderr);
		return 1;
	}
	if (put_problem(lp) != 0 || fflush(stdout) != 0) {
		fputs("the model generates a number that is not finite\n", stderr);
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	long seconds = argc > 2 ? strtol(argv[2], NULL, 10) : CPU_SECONDS;
	long megabytes = argc > 3 ? strtol(argv[3], NULL, 10) : MEGABYTES;
	if (argc < 2 || argc > 4 || seconds < 1 || megabytes < 1) {
		fputs("usage: florin-translate FOLDER [CPU-SECONDS [MEGABYTES]]\n", stderr);
		return 2;
	}
	for (int fd = STDERR_FILENO + 1; fd < FILES; fd++)
		close(fd);
	if (chdir(argv[1]) != 0 || limit(RLIMIT_CORE, 0) != 0 || limit(RLIMIT_CPU, (rlim_t)seconds) != 0 || limit(RLIMIT_FSIZE, 0) != 0 ||
	    limit(RLIMIT_AS, (rlim_t)megabytes << 20) != 0)
		return 2;
	glp_term_hook(say, NULL);
	glp_tran *tran = glp_mpl_alloc_wksp();
	glp_prob *lp = glp_create_prob();
	int status = translate(tran, lp);
	glp_mpl_free_wksp(tran);
	glp_delete_prob(lp);
	glp_free_env();
	return status;
}
