/* SPDX-License-Identifier: Apache-2.0
 *
 * setting.h - reading one setting of round.json: a word out of a few, an amount, a share. Errors have their place.
 */
#ifndef FL_DOMAIN_SETTING_H
#define FL_DOMAIN_SETTING_H

#include "base/alloc.h"
#include "base/json.h"
#include "domain/money.h"

/* Index of object[key] in the NULL-terminated list of words; 'fallback' where the key is absent. The error names
 * the words that would do. */
fl_status fl_setting_choice(fl_json object, const char *key, const char *const *words, int fallback, int *ret,
			    fl_error *err);

/* object[key] as an amount in major units, text or a number; absent: *ret_has (may be NULL) is false, *ret is 0. */
fl_status fl_setting_amount(fl_json object, const char *key, const fl_currency *currency, fl_money *ret,
			    bool *ret_has, fl_error *err);

/* object[key] as a share between 0 and 1, text or a number. Absent: *ret_has is false. */
fl_status fl_setting_share(fl_json object, const char *key, fl_share *ret, bool *ret_has, fl_error *err);

/* The same for a ratio, which may exceed 1: at most 'max_whole'. */
fl_status fl_setting_ratio(fl_json object, const char *key, int64_t max_whole, fl_share *ret, bool *ret_has,
			   fl_error *err);

/* object[key] as text without control characters, at most 'max' bytes, copied into the arena; absent: "". */
fl_status fl_setting_text(fl_json object, const char *key, size_t max, fl_arena *arena, fl_str *ret, fl_error *err);

#endif
