/* SPDX-License-Identifier: Apache-2.0
 *
 * error.h - filling the caller's fl_error, and passing a failure on.
 */
#ifndef FL_BASE_ERROR_H
#define FL_BASE_ERROR_H

#include "florin.h"

/* Fill *err (may be NULL) unless an inner call already did, and return 'status'. Control characters
 * in the message are escaped, so hostile text is harmless on a terminal. */
fl_status fl_error_set(fl_error *err, fl_status status, const char *fmt, ...) FL_PRINTF(3, 4);
/* The same with a place. 'source' may be NULL; line and column may be 0. */
fl_status fl_error_at(fl_error *err, fl_status status, const char *source, int64_t line, int64_t column,
                      const char *fmt, ...) FL_PRINTF(6, 7);
/* What failed is what the caller said, not what a file holds: FL_EINVAL, FL_EPARSE, FL_ERANGE and FL_ENOTFOUND become FL_EARGUMENT. */
fl_status fl_error_argument(fl_error *err, fl_status status);
/* Name the source of an error that has none yet (an outer call knows the file). Returns err->status. */
fl_status fl_error_source(fl_error *err, const char *source);

/* Around a format, or a text that fills one, that becomes part of a finding by another way than fl_report or the functions that
 * refuse rows: whatever can stand in a finding has a Chinese sentence in report/messages_*.h, and tests/repo/check_messages looks for it. */
#define FL_MESSAGE(format) format

#define fl_enomem(err) fl_error_set((err), FL_ENOMEM, "out of memory")

/* For functions that hold nothing. A function that holds something has one label 'done'. */
#define FL_TRY(call)                                 \
	do {                                         \
		fl_status fl_try_status_ = (call);   \
		if (fl_try_status_ != FL_OK)         \
			return fl_try_status_;       \
	} while (0)

/* Report one finding; safe with a NULL or empty listener. */
void fl_report(const fl_listener *to, fl_severity severity, const char *code, const char *source,
               int64_t line, int64_t column, const char *subject, const char *fmt, ...) FL_PRINTF(8, 9);

#endif
