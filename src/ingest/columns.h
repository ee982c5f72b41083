/* SPDX-License-Identifier: Apache-2.0
 *
 * columns.h - which column is which field: by its header, English or Chinese, or by input->columns.
 */
#ifndef FL_INGEST_COLUMNS_H
#define FL_INGEST_COLUMNS_H

#include "domain/round.h"

/* One field of a record. Names are what headers say, lower case, parted by '|'; weak names count only where no strong
 * one is there ("预算" is the request unless there is a column "申请金额"). */
typedef struct fl_field_def {
	const char *name;
	const char *names, *weak;
	bool amount; /* headers may carry a unit: 金额（万元） */
} fl_field_def;

typedef struct fl_schema {
	const fl_field_def *fields;
	size_t num_fields;
	const char *what; /* "dreams", "flowers" */
	uint32_t lists;   /* bit f: field f may be a JSON list of texts */
} fl_schema;

enum fl_dream_field {
	FL_DREAM_ID,
	FL_DREAM_TITLE,
	FL_DREAM_BODY,
	FL_DREAM_ORGANISATION,
	FL_DREAM_AUTHOR,
	FL_DREAM_REGION,
	FL_DREAM_CATEGORY,
	FL_DREAM_TAGS,
	FL_DREAM_REQUEST,
	FL_DREAM_RAISED,
	FL_DREAM_CURRENCY,
	FL_DREAM_SUBMITTED,
	FL_DREAM_FLOWERS,
	FL_DREAM_THRESHOLD,
	FL_DREAM_GIVERS,
	FL_DREAM_FIELDS
};

enum fl_flower_field {
	FL_FLOWER_DREAM,
	FL_FLOWER_GIVER,
	FL_FLOWER_KIND,
	FL_FLOWER_EVENT,
	FL_FLOWER_COUNT,
	FL_FLOWER_GIVEN,
	FL_FLOWER_FIELDS
};

enum fl_partner_field {
	FL_PARTNER_ID,
	FL_PARTNER_NAME,
	FL_PARTNER_FIELDS_OF_WORK,
	FL_PARTNER_REGIONS,
	FL_PARTNER_WORDS,
	FL_PARTNER_MOST,
	FL_PARTNER_LEAST,
	FL_PARTNER_MONEY,
	FL_PARTNER_CURRENCY,
	FL_PARTNER_WISHES,
	FL_PARTNER_EXCLUSIONS,
	FL_PARTNER_FIELDS
};

enum fl_alias_field { FL_ALIAS_NAME, FL_ALIAS_ALIAS, FL_ALIAS_FIELDS };

#define FL_FIELDS_MAX  16
#define FL_HITS_MAX    4
#define FL_COLUMNS_MAX 2000

/* Earned flowers have the fields of given ones; a dream means nothing for them. */
extern const fl_schema fl_dream_schema, fl_flower_schema, fl_earned_schema, fl_partner_schema, fl_alias_schema;

/* What a header (or a JSON key) means. Of two columns for one field the lower rank wins; among mapped ones
 * (rank < FL_RANK_STRONG) an empty cell gives way to the next. */
#define FL_RANK_STRONG 1000
#define FL_RANK_WEAK   2000

typedef struct fl_column {
	struct {
		uint8_t field;
		uint16_t rank;
	} hits[FL_HITS_MAX];
	size_t num_hits;
	const char *unit; /* of amounts: "" as the round's, "万" and the like, "minor" */
	bool ignored;     /* somebody said so */
} fl_column;

/* 'currency' may be NULL where no field is an amount. */
fl_status fl_column_classify(const fl_schema *schema, fl_str header, const fl_input *input,
			     const fl_currency *currency, fl_column *ret, fl_error *err);
/* Is every field of input->columns one of the schema's? */
fl_status fl_columns_check_mapping(const fl_schema *schema, const fl_input *input, fl_error *err);
/* Nearest field or known header, for "did you mean"; "" when nothing is near. */
fl_str fl_column_near(const fl_schema *schema, fl_str header);
/* Report a column that no field uses. */
void fl_column_report_unknown(const fl_schema *schema, fl_str header, const char *source, int64_t line,
			      int64_t column, const fl_listener *findings);

/* The whole header of a table: classify, report what is not used, refuse what is missing or stands twice.
 * 'columns' has room for 'count'. 'line' is that of the header. */
fl_status fl_columns_find(const fl_schema *schema, const fl_str *headers, size_t count, const fl_input *input,
			  const fl_currency *currency, const char *source, int64_t line, const fl_listener *findings,
			  fl_column *columns, fl_error *err);

#endif
