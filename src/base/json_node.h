/* SPDX-License-Identifier: Apache-2.0
 *
 * json_node.h - what json.c builds and json_field.c, json_write.c read. Nobody else includes this.
 */
#ifndef FL_BASE_JSON_NODE_H
#define FL_BASE_JSON_NODE_H

#include "base/alloc.h"
#include "base/json.h"

typedef struct fl_json_named {
	fl_str key;
	size_t index; /* of the member */
} fl_json_named;

typedef struct fl_json_node {
	fl_json_type type;
	bool truth;
	fl_str text; /* a string decoded; a number as written */
	int64_t line, column;
	size_t len; /* elements or members */
	struct fl_json_node *kids;
	fl_str *keys;          /* of an object with members, in the order of the file */
	fl_json_named *sorted; /* the same in byte order */
} fl_json_node;

struct fl_json_doc {
	fl_arena arena; /* everything below lies in it */
	fl_str text;    /* a copy; strings without escapes and numbers point into it */
	const char *source;
	fl_json_node root;
};

#endif
