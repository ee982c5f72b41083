/* SPDX-License-Identifier: Apache-2.0
 *
 * record_check.h - one record, field by field: what is the same for dreams and partners.
 *
 * A check that rejects the record returns FL_OK, as fl_record_reject does, and sets 'rejected'; FL_NEXT goes on only where neither
 * happened.
 */
#ifndef FL_INGEST_RECORD_CHECK_H
#define FL_INGEST_RECORD_CHECK_H

#include "ingest/record.h"

#define FL_RECORD_ID_MAX 200 /* bytes */

typedef struct fl_record_check {
	const fl_record *record;
	bool rejected;
	fl_error *err;
} fl_record_check;

#define FL_REJECT(c, field, code, ...)                                                                               \
	((c)->rejected = true, fl_record_reject((c)->record, (field), (code), (c)->err, __VA_ARGS__))

#define FL_NEXT(c, call)                                                                                             \
	do {                                                                                                         \
		FL_TRY(call);                                                                                        \
		if ((c)->rejected)                                                                                   \
			return FL_OK;                                                                                \
	} while (0)

/* The ids of a file, each with the line in which it stands. */
typedef struct fl_record_ids {
	fl_map lines;
	fl_arena arena;
} fl_record_ids;

void fl_record_ids_release(fl_record_ids *ids);

/* The text of a field, of at most 'max' bytes. */
fl_status fl_check_text(fl_record_check *c, size_t field, size_t max, fl_str *ret);
/* An id that stands in 'field' and is not empty; *ret_first: the line in which it stands already, 0 where it is new. Ask for it last: the
 * id of a rejected row may come again, mended. */
fl_status fl_check_id(fl_record_check *c, size_t field, fl_record_ids *ids, fl_str *ret, size_t *ret_first);
/* Is the currency of the record, where it names one, the round's? */
fl_status fl_check_currency(fl_record_check *c, size_t field);

#endif
