/* SPDX-License-Identifier: Apache-2.0
 *
 * pack_load.h - what pack.c and pack_rule.c share while a pack is parsed. Nobody else includes this.
 */
#ifndef FL_CLASSIFY_PACK_LOAD_H
#define FL_CLASSIFY_PACK_LOAD_H

#include "classify/rule.h"

#define FL_PACK_NAME_MAX 100 /* bytes of an id, a name, a tag */

typedef struct fl_pack_loader {
	fl_pack *pack;
	const char *source;
	fl_str json;
	fl_arena scratch; /* normalised words, needles */
	fl_error *err;
} fl_pack_loader;

/* Letters, digits, '-', '_', '.', and any character beyond ASCII; 'colon' allows one ':' inside, as in a tag. */
bool fl_pack_is_name(fl_str s, bool colon);
/* The text at 'key', which must be there: a name; not blank. */
fl_status fl_pack_need_name(fl_pack_loader *l, fl_json object, const char *key, fl_str *ret);
fl_status fl_pack_need_text(fl_pack_loader *l, fl_json object, const char *key, fl_str *ret);

/* "rules", and the pack's "examples". */
fl_status fl_pack_parse_rules(fl_pack_loader *l, fl_json root);
fl_status fl_pack_parse_examples(fl_pack_loader *l, fl_json root);

#endif
