/* SPDX-License-Identifier: Apache-2.0
 *
 * match.h - the evidence of a tag: which pattern of which rule hit which words.
 */
#ifndef FL_DOMAIN_MATCH_H
#define FL_DOMAIN_MATCH_H

#include "florin.h"

typedef struct fl_match {
	uint32_t dream;       /* index in the caller's array */
	fl_str pack, rule;    /* ids */
	fl_str tag;           /* the tag this evidence supports, "" for an exception that struck or a limit that was hit */
	fl_str pattern;       /* name of the pattern within the rule */
	fl_str field;         /* "title", "body", or the column's name */
	uint32_t start, end;  /* bytes in the ORIGINAL field text */
	fl_str capture;       /* name of the fact a capture gives ("beneficiaries"), "" none */
	fl_str value;         /* its value, normalised ("1000") */
} fl_match;

#endif
