/* SPDX-License-Identifier: Apache-2.0
 *
 * translate.h - run florin-translate: a foundation's own model and the data of a round become a matrix, in a process of its own.
 */
#ifndef FL_STEPS_TRANSLATE_H
#define FL_STEPS_TRANSLATE_H

#include "base/buf.h"

typedef struct fl_translation {
	const char *translator; /* path of the program */
	fl_str model, data;
	const char *name;      /* of the model, for messages */
	int seconds, megabytes; /* of processor time, of memory: safety limits, not part of any result */
} fl_translation;

#define FL_TRANSLATE_SECONDS   60
#define FL_TRANSLATE_MEGABYTES 2048

/* FL_EINVAL: the model is wrong, with its line; FL_ERANGE: it needs too much; FL_EIO: the program cannot be run. */
fl_status fl_translate(const fl_translation *translation, fl_buf *ret_problem, fl_error *err);

#endif
