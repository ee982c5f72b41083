/* SPDX-License-Identifier: Apache-2.0
 *
 * amount_text.h - an amount as it is written, on the way from characters to a number: shared by money.c, currency.c and
 * amount_number.c.
 */
#ifndef FL_DOMAIN_AMOUNT_TEXT_H
#define FL_DOMAIN_AMOUNT_TEXT_H

#include "domain/money.h"

#define FL_AMOUNT_CHARS 64 /* an amount longer than this is none */
#define FL_AMOUNT_SCALE 18 /* decimal digits kept behind the point */

typedef struct fl_amount_text {
	uint32_t c[FL_AMOUNT_CHARS];
	size_t pos, end; /* what is left: [pos, end) */
	fl_str text;     /* as written, for messages */
	const char **ret_code;
	fl_error *err;
} fl_amount_text;

/* Sets the code and the message; returns 'status'. */
fl_status fl_amount_refuse(fl_amount_text *s, fl_status status, const char *code, const char *what);

/* Text to characters: full-width forms, minus signs, spaces and quotes become one form each. */
fl_status fl_amount_decode(fl_amount_text *s, fl_str text);
void fl_amount_skip_space(fl_amount_text *s); /* at both ends */
bool fl_amount_digit(uint32_t c);

/* The currency's sign or code is taken off both ends, once each; FL_EINVAL: that of another currency. */
fl_status fl_amount_strip_currency(fl_amount_text *s, const fl_currency *currency);

/* What is left, all of it, as one number times 10^FL_AMOUNT_SCALE. 'value' is 0 before. */
fl_status fl_amount_read_number(fl_amount_text *s, mpz_t value);

#endif
