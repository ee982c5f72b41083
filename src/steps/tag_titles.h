/* SPDX-License-Identifier: Apache-2.0
 *
 * tag_titles.h - what the rule packs of a round call their tags, for whoever shows them.
 */
#ifndef FL_STEPS_TAG_TITLES_H
#define FL_STEPS_TAG_TITLES_H

#include "domain/round.h"
#include "store/records.h"

/* Into spec->tag_titles, once; 'documents' are those of the round file. */
fl_status fl_tag_titles_load(fl_round_spec *spec, const fl_document *documents, size_t num_documents, fl_error *err);

#endif
