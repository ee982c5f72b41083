/* SPDX-License-Identifier: Apache-2.0
 *
 * ray.c - the root of F by its lines.
 *
 * F is a sum of ramps, so between two neighbouring keys of these it is a line. Newton's method in doubles comes near the root; which keys
 * lie before it says which line that is, and where the line is 0. If the very same keys lie before that exact level, it is the root: F is
 * 0 there, and falls from there on.
 */
#include "allocate/ray.h"

#include "allocate/program.h"
#include "base/rational.h"

#include <math.h>

enum { NEAR_STEPS = 60, LINES_TRIED = 4 };

/* ---- In doubles ------------------------------------------------------------------------------------ */

typedef struct glance {
	double value, fall, size; /* F, how fast it falls, and how large its terms are together */
} glance;

static glance look(const fl_leximin *lx, const fl_ray *r, double z)
{
	double base = mpq_get_d(r->base);
	glance at = { base, 0, fabs(base) };
	for (size_t i = 0; i < r->len; i++) {
		const fl_ray_entry *entry = &r->entries[i];
		const fl_leximin_kind *kind = &lx->kinds[entry->kind];
		double end;
		if (fl_ray_entry_moves(lx, entry)) {
			fl_ramp_piece piece = fl_ramp_piece_near(kind->ramp, z);
			double slope = fl_ramp_piece_slope_near(kind->ramp, piece);
			end = slope * z + (double)fl_ramp_fixed(kind->ramp, piece);
			at.fall += fabs(entry->near) * slope;
		} else {
			end = mpq_get_d(kind->pinned ? kind->at : entry->near > 0 ? kind->hi : kind->lo);
		}
		at.value += entry->near * end;
		at.size += fabs(entry->near * end);
	}
	return at;
}

/* The sign of F, where doubles leave no doubt of it; else 0. */
static int clear_sign(const glance *at)
{
	double doubt = 1e-9 * at->size;
	return at->value > doubt ? 1 : at->value < -doubt ? -1 : 0;
}

/* About where F is 0: along its tangents, and by halves where these leave the bracket. */
static double near_root(const fl_leximin *lx, const fl_ray *r, double good, double bad)
{
	double z = good;
	for (int step = 0; step < NEAR_STEPS && good != bad; step++) {
		glance at = look(lx, r, z);
		if (fabs(at.value) <= 1e-14 * at.size)
			break;
		double next = at.fall > 0 ? z + (lx->rising ? at.value : -at.value) / at.fall : INFINITY;
		if (at.value >= 0)
			good = z;
		else
			bad = z;
		bool inside = lx->rising ? next > good && next < bad : next < good && next > bad;
		next = inside ? next : good + (bad - good) / 2;
		if (next == z)
			break;
		z = next;
	}
	return z;
}

/* ---- The line -------------------------------------------------------------------------------------- */

static void take_pieces_near(const fl_leximin *lx, fl_ray *r, double z)
{
	for (size_t i = 0; i < r->len; i++)
		if (fl_ray_entry_moves(lx, &r->entries[i]))
			r->entries[i].piece = fl_ramp_piece_near(lx->kinds[r->entries[i].kind].ramp, z);
}

/* The pieces on which the level goes on from z; false where some were others. */
static bool take_pieces(const fl_leximin *lx, fl_ray *r, const mpq_t z)
{
	bool same = true;
	for (size_t i = 0; i < r->len; i++) {
		fl_ray_entry *entry = &r->entries[i];
		if (!fl_ray_entry_moves(lx, entry))
			continue;
		fl_ramp_piece piece = fl_ramp_piece_at(lx->kinds[entry->kind].ramp, z, lx->rising);
		same = same && piece.in == entry->piece.in && piece.out == entry->piece.out;
		entry->piece = piece;
	}
	return same;
}

/* sum += d * term; most d are 1 or -1. 'term' is spent. */
static void add_term(mpq_t sum, const mpq_t d, mpq_t term)
{
	if (mpq_cmp_si(d, -1, 1) == 0) {
		mpq_sub(sum, sum, term);
		return;
	}
	if (mpq_cmp_si(d, 1, 1) != 0)
		mpq_mul(term, term, d);
	mpq_add(sum, sum, term);
}

/* F on the pieces taken: fixed + z * slope. */
static void find_line(const fl_leximin *lx, const fl_ray *r, mpq_t fixed, mpq_t slope)
{
	mpq_t term;
	mpq_init(term);
	mpq_set(fixed, r->base);
	mpq_set_ui(slope, 0, 1);
	for (size_t i = 0; i < r->len; i++) {
		const fl_ray_entry *entry = &r->entries[i];
		const fl_leximin_kind *kind = &lx->kinds[entry->kind];
		if (fl_ray_entry_moves(lx, entry)) {
			fl_ramp_piece_slope(kind->ramp, entry->piece, term);
			add_term(slope, entry->d, term);
			fl_mpq_set_i64(term, fl_ramp_fixed(kind->ramp, entry->piece), 1);
		} else {
			mpq_set(term, kind->pinned ? kind->at : mpq_sgn(entry->d) > 0 ? kind->hi : kind->lo);
		}
		add_term(fixed, entry->d, term);
	}
	mpq_clear(term);
}

/* Is z in [level, stop), on the way? */
static bool on_the_way(const fl_leximin *lx, const mpq_t z, const mpq_t level, const mpq_t stop)
{
	return lx->rising ? mpq_cmp(level, z) <= 0 && mpq_cmp(z, stop) < 0 : mpq_cmp(level, z) >= 0 && mpq_cmp(z, stop) > 0;
}

static bool root_of_lines(const fl_leximin *lx, fl_ray *r, const mpq_t level, const mpq_t stop, mpq_t ret_root)
{
	mpq_t fixed, slope;
	bool found = false;
	mpq_inits(fixed, slope, NULL);
	take_pieces_near(lx, r, near_root(lx, r, mpq_get_d(level), mpq_get_d(stop)));
	for (int line = 0; line < LINES_TRIED && !found; line++) {
		find_line(lx, r, fixed, slope);
		if (lx->rising ? mpq_sgn(slope) >= 0 : mpq_sgn(slope) <= 0)
			break;
		mpq_div(ret_root, fixed, slope);
		mpq_neg(ret_root, ret_root);
		if (!on_the_way(lx, ret_root, level, stop))
			break;
		found = take_pieces(lx, r, ret_root);
	}
	mpq_clears(fixed, slope, NULL);
	return found;
}

fl_ray_end fl_ray_quick_root(const fl_leximin *lx, fl_ray *r, const mpq_t level, const mpq_t stop, mpq_t ret_root)
{
	glance end = look(lx, r, mpq_get_d(stop)), start = look(lx, r, mpq_get_d(level));
	if (clear_sign(&end) > 0)
		return FL_RAY_FREE;
	if (clear_sign(&end) == 0 || clear_sign(&start) <= 0)
		return FL_RAY_UNCLEAR;
	return root_of_lines(lx, r, level, stop, ret_root) ? FL_RAY_BINDS : FL_RAY_UNCLEAR;
}
