/* SPDX-License-Identifier: Apache-2.0
 *
 * bundle.h - the audit bundle: a folder from which anyone can check an allocation (docs/reference/bundle.md).
 *
 *   round.json     the round as it was allocated, byte for byte
 *   facts.json     sources of flowers by number; what the facts were read from, by digest
 *   dreams.jsonl   one dream a line: facts only, nothing that is counted from them
 *   flowers.csv    who gave how many flowers to which dream
 *   earned.csv     who has earned how many, where the round asks
 *   awards.json    who gets what from which pool, and what that is said to be worth
 *   proof.json     why nothing is better (domain/proof_json.h)
 *   manifest.json  file name -> SHA-256
 * where the round names partners match.json, where people laid anything down decisions.jsonl (bundle_decisions.h),
 * and, where 'florin audit bundle' made it, journal.jsonl, the rule packs, the models with their data, a README.md
 * and a signature.
 *
 * bundle_facts.h has the facts, this file the rest.
 *
 * Writers append to a buffer; whoever owns the folder writes the files. Readers take text that nobody vouches for.
 */
#ifndef FL_DOMAIN_BUNDLE_H
#define FL_DOMAIN_BUNDLE_H

#include "domain/award.h"

#define FL_BUNDLE_ROUND     "round.json"
#define FL_BUNDLE_FACTS     "facts.json"
#define FL_BUNDLE_DREAMS    "dreams.jsonl"
#define FL_BUNDLE_FLOWERS   "flowers.csv"
#define FL_BUNDLE_EARNED    "earned.csv"
#define FL_BUNDLE_AWARDS    "awards.json"
#define FL_BUNDLE_PROOF     "proof.json"
#define FL_BUNDLE_MANIFEST  "manifest.json"
#define FL_BUNDLE_SIGNATURE "manifest.sig" /* not listed in the manifest: it signs it */
#define FL_BUNDLE_DECISIONS "decisions.jsonl"
#define FL_BUNDLE_JOURNAL   "journal.jsonl"
#define FL_BUNDLE_ALIASES   "aliases" /* the table of names of organisations, as it was read */
#define FL_BUNDLE_README    "README.md"
#define FL_BUNDLE_FILES_MAX 4096

typedef struct fl_bundle_file {
	fl_str name;
	char digest[65]; /* SHA-256 in lower-case hexadecimal */
} fl_bundle_file;

void fl_bundle_awards(fl_buf *buf, const fl_round_spec *spec, const fl_candidate *dreams,
		      const fl_allocation *allocation);
/* The file as the manifest lists it; 'bytes' are its whole content. */
fl_bundle_file fl_bundle_file_of(const char *name, fl_str bytes);
void fl_bundle_manifest(fl_buf *buf, const fl_bundle_file *files, size_t num_files);

/* Outcome, awards, payments, objective and granularity; allocation->proof is the empty one of fl_allocation_new. */
fl_status fl_bundle_read_awards(fl_str text, const char *source, const fl_round_spec *spec,
				const fl_candidate *dreams, size_t num_dreams, fl_allocation **ret_allocation,
				fl_error *err);
/* Names are plain (no folder, no leading dot), each once; digests are 64 hexadecimal digits. */
fl_status fl_bundle_read_manifest(fl_str text, const char *source, fl_arena *arena, fl_bundle_file **ret_files,
				  size_t *ret_num, fl_error *err);

/* "optimal"; "below-threshold". The words of the formats, also of result.json. */
const char *fl_bundle_outcome_word(fl_outcome outcome);
const char *fl_bundle_standing_word(fl_standing standing);

/* ---- for the readers of the other files ---- */

fl_status fl_bundle_need_text(fl_json object, const char *key, fl_arena *arena, fl_str *ret, fl_error *err);
fl_status fl_bundle_need_number(fl_json object, const char *key, int64_t least, int64_t *ret, fl_error *err);
fl_status fl_bundle_need_format(fl_json root, const char *format, fl_error *err);
bool fl_bundle_is_digest(fl_str text); /* 64 hexadecimal digits */

#endif
