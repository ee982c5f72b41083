/* SPDX-License-Identifier: Apache-2.0
 *
 * same_name.h - do two names of people say the same, however they are typed?
 */
#ifndef FL_STEPS_SAME_NAME_H
#define FL_STEPS_SAME_NAME_H

#include "florin.h"

/* By their letters and digits alone: width, case, blanks, traditional or simplified characters say nothing. *ret: 1 yes, 0 no, -1
 * where one of them has no letter: nobody says. Two persons may have one name, so this is evidence and no proof. */
fl_status fl_same_name(fl_str a, fl_str b, int *ret, fl_error *err);

#endif
