/* SPDX-License-Identifier: Apache-2.0
 *
 * partner_terms.h - fields, wishes and exclusions of partners that name nothing in the round.
 */
#ifndef FL_STEPS_PARTNER_TERMS_H
#define FL_STEPS_PARTNER_TERMS_H

#include "steps/match_case.h"

/* A finding 'partner-term' for each term that no dream answers to and no rule gives, with what may have been meant. */
fl_status fl_partner_terms_check(const fl_match_case *mc, fl_error *err);

#endif
