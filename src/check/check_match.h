/* SPDX-License-Identifier: Apache-2.0
 *
 * check_match.h - match.json of a bundle: the dreams that are to be matched, and no better matching.
 */
#ifndef FL_CHECK_CHECK_MATCH_H
#define FL_CHECK_CHECK_MATCH_H

#include "check/read_bundle.h"

/* Dreams and what they bring are compared with the facts and awards of the bundle, the rest proves itself. */
fl_status fl_check_match(fl_str text, fl_bundle *bundle, fl_verdict *verdict, fl_error *err);

#endif
