/* SPDX-License-Identifier: Apache-2.0
 *
 * pairing.h - a dream and a partner that could carry it out: how well they fit, and by what.
 */
#ifndef FL_DOMAIN_PAIRING_H
#define FL_DOMAIN_PAIRING_H

#include "domain/partner.h"

typedef struct fl_pairing {
	uint32_t dream;     /* index in the facts */
	uint32_t partner;   /* index in the partners at hand */
	int64_t place;      /* 1: the dream's best fit; 0: ruled out by a decision */
	int64_t fit;
	bool chosen, decided; /* decided: a person fixed it, or ruled it out */
	bool has_price;
	int64_t price;      /* of a place at the partner: what it is worth to another dream; below 0: its minimum load draws */
	int64_t shared;     /* fields of the partner that the dream has */
	int region;         /* 2: one of the partner's is the dream's or above it, 1: near, 0 */
	int32_t likeness;   /* millionths */
	fl_str tags, wishes, words; /* a line each */
} fl_pairing;

#endif
