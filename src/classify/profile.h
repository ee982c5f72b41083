/* SPDX-License-Identifier: Apache-2.0
 *
 * profile.h - where the time of matching goes, pattern by pattern.
 */
#ifndef FL_CLASSIFY_PROFILE_H
#define FL_CLASSIFY_PROFILE_H

#include "base/buf.h"
#include "classify/tag.h"

typedef struct fl_profile fl_profile;

/* The packs must outlive it. 'clock': see florin.h. */
fl_status fl_profile_open(const fl_pack *const *packs, size_t num_packs, fl_clock clock, fl_profile **ret,
			  fl_error *err);
void fl_profile_free(fl_profile *profile);
fl_status fl_profile_add(fl_profile *profile, const fl_tag_input *input, fl_error *err);
fl_status fl_profile_write_json(const fl_profile *profile, fl_buf *buf, fl_error *err);
fl_status fl_profile_write_words(const fl_profile *profile, fl_buf *buf, fl_error *err);

#endif
