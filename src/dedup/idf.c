/* SPDX-License-Identifier: Apache-2.0
 *
 * idf.c - the table of gram counts: looked up by the highest bits, written and read as bytes.
 */
#include "dedup/idf.h"

#include "base/error.h"
#include "base/str.h"

#define BITS    16 /* of a gram that the index goes by */
#define BUCKETS ((size_t)1 << BITS)
#define SHIFT   (64 - BITS)

static const char head[] = "florin-idf/1\n";

fl_status fl_idf_index(fl_idf *idf, fl_arena *arena, fl_error *err)
{
	uint32_t *start = fl_arena_array(arena, BUCKETS + 1, sizeof *start);
	size_t i = 0;

	if (!start)
		return fl_enomem(err);
	for (size_t bucket = 0; bucket <= BUCKETS; bucket++) {
		while (i < idf->count && idf->grams[i] >> SHIFT < bucket)
			i++;
		start[bucket] = (uint32_t)i;
	}
	idf->start = start;
	return FL_OK;
}

uint32_t fl_idf_with(const fl_idf *idf, uint64_t gram)
{
	size_t low = idf->start[gram >> SHIFT], high = idf->start[(gram >> SHIFT) + 1], end = high;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (idf->grams[middle] < gram)
			low = middle + 1;
		else
			high = middle;
	}
	return low < end && idf->grams[low] == gram ? idf->with[low] : 1;
}

void fl_idf_print(const fl_idf *idf, fl_buf *out)
{
	uint64_t last = 0;

	fl_buf_str(out, (fl_str){ head, sizeof head - 1 });
	fl_buf_leb(out, idf->texts);
	fl_buf_leb(out, idf->count);
	for (size_t i = 0; i < idf->count; i++) {
		fl_buf_leb(out, (idf->grams[i] - last) >> 2);
		fl_buf_leb(out, idf->with[i] - 2);
		last = idf->grams[i];
	}
}

static bool take_gram(fl_str bytes, size_t *pos, uint32_t texts, uint64_t last, bool first, uint64_t *ret_gram,
		      uint32_t *ret_with)
{
	uint64_t step, with;

	if (!fl_str_leb(bytes, pos, &step) || !fl_str_leb(bytes, pos, &with))
		return false;
	if (step > UINT64_MAX >> 2 || (step == 0 && !first) || last > UINT64_MAX - (step << 2) || texts < 2 ||
	    with > texts - 2)
		return false;
	*ret_gram = last + (step << 2);
	*ret_with = (uint32_t)with + 2;
	return true;
}

static fl_status no_table(fl_error *err)
{
	return fl_error_set(err, FL_EPARSE, "not a table of weights that this version of Florin reads");
}

fl_status fl_idf_parse(fl_str bytes, fl_arena *arena, fl_idf *ret, fl_error *err)
{
	size_t pos = sizeof head - 1;
	uint64_t texts, count;

	if (bytes.len < pos || memcmp(bytes.data, head, pos) != 0 || !fl_str_leb(bytes, &pos, &texts) ||
	    !fl_str_leb(bytes, &pos, &count) || texts == 0 || texts > UINT32_MAX || count > (bytes.len - pos) / 2)
		return no_table(err);
	uint64_t *grams = fl_arena_array(arena, (size_t)count + 1, sizeof *grams);
	uint32_t *with = fl_arena_array(arena, (size_t)count + 1, sizeof *with);
	if (!grams || !with)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		if (!take_gram(bytes, &pos, (uint32_t)texts, i > 0 ? grams[i - 1] : 0, i == 0, &grams[i], &with[i]))
			return no_table(err);
	if (pos != bytes.len)
		return no_table(err);
	*ret = (fl_idf){ .texts = (uint32_t)texts, .count = (size_t)count, .grams = grams, .with = with };
	return fl_idf_index(ret, arena, err);
}
