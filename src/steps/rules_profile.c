/* SPDX-License-Identifier: Apache-2.0
 *
 * rules_profile.c - where the time of rule packs goes on a table.
 */
#include "base/error.h"
#include "classify/profile.h"
#include "steps/give.h"
#include "steps/step.h"
#include "steps/table_tagging.h"

static fl_status time_batch(void *user, fl_table_rows *rows, fl_error *err)
{
	fl_tag_input *inputs = NULL;
	FL_TRY(fl_rows_inputs(rows, &inputs, err));
	for (size_t i = 0; i < rows->rows.len; i++)
		FL_TRY(fl_profile_add(user, &inputs[i], err));
	return FL_OK;
}

static fl_status give(const fl_profile *profile, bool json, fl_text *ret_text, fl_error *err)
{
	fl_buf buf;
	fl_buf_init(&buf, FL_BUF_MAX_DEFAULT);
	fl_status status =
	    json ? fl_profile_write_json(profile, &buf, err) : fl_profile_write_words(profile, &buf, err);
	if (status == FL_OK)
		status = fl_give_text(&buf, ret_text, err);
	fl_buf_release(&buf);
	return status;
}

fl_status fl_rules_profile(const char *const *packs, size_t num_packs, const fl_table *table, fl_clock clock,
			   bool json, const fl_options *options, fl_text *ret_text, fl_error *err)
{
	fl_packs loaded;
	fl_table_rows rows = { 0 };
	fl_profile *profile = NULL;
	*ret_text = (fl_text){ NULL, 0 };
	fl_status status = fl_packs_from_names(&loaded, packs, num_packs, fl_options_threads(options), err);
	if (status == FL_OK)
		status = fl_profile_open((const fl_pack *const *)loaded.items, loaded.len, clock, &profile, err);
	if (status == FL_OK)
		status = fl_table_rows_read(&rows, table, FL_TAGGING_BATCH, options ? &options->findings : NULL,
					    time_batch, profile, err);
	if (status == FL_OK)
		status = give(profile, json, ret_text, err);
	fl_table_rows_release(&rows);
	fl_profile_free(profile);
	fl_packs_release(&loaded);
	return status;
}
