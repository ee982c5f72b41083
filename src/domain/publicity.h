/* SPDX-License-Identifier: Apache-2.0
 *
 * publicity.h - "public" of round.json: which names the public page may show beside what it always shows.
 *
 *     "public": {"organisations": true, "partners": true, "ids": true}
 *
 * Nothing is shown unless it is said: an organisation may be one person, and a partner may have asked to stay unnamed.
 */
#ifndef FL_DOMAIN_PUBLICITY_H
#define FL_DOMAIN_PUBLICITY_H

#include "base/json.h"

typedef struct fl_publicity {
	bool organisations; /* who submitted a dream */
	bool partners;      /* who carries it out */
	bool ids;           /* ids of dreams are no personal data, whatever they look like */
} fl_publicity;

fl_status fl_publicity_parse(fl_json root, fl_publicity *ret, fl_error *err);

#endif
