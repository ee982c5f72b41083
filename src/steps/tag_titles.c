/* SPDX-License-Identifier: Apache-2.0
 *
 * tag_titles.c - what the rule packs of a round call their tags.
 */
#include "steps/tag_titles.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "classify/pack_titles.h"
#include "steps/shelf.h"

/* Packs that others extend come first, so that those may call a tag something else. */
static size_t gather(const fl_document *documents, size_t num_documents, fl_str *packs)
{
	size_t count = 0;
	for (int extended = 1; extended >= 0; extended--)
		for (size_t i = 0; i < num_documents; i++)
			if (fl_str_eqz(documents[i].role, extended ? FL_ROLE_BASE : "pack"))
				packs[count++] = documents[i].bytes;
	return count;
}

fl_status fl_tag_titles_load(fl_round_spec *spec, const fl_document *documents, size_t num_documents, fl_error *err)
{
	if (spec->tag_titles.items)
		return FL_OK;
	fl_str *packs = fl_alloc_array(num_documents + 1, sizeof *packs);
	if (!packs)
		return fl_enomem(err);
	fl_status status = fl_pack_titles(packs, gather(documents, num_documents, packs), &spec->arena, &spec->tag_titles, err);
	fl_free(packs);
	return status;
}
