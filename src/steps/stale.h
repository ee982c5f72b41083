/* SPDX-License-Identifier: Apache-2.0
 *
 * stale.h - what stands in a folder where results are about to appear: whose it is, and what of it the new ones do not replace.
 *
 * Florin replaces and removes what it made, and nothing else. It made a file whose bytes a round file says it wrote, a file that the manifest of
 * a bundle lists, and, of the results that always appear together, those beside a result.json of its own. What has another content under a
 * name that is about to be written is somebody's, and refused.
 *
 * A bundle is believed as a whole: one file more, and the checker rightly refuses it. So what the manifest that stands there lists goes
 * before a new one is moved in, and a file that it does not list is refused, too. So do results go that are not made each time, where their
 * bytes are those that were written last.
 */
#ifndef FL_STEPS_STALE_H
#define FL_STEPS_STALE_H

#include "steps/folder.h"
#include "store/records.h"

/* Just before fl_folder_commit: FL_ESTATE names a file that Florin did not make, and nothing is changed. 'written': what the round file
 * says was written before this. A manifest that nobody can read lists nothing. */
fl_status fl_stale_remove(const fl_folder *folder, const fl_output_record *written, size_t num_written, fl_error *err);

#endif
