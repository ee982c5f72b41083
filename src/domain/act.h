/* SPDX-License-Identifier: Apache-2.0
 *
 * act.h - what somebody laid down for the whole round, with a name: sealed it, broke the seal, revealed a seed, approved a result,
 * withdrew that, divided what returned again.
 *
 * An act is an entry of the journal and stands nowhere else, so that nobody can change it without changing the root:
 *     {"act":{"late":false,"person":"Li","seals":{"policy":HEX,…}},"at":"…","florin":"…","seq":1,"step":"seal"}
 * seal.h and approval.h say what follows from all acts together.
 */
#ifndef FL_DOMAIN_ACT_H
#define FL_DOMAIN_ACT_H

#include "base/alloc.h"
#include "base/hash.h"
#include "base/json.h"

typedef enum fl_act_kind {
	FL_ACT_NONE,
	FL_ACT_SEAL,
	FL_ACT_UNSEAL,
	FL_ACT_REVEAL,
	FL_ACT_APPROVE,
	FL_ACT_WITHDRAW,
	FL_ACT_CONTINUE, /* this file begins a division of what returned in another, which it is a copy of so far */
	FL_ACT_PASS,     /* what returned is divided again, in another file */
	FL_ACT_KINDS
} fl_act_kind;

typedef struct fl_bound { /* something that is bound by its digest */
	fl_str name;
	fl_digest digest;
	bool gone; /* of an unsealing: it is there no more */
} fl_bound;

typedef struct fl_act_money { /* of one pool */
	fl_str pool;
	int64_t amount;
} fl_act_money;

typedef struct fl_act {
	fl_act_kind kind;
	int64_t seq, at; /* of its entry */
	fl_str person, why; /* why: of an unsealing, of a withdrawal */
	bool late;          /* a seal: flowers had been read before it */
	fl_str seed;        /* a reveal */
	int64_t awarded;    /* an approval, a withdrawal: the entry of the awards */
	fl_digest awards;   /* their root, as in that entry */
	int64_t of;         /* an approval: so many people must approve */
	fl_bound *bound;    /* by name: what a seal holds; what an unsealing changed; the files of the official report, of a continuation */
	size_t num_bound;
	fl_str on;          /* a continuation, a passing on: the day on which the money was counted */
	fl_act_money *money; /* likewise: what is divided again, pool by pool */
	size_t num_money;
	fl_str file;        /* a passing on: the file that goes on, and the root of its journal then */
	fl_digest root;
} fl_act;

/* "seal", "approve": the step of the entry. */
const char *fl_act_step(fl_act_kind kind);
/* FL_ACT_NONE: the step is none of these. */
fl_act_kind fl_act_kind_of(fl_str step);

/* The value of "act". */
void fl_act_put(fl_json_writer *w, const fl_act *act);
/* Into the arena; members that are missing are empty. 'kind', 'seq' and 'at' are the caller's. FL_EPARSE: no act. */
fl_status fl_act_take(fl_json act, fl_act_kind kind, fl_arena *arena, fl_act *ret, fl_error *err);

int fl_bound_cmp(const void *a, const void *b); /* by name, for qsort */

#endif
