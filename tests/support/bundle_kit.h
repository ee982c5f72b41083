/* SPDX-License-Identifier: Apache-2.0
 *
 * bundle_kit.h - the files of a bundle from records of a test, and a folder that holds them.
 */
#ifndef BUNDLE_KIT_H
#define BUNDLE_KIT_H

#include "base/file.h"
#include "base/str.h"
#include "domain/bundle_facts.h"
#include "domain/proof_json.h"

#include <stdio.h>

enum { BUNDLE_FILES = 7 }; /* beside the manifest */

static const char *const bundle_names[BUNDLE_FILES] = { FL_BUNDLE_ROUND,  FL_BUNDLE_FACTS,  FL_BUNDLE_DREAMS, FL_BUNDLE_FLOWERS,
							FL_BUNDLE_EARNED, FL_BUNDLE_AWARDS, FL_BUNDLE_PROOF };

/* Candidates as facts: each stands for itself, with a threshold of its own and its tally as a ready total. 'ret' has room. */
static inline void bundle_stated_facts(const fl_candidate *dreams, size_t count, fl_dream_fact *ret)
{
	for (size_t i = 0; i < count; i++)
		ret[i] = (fl_dream_fact){ .dream = dreams[i],
					  .representative = (uint32_t)i,
					  .threshold = dreams[i].threshold,
					  .stated_flowers = dreams[i].tally,
					  .stated_givers = -1 };
}

/* The files of a round without a ledger, in the order of bundle_names. */
static inline void bundle_print(fl_buf texts[BUNDLE_FILES], fl_str round, const fl_bundle_facts *facts,
				const fl_round_spec *spec, const fl_candidate *dreams, const fl_allocation *allocation)
{
	for (int i = 0; i < BUNDLE_FILES; i++)
		fl_buf_init(&texts[i], 1 << 24);
	fl_buf_str(&texts[0], round);
	fl_bundle_facts_print(&texts[1], facts);
	fl_bundle_dreams_print(&texts[2], facts);
	fl_bundle_flowers_begin(&texts[3], fl_bundle_with_times(spec));
	fl_bundle_earned_begin(&texts[4]);
	fl_bundle_awards(&texts[5], spec, dreams, allocation);
	fl_proof_print(&texts[6], allocation->proof);
}

static inline void bundle_write_file(const char *folder, const char *name, fl_str bytes)
{
	char path[300];
	fl_error err = FL_ERROR_INIT;
	snprintf(path, sizeof path, "%s/%s", folder, name);
	if (fl_file_replace(path, bytes, &err) != FL_OK)
		fail_msg("%s", err.message);
}

/* All files, with an honest manifest of whatever they are. */
static inline void bundle_write(const char *folder, const fl_buf texts[BUNDLE_FILES])
{
	fl_bundle_file files[BUNDLE_FILES];
	fl_buf manifest;
	fl_buf_init(&manifest, 1 << 20);
	for (int i = 0; i < BUNDLE_FILES; i++) {
		files[i] = fl_bundle_file_of(bundle_names[i], fl_buf_view(&texts[i]));
		bundle_write_file(folder, bundle_names[i], fl_buf_view(&texts[i]));
	}
	fl_bundle_manifest(&manifest, files, BUNDLE_FILES);
	bundle_write_file(folder, FL_BUNDLE_MANIFEST, fl_buf_view(&manifest));
	fl_buf_release(&manifest);
}

static inline void bundle_release(fl_buf texts[BUNDLE_FILES])
{
	for (int i = 0; i < BUNDLE_FILES; i++)
		fl_buf_release(&texts[i]);
}

static inline void bundle_remove(const char *folder)
{
	char path[300];
	for (int i = 0; i < BUNDLE_FILES; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, bundle_names[i]);
		remove(path);
	}
	snprintf(path, sizeof path, "%s/%s", folder, FL_BUNDLE_MANIFEST);
	remove(path);
	remove(folder);
}

#endif
