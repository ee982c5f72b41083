/* SPDX-License-Identifier: Apache-2.0
 *
 * problem_text.c - read the lines of a translated model. See problem_text.h.
 */
#include "allocate/problem_text.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"

enum { CLOSE_BITS = 47, FRACTION_BITS = 40, SHORT_BITS = 10, EXPONENT_MAX = 1100 };

#define COUNT_MAX 100000000 /* rows, columns, entries: each takes more than that many bytes of text */

typedef struct reader {
	fl_str text;
	size_t pos;
	int64_t line;
	fl_problem_text *out;
} reader;

/* ---- Words ------------------------------------------------------------------------------------------ */

static fl_status bad(const reader *r, fl_error *err)
{
	return fl_error_set(err, FL_EPARSE, "the translated model is damaged in line %lld", (long long)r->line);
}

static bool next_line(reader *r, fl_str *ret)
{
	size_t from = r->pos;
	r->line++;
	if (from >= r->text.len)
		return false;
	while (r->pos < r->text.len && r->text.data[r->pos] != '\n')
		r->pos++;
	*ret = fl_str_slice(r->text, from, r->pos);
	r->pos++;
	return true;
}

/* The next word of a line; *line is what follows. */
static fl_str word(fl_str *line)
{
	size_t n = 0;
	while (n < line->len && line->data[n] != ' ')
		n++;
	fl_str w = fl_str_slice(*line, 0, n);
	*line = fl_str_slice(*line, n < line->len ? n + 1 : n, line->len);
	return w;
}

static bool whole(fl_str w, int64_t *ret)
{
	bool minus = w.len > 0 && w.data[0] == '-';
	int64_t value = 0;
	if (w.len == (size_t)minus || w.len > 19)
		return false;
	for (size_t i = minus; i < w.len; i++) {
		if (w.data[i] < '0' || w.data[i] > '9' || value > (INT64_MAX - 9) / 10)
			return false;
		value = value * 10 + (w.data[i] - '0');
	}
	*ret = minus ? -value : value;
	return true;
}

static bool count(fl_str w, size_t most, size_t *ret)
{
	int64_t value;
	if (!whole(w, &value) || value < 0 || (uint64_t)value > most)
		return false;
	*ret = (size_t)value;
	return true;
}

/* MANTISSA:EXPONENT is mantissa * 2^exponent: a double, exactly. */
static bool number(fl_str w, mpq_t ret)
{
	int64_t mantissa, exponent;
	size_t colon = 0;
	while (colon < w.len && w.data[colon] != ':')
		colon++;
	if (colon == w.len || !whole(fl_str_slice(w, 0, colon), &mantissa) ||
	    !whole(fl_str_slice(w, colon + 1, w.len), &exponent) || exponent < -EXPONENT_MAX || exponent > EXPONENT_MAX)
		return false;
	fl_mpq_set_i64(ret, mantissa, 1);
	if (exponent < 0)
		mpq_div_2exp(ret, ret, (mp_bitcnt_t)-exponent);
	else
		mpq_mul_2exp(ret, ret, (mp_bitcnt_t)exponent);
	fl_problem_simplify(ret);
	return true;
}

/* A limit, or '-' for none. */
static bool limit(fl_str w, bool *ret_has, mpq_t ret)
{
	*ret_has = !fl_str_eqz(w, "-");
	return !*ret_has || number(w, ret);
}

/* ---- Simple fractions ------------------------------------------------------------------------------- */

/* |a - b| <= |b| * 2^-CLOSE_BITS */
static bool is_close(const mpq_t a, const mpq_t b, mpq_t scratch, mpq_t other)
{
	mpq_sub(scratch, a, b);
	mpq_abs(scratch, scratch);
	mpq_mul_2exp(scratch, scratch, CLOSE_BITS);
	mpq_abs(other, b);
	return mpq_cmp(scratch, other) <= 0;
}

/* Convergents of the continued fraction (Knuth, The Art of Computer Programming 2, section 4.5.3), until one is close. */
void fl_problem_simplify(mpq_t value)
{
	if (mpz_sizeinbase(mpq_denref(value), 2) <= SHORT_BITS)
		return;
	mpz_t p0, q0, p1, q1, digit;
	mpq_t rest, now, a, b;
	mpz_inits(p0, q0, p1, q1, digit, NULL);
	mpq_inits(rest, now, a, b, NULL);
	mpz_set_ui(q0, 1); /* 0/1, then 1/0 */
	mpz_set_ui(p1, 1);
	mpq_set(rest, value);
	for (;;) {
		fl_mpq_floor(digit, rest);
		mpz_addmul(p0, digit, p1);
		mpz_swap(p0, p1);
		mpz_addmul(q0, digit, q1);
		mpz_swap(q0, q1);
		if (mpz_sizeinbase(q1, 2) > FRACTION_BITS)
			break;
		mpq_set_num(now, p1);
		mpq_set_den(now, q1);
		if (is_close(now, value, a, b)) {
			mpq_set(value, now);
			break;
		}
		mpq_set_z(a, digit);
		mpq_sub(rest, rest, a);
		if (mpq_sgn(rest) == 0)
			break;
		mpq_inv(rest, rest);
	}
	mpz_clears(p0, q0, p1, q1, digit, NULL);
	mpq_clears(rest, now, a, b, NULL);
}

/* ---- Lines ------------------------------------------------------------------------------------------ */

typedef struct sizes {
	size_t rows, columns, entries;
} sizes;

static fl_status read_head(reader *r, sizes *n, fl_error *err)
{
	fl_problem_text *out = r->out;
	fl_str line;
	if (!next_line(r, &line) || !fl_str_eqz(line, "florin-problem 1") || !next_line(r, &line))
		return bad(r, err);
	fl_str kind = word(&line);
	out->minimised = fl_str_eqz(kind, "min");
	if (!out->minimised && !fl_str_eqz(kind, "max"))
		return bad(r, err);
	out->objective = fl_arena_str(&out->arena, line);
	if (!out->objective.data)
		return fl_enomem(err);
	size_t most = r->text.len / 4 < COUNT_MAX ? r->text.len / 4 : COUNT_MAX;
	if (!next_line(r, &line) || !fl_str_eqz(word(&line), "size") || !count(word(&line), most, &n->rows) ||
	    !count(word(&line), most, &n->columns) || !count(word(&line), most, &n->entries) || !next_line(r, &line) ||
	    !fl_str_eqz(word(&line), "constant") || !number(word(&line), out->constant))
		return bad(r, err);
	out->rows = fl_alloc_array(n->rows + 1, sizeof *out->rows);
	out->columns = fl_alloc_array(n->columns + 1, sizeof *out->columns);
	out->entries = fl_alloc_array(n->entries + 1, sizeof *out->entries);
	return out->rows && out->columns && out->entries ? FL_OK : fl_enomem(err);
}

static fl_status read_line(reader *r, bool is_column, fl_problem_line *ret, fl_error *err)
{
	fl_str line = FL_STR("");
	mpq_inits(ret->lo, ret->hi, ret->objective, NULL);
	if (!next_line(r, &line) || !fl_str_eqz(word(&line), is_column ? "c" : "r"))
		return bad(r, err);
	if (is_column) {
		fl_str kind = word(&line);
		ret->integer = fl_str_eqz(kind, "i");
		if (!ret->integer && !fl_str_eqz(kind, "x"))
			return bad(r, err);
	}
	if (!limit(word(&line), &ret->has_lo, ret->lo) || !limit(word(&line), &ret->has_hi, ret->hi) ||
	    (is_column && !number(word(&line), ret->objective)))
		return bad(r, err);
	ret->name = fl_arena_str(&r->out->arena, line);
	return ret->name.data ? FL_OK : fl_enomem(err);
}

static fl_status read_entry(reader *r, fl_problem_entry *ret, fl_error *err)
{
	size_t row, column;
	fl_str line = FL_STR("");
	mpq_init(ret->value);
	if (!next_line(r, &line) || !fl_str_eqz(word(&line), "e") || !count(word(&line), r->out->num_rows, &row) ||
	    !count(word(&line), r->out->num_columns, &column) || row == 0 || column == 0 ||
	    !number(word(&line), ret->value))
		return bad(r, err);
	ret->row = (uint32_t)row - 1;
	ret->column = (uint32_t)column - 1;
	return FL_OK;
}

fl_status fl_problem_text_read(fl_str text, fl_problem_text *ret, fl_error *err)
{
	reader r = { .text = text, .out = ret };
	sizes n = { 0 };
	fl_str line;
	*ret = (fl_problem_text){ .arena = FL_ARENA_INIT };
	mpq_init(ret->constant);
	FL_TRY(read_head(&r, &n, err));
	while (ret->num_rows < n.rows)
		FL_TRY(read_line(&r, false, &ret->rows[ret->num_rows++], err));
	while (ret->num_columns < n.columns)
		FL_TRY(read_line(&r, true, &ret->columns[ret->num_columns++], err));
	while (ret->num_entries < n.entries)
		FL_TRY(read_entry(&r, &ret->entries[ret->num_entries++], err));
	return next_line(&r, &line) && fl_str_eqz(line, "end") ? FL_OK : bad(&r, err);
}

void fl_problem_text_release(fl_problem_text *text)
{
	for (size_t k = 0; k < text->num_rows; k++)
		mpq_clears(text->rows[k].lo, text->rows[k].hi, text->rows[k].objective, NULL);
	for (size_t j = 0; j < text->num_columns; j++)
		mpq_clears(text->columns[j].lo, text->columns[j].hi, text->columns[j].objective, NULL);
	for (size_t e = 0; e < text->num_entries; e++)
		mpq_clear(text->entries[e].value);
	mpq_clear(text->constant);
	fl_free(text->rows);
	fl_free(text->columns);
	fl_free(text->entries);
	fl_arena_release(&text->arena);
}
