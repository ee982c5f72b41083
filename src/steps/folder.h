/* SPDX-License-Identifier: Apache-2.0
 *
 * folder.h - several files appear in a folder together: written into a scratch folder beside it, moved in at the end.
 */
#ifndef FL_STEPS_FOLDER_H
#define FL_STEPS_FOLDER_H

#include "base/buf.h"

typedef struct fl_folder {
	fl_buf target, scratch; /* paths, NUL-terminated */
	bool durable;           /* commit waits until all is on the disk */
	bool ready;
	int held;               /* a descriptor of the scratch folder plus 1: it is locked while somebody works in it; 0 none */
} fl_folder;

/* Make the scratch folder; remove those that killed processes left beside it. Nothing of 'target' is made or touched yet. */
fl_status fl_folder_begin(fl_folder *folder, const char *target, bool durable, fl_error *err);
/* Write a new file in the scratch folder; 'name' may have one folder in front ("bundle/proof.json"). */
fl_status fl_folder_write(const fl_folder *folder, const char *name, fl_str bytes, fl_error *err);
/* A path in it. */
fl_status fl_folder_path(const fl_folder *folder, bool in_target, const char *name, fl_buf *ret, fl_error *err);
/* Bring all bytes to the disk, and see that every file can be moved: what is left is renaming. */
fl_status fl_folder_ready(fl_folder *folder, fl_error *err);
/* The same, where it was not called; make the target where it is absent and move every file of the scratch folder into it, over what is there. */
fl_status fl_folder_commit(fl_folder *folder, fl_error *err);
/* A failure in the scratch folder is told as one of the target, which is what people know. */
void fl_folder_tell(const fl_folder *folder, fl_error *err);
/* Remove what is left of the scratch folder; after a begin that failed, too. */
void fl_folder_end(fl_folder *folder);

#endif
