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

static bool computes(const char *step, const char *const *steps)
{
	while (*steps && strcmp(*steps, step) != 0)
		steps++;
	return *steps != NULL;
}

static const char *const by_glpk[] = { "allocate", "match", NULL };
static const char *const by_gmp[] = { "tally", "allocate", "verify", "match", NULL };
static const char *const by_pcre2[] = { "tag", NULL }, *const by_utf8proc[] = { "tag", "dedup", "match", NULL };

bool fl_libraries_any(const char *step)
{
	return computes(step, by_gmp) || computes(step, by_utf8proc);
}

void fl_libraries_put(fl_json_writer *j, const char *step)
{
	char pcre2[FL_PCRE2_VERSION_MAX];
	fl_json_begin_object(j);
	if (computes(step, by_glpk))
		fl_json_kv_z(j, "glpk", fl_allocate_library());
	if (computes(step, by_gmp))
		fl_json_kv_z(j, "gmp", gmp_version);
	if (computes(step, by_pcre2)) {
		fl_pattern_library(pcre2);
		fl_json_kv_z(j, "pcre2", pcre2);
	}
	if (computes(step, by_utf8proc))
		fl_json_kv_z(j, "utf8proc", fl_normal_library());
	fl_json_end_object(j);
}
