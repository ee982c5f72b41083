/* SPDX-License-Identifier: Apache-2.0
 *
 * source_aliases.h - the names of organisations out of a table beside the round.
 */
#ifndef FL_STEPS_SOURCE_ALIASES_H
#define FL_STEPS_SOURCE_ALIASES_H

#include "steps/source.h"

#define FL_ROLE_ALIASES "aliases" /* the document of the table, with its digest */

/* Where the round names one ("aliases": "names.csv"): read it and lay it into *json, so that the text that governs says all by itself, for
 * limits, seal, bundle and checker. The spec is parsed anew; *ret_table is the document, with no bytes where there is none. */
fl_status fl_source_lay_aliases(fl_source *source, const char *beside, fl_str *json, fl_document *ret_table, fl_error *err);

#endif
