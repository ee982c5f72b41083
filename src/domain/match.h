/* SPDX-License-Identifier: Apache-2.0
 *
 * match.h - the evidence of a tag: which pattern of which rule hit which words.
 */
#ifndef FL_DOMAIN_MATCH_H
#define FL_DOMAIN_MATCH_H

#include "florin.h"

/* What a captured text is. */
typedef enum fl_fact_type {
	FL_FACT_TEXT,   /* words as they stand, normalised */
	FL_FACT_NUMBER, /* "1000", "2.5" */
	FL_FACT_AMOUNT, /* of money: as it was found in major units, "50000"; of a dream of a round in minor units, "5000000" */
	FL_FACT_PLACE,
} fl_fact_type;

/* "text", "number", "amount", "place". */
const char *fl_fact_type_name(fl_fact_type type);
bool fl_fact_type_parse(fl_str name, fl_fact_type *ret);
/* Can the text be of this type? Numbers and amounts are digits, perhaps with a point and more digits; at most 18. */
bool fl_fact_fits(fl_fact_type type, fl_str value);

typedef struct fl_match {
	uint32_t dream;       /* index in the caller's array */
	fl_str pack, rule;    /* ids */
	fl_str tag;           /* the tag this evidence supports, "" for an exception that struck or a limit that was hit */
	fl_str pattern;       /* name of the pattern within the rule */
	fl_str field;         /* "title", "body", or the column's name */
	uint32_t start, end;  /* bytes in the ORIGINAL field text */
	fl_str capture;       /* name of the fact a capture gives ("beneficiaries"), "" none */
	fl_str value;         /* its value, normalised ("1000") */
	fl_fact_type type;    /* of the fact */
} fl_match;

#endif
