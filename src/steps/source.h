/* SPDX-License-Identifier: Apache-2.0
 *
 * source.h - what a person gives as INPUT: a round.json or a Pabulib .pb, the changes laid over it, and its rule
 * packs.
 */
#ifndef FL_STEPS_SOURCE_H
#define FL_STEPS_SOURCE_H

#include "base/alloc.h"
#include "base/json.h"
#include "domain/round.h"
#include "store/records.h"

#define FL_ROUND_FILE_MAX ((size_t)64 << 20) /* bytes of a round.json or a pack */
#define FL_MODEL_FILE_MAX ((size_t)1 << 20)  /* bytes of a foundation's own model */
#define FL_ROLE_MODEL     "model"            /* its document */
#define FL_DATA_FILE_MAX  ((size_t)2 << 30)  /* bytes of a file that is read as a whole */

typedef struct fl_source {
	fl_arena arena;
	fl_json_doc *json; /* the governing round */
	fl_round_spec *spec;
	fl_document *documents; /* as the store keeps them */
	size_t num_documents;
} fl_source;

/* Read, change, check. Release also after a failure. */
fl_status fl_source_load(fl_source *source, const char *path, const fl_settings *settings, fl_error *err);
void fl_source_release(fl_source *source);

/* A scenario of the round whose documents these are: its changes out of "scenarios" (name "": none), else, without 'settings', those of
 * 'kept', the round.json of a scenario that was run under this name ("": none); then 'settings', which are kept with it. Packs come from the documents
 * where they are there, else as fl_source_pack finds them beside the round. FL_ENOTFOUND: no such scenario, and no settings
 * either. The documents outlive it. */
fl_status fl_source_scenario(fl_source *source, const fl_document *documents, size_t num_documents, fl_str name, fl_str kept,
			     const fl_settings *settings, fl_error *err);

/* Is the member the same in both rounds, whatever the order of keys within? */
bool fl_source_same_member(fl_json a, fl_json b, fl_str key);

/* The bytes of a pack: shipped under this name, else the file 'name' beside 'beside' (NULL: where we are). *ret_path
 * is "" for a shipped one; both live in the arena. */
fl_status fl_source_pack(fl_str name, const char *beside, fl_arena *arena, fl_str *ret_path, fl_str *ret_bytes,
			 fl_error *err);
bool fl_source_is_shipped(fl_str name);
/* A whole file into the arena. */
fl_status fl_source_read(const char *path, size_t max, fl_arena *arena, fl_str *ret_bytes, fl_error *err);

#endif
