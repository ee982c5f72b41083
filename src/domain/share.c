/* SPDX-License-Identifier: Apache-2.0
 *
 * share.c - exact shares: "0.05", "5%" and "1/20" are the same fraction.
 */
#include "domain/money.h"

#include "base/error.h"
#include "base/str.h"

#define MAX_DIGITS 15 /* of numerator and denominator, so that no product below overflows */

static int64_t greatest_divisor(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

/* Digits with at most one point: num / den. False when it is something else or too long. */
static bool read_decimal(fl_str s, int64_t *ret_num, int64_t *ret_den)
{
	int64_t num = 0, den = 1;
	bool point = false;
	size_t digits = 0;

	if (s.len == 0 || s.data[s.len - 1] == '.')
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.data[i];
		if (c == '.' && !point && digits > 0) {
			point = true;
			continue;
		}
		if (c < '0' || c > '9' || ++digits > MAX_DIGITS)
			return false;
		num = num * 10 + (c - '0');
		if (point)
			den *= 10;
	}
	*ret_num = num;
	*ret_den = den;
	return digits > 0;
}

static bool read_share(fl_str s, fl_share *ret)
{
	const char *slash = s.len ? memchr(s.data, '/', s.len) : NULL;
	int64_t den_num, den_den;

	if (slash) {
		size_t at = (size_t)(slash - s.data);
		return read_decimal(fl_str_trim(fl_str_slice(s, 0, at)), &ret->num, &den_num) && den_num == 1 &&
		       read_decimal(fl_str_trim(fl_str_slice(s, at + 1, s.len)), &ret->den, &den_den) &&
		       den_den == 1 && ret->den > 0;
	}
	if (s.len && s.data[s.len - 1] == '%') {
		if (!read_decimal(fl_str_trim(fl_str_slice(s, 0, s.len - 1)), &ret->num, &ret->den))
			return false;
		ret->den *= 100;
		return true;
	}
	return read_decimal(s, &ret->num, &ret->den);
}

fl_status fl_share_parse(fl_str text, int64_t max_whole, fl_share *ret_share, fl_error *err)
{
	fl_str s = fl_str_trim(text);
	fl_share share;

	if (!read_share(s, &share))
		return fl_error_set(err, FL_EPARSE, "'%.*s' is no share (such as 5%%, 0.05 or 1/20)",
				    (int)(s.len < 60 ? s.len : 60), s.data);
	int64_t divisor = greatest_divisor(share.num, share.den);
	share.num /= divisor;
	share.den /= divisor;
	if (share.num / share.den > max_whole || (share.num / share.den == max_whole && share.num % share.den != 0))
		return fl_error_set(err, FL_EINVAL, "share '%.*s' is more than %d", FL_STR_ARG(s), (int)max_whole);
	*ret_share = share;
	return FL_OK;
}
