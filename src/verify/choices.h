/* SPDX-License-Identifier: Apache-2.0
 *
 * choices.h - can a partner choose dreams that are worth more to it than a proof says?
 */
#ifndef FL_VERIFY_CHOICES_H
#define FL_VERIFY_CHOICES_H

#include "domain/assignment.h"

#include <gmp.h>

typedef struct fl_choices { /* a leaf of a proof that has values */
	const fl_assign_case *c;
	const fl_assign_proof *proof;
	const int64_t *prices; /* of each partner's place and money; they only order the search */
	const int64_t *values; /* of each dream, then what each partner's choice is worth at most */
	const uint32_t *forced; /* per dream: where it must go, FL_UNASSIGNED free */
	const bool *barred;     /* per fit */
} fl_choices;

typedef enum fl_choices_answer { FL_CHOICES_HOLD, FL_CHOICES_EXCEEDED, FL_CHOICES_TOO_MANY, FL_CHOICES_BAD_VALUE } fl_choices_answer;

/* FL_CHOICES_HOLD: no assignment of this leaf is worth more than *sum, in parts of 1/scale. Else *ret_at is the partner, or the dream, at fault. */
fl_status fl_verify_choices(const fl_choices *choices, mpz_t sum, fl_choices_answer *ret, size_t *ret_at, fl_error *err);

#endif
