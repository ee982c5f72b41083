/* SPDX-License-Identifier: Apache-2.0
 *
 * proof.c - the life of a proof. What it says is in proof.h; who writes it is allocate/, who checks it verify/.
 */
#include "domain/proof.h"

fl_proof *fl_proof_new(void)
{
	fl_proof *proof = fl_alloc(sizeof *proof);

	if (!proof)
		return NULL;
	mpq_inits(proof->optimum, proof->bound, NULL);
	proof->unique = -1;
	return proof;
}

void fl_proof_free(fl_proof *proof)
{
	if (!proof)
		return;
	for (size_t s = 0; s < proof->num_sets; s++)
		for (size_t i = 0; i < proof->sets[s].len; i++)
			mpq_clear(proof->sets[s].items[i].y);
	for (size_t i = 0; i < proof->num_stages; i++)
		mpq_clear(proof->stages[i].level);
	for (size_t i = 0; i < proof->num_rests; i++)
		mpq_clear(proof->rests[i]);
	mpq_clears(proof->optimum, proof->bound, NULL);
	fl_arena_release(&proof->arena);
	fl_free(proof);
}
