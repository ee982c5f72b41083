/* SPDX-License-Identifier: Apache-2.0
 *
 * stale.h - what former results left in a folder and the new ones do not replace.
 *
 * A bundle is believed as a whole: one file of another bundle beside it, and the checker rightly refuses it. So what the manifest that stands
 * there lists goes before a new one is moved in, and so do results that are not made each time. Files that Florin did not write stay.
 */
#ifndef FL_STEPS_STALE_H
#define FL_STEPS_STALE_H

#include "steps/folder.h"

/* Just before fl_folder_commit. A manifest that nobody can read lists nothing. */
fl_status fl_stale_remove(const fl_folder *folder, fl_error *err);

#endif
