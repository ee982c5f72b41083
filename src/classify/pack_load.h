/* SPDX-License-Identifier: Apache-2.0
 *
 * pack_load.h - what pack.c, pack_extend.c, pack_lists.c and pack_rule.c share while a pack is parsed. Nobody else
 * includes this.
 *
 * A pack and those it extends are parsed as one: its parts, each a document. What a pack extends comes before it.
 */
#ifndef FL_CLASSIFY_PACK_LOAD_H
#define FL_CLASSIFY_PACK_LOAD_H

#include "base/vec.h"
#include "classify/rule.h"

#define FL_PACK_NAME_MAX 100 /* bytes of an id, a name, a tag */
#define FL_PACK_JSON_MAX ((size_t)16 << 20)

typedef struct fl_pack_part {
	fl_json_doc *doc;
	fl_json root;
	fl_str id, version;
} fl_pack_part;

/* A rule that the part 'by' leaves out of those before it. */
typedef struct fl_pack_left_out {
	fl_str rule;
	size_t by;
	fl_json json;
	bool found;
} fl_pack_left_out;

typedef struct fl_pack_loader {
	fl_pack *pack;
	const fl_pack_finder *finder;
	FL_VEC(fl_pack_part) parts;
	FL_VEC(fl_pack_left_out) left_out;
	size_t part;      /* the one at hand */
	fl_arena scratch; /* normalised words, needles */
	fl_error *err;
} fl_pack_loader;

/* Letters, digits, '-', '_', '.', and any character beyond ASCII; 'colon' allows one ':' inside, as in a tag. */
bool fl_pack_is_name(fl_str s, bool colon);
/* The text at 'key', which must be there: a name; not blank. */
fl_status fl_pack_need_name(fl_pack_loader *l, fl_json object, const char *key, fl_str *ret);
fl_status fl_pack_need_text(fl_pack_loader *l, fl_json object, const char *key, fl_str *ret);
/* fl_json_only with "note" and "lint_off" beside the keys, which may be given anywhere: a text, a list of texts. */
fl_status fl_pack_only(fl_pack_loader *l, fl_json object, const char *const *keys);
/* A list (or, with 'one', a single text) of texts in the pack's arena; absent: none. */
fl_status fl_pack_take_texts(fl_pack_loader *l, fl_json object, const char *key, bool one, size_t max, fl_str **ret,
			     size_t *ret_count);

/* pack_extend.c: gather the parts, the pack itself last. Documents go over to the pack with the parts. */
fl_status fl_pack_gather(fl_pack_loader *l, fl_str json, const char *source);
/* Does a later part leave this rule of the part at hand out? */
bool fl_pack_leaves_out(fl_pack_loader *l, fl_str rule);
/* Every rule that was to be left out must have been there. */
fl_status fl_pack_check_left_out(fl_pack_loader *l);

/* pack_lists.c: "lists" of all parts. */
fl_status fl_pack_parse_lists(fl_pack_loader *l);

/* pack_rule.c: "rules" of all parts. pack_example.c: the examples of a rule; those of the pack itself. */
fl_status fl_pack_parse_rules(fl_pack_loader *l);
fl_status fl_pack_parse_rule_examples(fl_pack_loader *l, fl_rule *rule);
fl_status fl_pack_parse_examples(fl_pack_loader *l);

#endif
