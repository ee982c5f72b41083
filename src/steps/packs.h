/* SPDX-License-Identifier: Apache-2.0
 *
 * packs.h - several rule packs, parsed and ready to scan.
 */
#ifndef FL_STEPS_PACKS_H
#define FL_STEPS_PACKS_H

#include "classify/pack.h"
#include "store/records.h"

typedef struct fl_packs {
	fl_pack **items;
	size_t len;
	int64_t num_rules;
} fl_packs;

/* From the documents of a round. Release also after a failure. Packs are compiled side by side on 'threads'. */
fl_status fl_packs_from_documents(fl_packs *packs, const fl_document *documents, size_t count, int threads,
				  fl_error *err);
/* By name or path, as the commands on rules take them. */
fl_status fl_packs_from_names(fl_packs *packs, const char *const *names, size_t count, int threads, fl_error *err);
void fl_packs_release(fl_packs *packs);

#endif
