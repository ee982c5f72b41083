/* SPDX-License-Identifier: Apache-2.0
 *
 * numeral.h - one form for the numbers of a text: 一千, 1千, 1,000 and 1000 become 1000.
 *
 * A run is a longest stretch of digits, Chinese numerals and their units, with ',' and '.' between two of them, and a
 * blank between one of them and 万 or 亿. A run that is one number, beyond doubt, is written in digits; every other
 * run stays as it is. So a value is never erased and never guessed. What stays, and why:
 *
 *   一起 统一 十分 三明市   a single numeral is a number only before a counter: 三名 五个 十年; 一 only before few of them
 *   万一 千万别 百年        a unit needs a number before it (only 十 may begin: 十二)
 *   第一 第十二 几十 数十   ordinals and vague numbers
 *   一百二 三万五 三四十    colloquial: 120 or 102? 30 or 40?
 *   二〇二六 → 2026         digit by digit only where a zero is among them, or four before 年
 *   5千克 3千米             a unit of measure, not 千
 */
#ifndef FL_TEXT_NUMERAL_H
#define FL_TEXT_NUMERAL_H

#include "text/unit.h"

#define FL_NUMERAL_MAX 40

typedef enum fl_numeral_form {
	FL_NUMERAL_AS_IS,  /* the run stays */
	FL_NUMERAL_DIGITS, /* out holds the number in digits, perhaps with a point */
	FL_NUMERAL_GROUPS, /* the run without its ',' is the number */
} fl_numeral_form;

/* Is this character (a simplified one) a digit, a Chinese numeral or a unit? */
bool fl_numeral_is(uint32_t c);
/* The end of the run that begins at u[from] (which is a numeral). Must two neighbours inside a run be kept apart with
 * a blank (① before 100, a full-width comma between clauses), the run ends between them. */
size_t fl_numeral_run(const fl_unit *u, size_t count, size_t from);
/* Must a blank be put between u[at] and u[at + 1], because the two would otherwise read as one number? */
bool fl_numeral_apart(const fl_unit *u, size_t count, size_t at);
/* How the run u[from, to) is written. *ret_len is the length of the digits in out. */
fl_numeral_form fl_numeral_read(const fl_unit *u, size_t count, size_t from, size_t to, char out[FL_NUMERAL_MAX],
				size_t *ret_len);

#endif
