/* SPDX-License-Identifier: Apache-2.0
 *
 * solve.c - GLPK behind a wall.
 *
 * Scaling: column j is solved as the fraction z_j = X_j / W_j of its widest box, row k is divided by the mean of its
 * entries |a_kj| W_j, the objective by the largest |c_j| W_j; so every number GLPK sees is near 1. Without it
 * GLPK 5.0 names wrong optima when money is in cents. The start basis is all rows basic, columns at the limit their
 * objective prefers: dual feasible, so the dual simplex with the long-step ratio test (GLP_RT_FLIP) runs at once.
 * GLPK calls abort() on misuse. glp_error_hook with longjmp brings control back; the object at hand is then lost and stays with
 * GLPK until the thread ends: glp_free_env would release it, and with it those of other solvers that are still in use. From
 * then on the solver answers FL_SOLVER_FAILED with the basis of all rows, from which exact pivots lead to the answer.
 */
#include "allocate/solve.h"

#include "allocate/allocate.h"
#include "base/error.h"

#include <glpk.h>
#include <math.h>
#include <setjmp.h>

struct fl_solver {
	const fl_program *program;
	glp_prob *lp;
	double *width;    /* W_j */
	double *size;     /* divisor of row k */
	double objective; /* divisor of the objective */
	bool dead;        /* GLPK gave up; its objects are gone */
	bool ray_ok;
	int64_t pivots;
};

/* Run 'code' with GLPK's abort turned into a jump here. */
#define GUARDED(solver, jump, code)                                                                                  \
	do {                                                                                                         \
		int saved_ = glp_term_out(GLP_OFF);                                                                  \
		if (setjmp(jump) == 0) {                                                                             \
			glp_error_hook(jump_back, &(jump));                                                          \
			glp_term_hook(swallow, NULL);                                                                \
			code;                                                                                        \
			glp_error_hook(NULL, NULL);                                                                  \
			glp_term_hook(NULL, NULL);                                                                   \
			glp_term_out(saved_);                                                                        \
		} else {                                                                                             \
			(solver)->dead = true;                                                                       \
			(solver)->lp = NULL;                                                                         \
			glp_error_hook(NULL, NULL);                                                                  \
			glp_term_hook(NULL, NULL);                                                                   \
			glp_term_out(saved_);                                                                        \
		}                                                                                                    \
	} while (0)

/* GLPK turns its terminal on again before it reports an error; a library prints nothing. */
static int swallow(void *info, const char *text)
{
	(void)info;
	(void)text;
	return 1;
}

static void jump_back(void *info)
{
	longjmp(*(jmp_buf *)info, 1);
}

static int bound_type(bool has_lo, bool has_hi, double lo, double hi)
{
	if (has_lo && has_hi)
		return lo < hi ? GLP_DB : GLP_FX;
	return has_lo ? GLP_LO : has_hi ? GLP_UP : GLP_FR;
}

static void load_rows(fl_solver *s)
{
	const fl_program *p = s->program;
	double *count = fl_alloc_array(p->num_rows + 1, sizeof *count);
	for (size_t j = 0; count && j < p->num_columns; j++)
		for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++) {
			s->size[p->row[e]] += fabs((double)p->coef[e]) * s->width[j];
			count[p->row[e]] += 1;
		}
	if (p->num_rows > 0) /* GLPK refuses to add none */
		glp_add_rows(s->lp, (int)p->num_rows);
	for (size_t k = 0; k < p->num_rows; k++) {
		s->size[k] = count && count[k] > 0 && s->size[k] > 0 ? s->size[k] / count[k] : 1;
		double lo = mpq_get_d(p->rows[k].lo) / s->size[k], hi = mpq_get_d(p->rows[k].hi) / s->size[k];
		glp_set_row_bnds(s->lp, (int)k + 1, bound_type(p->rows[k].has_lo, p->rows[k].has_hi, lo, hi), lo, hi);
	}
	fl_free(count);
}

static void set_box(fl_solver *s, size_t j, fl_money lo, fl_money hi)
{
	double l = (double)lo / s->width[j], h = (double)hi / s->width[j];
	glp_set_col_bnds(s->lp, (int)j + 1, lo < hi ? GLP_DB : GLP_FX, l, h);
}

static void load_columns(fl_solver *s, int *index, double *value)
{
	const fl_program *p = s->program;
	if (p->num_columns > 0)
		glp_add_cols(s->lp, (int)p->num_columns);
	glp_set_obj_dir(s->lp, GLP_MAX);
	for (size_t j = 0; j < p->num_columns; j++) {
		const fl_column *column = &p->columns[j];
		int len = 0;
		for (uint32_t e = p->start[j]; e < p->start[j + 1]; e++) {
			index[++len] = (int)p->row[e] + 1;
			value[len] = (double)p->coef[e] * s->width[j] / s->size[p->row[e]];
		}
		glp_set_mat_col(s->lp, (int)j + 1, len, index, value);
		set_box(s, j, column->lo, column->hi);
		double c = (double)column->c_num / (double)column->c_den * s->width[j] / s->objective;
		glp_set_obj_coef(s->lp, (int)j + 1, c);
		glp_set_col_stat(s->lp, (int)j + 1, column->lo >= column->hi ? GLP_NS : c > 0 ? GLP_NU : GLP_NL);
	}
}

fl_status fl_solver_new(const fl_program *p, fl_solver **ret_solver, fl_error *err)
{
	jmp_buf jump;
	size_t widest = p->num_rows + 2;
	fl_solver *s = fl_alloc(sizeof *s);
	int *index = fl_alloc_array(widest, sizeof *index);
	double *value = fl_alloc_array(widest, sizeof *value);
	fl_status status = FL_OK;
	if (s) {
		s->program = p;
		s->width = fl_alloc_array(p->num_columns + 1, sizeof *s->width);
		s->size = fl_alloc_array(p->num_rows + 1, sizeof *s->size);
	}
	if (!s || !index || !value || !s->width || !s->size) {
		status = fl_enomem(err);
		goto done;
	}
	s->objective = 0;
	for (size_t j = 0; j < p->num_columns; j++) {
		const fl_column *column = &p->columns[j];
		s->width[j] = column->hi > 1 ? (double)column->hi : 1;
		s->objective = fmax(s->objective, fabs((double)column->c_num / (double)column->c_den * s->width[j]));
	}
	if (!(s->objective > 0))
		s->objective = 1;
	GUARDED(s, jump, {
		s->lp = glp_create_prob();
		load_rows(s);
		load_columns(s, index, value);
	});
done:
	fl_free(index);
	fl_free(value);
	if (status == FL_OK)
		*ret_solver = s;
	else
		fl_solver_free(s);
	return status;
}

void fl_solver_free(fl_solver *s)
{
	jmp_buf jump;
	if (!s)
		return;
	if (s->lp)
		GUARDED(s, jump, glp_delete_prob(s->lp));
	fl_free(s->width);
	fl_free(s->size);
	fl_free(s);
}

/* GLPK turned a fixed column into GLP_NS; give it a side again. */
static void keep_side(fl_solver *s, size_t j, int stat, bool fixed)
{
	if (stat != GLP_BS)
		glp_set_col_stat(s->lp, (int)j + 1,
				 fixed                                     ? GLP_NS
				 : stat == GLP_NU                          ? GLP_NU
				 : stat == GLP_NL                          ? GLP_NL
				 : glp_get_col_dual(s->lp, (int)j + 1) > 0 ? GLP_NU
									   : GLP_NL);
}

void fl_solver_box(fl_solver *s, size_t j, fl_money lo, fl_money hi)
{
	if (s->dead)
		return;
	int stat = glp_get_col_stat(s->lp, (int)j + 1);
	set_box(s, j, lo, hi);
	keep_side(s, j, stat, lo >= hi);
}

void fl_solver_box_near(fl_solver *s, size_t j, double lo, double hi)
{
	if (s->dead)
		return;
	int stat = glp_get_col_stat(s->lp, (int)j + 1);
	glp_set_col_bnds(s->lp, (int)j + 1, lo < hi ? GLP_DB : GLP_FX, lo / s->width[j], hi / s->width[j]);
	keep_side(s, j, stat, !(lo < hi));
}

void fl_solver_limits(fl_solver *s, size_t k, const double *lo, const double *hi)
{
	double l = lo ? *lo / s->size[k] : 0, h = hi ? *hi / s->size[k] : 0;
	if (!s->dead)
		glp_set_row_bnds(s->lp, (int)k + 1, bound_type(lo, hi, l, h), l, h);
}

static int run_simplex(fl_solver *s, int method, int ratio)
{
	glp_smcp parm;
	glp_init_smcp(&parm);
	parm.msg_lev = GLP_MSG_OFF;
	parm.meth = method;
	parm.r_test = ratio;
	parm.tol_bnd = 1e-9;
	parm.tol_dj = 1e-9;
	int before = glp_get_it_cnt(s->lp);
	int code = glp_simplex(s->lp, &parm);
	s->pivots += glp_get_it_cnt(s->lp) - before;
	return code;
}

/* From easy to stubborn: the wanted method, then a fresh start, then the textbook ratio test. */
static fl_solver_answer run_all(fl_solver *s)
{
	static const int ratios[] = { GLP_RT_FLIP, GLP_RT_HAR, GLP_RT_STD };
	for (int attempt = 0; attempt < 3; attempt++) {
		int method = attempt < 2 ? GLP_DUALP : GLP_PRIMAL;
		int ratio = method == GLP_PRIMAL && ratios[attempt] == GLP_RT_FLIP ? GLP_RT_HAR : ratios[attempt];
		if (attempt > 0)
			glp_std_basis(s->lp);
		int code = run_simplex(s, method, ratio);
		int status = glp_get_status(s->lp);
		if (code == 0 && status == GLP_OPT)
			return FL_SOLVER_OPTIMAL;
		if (code == 0 && (status == GLP_NOFEAS || glp_get_prim_stat(s->lp) == GLP_NOFEAS)) {
			s->ray_ok = glp_get_dual_stat(s->lp) == GLP_FEAS;
			return FL_SOLVER_INFEASIBLE;
		}
	}
	return FL_SOLVER_FAILED;
}

fl_solver_answer fl_solver_run(fl_solver *s)
{
	jmp_buf jump;
	volatile fl_solver_answer answer = FL_SOLVER_FAILED; /* survives the jump */
	s->ray_ok = false;
	if (!s->dead)
		GUARDED(s, jump, answer = run_all(s));
	return s->dead ? FL_SOLVER_FAILED : answer;
}

double fl_solver_column(const fl_solver *s, size_t j)
{
	return s->dead ? 0 : glp_get_col_prim(s->lp, (int)j + 1) * s->width[j];
}

void fl_solver_multipliers(const fl_solver *s, double *y)
{
	for (size_t k = 0; k < s->program->num_rows; k++)
		y[k] = s->dead ? 0 : glp_get_row_dual(s->lp, (int)k + 1) * s->objective / s->size[k];
}

/* The basic variable that no pivot can bring back: its row of the inverse basis is a Farkas ray (up to sign). */
static bool take_ray(fl_solver *s, double *y)
{
	int m = (int)s->program->num_rows, k = glp_get_unbnd_ray(s->lp);
	if (!s->ray_ok || k == 0 || (!glp_bf_exists(s->lp) && glp_factorize(s->lp) != 0))
		return false;
	double *rho = fl_alloc_array((size_t)m + 1, sizeof *rho);
	if (!rho)
		return false;
	int at = k <= m ? glp_get_row_bind(s->lp, k) : glp_get_col_bind(s->lp, k - m);
	if (at > 0) {
		rho[at] = 1;
		glp_btran(s->lp, rho);
		double value = k <= m ? glp_get_row_prim(s->lp, k) : glp_get_col_prim(s->lp, k - m);
		double hi = k <= m ? glp_get_row_ub(s->lp, k) : glp_get_col_ub(s->lp, k - m);
		double sign = value > hi ? 1 : -1;
		for (int i = 0; i < m; i++)
			y[i] = sign * rho[i + 1] / s->size[i];
	}
	fl_free(rho);
	return at > 0;
}

bool fl_solver_ray(fl_solver *s, double *y)
{
	jmp_buf jump;
	volatile bool found = false; /* survives the jump */
	if (!s->dead)
		GUARDED(s, jump, found = take_ray(s, y));
	return found && !s->dead;
}

static uint8_t at_of(int stat)
{
	return stat == GLP_BS ? FL_BASIC : stat == GLP_NU ? FL_AT_HI : FL_AT_LO;
}

void fl_solver_basis(const fl_solver *s, uint8_t *column_at, uint8_t *row_at)
{
	for (size_t j = 0; j < s->program->num_columns; j++)
		column_at[j] = s->dead ? FL_AT_LO : at_of(glp_get_col_stat(s->lp, (int)j + 1));
	for (size_t k = 0; k < s->program->num_rows; k++)
		row_at[k] = s->dead ? FL_BASIC : at_of(glp_get_row_stat(s->lp, (int)k + 1));
}

int64_t fl_solver_pivots(const fl_solver *s)
{
	return s->pivots;
}

const char *fl_allocate_library(void)
{
	return glp_version();
}

void fl_solver_leave_thread(void)
{
	glp_free_env();
}
