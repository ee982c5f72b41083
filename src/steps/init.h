/* SPDX-License-Identifier: Apache-2.0
 *
 * init.h - what run needs of the first step.
 */
#ifndef FL_STEPS_INIT_H
#define FL_STEPS_INIT_H

#include "base/buf.h"
#include "steps/source.h"
#include "steps/step.h"

/* Lay a loaded source down in an open store, as one step. 'reveal' (NULL: none): with this act, in the same transaction. Under a seal a
 * change needs options->unseal. */
fl_status fl_init_store(fl_store *store, fl_source *source, const fl_options *options, const fl_act *reveal,
			fl_init_summary *ret_summary, fl_error *err);

/* The id of a round as the name of a file: what cannot stand in one becomes '_'. */
void fl_init_file_name(fl_str id, const char *suffix, fl_buf *ret);

#endif
