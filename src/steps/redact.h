/* SPDX-License-Identifier: Apache-2.0
 *
 * redact.h - a bundle that is given away names nobody: ids of dreams, organisations and persons become pseudonyms.
 *
 * A pseudonym is a letter and the first 16 hexadecimal digits of SHA-256 over the secret of the round file, the letter and the
 * name: "d-…" a dream, "o-…" an organisation, "p-…" a person, whose name is the same in whatever case it is written. The same name has the same pseudonym in every bundle of the
 * file, and only who has the file can tell whose it is. What a round can tell apart stays apart, so the checker comes to the same.
 */
#ifndef FL_STEPS_REDACT_H
#define FL_STEPS_REDACT_H

#include "base/hash.h"
#include "base/json.h"
#include "base/vec.h"
#include "domain/earlier.h"
#include "domain/entry.h"
#include "domain/matching.h"
#include "steps/candidates.h"

#define FL_PSEUDONYM_MAX 20

void fl_pseudonym(const fl_digest *secret, char letter, fl_str name, char ret[FL_PSEUDONYM_MAX]);

/* Ids and organisations of the candidates, and when they were submitted (nobody needs it: the order of ties is not checked). */
fl_status fl_redact_candidates(const fl_digest *secret, fl_candidate *candidates, size_t count, fl_arena *arena, fl_error *err);
/* round.json without its scenarios, with pseudonyms where selectors and exclusive sets name dreams and organisations. */
fl_status fl_redact_round(const fl_digest *secret, fl_json root, fl_buf *out, fl_error *err);
/* "group:ID=ORGANISATION" in the rows of a proof; 'organisations' has those of the round as keys. */
fl_status fl_redact_proof(const fl_digest *secret, const fl_round_spec *spec, const fl_map *organisations, fl_proof *proof,
			  fl_error *err);

/* Persons of seals, approvals and the like; reasons are left out. */
fl_status fl_redact_acts(const fl_digest *secret, fl_entry *entries, size_t count, fl_arena *arena, fl_error *err);
/* Ids of dreams; awards line by line, as their file cannot stand; no persons, texts, evidence. */
fl_status fl_redact_earlier(const fl_digest *secret, fl_earlier *earlier, fl_arena *arena, fl_error *err);
/* Ids of dreams, and of partners as of organisations. */
fl_status fl_redact_matching(const fl_digest *secret, fl_matching *matching, fl_arena *arena, fl_error *err);

#endif
