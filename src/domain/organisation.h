/* SPDX-License-Identifier: Apache-2.0
 *
 * organisation.h - an organisation is a code with a check digit, or a name.
 */
#ifndef FL_DOMAIN_ORGANISATION_H
#define FL_DOMAIN_ORGANISATION_H

#include "florin.h"

typedef enum fl_organisation_code {
	FL_CODE_NONE, /* a name */
	FL_CODE_GOOD,
	FL_CODE_BAD,  /* it looks like a code, but no such code was ever given */
} fl_organisation_code;

/* A unified social credit code (GB 32100-2015): 18 letters and digits, of which the third to the eighth are the digits of a region and
 * the last is computed from the others. What has this form and another last character, or a letter that codes do not have, is
 * bad. Small letters count as capitals. */
fl_organisation_code fl_organisation_code_of(fl_str text);

#endif
