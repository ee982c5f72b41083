/* SPDX-License-Identifier: Apache-2.0
 *
 * bundle.h - the audit bundle: a folder from which anyone can check an allocation (docs/reference/bundle.md).
 *
 *   round.json        the round as it was allocated, byte for byte
 *   candidates.jsonl  one dream a line: all that may decide money
 *   awards.json       who gets what from which pool, and what that is said to be worth
 *   proof.json        why nothing is better (domain/proof_json.h)
 *   manifest.json     file name -> SHA-256
 *
 * Writers append to a buffer; whoever owns the folder writes the files. Readers take text that nobody vouches for.
 */
#ifndef FL_DOMAIN_BUNDLE_H
#define FL_DOMAIN_BUNDLE_H

#include "domain/award.h"

#define FL_BUNDLE_ROUND      "round.json"
#define FL_BUNDLE_CANDIDATES "candidates.jsonl"
#define FL_BUNDLE_AWARDS     "awards.json"
#define FL_BUNDLE_PROOF      "proof.json"
#define FL_BUNDLE_MANIFEST   "manifest.json"
#define FL_BUNDLE_FILES_MAX  64

typedef struct fl_bundle_file {
	fl_str name;
	char digest[65]; /* SHA-256 in lower-case hexadecimal */
} fl_bundle_file;

void fl_bundle_candidates(fl_buf *buf, const fl_candidate *dreams, size_t num_dreams);
void fl_bundle_awards(fl_buf *buf, const fl_round_spec *spec, const fl_candidate *dreams,
		      const fl_allocation *allocation);
/* The file as the manifest lists it; 'bytes' are its whole content. */
fl_bundle_file fl_bundle_file_of(const char *name, fl_str bytes);
void fl_bundle_manifest(fl_buf *buf, const fl_bundle_file *files, size_t num_files);

/* Everything is copied into the arena. Ids are not compared (verify/ does), tags must be sorted and unique. */
fl_status fl_bundle_read_candidates(fl_str text, const char *source, fl_arena *arena, fl_candidate **ret_dreams,
				    size_t *ret_num, fl_error *err);
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

#endif
