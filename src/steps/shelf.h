/* SPDX-License-Identifier: Apache-2.0
 *
 * shelf.h - where the packs stand that other packs extend: among the documents of a round, shipped, or as files.
 */
#ifndef FL_STEPS_SHELF_H
#define FL_STEPS_SHELF_H

#include "base/vec.h"
#include "classify/pack.h"
#include "store/records.h"

#define FL_ROLE_BASE "pack-base" /* a document that packs of the round extend */

typedef struct fl_shelf {
	const fl_document *documents; /* looked through first; those of a round keep it as it was */
	size_t num_documents;
	bool files;                /* then shipped packs and files, too */
	FL_VEC(fl_document) found; /* what was asked for: borrowed from the documents, or in the arena */
	fl_arena arena;
} fl_shelf;

/* A name is that of a shipped pack, or a path beside the pack that names it. */
fl_pack_finder fl_shelf_finder(fl_shelf *shelf);
void fl_shelf_release(fl_shelf *shelf);

#endif
