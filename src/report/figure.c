/* SPDX-License-Identifier: Apache-2.0
 *
 * figure.c - amounts, counts, percentages and exact numbers as people read them.
 *
 * Leaves the form of an amount itself to domain/money; here it gets its currency, and numbers that are not money
 * (flowers, prices, shares) get their digits. Everything is rounded down, so no figure promises more than there is.
 */
#include "report/figure.h"

#include "base/alloc.h"
#include "base/rational.h"
#include "base/str.h"
#include "domain/dream.h"

/* Digits of a whole number with a comma between each three. */
static void put_grouped(fl_buf *out, const char *digits, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			fl_buf_putc(out, ',');
		fl_buf_putc(out, digits[i]);
	}
}

void fl_figure_count(fl_buf *out, int64_t n)
{
	fl_money_print(out, n, 0, true);
}

void fl_figure_flowers(fl_buf *out, fl_lang lang, int64_t n)
{
	fl_figure_count(out, n);
	fl_buf_puts(out, fl_word(lang, n == 1 ? FL_W_UNIT_FLOWER : FL_W_UNIT_FLOWERS));
}

void fl_figure_amount(fl_buf *out, const fl_currency *currency, fl_lang lang, fl_money amount)
{
	bool yuan = lang == FL_LANG_ZH && strcmp(currency->code, "CNY") == 0;
	if (!yuan)
		fl_buf_printf(out, "%s ", currency->code);
	fl_money_print(out, amount, currency->minor_digits, true);
	if (yuan)
		fl_buf_puts(out, " 元");
}

fl_money fl_figure_major(const fl_currency *currency, int32_t major)
{
	fl_money amount = major;
	for (int i = 0; i < currency->minor_digits; i++)
		amount *= 10;
	return amount;
}

void fl_figure_money(fl_buf *out, const fl_currency *currency, fl_money amount, bool without_zeros)
{
	fl_money unit = fl_figure_major(currency, 1);
	if (without_zeros && amount % unit == 0)
		fl_money_print(out, amount / unit, 0, true);
	else
		fl_money_print(out, amount, currency->minor_digits, true);
}

/* The digits of |scaled| with a point before the last 'places' of them. */
static void put_scaled(fl_buf *out, const mpz_t scaled, int places, bool grouped)
{
	fl_buf digits;
	fl_buf_init(&digits, 1 << 20);
	mpz_t size;
	mpz_init(size);
	mpz_abs(size, scaled);
	size_t room = mpz_sizeinbase(size, 10) + 2;
	char *text = fl_alloc(room);
	if (text == NULL) {
		out->status = out->status == FL_OK ? FL_ENOMEM : out->status;
		goto done;
	}
	mpz_get_str(text, 10, size);
	for (size_t len = strlen(text); len <= (size_t)places; len++) /* at least one digit before the point */
		fl_buf_putc(&digits, '0');
	fl_buf_puts(&digits, text);
	if (digits.status != FL_OK) {
		fl_figure_failed(out, &digits);
		goto done;
	}
	if (mpz_sgn(scaled) < 0)
		fl_buf_putc(out, '-');
	if (grouped)
		put_grouped(out, digits.data, digits.len - (size_t)places);
	else
		fl_buf_add(out, digits.data, digits.len - (size_t)places);
	if (places > 0) {
		fl_buf_putc(out, '.');
		fl_buf_add(out, digits.data + digits.len - (size_t)places, (size_t)places);
	}
done:
	fl_free(text);
	fl_buf_release(&digits);
	mpz_clear(size);
}

void fl_figure_decimal(fl_buf *out, const mpq_t q, int digits, bool grouped)
{
	mpz_t power, scaled;
	mpz_inits(power, scaled, NULL);
	mpz_ui_pow_ui(power, 10, (unsigned long)digits);
	mpz_mul(scaled, mpq_numref(q), power);
	mpz_fdiv_q(scaled, scaled, mpq_denref(q));
	put_scaled(out, scaled, digits, grouped);
	mpz_clears(power, scaled, NULL);
}

void fl_figure_small(fl_buf *out, const mpq_t q, int digits, bool grouped)
{
	mpq_t scaled;
	mpq_init(scaled);
	mpz_ui_pow_ui(mpq_numref(scaled), 10, (unsigned long)digits);
	mpq_mul(scaled, scaled, q);
	mpq_abs(scaled, scaled);
	for (; mpq_sgn(scaled) > 0 && mpq_cmp_ui(scaled, 10, 1) < 0 && digits < 12; digits++) {
		mpz_mul_ui(mpq_numref(scaled), mpq_numref(scaled), 10);
		mpq_canonicalize(scaled);
	}
	mpq_clear(scaled);
	fl_figure_decimal(out, q, digits, grouped);
}

void fl_figure_time(fl_buf *out, int64_t unix_seconds, int offset_minutes)
{
	fl_buf iso; /* 2026-09-05T08:00:00+08:00 */
	fl_buf_init(&iso, 64);
	fl_time_print(&iso, unix_seconds, offset_minutes);
	fl_figure_failed(out, &iso);
	if (iso.len >= 19) {
		fl_buf_add(out, iso.data, 10);
		fl_buf_putc(out, ' ');
		fl_buf_add(out, iso.data + 11, 5);
		fl_buf_puts(out, " UTC");
		fl_buf_str(out, fl_str_slice(fl_buf_view(&iso), 19, iso.len));
	}
	fl_buf_release(&iso);
}

void fl_figure_moment(fl_buf *out, fl_lang lang, int64_t unix_seconds, int offset_minutes)
{
	static const char *const months[] = { "January", "February", "March",     "April",   "May",      "June",
					      "July",    "August",   "September", "October", "November", "December" };
	fl_buf iso; /* 2026-09-05T08:00:00+08:00 */
	fl_buf_init(&iso, 64);
	fl_time_print(&iso, unix_seconds, offset_minutes);
	fl_figure_failed(out, &iso);
	if (iso.len == 25) {
		const char *t = iso.data;
		int month = (t[5] - '0') * 10 + t[6] - '0', day = (t[8] - '0') * 10 + t[9] - '0';
		if (lang == FL_LANG_ZH)
			fl_buf_printf(out, "%.4s年%d月%d日 %.5s（UTC%s）", t, month, day, t + 11, t + 19);
		else
			fl_buf_printf(out, "%d %s %.4s, %.5s (UTC%s)", day, months[(month + 11) % 12], t, t + 11, t + 19);
	} else {
		fl_buf_str(out, fl_buf_view(&iso)); /* a year of five digits */
	}
	fl_buf_release(&iso);
}

void fl_figure_short(fl_buf *out, fl_lang lang, int64_t n)
{
	static const struct {
		int64_t unit;
		const char *name;
	} units[2][3] = { { { 1000000000, "G" }, { 1000000, "M" }, { 1000, "k" } },
			  { { 1000000000000, "万亿" }, { 100000000, "亿" }, { 10000, "万" } } };
	for (int i = 0; i < 3; i++) {
		int64_t unit = units[lang][i].unit;
		if (n < unit || n % (unit / 10) != 0)
			continue;
		fl_money_print(out, n / unit, 0, true);
		if (n % unit != 0)
			fl_buf_printf(out, ".%d", (int)(n / (unit / 10) % 10));
		fl_buf_puts(out, units[lang][i].name);
		return;
	}
	fl_figure_count(out, n);
}

void fl_figure_percent(fl_buf *out, fl_money part, fl_money whole, int digits)
{
	if (whole <= 0) {
		fl_buf_putc(out, '0');
		return;
	}
	mpq_t share, hundred;
	mpq_inits(share, hundred, NULL);
	fl_mpq_set_i64(share, part, whole);
	mpq_set_ui(hundred, 100, 1);
	mpq_mul(share, share, hundred);
	fl_figure_decimal(out, share, digits, false);
	mpq_clears(share, hundred, NULL);
}
