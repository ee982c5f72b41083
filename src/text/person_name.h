/* SPDX-License-Identifier: Apache-2.0
 *
 * person_name.h - can this name tell one person from another?
 *
 * Where two people must agree, one person under two names that look alike would be two. A name that is stated is refused where it could
 * be such a second one: with characters that nobody sees, with letters of two alphabets that look alike, with letters that are only
 * another form of others, or spelt with its accents apart. What the names of two people are compared by is in domain/person.h.
 */
#ifndef FL_TEXT_PERSON_NAME_H
#define FL_TEXT_PERSON_NAME_H

#include "base/str.h"
#include "florin.h"

/* FL_EINVAL, naming 'what' ("by") and the character. */
fl_status fl_person_name_check(const char *what, fl_str name, fl_error *err);

#endif
