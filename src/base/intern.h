/* SPDX-License-Identifier: Apache-2.0
 *
 * intern.h - texts to numbers, for millions of short texts: the first text is 0, the next new one 1, and so on.
 *
 * Eight bytes a slot and six beside the text itself; numbers to texts is left to whoever keeps the texts.
 */
#ifndef FL_BASE_INTERN_H
#define FL_BASE_INTERN_H

#include "florin.h"

#include "base/vec.h"

#define FL_INTERN_TEXT_MAX 65535     /* bytes of a text */
#define FL_INTERN_NONE     UINT32_MAX

/* Zero-initialise to use. */
typedef struct fl_intern {
	struct fl_intern_slot *slots;
	size_t cap, len; /* slots; texts */
	FL_VEC(char *) blocks;
	size_t used; /* bytes of the last block */
} fl_intern;

/* The number of a text, or FL_INTERN_NONE. */
uint32_t fl_intern_find(const fl_intern *intern, fl_str text);
/* The number of a text; a new one is copied and gets the number len. False when memory is short, when the text is longer than
 * the maximum, or after 2^31 texts. */
bool fl_intern_put(fl_intern *intern, fl_str text, uint32_t *ret_number);
void fl_intern_release(fl_intern *intern);

/* The same in three steps, for who has many texts to look up: memory is slow, and while one is fetched the next can be asked for.
 *     hash = fl_intern_hash(text); fl_intern_fetch_slot(t, hash);   for all texts, then
 *     fl_intern_fetch_text(t, hash);                                for all, then
 *     fl_intern_put_hashed(t, text, hash, &number);                 for all */
uint32_t fl_intern_hash(fl_str text);
void fl_intern_fetch_slot(const fl_intern *intern, uint32_t hash);
void fl_intern_fetch_text(const fl_intern *intern, uint32_t hash);
bool fl_intern_put_hashed(fl_intern *intern, fl_str text, uint32_t hash, uint32_t *ret_number);

#endif
