/* SPDX-License-Identifier: Apache-2.0
 *
 * receipt.h - what shows one dream that its award is under the root of the journal that everybody can see.
 *
 *     { "format": "florin-receipt/1",
 *       "award": "{\"award\":48600000,…}",                          the leaf of the tree of awards
 *       "awards": { "index": 0, "size": 190, "path": ["…", …] },      leads from it to the root of that tree
 *       "entry": "{…,\"awards\":\"…\",…,\"step\":\"allocate\"}",      the entry that holds this root
 *       "journal": { "index": 5, "size": 7, "path": ["…", …] },       leads from it to
 *       "root": "…" }                                                the root of the journal
 *
 * Paths are base64 (without padding), so that a receipt of a round of 100,000 dreams stays under 2 kB; the root is hexadecimal, as it
 * stands on the report.
 */
#ifndef FL_DOMAIN_RECEIPT_H
#define FL_DOMAIN_RECEIPT_H

#include "base/alloc.h"
#include "base/buf.h"
#include "base/merkle.h"

typedef struct fl_receipt_place {
	int64_t index, size;
	fl_merkle_proof path;
} fl_receipt_place;

typedef struct fl_receipt {
	fl_str award, entry;
	fl_receipt_place awards, journal;
	fl_digest root;
} fl_receipt;

void fl_receipt_print(fl_buf *buf, const fl_receipt *receipt);
/* FL_EPARSE, FL_EINVAL: it is no receipt. Texts are copied into the arena. */
fl_status fl_receipt_read(fl_str text, const char *source, fl_arena *arena, fl_receipt *ret, fl_error *err);
/* Does it lead from the award to its root? 'why' says what does not, "" nothing. */
bool fl_receipt_leads(const fl_receipt *receipt, char *why, size_t size);

#endif
