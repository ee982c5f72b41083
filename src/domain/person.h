/* SPDX-License-Identifier: Apache-2.0
 *
 * person.h - names of people: when two of them are one person.
 *
 * Who decides, seals or approves states a name. It is the same person whatever the case of its Latin letters, the white space around
 * and between its parts, the width of its characters (Ａｄａ is Ada), and blanks between Chinese characters: else one person with two spellings would be two people, and
 * a conflict of interest would be left behind with a capital letter.
 */
#ifndef FL_DOMAIN_PERSON_H
#define FL_DOMAIN_PERSON_H

#include "base/str.h"

/* An order of people: 0 where both names are one person's. */
int fl_person_cmp(fl_str a, fl_str b);
bool fl_person_same(fl_str a, fl_str b);
/* The next character (a code point) that tells this name from others, from *at, 0 in the beginning; 0 at its end. */
unsigned fl_person_next(fl_str name, size_t *at);

#endif
