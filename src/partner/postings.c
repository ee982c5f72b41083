/* SPDX-License-Identifier: Apache-2.0
 *
 * postings.c - the index: pairs as they come, then sorted by term with a counting sort.
 */
#include "partner/postings.h"

#include "base/alloc.h"

bool fl_postings_add(fl_postings *index, fl_str term, uint32_t partner)
{
	size_t number;
	if (term.len == 0)
		return true;
	if (!fl_map_put(&index->numbers, term, index->numbers.len, &number))
		return false;
	return fl_vec_push(&index->pairs, ((fl_posting){ (uint32_t)number, partner }));
}

bool fl_postings_close(fl_postings *index)
{
	size_t terms = index->numbers.len, kept = 0;
	index->start = fl_alloc_array(terms + 2, sizeof *index->start);
	index->partners = fl_alloc_array(index->pairs.len + 1, sizeof *index->partners);
	if (!index->start || !index->partners)
		return false;
	for (size_t i = 0; i < index->pairs.len; i++)
		index->start[index->pairs.items[i].term + 2]++;
	for (size_t t = 2; t < terms + 2; t++)
		index->start[t] += index->start[t - 1];
	for (size_t i = 0; i < index->pairs.len; i++)
		index->partners[index->start[index->pairs.items[i].term + 1]++] = index->pairs.items[i].partner;
	for (size_t t = 0, from = 0; t < terms; t++) { /* each once */
		size_t end = index->start[t + 1], first = kept;
		for (size_t i = from; i < end; i++)
			if (kept == first || index->partners[kept - 1] != index->partners[i])
				index->partners[kept++] = index->partners[i];
		from = end;
		index->start[t] = (uint32_t)first;
		index->start[t + 1] = (uint32_t)end;
	}
	index->start[terms] = (uint32_t)kept;
	return true;
}

size_t fl_postings_term(const fl_postings *index, fl_str term)
{
	return term.len == 0 ? FL_MAP_NONE : fl_map_get(&index->numbers, term);
}

void fl_postings_release(fl_postings *index)
{
	fl_map_release(&index->numbers);
	fl_vec_release(&index->pairs);
	fl_free(index->start);
	fl_free(index->partners);
	*index = (fl_postings){ .start = NULL };
}
