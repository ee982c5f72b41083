/* SPDX-License-Identifier: Apache-2.0
 *
 * libraries.c - the libraries that a step computes with, as they run.
 *
 * Only those on which an answer could depend: reading JSON and CSV leaves facts, which are bound by their own digest.
 */
#include "steps/libraries.h"

#include "allocate/allocate.h"
#include "classify/pattern.h"
#include "text/normalise.h"

#include <gmp.h>
#include <string.h>

void fl_libraries_put(fl_json_writer *j, const char *step)
{
	bool tag = strcmp(step, "tag") == 0, dedup = strcmp(step, "dedup") == 0, allocate = strcmp(step, "allocate") == 0;
	bool rational = allocate || strcmp(step, "tally") == 0 || strcmp(step, "verify") == 0;
	char pcre2[FL_PCRE2_VERSION_MAX];
	if (!tag && !dedup && !rational)
		return;
	fl_json_put_key(j, "libraries");
	fl_json_begin_object(j);
	if (allocate)
		fl_json_kv_z(j, "glpk", fl_allocate_library());
	if (rational)
		fl_json_kv_z(j, "gmp", gmp_version);
	if (tag) {
		fl_pattern_library(pcre2);
		fl_json_kv_z(j, "pcre2", pcre2);
	}
	if (tag || dedup)
		fl_json_kv_z(j, "utf8proc", fl_normal_library());
	fl_json_end_object(j);
}
