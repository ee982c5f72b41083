/* SPDX-License-Identifier: Apache-2.0
 *
 * records.h - domain records in and out of the tables of a round file, in bulk.
 *
 * Dreams of the governing import have consecutive row ids from 'first', so everywhere else a dream is its index in
 * facts.dreams and its row is first + index. Everything that writes wants an open transaction.
 */
#ifndef FL_STORE_RECORDS_H
#define FL_STORE_RECORDS_H

#include "base/alloc.h"
#include "base/hash.h"
#include "domain/award.h"
#include "domain/decision.h"
#include "domain/dream.h"
#include "domain/follow.h"
#include "domain/match.h"
#include "domain/pair.h"
#include "domain/pairing.h"
#include "domain/partner.h"
#include "domain/result.h"
#include "domain/tally_rules.h"
#include "store/store.h"

/* ---- documents: the round and its packs -- records_documents.c ------------------------------------------------- */

typedef struct fl_document {
	fl_str role; /* "source", "round", "pack", "pack-base", "pabulib", "model", "aliases" */
	fl_str name, path;
	fl_digest digest;
	fl_str bytes;
} fl_document;

fl_status fl_document_add(fl_store *store, int64_t revision, const fl_document *document, fl_error *err);
/* Those of the governing revision, in the order they were added; none: *ret_count is 0. */
fl_status fl_documents_load(fl_store *store, fl_arena *arena, fl_document **ret_documents, size_t *ret_count,
			    fl_error *err);
/* round.json of every revision, in their order. */
fl_status fl_rounds_load(fl_store *store, fl_arena *arena, fl_document **ret_documents, size_t *ret_count, fl_error *err);
fl_status fl_revision_get(fl_store *store, int64_t *ret_revision, fl_error *err); /* 0: none yet */

/* ---- facts: files, dreams, rejected rows -- records_facts.c -----------------------------------------------------
 */

typedef struct fl_file_record {
	int64_t id;
	int64_t origin;    /* the file under which its rows stand: itself, or the same file of an earlier import */
	fl_str role, path; /* "dreams", "flowers", "earned", "partners"; as the round names it */
	bool added;        /* named on the command line, not by the round */
	fl_digest settings; /* over how it is read */
	fl_digest digest;   /* of what was read, so far */
	int64_t size;
	bool done;          /* read to its end */
	fl_str encoding;
	bool assumed;
	int64_t read, accepted, rejected, left_out; /* the first is the sum of the others */
	fl_str rule; /* published rule of a .pb file, "" none */
	bool published;
} fl_file_record;

/* An import is made, given its files, and closed: then it governs. Only one can be open. */
fl_status fl_import_get(fl_store *store, int64_t *ret_import, fl_error *err); /* the last, 0: none yet */
fl_status fl_imports_begin(fl_store *store, int64_t import, const fl_digest *plan, fl_error *err);
fl_status fl_imports_close(fl_store *store, int64_t import, fl_error *err);
/* The open one; *ret_import is 0 where there is none. */
fl_status fl_imports_get_open(fl_store *store, int64_t *ret_import, fl_digest *ret_plan, fl_error *err);
/* Remove an open import with all that it has read. */
fl_status fl_imports_give_up(fl_store *store, fl_error *err);

/* All fields of 'file' but the id, which is returned; origin 0: itself. */
fl_status fl_file_add(fl_store *store, int64_t import, const fl_file_record *file, int64_t *ret_id, fl_error *err);
/* Lay down what was found in it: digest, size, encoding, counts and rule of 'file' (its id is read). */
fl_status fl_file_put(fl_store *store, const fl_file_record *file, fl_error *err);
/* Those of the governing import; of the open one. */
fl_status fl_files_load(fl_store *store, fl_arena *arena, fl_file_record **ret_files, size_t *ret_count,
			fl_error *err);
fl_status fl_open_files_load(fl_store *store, fl_arena *arena, fl_file_record **ret_files, size_t *ret_count,
			     fl_error *err);

#define FL_PUBLISHED_UNKNOWN (-1)

/* 'published' is what a .pb file says in 'selected'. Tags are added one by one, by number. */
fl_status fl_dream_add(fl_store *store, int64_t row, int64_t file, const fl_dream *dream, int published,
		       fl_error *err);
fl_status fl_dream_add_tag(fl_store *store, int64_t row, int64_t tag, fl_error *err);
/* The row id that the next dream of a new import gets. */
fl_status fl_dream_next_row(fl_store *store, int64_t *ret_row, fl_error *err);

typedef struct fl_facts {
	fl_arena arena;
	fl_file_record *files;
	size_t num_files;
	fl_dream *dreams;
	int *published; /* per dream, FL_PUBLISHED_UNKNOWN none */
	size_t num_dreams;
	int64_t first; /* row of dreams[0] */
} fl_facts;

/* Release also after a failure. */
fl_status fl_facts_load(fl_store *store, fl_facts *ret_facts, fl_error *err);
void fl_facts_release(fl_facts *facts);

/* ---- partners, and who carries out what -- records_partners.c ----------------------------------------------------- */

fl_status fl_partner_add(fl_store *store, int64_t file, const fl_partner *partner, fl_error *err);
/* Those of the governing import, in the order of the files, and the rows they stand in. */
fl_status fl_partners_load(fl_store *store, fl_arena *arena, fl_partner **ret_partners, int64_t **ret_rows, size_t *ret_count,
			   fl_error *err);

typedef struct fl_matching_record {
	bool done; /* there is one */
	int outcome; /* fl_assign_outcome */
	int64_t total, bound;
	int single;
	bool settled;
	fl_str document;
} fl_matching_record;

fl_status fl_pairings_store(fl_store *store, const fl_facts *facts, const int64_t *partner_rows, const fl_pairing *pairings,
			    size_t count, fl_error *err);
/* By dream, and by place. */
fl_status fl_pairings_load(fl_store *store, const fl_facts *facts, const int64_t *partner_rows, size_t num_partners,
			   fl_arena *arena, fl_pairing **ret_pairings, size_t *ret_count, fl_error *err);
fl_status fl_matching_store(fl_store *store, const fl_matching_record *record, fl_error *err);
/* ret->done is false where nothing was matched. */
fl_status fl_matching_load(fl_store *store, fl_arena *arena, fl_matching_record *ret, fl_error *err);

typedef struct fl_rejected_row {
	fl_str path;
	int64_t line, column;
	fl_str code, reason, raw;
} fl_rejected_row;

fl_status fl_rejected_add(fl_store *store, int64_t file, const fl_rejected_row *row, fl_error *err);
/* Those of a file with this code. */
fl_status fl_rejected_drop(fl_store *store, int64_t file, const char *code, fl_error *err);
fl_status fl_rejected_load(fl_store *store, fl_arena *arena, fl_rejected_row **ret_rows, size_t *ret_count,
			   fl_error *err);

fl_status fl_finding_add(fl_store *store, const char *step, const fl_finding *finding, fl_error *err);
fl_status fl_findings_drop(fl_store *store, const char *step, fl_error *err);
fl_status fl_findings_move(fl_store *store, const char *from, const char *to, fl_error *err);
fl_status fl_findings_load(fl_store *store, fl_arena *arena, fl_result_note **ret_notes, size_t *ret_count,
			   fl_error *err);

/* Ids and organisations of the dreams of the governing import, in its order. */
fl_status fl_organisations_load(fl_store *store, fl_arena *arena, fl_str **ret_ids, fl_str **ret_organisations, size_t *ret_count,
				fl_error *err);

/* ---- flowers -- records_flowers.c --------------------------------------------------------------------------------
 */

/* Flowers given that count (events that repeat do not), by rows. */
fl_status fl_flowers_count(fl_store *store, int64_t *ret_count, fl_error *err);
/* What a dream's number in the ledger is in facts->dreams: one a name, FL_NOBODY (ledger.h) where it is none of these. */
fl_status fl_ledger_dreams(fl_store *store, const fl_facts *facts, fl_arena *arena, uint32_t **ret_dreams, size_t *ret_count,
			   fl_error *err);
/* Hands over each flower of the governing import: index of the dream, numbers of giver and kind (-1 unknown). */
typedef struct fl_flower_reader {
	void (*flower)(void *user, size_t dream, int64_t giver, int64_t kind, int64_t count);
	void *user;
} fl_flower_reader;
fl_status fl_flowers_read(fl_store *store, const fl_facts *facts, const fl_flower_reader *reader, fl_error *err);
/* Flowers a dream has in the ledger, 0 none; ret has facts->num_dreams slots. FL_ERANGE above 2^63-1. */
fl_status fl_flowers_sum(fl_store *store, const fl_facts *facts, int64_t *ret, fl_error *err);

/* ---- results -- records_tags.c, records_pairs.c, records_tallies.c, records_awards.c ------------------------------
 */

typedef struct fl_tag_record {
	fl_str category; /* "" none */
	bool unclear;
	bool decided; /* the category is that of a person, who may also say that there is none */
	int64_t limits;
	const fl_str *tags; /* given by packs and persons, sorted by bytes */
	size_t num_tags;
	const fl_str *added, *removed; /* by persons: some of 'tags'; what was taken away, of packs or stated; sorted by bytes */
	size_t num_added, num_removed;
	const fl_match *matches; /* 'dream' is the index */
	size_t num_matches;
} fl_tag_record;

fl_status fl_tag_records_store(fl_store *store, const fl_facts *facts, const fl_tag_record *records, fl_error *err);
/* One a dream, in the arena. */
fl_status fl_tag_records_load(fl_store *store, const fl_facts *facts, bool with_matches, fl_arena *arena,
			      fl_tag_record **ret_records, fl_error *err);

fl_status fl_pairs_store(fl_store *store, const fl_facts *facts, const fl_pair *pairs, size_t count, fl_error *err);
fl_status fl_pairs_load(fl_store *store, const fl_facts *facts, fl_arena *arena, fl_pair **ret_pairs,
			size_t *ret_count, fl_error *err);
fl_status fl_clusters_store(fl_store *store, const fl_facts *facts, const uint32_t *representative, fl_error *err);
fl_status fl_clusters_load(fl_store *store, const fl_facts *facts, fl_arena *arena, uint32_t **ret_representative,
			   fl_error *err);

/* ---- weights -- records_weights.c ------------------------------------------------------------------------------- */

typedef struct fl_weights { /* how many dreams have each gram (dedup/idf.h) */
	int64_t version;    /* 1, 2 ...; 0: there are none yet */
	fl_digest digest;   /* of the counts */
	fl_str counts;
} fl_weights;

fl_status fl_weights_add(fl_store *store, const fl_weights *weights, fl_error *err);
/* Those that govern. */
fl_status fl_weights_get(fl_store *store, fl_arena *arena, fl_weights *ret, fl_error *err);
/* What the last look for duplicates left for the next one, found with what 'key' is a digest of; no data where that is not there. */
fl_status fl_known_get(fl_store *store, const fl_digest *key, fl_arena *arena, fl_str *ret_bytes, fl_error *err);
fl_status fl_known_put(fl_store *store, const fl_digest *key, fl_str bytes, fl_error *err);
fl_status fl_known_drop(fl_store *store, fl_error *err);

/* ---- decisions -- records_decisions.c --------------------------------------------------------------------------- */

/* All fields but the id, which the row gets. */
fl_status fl_decision_add(fl_store *store, const fl_decision *decision, fl_error *err);
/* All that were ever made, in order. */
fl_status fl_decisions_load(fl_store *store, fl_arena *arena, fl_decision **ret_decisions, size_t *ret_count,
			    fl_error *err);
/* Those of later entries; in a copy that shows the round as it was, nowhere else. */
fl_status fl_decisions_drop_later(fl_store *store, int64_t seq, fl_error *err);

/* ---- the report of the official result -- records_official.c ------------------------------------------------------- */

typedef struct fl_official_file {
	fl_str name;
	fl_digest digest;
	fl_str bytes;
} fl_official_file;

fl_status fl_official_file_add(fl_store *store, int64_t seq, const fl_official_file *file, fl_error *err);
/* Those of the entry that approved, in the arena; and how many there are of all entries. */
fl_status fl_official_files_load(fl_store *store, int64_t seq, fl_arena *arena, fl_official_file **ret, size_t *ret_count, fl_error *err);
/* One of them; no data where it is not there. */
fl_status fl_official_file_get(fl_store *store, int64_t seq, fl_str name, fl_arena *arena, fl_str *ret_bytes, fl_error *err);
/* The last one of this name, with its entry; no data: there is none. */
fl_status fl_official_file_last(fl_store *store, fl_str name, fl_arena *arena, int64_t *ret_seq, fl_official_file *ret, fl_error *err);
fl_status fl_official_files_count(fl_store *store, int64_t *ret, fl_error *err);

typedef struct fl_official_payment {
	fl_str dream, pool;
	fl_money amount;
} fl_official_payment;

/* What each pool pays, dream by dream, out of the text of an official awards.json; FL_EPARSE where an amount is none. */
fl_status fl_official_payments_load(fl_store *store, fl_str text, fl_arena *arena, fl_official_payment **ret, size_t *ret_count, fl_error *err);

/* ---- after the award -- records_follow.c -------------------------------------------------------------------------- */

/* All fields but the id, which the row gets. */
fl_status fl_follow_add(fl_store *store, const fl_follow_event *event, fl_error *err);
/* All that were ever recorded, in order; the texts of an event live until 'visit' returns. Another status than FL_OK ends it. */
typedef fl_status (*fl_follow_visit)(void *user, const fl_follow_event *event, fl_error *err);
fl_status fl_follow_each(fl_store *store, fl_follow_visit visit, void *user, fl_error *err);
/* The same as a list in the arena. */
fl_status fl_follow_load(fl_store *store, fl_arena *arena, fl_follow_event **ret, size_t *ret_count, fl_error *err);
/* Those that take another back, without their numbers. */
fl_status fl_follow_undos_load(fl_store *store, fl_arena *arena, fl_follow_event **ret, size_t *ret_count, fl_error *err);

typedef struct fl_tally_record {
	fl_tally tally;
	int64_t threshold, threshold_givers;
	fl_standing standing;
	fl_ruled ruling; /* of a person, on whether it takes part */
	fl_str organisation; /* under whatever name it submitted the dream (steps/owners.h) */
} fl_tally_record;

fl_status fl_tallies_store(fl_store *store, const fl_facts *facts, const fl_tally_record *tallies, fl_error *err);
/* 'dream' of a day is the index. */
fl_status fl_tally_days_store(fl_store *store, const fl_facts *facts, const fl_tally_day *days, size_t count, fl_error *err);
fl_status fl_tally_days_load(fl_store *store, const fl_facts *facts, fl_arena *arena, fl_tally_day **ret_days,
			     size_t *ret_count, fl_error *err);
fl_status fl_tallies_load(fl_store *store, const fl_facts *facts, fl_arena *arena, fl_tally_record **ret_tallies,
			  fl_error *err);

/* Allocation, awards, payments and limits in tables; the proof beside them as JSON bytes that steps/ makes and reads.
 */
fl_status fl_allocation_store(fl_store *store, const fl_facts *facts, const fl_allocation *allocation, fl_str proof,
			      fl_published published, fl_error *err);
/* All but the proof, which is empty in *ret_allocation; its JSON lives in ret_allocation->arena. FL_ESTATE: none. */
fl_status fl_allocation_load(fl_store *store, const fl_facts *facts, fl_allocation **ret_allocation,
			     fl_str *ret_proof, fl_published *ret_published, fl_error *err);

typedef struct fl_verdict_record {
	bool verified;
	fl_str why;
	fl_str objective, optimum, bound; /* exact; bound "" where there is none */
} fl_verdict_record;

fl_status fl_verdict_store(fl_store *store, const fl_verdict_record *verdict, fl_error *err);
/* FL_ESTATE when there is none. */
fl_status fl_verdict_load(fl_store *store, fl_arena *arena, fl_verdict_record *ret, fl_error *err);

typedef struct fl_output_record {
	fl_str name;
	fl_digest digest;
	int64_t size;
} fl_output_record;

fl_status fl_output_add(fl_store *store, const fl_output_record *output, fl_error *err);
fl_status fl_outputs_load(fl_store *store, fl_arena *arena, fl_output_record **ret_outputs, size_t *ret_count,
			  fl_error *err);

/* SHA-256 over all that stands in the file as the work of a step: results, findings; for "init" the documents that govern, for
 * "import" the facts that do. */
fl_status fl_results_digest(fl_store *store, const char *step, fl_digest *ret_digest, fl_error *err);
/* The same results of two copies of one round file, row by row: how many tables differ, and, appended to 'first' where one does,
 * the first difference in words: "awards: dream 'd3': amount is 70000, made anew 60000". */
fl_status fl_results_compare(fl_store *store, fl_store *anew, const char *step, size_t *ret_tables, fl_buf *first,
			     fl_error *err);
/* Drop the results of a step: "tag", "dedup", "tally", "allocate", "verify", "report"; facts are never dropped. */
fl_status fl_results_drop(fl_store *store, const char *step, fl_error *err);

#endif
