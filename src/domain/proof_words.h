/* SPDX-License-Identifier: Apache-2.0
 *
 * proof_words.h - the words of proof.json, for those who write it and those who read it.
 */
#ifndef FL_DOMAIN_PROOF_WORDS_H
#define FL_DOMAIN_PROOF_WORDS_H

#include "domain/proof.h"

static const char *const fl_proof_leaf_words[] = {
	[FL_NODE_BRANCH] = "branch", [FL_LEAF_BOUND] = "bound", [FL_LEAF_EMPTY] = "empty", [FL_LEAF_COUNT] = "count"
};
static const char *const fl_proof_stage_words[] = { [FL_STAGE_TARGET] = "target",
					   [FL_STAGE_SPARE] = "spare",
					   [FL_STAGE_RISE] = "rise",
					   [FL_STAGE_FALL] = "fall" };

#endif
