/* SPDX-License-Identifier: Apache-2.0
 *
 * partner.h - who could carry out dreams: what a partner can take on, and by what it is matched. And "matching" of round.json:
 *
 * {
 *   "partners": ["partners.csv"],
 *   "matching": {"dreams": "qualified|funded", "money": "request|award", "regions": "prefer|require", "least": 100, "tags_max": 3,
 *                "weights": {"tag": 100, "region": 50, "text": 400, "wish": 100}, "node_limit": 500}
 * }
 *
 * The fit of a partner and a dream is a whole number:
 *
 *     tag    * shared tags (at most tags_max)        a field of the partner is a tag of the dream, its category, or the name of one ("field:x")
 *   + region * 1, or 1/2 rounded down                a region of the partner is that of the dream or above it; or both lie in one region
 *   + text   * likeness, rounded down                weight of the n-grams that the partner's words and the dream share, by that of the
 *                                                    lighter of the two (dedup/gram_set.h: containment), 0 to 1
 *   + wish                                           where the dream is one that the partner wishes for
 *
 * There is no fit where this is below 'least', where the partner excludes the dream, where the dream is the partner's own (its organisation
 * is the partner), or, with "regions": "require", where the partner names regions and none is the dream's or above it.
 */
#ifndef FL_DOMAIN_PARTNER_H
#define FL_DOMAIN_PARTNER_H

#include "base/alloc.h"
#include "base/json.h"
#include "domain/candidate.h"
#include "domain/money.h"

#define FL_PARTNER_TERMS_MAX 1000 /* of one list */
#define FL_PARTNER_DREAMS_MAX INT64_C(1000000000)

typedef struct fl_term_list {
	const fl_str *items; /* sorted by bytes, unique, none empty */
	size_t len;
} fl_term_list;

typedef struct fl_partner {
	fl_str id;           /* unique in the round, 1..200 bytes, no control characters; its name where the file has no ids */
	fl_str name;
	fl_str words;        /* what it can do, in its own words */
	fl_term_list fields, regions;
	fl_term_list wishes, exclusions; /* a term is a tag, its name, a category, an organisation, a region (with all below it), a dream's id */
	int64_t least, most; /* dreams, 0 <= least <= most; most -1: as many as there are */
	fl_money money;      /* what the dreams it takes on may come to, -1: no limit */
	fl_str source;       /* file it came from */
	int64_t line;
} fl_partner;

typedef enum fl_match_dreams { FL_MATCH_QUALIFIED, FL_MATCH_FUNDED } fl_match_dreams;
typedef enum fl_match_money { FL_MATCH_REQUEST, FL_MATCH_AWARD } fl_match_money;

typedef struct fl_matching_rules {
	fl_match_dreams dreams;
	fl_match_money money;
	bool region_required;
	int64_t least, tags_max;
	int64_t tag, region, text, wish; /* weights, 0..100000 */
	int64_t node_limit;
} fl_matching_rules;

fl_status fl_matching_parse(fl_json root, fl_matching_rules *ret, fl_error *err);

/* Is the dream one that a term names? */
bool fl_term_names(fl_str term, const fl_candidate *dream);
/* "field:education" → "education"; a tag without a namespace is its own name. */
fl_str fl_tag_name(fl_str tag);

#endif
