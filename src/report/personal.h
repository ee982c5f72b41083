/* SPDX-License-Identifier: Apache-2.0
 *
 * personal.h - personal data inside texts that everybody will read, found by its form and hidden.
 *
 * The table (docs/reference/public.md tells it to people; rather too much is hidden than too little):
 *
 *   e-mail     local@domain.tld, also with blanks around the @, and (at), [at]
 *   phone      mobile: 1[3-9] and nine digits, with or without +86, whole or in 3-4-4, 3-8, 7-4; landline: an area code (010, 02x, 0[3-9]xx)
 *              and 7 or 8 digits, with an extension; 400 and 800 numbers in parts; 7 to 13 digits behind "电话", "tel" and the like
 *   identity   resident identity numbers of 18 characters (the last may be X) and of 15 digits, where the date in them is one
 *   chat       what stands behind "微信", "wechat", "vx", "QQ", "扣扣" and the like
 *   account    16 to 19 digits whose last is the check digit of a bank card (ISO/IEC 7812)
 *
 * Digits are ASCII, full-width, mathematical or Chinese (一三八…); blanks, hyphens, dots and brackets may part them, and characters that nobody
 * sees are passed over. Names and addresses have no form by which they could be found.
 */
#ifndef FL_REPORT_PERSONAL_H
#define FL_REPORT_PERSONAL_H

#include "base/buf.h"
#include "base/vec.h"
#include "report/words.h"

typedef enum fl_personal_kind {
	FL_PERSONAL_NONE,
	FL_PERSONAL_EMAIL,
	FL_PERSONAL_PHONE,
	FL_PERSONAL_IDENTITY,
	FL_PERSONAL_CHAT,
	FL_PERSONAL_ACCOUNT,
	FL_PERSONAL_KINDS
} fl_personal_kind;

typedef struct fl_glyph {
	int32_t c;         /* as it is compared: ASCII where it has such a form, in small letters */
	uint32_t from, to; /* its bytes */
} fl_glyph;

typedef struct fl_personal { /* zero-initialise; one may serve many texts */
	FL_VEC(fl_glyph) text;
	int64_t hidden; /* pieces, so far */
} fl_personal;

/* Append the text with "[phone removed]" or the like where personal data stood. Memory that runs out makes 'out' fail. */
void fl_personal_hide(fl_personal *personal, fl_lang lang, fl_str text, fl_buf *out);
/* What stands first in the text, FL_PERSONAL_NONE: nothing. False: memory is short. */
bool fl_personal_in(fl_personal *personal, fl_str text, fl_personal_kind *ret);
void fl_personal_release(fl_personal *personal);

#endif
