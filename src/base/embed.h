/* SPDX-License-Identifier: Apache-2.0
 *
 * embed.h - files that the build puts into the program: rule packs, models, schema.sql, page templates.
 */
#ifndef FL_BASE_EMBED_H
#define FL_BASE_EMBED_H

#include <stddef.h>

typedef struct fl_embedded {
	const char *name;  /* file name without folder; NULL ends the table */
	const char *bytes; /* a NUL stands behind them */
	size_t len;
} fl_embedded;

extern const fl_embedded fl_embedded_packs[];   /* rules/<name>.json */
extern const fl_embedded fl_embedded_models[];  /* models/<name>.mod */
extern const fl_embedded fl_embedded_schema[];  /* store/schema.sql */
extern const fl_embedded fl_embedded_page[];    /* report/page/<name>, traditional.txt */

#endif
