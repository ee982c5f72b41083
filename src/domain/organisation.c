/* SPDX-License-Identifier: Apache-2.0
 *
 * organisation.c - the check character of GB 32100-2015: 31 less the sum of the values of the first 17, each times 3 to the power of
 * its place, modulo 31.
 */
#include "domain/organisation.h"

#include <string.h>

#define LENGTH 18

static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY"; /* without I, O, S, V, Z */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char capital(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool has_form(fl_str text)
{
	if (text.len != LENGTH)
		return false;
	for (size_t i = 0; i < LENGTH; i++) {
		char c = capital(text.data[i]);
		if (!is_digit(c) && (c < 'A' || c > 'Z' || (i >= 2 && i < 8)))
			return false;
	}
	return true;
}

fl_organisation_code fl_organisation_code_of(fl_str text)
{
	unsigned sum = 0, power = 1;

	if (!has_form(text))
		return FL_CODE_NONE;
	for (size_t i = 0; i < LENGTH; i++) {
		const char *at = memchr(alphabet, capital(text.data[i]), sizeof alphabet - 1);
		if (!at)
			return FL_CODE_BAD;
		unsigned value = (unsigned)(at - alphabet);
		if (i == LENGTH - 1)
			return value == (31 - sum % 31) % 31 ? FL_CODE_GOOD : FL_CODE_BAD;
		sum += value * power;
		power = power * 3 % 31;
	}
	return FL_CODE_BAD;
}
