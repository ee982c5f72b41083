/* SPDX-License-Identifier: Apache-2.0
 *
 * bundle_facts.h - the facts of an audit bundle: dreams, flowers, earnings (docs/reference/bundle.md).
 *
 * Nothing here was counted or decided from anything else here. What a checker has to take as it stands is what each
 * dream says, as category and tags, and which dream represents which.
 */
#ifndef FL_DOMAIN_BUNDLE_FACTS_H
#define FL_DOMAIN_BUNDLE_FACTS_H

#include "base/vec.h"
#include "domain/bundle.h"

#define FL_FACT_NONE UINT32_MAX /* a giver or source that is not known */

typedef struct fl_dream_fact {
	fl_candidate dream;      /* id, organisation, region, category, tags, request, raised, submitted, position, ruling; the rest is 0 */
	uint32_t representative; /* by number; its own where it stands for itself */
	int64_t threshold;       /* of its own, -1 none */
	int64_t stated_flowers, stated_givers; /* ready totals of a round without a ledger, -1 none */
	bool category_decided;         /* it is what people set, not what rules gave */
	const fl_str *added, *removed; /* tags that people gave it, and took away; sorted by bytes, each once */
	size_t num_added, num_removed;
} fl_dream_fact;

/* So many flowers of one giver (a number), of one source, for one dream; where time decides, given at one moment. */
typedef struct fl_flower_fact {
	uint32_t giver, dream, source; /* giver, source: FL_FACT_NONE */
	int64_t given;                 /* Unix seconds, FL_TIME_NONE */
	int64_t count;                 /* >= 1 */
} fl_flower_fact;

typedef struct fl_earned_fact {
	uint32_t giver;
	int64_t flowers; /* >= 0 */
} fl_earned_fact;

typedef struct fl_evidence_fact { /* a file that the facts were read or made from */
	fl_str role, name;
	char digest[65];
} fl_evidence_fact;

typedef struct fl_bundle_facts {
	fl_dream_fact *dreams;
	size_t num_dreams;
	fl_str *sources; /* names, by number */
	size_t num_sources;
	fl_evidence_fact *evidence;
	size_t num_evidence;
} fl_bundle_facts;

/* Does it matter to the rules of this round when a flower was given? Only then do flowers say so. */
bool fl_bundle_with_times(const fl_round_spec *spec);
/* Does it matter how many flowers a giver has earned? */
bool fl_bundle_with_earned(const fl_round_spec *spec);

/* ---- writing ---- */

void fl_bundle_facts_print(fl_buf *buf, const fl_bundle_facts *facts);
void fl_bundle_dreams_print(fl_buf *buf, const fl_bundle_facts *facts);
/* The first line, then row by row in the order of fl_flower_fact_cmp, each key once. */
void fl_bundle_flowers_begin(fl_buf *buf, bool with_times);
void fl_bundle_flowers_put(fl_buf *buf, bool with_times, const fl_flower_fact *row);
void fl_bundle_earned_begin(fl_buf *buf);
void fl_bundle_earned_put(fl_buf *buf, const fl_earned_fact *row); /* by giver, each once */

/* By giver (nobody first), time (unknown last), dream, source (unknown last). */
int fl_flower_fact_cmp(const fl_flower_fact *a, const fl_flower_fact *b);

/* ---- reading: text that nobody vouches for; everything is copied into the arena ---- */

/* Sources and evidence. */
fl_status fl_bundle_facts_read(fl_str text, const char *source, fl_arena *arena, fl_bundle_facts *ret, fl_error *err);
/* Dreams; ids are not compared (verify/ does), but representatives are found; tags must be sorted and unique. */
fl_status fl_bundle_dreams_read(fl_str text, const char *source, fl_arena *arena, fl_bundle_facts *ret, fl_error *err);

/* flowers.csv piece by piece, so that it may be of any size. */
typedef struct fl_flower_text {
	const char *source;
	bool with_times;
	size_t num_dreams, num_sources;
	fl_status (*row)(void *user, const fl_flower_fact *row, fl_error *err);
	void *user;
	int64_t line; /* so many were read; 0 in the beginning */
	fl_flower_fact last;
} fl_flower_text;

/* Lines, each with its end; the first ever is the head. */
fl_status fl_flower_text_read(fl_flower_text *text, fl_str lines, fl_error *err);

typedef FL_VEC(fl_earned_fact) fl_earned_facts;
fl_status fl_bundle_earned_read(fl_str text, const char *source, fl_earned_facts *ret, fl_error *err);

#endif
