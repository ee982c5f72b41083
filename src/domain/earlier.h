/* SPDX-License-Identifier: Apache-2.0
 *
 * earlier.h - a division of money that returned: what it continues, and what follows from that.
 *
 * A round file that continues another holds one document, earlier.jsonl (docs/reference/follow.md), bound by the entry "continue" of its
 * journal. It has facts alone: who was awarded what by each division so far, and what was recorded of it until it was counted. From
 * them follow f, what every dream keeps, and the money of each pool that is divided now:
 *
 *     f_i      sum over the divisions of what was paid and is still planned: the award, but of a stopped dream what was paid
 *     pool p   sum over the divisions of what returned to p, less what divisions after the first have awarded of it
 *
 *     {"format":"florin-earlier/1","on":"2027-03-01","pools":[{"id":"general","amount":200000000},…]}
 *     {"division":0,"approved":12,"size":20,"root":HEX,"day":"2026-10-01","awards":"…"}     the bytes of awards.json, as approved
 *     {"division":0,"dream":"d1","by_pool":[1200000,0]}                        in place of 'awards' where names are left out
 *     {"division":0,"entry":14,"kind":"pay","dream":"d1","item":"start","amount":240000,"on":"2026-10-01",…}
 */
#ifndef FL_DOMAIN_EARLIER_H
#define FL_DOMAIN_EARLIER_H

#include "base/hash.h"
#include "base/vec.h"
#include "domain/candidate.h"
#include "domain/follow.h"
#include "domain/round.h"

#define FL_BUNDLE_EARLIER       "earlier.jsonl"
#define FL_EARLIER_DIVISIONS_MAX 100

typedef struct fl_earlier_award {
	fl_str dream;
	const fl_money *by_pool; /* one a pool */
} fl_earlier_award;

typedef struct fl_earlier_event {
	size_t division;
	fl_follow_event event; /* its 'seq' is the entry */
} fl_earlier_event;

typedef struct fl_earlier_division {
	int64_t approved; /* the entry that made its awards official */
	int64_t size;     /* what was recorded of it was counted up to so many entries */
	fl_digest root;   /* over these */
	int64_t day;      /* of the award */
	fl_str text;      /* awards.json, "" where names are left out */
	fl_earlier_award *awards;
	size_t num_awards;
} fl_earlier_division;

typedef struct fl_earlier {
	int64_t day; /* on which it was counted */
	fl_str *pools;
	fl_money *amounts; /* of the pools, as they were divided first */
	size_t num_pools;
	fl_earlier_division *divisions;
	size_t num_divisions;
	fl_earlier_event *events; /* by division, in their order */
	size_t num_events;
} fl_earlier;

void fl_earlier_print(fl_buf *buf, const fl_earlier *earlier);
/* Into the arena: text that nobody vouches for. */
fl_status fl_earlier_read(fl_str text, const char *source, fl_arena *arena, fl_earlier *ret, fl_error *err);
/* The awards of awards.json, in the order of the dreams there; pools by their place in 'pools'. */
fl_status fl_earlier_read_awards(fl_str text, const fl_str *pools, size_t num_pools, fl_arena *arena, fl_earlier_division *ret, fl_error *err);

typedef struct fl_earlier_share { /* what follows for one dream */
	fl_str dream;
	fl_money before;  /* f */
	fl_money awarded, paid, returned; /* by all divisions together */
	bool ended;
} fl_earlier_share;

typedef struct fl_earlier_pool { /* of all divisions together */
	fl_money awarded, paid, planned, returned;
	fl_money again; /* of what returned: awarded by divisions after the first */
} fl_earlier_pool;

typedef struct fl_earlier_sums {
	fl_earlier_share *shares;
	size_t num_shares;
	fl_map index; /* dream → share */
	fl_earlier_pool *pools;
} fl_earlier_sums;

/* FL_EINVAL: the facts contradict themselves: more was paid than awarded, or after a stop; a later division awarded more than had
 * returned. Release 'index' in any case. */
fl_status fl_earlier_sum(const fl_earlier *earlier, fl_arena *arena, fl_earlier_sums *ret, fl_error *err);
void fl_earlier_sums_release(fl_earlier_sums *sums);
/* What the pool divides now. */
fl_money fl_earlier_money(const fl_earlier_pool *pool);

/* before and ended of the candidates, by their ids. FL_EINVAL: a dream that is none of them. */
fl_status fl_earlier_apply(const fl_earlier_sums *sums, fl_candidate *dreams, size_t num_dreams, fl_error *err);
/* What the pools of the round keep. FL_EINVAL: the round has other pools. */
fl_status fl_earlier_keep(const fl_earlier *earlier, const fl_earlier_sums *sums, fl_round_spec *spec, fl_error *err);

#endif
