/* SPDX-License-Identifier: Apache-2.0
 *
 * finding_log.h - a listener that writes findings as lines: "code subject line:column message".
 */
#ifndef FL_TESTS_FINDING_LOG_H
#define FL_TESTS_FINDING_LOG_H

#include "base/buf.h"
#include "florin.h"

static inline void log_finding(void *user, const fl_finding *f)
{
	static const char letters[] = "nwe";

	fl_buf_printf(user, "%c %s %s %d:%d %s\n", letters[f->severity], f->code, f->subject, (int)f->line,
		      (int)f->column, f->message);
}

static inline fl_listener finding_log(fl_buf *log)
{
	fl_buf_init(log, (size_t)1 << 20);
	fl_buf_puts(log, "");
	return (fl_listener){ log_finding, log };
}

#endif
