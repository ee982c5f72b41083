/* SPDX-License-Identifier: Apache-2.0
 *
 * tokens.h - the words of a normalised text, where its script parts words by blanks; its characters, where not.
 */
#ifndef FL_TEXT_TOKENS_H
#define FL_TEXT_TOKENS_H

#include "base/vec.h"

typedef struct fl_token {
	uint32_t start, end; /* bytes of the text */
	bool spaced;         /* a word: letters, perhaps with digits, and with ' or - inside */
	bool joined;         /* it follows the token before it directly, a word after one blank */
} fl_token;

typedef FL_VEC(fl_token) fl_tokens;

/* Adds the tokens of the text, in order, to *tokens. Single letters, numbers and words with digits but fewer than two
 * letters are no tokens. Characters of scripts without blanks (Han, Kana, Thai and its neighbours) are one each. False
 * when memory is short. */
bool fl_tokens_add(fl_tokens *tokens, fl_str normalised);

#endif
