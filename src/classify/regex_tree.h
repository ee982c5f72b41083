/* SPDX-License-Identifier: Apache-2.0
 *
 * regex_tree.h - a pattern as a tree, with places: for who looks at patterns (lint), not for who matches.
 */
#ifndef FL_CLASSIFY_REGEX_TREE_H
#define FL_CLASSIFY_REGEX_TREE_H

#include "base/alloc.h"
#include "florin.h"

typedef enum fl_regex_kind {
	FL_REGEX_CHARACTER, /* one character, perhaps written as an escape */
	FL_REGEX_CLASS, /* [...]: the characters that are named, and the ends of ranges, are its kids; \d, \p{Han}: no
			   kids */
	FL_REGEX_ANY,   /* '.' */
	FL_REGEX_LIST,  /* {{name}} */
	FL_REGEX_ASSERTION, /* ^ $ \b \A ... */
	FL_REGEX_LOOK,      /* look-around; one kid */
	FL_REGEX_REFERENCE, /* to a group; \R, \X, \K and other things that match no fixed text */
	FL_REGEX_GROUP,     /* one kid */
	FL_REGEX_REPEAT,    /* one kid */
	FL_REGEX_SEQUENCE,
	FL_REGEX_CHOICE /* two or more sequences */
} fl_regex_kind;

#define FL_REGEX_NO_MAX UINT32_MAX

typedef struct fl_regex {
	fl_regex_kind kind;
	size_t from, to;    /* bytes of the text */
	uint32_t character; /* of an assertion its letter */
	bool byte_escape;   /* a character written as \xHH with a value from 80 on */
	bool negated;       /* of a class, a look */
	bool behind;        /* of a look */
	bool atomic;        /* of a group, or a possessive repeat */
	uint32_t min, max;  /* of a repeat */
	struct fl_regex *kids, *next;
} fl_regex;

/* 'text' is one that PCRE2 accepts once its {{lists}} are put in. *ret_root is NULL where something is not understood
 * (options inside, conditions, verbs, \Q). Lives in the arena. */
fl_status fl_regex_parse(fl_str text, fl_arena *arena, const fl_regex **ret_root, fl_error *err);

/* Can it match the empty text? */
bool fl_regex_is_nullable(const fl_regex *r);

#endif
