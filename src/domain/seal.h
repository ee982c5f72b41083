/* SPDX-License-Identifier: Apache-2.0
 *
 * seal.h - what a round was sealed to before its flowers were read, and whether it is still that.
 *
 * A seal holds every member of round.json but those that change no outcome (fl_seal_free), and the bytes of the rule packs and of a model.
 * Each is bound by the SHA-256 of its canonical JSON ("policy") or of its bytes ("pack:serves"). The seed of a lottery is held by its own
 * hash, so that "lottery-sha256:HEX" and, once it is revealed, "lottery:SEED" are the same.
 *
 * Of the files of dreams, flowers and earnings it holds that they are read, and how ("flowers:gift.csv"): columns, units, which rows count.
 * What rows they have is a fact that comes later. So is a file that the round names later: it breaks no seal, and is told by name.
 */
#ifndef FL_DOMAIN_SEAL_H
#define FL_DOMAIN_SEAL_H

#include "domain/entry.h"
#include "domain/round.h"

typedef struct fl_seal {
	const fl_act *seal;     /* NULL: the round is not sealed */
	fl_bound *bound;        /* by name: what it holds, with what was changed since under --unseal */
	size_t num_bound;
	const fl_act **broken;  /* those changes */
	size_t num_broken;
	const fl_act *revealed; /* the last seed that was revealed, NULL none; also where nothing is sealed */
} fl_seal;

/* After these entries; acts are borrowed from them. */
fl_status fl_seal_after(const fl_entry *entries, size_t count, fl_arena *arena, fl_seal *ret, fl_error *err);

/* May this member of round.json change under a seal? */
bool fl_seal_free(fl_str member);
/* What a seal on this round holds. 'files': packs and models, by role and name ("pack", "serves"), in their order. */
typedef struct fl_seal_file {
	fl_str role, name;
	fl_digest digest;
} fl_seal_file;
fl_status fl_seal_of(fl_str round, const fl_seal_file *files, size_t num_files, fl_arena *arena, fl_bound **ret, size_t *ret_count,
		     fl_error *err);
/* What of it is not what the seal holds: changed, added (but for files that are read), or gone. */
fl_status fl_seal_changes(const fl_seal *seal, const fl_bound *now, size_t count, fl_arena *arena, fl_bound **ret, size_t *ret_count,
			  fl_error *err);
/* "flowers:gift.csv", a file that is read: its name; of anything else that is held "". */
fl_str fl_seal_file_of(fl_str name);
/* Was a file read that the seal does not name? 'list': "dreams", "flowers", "earned". *ret_plain: nothing is said of how it is read. A round
 * that is one file (Pabulib) names none. */
bool fl_seal_unnamed(const fl_seal *seal, const fl_round_spec *spec, fl_str list, fl_str file, bool *ret_plain);
/* The first import that had read flowers before a seal that says none was; -1: there is none. */
int64_t fl_seal_flowers_before(const fl_seal *seal, const fl_entry *entries, size_t count);

#endif
