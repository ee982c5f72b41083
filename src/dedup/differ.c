/* SPDX-License-Identifier: Apache-2.0
 *
 * differ.c - align two texts word by word and name what is left over.
 *
 * The texts are cut into pieces (numbers, words, Han characters); a longest common subsequence (Wagner, Fischer: The
 * string-to-string correction problem, 1974; align.c) aligns them; what it leaves are stretches that only one text has, or
 * that stand against each other. A stretch is a number, a place (place.h) or an object, which is any other word that
 * says something. Punctuation, and words of grammar and counting, say nothing. A word that moved counts as a
 * difference: who does what to whom is told by the order. Two long texts that differ over long stretches are not
 * aligned: then all between their common beginning and end counts as different. All errors are on the side of
 * "differs".
 */
#include "dedup/differ.h"

#include "base/error.h"
#include "base/str.h"
#include "dedup/place.h"
#include "domain/pair.h"

#define WORDS_MAX 300               /* bytes of the differing words that are kept for people */

void fl_differ_init(fl_differ *d)
{
	*d = (fl_differ){ 0 };
	fl_buf_init(&d->only_a, WORDS_MAX + 64);
	fl_buf_init(&d->only_b, WORDS_MAX + 64);
}

void fl_differ_release(fl_differ *d)
{
	fl_vec_release(&d->a);
	fl_vec_release(&d->b);
	fl_align_release(&d->align);
	fl_vec_release(&d->differences);
	fl_buf_release(&d->only_a);
	fl_buf_release(&d->only_b);
}

/* ---- words that say nothing -------------------------------------------------------------------------------- */

/* One Han character each: particles, measure words, "for", "and". */
static const char empty_wide[] = "的地得了着过们之个名位只件所批份为给让向对与和及并也都";
static const char empty_words[] =
    " a an the of to for in on at and or with de del d l la el els les los las i y e o en per "
    "para al als ";

/* Where a sentence begins: asking, greeting. (Not 希望 alone: a 希望小学 is a kind of school.) */
static const char opening[] =
    "请 请问 请求 恳 恳请 申请 建议 呼吁 关于 您好 你好 谢谢 感谢 我 我们 我想 我们想 我希望 我们希望 ";

/* Pieces from i on, before 'to', that are one of these words: how many. The longest wins. */
static size_t opens(const fl_pieces *p, size_t i, size_t to)
{
	fl_str rest = fl_str_slice(p->text, p->items[i].begin, p->items[to - 1].end);
	size_t longest = 0;

	if (i > 0 && p->items[i - 1].end == p->items[i].begin)
		return 0;
	for (const char *word = opening; *word; word = strchr(word, ' ') + 1) {
		size_t len = (size_t)(strchr(word, ' ') - word);
		if (len <= rest.len && len / 3 > longest && memcmp(word, rest.data, len) == 0)
			longest = len / 3;
	}
	return longest;
}

/* Is the piece one of these Han characters, of three bytes each? */
static bool is_one_of(const char *list, size_t size, fl_str text, const fl_piece *piece)
{
	if (piece->kind != FL_PIECE_WIDE || piece->end - piece->begin != 3)
		return false;
	for (size_t i = 0; i + 3 < size; i += 3)
		if (memcmp(list + i, text.data + piece->begin, 3) == 0)
			return true;
	return false;
}

static bool says_nothing(fl_str text, const fl_piece *piece)
{
	size_t len = piece->end - piece->begin;
	const char *word = text.data + piece->begin;

	if (piece->kind == FL_PIECE_LETTERS && len <= 4)
		for (size_t i = 1; i + len < sizeof empty_words; i++)
			if (empty_words[i - 1] == ' ' && empty_words[i + len] == ' ' &&
			    memcmp(empty_words + i, word, len) == 0)
				return true;
	return is_one_of(empty_wide, sizeof empty_wide, text, piece);
}

/* ---- one stretch ------------------------------------------------------------------------------------------- */

/* Numerals that normalisation left as they are, because they may be part of a word (二手). */
static const char numerals[] = "零一二三四五六七八九十百千万亿两";

/* Does the stretch hold a number, or is it nothing but such numerals? */
static bool has_number(const fl_pieces *p, size_t from, size_t to)
{
	bool only_numerals = from < to;

	for (size_t i = from; i < to; i++) {
		if (p->items[i].kind == FL_PIECE_NUMBER)
			return true;
		only_numerals = only_numerals && is_one_of(numerals, sizeof numerals, p->text, &p->items[i]);
	}
	return only_numerals;
}

static bool is_empty(const fl_pieces *p, size_t from, size_t to)
{
	for (size_t i = from, n; i < to; i += n) {
		n = says_nothing(p->text, &p->items[i]) ? 1 : opens(p, i, to);
		if (n == 0)
			return false;
	}
	return true;
}

/* The words of a stretch, cut at a character when they are too many. */
static void keep_words(fl_buf *words, const fl_pieces *p, size_t from, size_t to)
{
	size_t end;

	if (from == to || words->len >= WORDS_MAX)
		return;
	if (words->len > 0)
		fl_buf_putc(words, ' ');
	end = p->items[to - 1].end;
	if (end - p->items[from].begin > WORDS_MAX - words->len) {
		end = p->items[from].begin + (WORDS_MAX - words->len);
		while ((p->text.data[end] & 0xC0) == 0x80)
			end--;
	}
	fl_buf_str(words, fl_str_slice(p->text, p->items[from].begin, end));
}

static fl_span span_of(const fl_pieces *p, size_t from, size_t to)
{
	return from == to ? (fl_span){ 0, 0 } : (fl_span){ p->items[from].begin, p->items[to - 1].end };
}

static void judge_stretch(fl_differ *d, const fl_pieces *a, size_t a1, size_t a2, const fl_pieces *b, size_t b1,
			  size_t b2)
{
	uint32_t kinds = 0;

	if ((a1 == a2 && b1 == b2) || (is_empty(a, a1, a2) && is_empty(b, b1, b2)))
		return;
	if ((a1 < a2 && fl_place_in(a, a1, a2)) || (b1 < b2 && fl_place_in(b, b1, b2)))
		kinds |= FL_DIFF_PLACE;
	else if (has_number(a, a1, a2) || has_number(b, b1, b2))
		kinds |= FL_DIFF_NUMBER;
	kinds = kinds ? kinds : FL_DIFF_OBJECT;
	d->kinds |= kinds;
	if (!fl_vec_push(&d->differences, ((fl_difference){ span_of(a, a1, a2), span_of(b, b1, b2), kinds })))
		d->failed = true;
	keep_words(&d->only_a, a, a1, a2);
	keep_words(&d->only_b, b, b1, b2);
}

/* ---- alignment --------------------------------------------------------------------------------------------- */

/* Pieces [a1, a2) against [b1, b2): judge each stretch between aligned pieces. */
static fl_status align(fl_differ *d, const fl_pieces *a, size_t a1, size_t a2, const fl_pieces *b, size_t b1,
		       size_t b2, fl_error *err)
{
	size_t n = a2 - a1, m = b2 - b1, i, j;

	if (n > 0 && m > 0 && n <= UINT16_MAX && m <= UINT16_MAX && fl_align_can(n, m)) {
		FL_TRY(fl_align_make(&d->align, a, a1, a2, b, b1, b2, err));
		while (fl_align_next(&d->align, &i, &j)) {
			judge_stretch(d, a, a1, i, b, b1, j);
			a1 = i + 1;
			b1 = j + 1;
		}
	}
	judge_stretch(d, a, a1, a2, b, b1, b2);
	return FL_OK;
}

fl_status fl_differ_compare(fl_differ *d, fl_str a, fl_str b, fl_error *err)
{
	fl_piece piece;
	size_t pos = 0, same = 0, a_end, b_end;

	fl_buf_clear(&d->only_a);
	fl_buf_clear(&d->only_b);
	d->kinds = 0;
	d->failed = false;
	d->a.len = d->b.len = d->differences.len = 0;
	while (fl_piece_next(a, &pos, false, &piece))
		if (!fl_vec_push(&d->a, piece))
			return fl_enomem(err);
	pos = 0;
	while (fl_piece_next(b, &pos, false, &piece))
		if (!fl_vec_push(&d->b, piece))
			return fl_enomem(err);
	fl_pieces x = { a, d->a.items, d->a.len }, y = { b, d->b.items, d->b.len };
	a_end = x.len;
	b_end = y.len;
	while (same < a_end && same < b_end && fl_align_equal(&x, same, &y, same))
		same++;
	while (a_end > same && b_end > same && fl_align_equal(&x, a_end - 1, &y, b_end - 1)) {
		a_end--;
		b_end--;
	}
	FL_TRY(align(d, &x, same, a_end, &y, same, b_end, err));
	if (d->failed)
		return fl_enomem(err);
	FL_TRY(fl_buf_status(&d->only_a, err));
	return fl_buf_status(&d->only_b, err);
}
