/* SPDX-License-Identifier: Apache-2.0
 *
 * proof_json.c - a proof as JSON (florin-proof/2).
 *
 *   { "format": "florin-proof/2", "candidates": 4,
 *     "optimum": "86", "bound": "86" | null, "unique": true | false | null,
 *     "rows":      ["pool:general", "group:education"],
 *     "sets":      [ [[0, "1/20"], [1, "3/100"]] ],            multipliers: row, y; cuts are numbered behind the rows
 *     "sides":     [ [1, 2] ],                                 dreams that cuts count from above; only where there are cuts
 *     "cuts":      [ ["mir", 3, 2500, 0] ],                    set, divisor, side; likewise
 *     "columns":   [ [0, 5, 9] ],                              equal dreams, by their line in dreams.jsonl, from 0
 *     "nodes":     [ ["branch", 0, 2, 1, 2],                   column, at most this many funded, children
 *                    ["bound", 0], ["empty", 1], ["count", 2] ], the set of multipliers
 *     "stages":    [ ["rise", "1/3", 0, 12] ],                 of a policy of ratios: level, set, dreams pinned
 *     "unrounded": [ [0, 600], [1, 199, "2/3"] ] }             dream, minor units, fraction of one; others get 0
 *
 * It is read by proof_json_read.c.
 */
#include "domain/proof_json.h"
#include "domain/proof_words.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"
#include "base/vec.h"

/* ---- exact numbers ---- */

static void print_integer(fl_buf *buf, const mpz_t z)
{
	size_t room = mpz_sizeinbase(z, 10) + 2;
	char *text = fl_alloc(room);
	if (!text) {
		buf->status = FL_ENOMEM;
		return;
	}
	mpz_get_str(text, 10, z);
	fl_buf_puts(buf, text);
	fl_free(text);
}

void fl_proof_number_print(fl_buf *buf, const mpq_t q)
{
	print_integer(buf, mpq_numref(q));
	if (mpz_cmp_ui(mpq_denref(q), 1) != 0) {
		fl_buf_putc(buf, '/');
		print_integer(buf, mpq_denref(q));
	}
}

static bool all_digits(fl_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
	return text.len > 0;
}

static bool read_digits(fl_str digits, mpz_t ret)
{
	char *copy = fl_alloc(digits.len + 1); /* GMP wants a NUL */
	if (!copy)
		return false;
	memcpy(copy, digits.data, digits.len);
	mpz_set_str(ret, copy, 10);
	fl_free(copy);
	return true;
}

fl_status fl_proof_number_read(fl_json v, mpq_t ret, fl_error *err)
{
	fl_str text = fl_json_text(v), den = FL_STR("1");
	if (fl_json_type_of(v) != FL_JSON_STRING)
		return fl_json_error(v, err, FL_EPARSE, "expected an exact number in quotes, such as '3/4'");
	if (text.len > FL_PROOF_DIGITS_MAX)
		return fl_json_error(v, err, FL_ERANGE, "a number of %zu characters is too long", text.len);
	bool negative = text.len > 0 && text.data[0] == '-';
	fl_str num = fl_str_slice(text, negative, text.len);
	const char *slash = num.len > 0 ? memchr(num.data, '/', num.len) : NULL;
	if (slash) {
		size_t at = (size_t)(slash - num.data);
		den = fl_str_slice(num, at + 1, num.len);
		num = fl_str_slice(num, 0, at);
	}
	if (!all_digits(num) || !all_digits(den))
		return fl_json_error(v, err, FL_EPARSE, "expected an exact number, such as '3/4'");
	if (!read_digits(num, mpq_numref(ret)) || !read_digits(den, mpq_denref(ret)))
		return fl_enomem(err);
	if (mpz_sgn(mpq_denref(ret)) == 0) {
		mpq_set_ui(ret, 0, 1);
		return fl_json_error(v, err, FL_EPARSE, "a fraction has the denominator 0");
	}
	if (negative)
		mpz_neg(mpq_numref(ret), mpq_numref(ret));
	mpq_canonicalize(ret);
	return FL_OK;
}

/* ---- writing ---- */

typedef struct printer {
	fl_json_writer w;
	fl_buf number; /* scratch */
} printer;

static void put_exact(printer *p, const mpq_t q)
{
	fl_buf_clear(&p->number);
	fl_proof_number_print(&p->number, q);
	fl_json_put_str(&p->w, fl_buf_view(&p->number));
}

static void put_sets(printer *p, const fl_proof *proof)
{
	fl_json_put_key(&p->w, "sets");
	fl_json_begin_array(&p->w);
	for (size_t s = 0; s < proof->num_sets; s++) {
		fl_json_begin_array(&p->w);
		for (size_t j = 0; j < proof->sets[s].len; j++) {
			fl_json_begin_array(&p->w);
			fl_json_put_i64(&p->w, proof->sets[s].items[j].row);
			put_exact(p, proof->sets[s].items[j].y);
			fl_json_end_array(&p->w);
		}
		fl_json_end_array(&p->w);
	}
	fl_json_end_array(&p->w);
}

static void put_columns(printer *p, const fl_proof *proof)
{
	fl_json_put_key(&p->w, "columns");
	fl_json_begin_array(&p->w);
	for (size_t c = 0; c < proof->num_columns; c++) {
		fl_json_begin_array(&p->w);
		for (uint32_t j = 0; j < proof->columns[c].len; j++)
			fl_json_put_i64(&p->w, proof->columns[c].dreams[j]);
		fl_json_end_array(&p->w);
	}
	fl_json_end_array(&p->w);
}

static void put_sides(printer *p, const fl_proof *proof)
{
	fl_json_put_key(&p->w, "sides");
	fl_json_begin_array(&p->w);
	for (size_t i = 0; i < proof->num_sides; i++) {
		fl_json_begin_array(&p->w);
		for (uint32_t j = 0; j < proof->sides[i].len; j++)
			fl_json_put_i64(&p->w, proof->sides[i].dreams[j]);
		fl_json_end_array(&p->w);
	}
	fl_json_end_array(&p->w);
}

static void put_cuts(printer *p, const fl_proof *proof)
{
	if (proof->num_cuts == 0)
		return;
	put_sides(p, proof);
	fl_json_put_key(&p->w, "cuts");
	fl_json_begin_array(&p->w);
	for (size_t c = 0; c < proof->num_cuts; c++) {
		fl_json_begin_array(&p->w);
		fl_json_put_z(&p->w, "mir");
		fl_json_put_i64(&p->w, proof->cuts[c].multipliers);
		fl_json_put_i64(&p->w, proof->cuts[c].divisor);
		fl_json_put_i64(&p->w, proof->cuts[c].side);
		fl_json_end_array(&p->w);
	}
	fl_json_end_array(&p->w);
}

static void put_node(printer *p, const fl_proof_node *node)
{
	fl_json_begin_array(&p->w);
	if (node->kind == FL_NODE_BRANCH) {
		fl_json_put_z(&p->w, "branch");
		fl_json_put_i64(&p->w, node->column);
		fl_json_put_i64(&p->w, node->at_most);
		fl_json_put_i64(&p->w, node->child[0]);
		fl_json_put_i64(&p->w, node->child[1]);
	} else {
		fl_json_put_z(&p->w, fl_proof_leaf_words[node->kind]);
		fl_json_put_i64(&p->w, node->multipliers);
	}
	fl_json_end_array(&p->w);
}

static void put_stages(printer *p, const fl_proof *proof)
{
	if (proof->num_stages == 0)
		return;
	fl_json_put_key(&p->w, "stages");
	fl_json_begin_array(&p->w);
	for (size_t i = 0; i < proof->num_stages; i++) {
		const fl_proof_stage *stage = &proof->stages[i];
		fl_json_begin_array(&p->w);
		fl_json_put_z(&p->w, fl_proof_stage_words[stage->kind]);
		put_exact(p, stage->level);
		fl_json_put_i64(&p->w, stage->multipliers);
		fl_json_put_i64(&p->w, stage->pinned);
		fl_json_end_array(&p->w);
	}
	fl_json_end_array(&p->w);
}

static void put_unrounded(printer *p, const fl_proof *proof)
{
	fl_json_put_key(&p->w, "unrounded");
	fl_json_begin_array(&p->w);
	for (size_t i = 0; i < proof->num_candidates; i++) {
		const fl_exact *x = &proof->unrounded[i];
		if (x->whole == 0 && x->rest == 0)
			continue;
		fl_json_begin_array(&p->w);
		fl_json_put_i64(&p->w, (int64_t)i);
		fl_json_put_i64(&p->w, x->whole);
		if (x->rest != 0)
			put_exact(p, proof->rests[x->rest - 1]);
		fl_json_end_array(&p->w);
	}
	fl_json_end_array(&p->w);
}

static void put_head(printer *p, const fl_proof *proof)
{
	fl_json_kv_z(&p->w, "format", FL_PROOF_FORMAT);
	fl_json_kv_i64(&p->w, "candidates", (int64_t)proof->num_candidates);
	fl_json_put_key(&p->w, "optimum");
	put_exact(p, proof->optimum);
	fl_json_put_key(&p->w, "bound");
	if (proof->has_bound)
		put_exact(p, proof->bound);
	else
		fl_json_put_null(&p->w);
	fl_json_put_key(&p->w, "unique");
	if (proof->unique < 0)
		fl_json_put_null(&p->w);
	else
		fl_json_put_bool(&p->w, proof->unique == 1);
	fl_json_put_key(&p->w, "rows");
	fl_json_begin_array(&p->w);
	for (size_t k = 0; k < proof->num_rows; k++)
		fl_json_put_str(&p->w, proof->rows[k]);
	fl_json_end_array(&p->w);
}

void fl_proof_print(fl_buf *buf, const fl_proof *proof)
{
	printer p;
	fl_buf_init(&p.number, FL_BUF_MAX_DEFAULT);
	fl_json_start(&p.w, buf, false);
	fl_json_begin_object(&p.w);
	put_head(&p, proof);
	put_sets(&p, proof);
	put_cuts(&p, proof);
	put_columns(&p, proof);
	fl_json_put_key(&p.w, "nodes");
	fl_json_begin_array(&p.w);
	for (size_t n = 0; n < proof->num_nodes; n++)
		put_node(&p, &proof->nodes[n]);
	fl_json_end_array(&p.w);
	put_stages(&p, proof);
	put_unrounded(&p, proof);
	fl_json_end_object(&p.w);
	fl_buf_putc(buf, '\n');
	if (p.number.status != FL_OK)
		buf->status = p.number.status;
	fl_buf_release(&p.number);
}
