/* SPDX-License-Identifier: Apache-2.0
 *
 * round_parse.h - the parts of fl_round_parse, one file each; nobody else includes this.
 */
#ifndef FL_DOMAIN_ROUND_PARSE_H
#define FL_DOMAIN_ROUND_PARSE_H

#include "domain/round.h"

/* "dreams", "flowers", "rules" */
fl_status fl_round_parse_inputs(fl_json root, fl_round_spec *spec, fl_error *err);
/* One file of the round, or the table of "organisations". */
fl_status fl_round_parse_input(fl_json v, fl_arena *arena, fl_input *ret, fl_error *err);
/* "pools", "groups"; the currency and the policy are known by then. */
fl_status fl_round_parse_limits(fl_json root, fl_round_spec *spec, fl_error *err);
/* "organisations" */
fl_status fl_round_parse_organisations(fl_json root, fl_round_spec *spec, fl_error *err);
/* "decisions" */
fl_status fl_round_parse_decisions(fl_json root, fl_round_spec *spec, fl_error *err);

/* root[key] as an array: absent or null counts as empty, at most 'max' elements. */
fl_status fl_round_take_array(fl_json root, const char *key, size_t max, fl_json *ret, fl_error *err);
/* root[key] as an object that has only these keys; absent: *ret is absent. */
fl_status fl_round_take_object(fl_json root, const char *key, const char *const *keys, fl_json *ret, fl_error *err);

#endif
