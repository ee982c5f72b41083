/* SPDX-License-Identifier: Apache-2.0
 *
 * ngram.c - the set of character n-grams of a text, each as a 64-bit hash, sorted.
 *
 * Two different grams share a hash with a probability of about count^2 / 2^65; for a million different grams that is
 * 3 * 10^-8. Sorting is by radix (eight passes of a byte), insertion for short texts.
 */
#include "text/ngram.h"

#include "base/error.h"
#include "base/str.h"

#define N_MAX     16
#define FEW_GRAMS 48

static void insertion_sort(uint64_t *a, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		uint64_t x = a[i];
		size_t j = i;
		for (; j > 0 && a[j - 1] > x; j--)
			a[j] = a[j - 1];
		a[j] = x;
	}
}

static void radix_sort(uint64_t *a, size_t n, uint64_t *scratch)
{
	for (int shift = 0; shift < 64; shift += 8) { /* an even number of passes ends in a */
		size_t at[257] = { 0 };
		for (size_t i = 0; i < n; i++)
			at[(a[i] >> shift & 255) + 1]++;
		for (size_t i = 1; i < 257; i++)
			at[i] += at[i - 1];
		for (size_t i = 0; i < n; i++)
			scratch[at[a[i] >> shift & 255]++] = a[i];
		uint64_t *swap = a;
		a = scratch;
		scratch = swap;
	}
}

/* Hash every stretch of n characters (the whole text when it is shorter); returns how many. */
static size_t hash_grams(fl_str text, int n, uint64_t *grams)
{
	size_t starts[N_MAX] = { 0 }; /* where the last n characters began */
	size_t pos = 0, chars = 0, count = 0;

	while (pos < text.len) {
		starts[chars % (size_t)n] = pos;
		fl_utf8_next(text, &pos);
		chars++;
		if (chars >= (size_t)n)
			grams[count++] = fl_str_hash(fl_str_slice(text, starts[chars % (size_t)n], pos));
	}
	if (count == 0 && chars > 0)
		grams[count++] = fl_str_hash(text);
	return count;
}

fl_status fl_ngrams(fl_str normalised, int n, fl_arena *arena, uint64_t **ret_grams, size_t *ret_count, fl_error *err)
{
	uint64_t *grams, *scratch;
	size_t count, distinct = 0, room = fl_utf8_length(normalised);

	if (n < 1 || n > N_MAX)
		return fl_error_set(err, FL_EINVAL, "n-grams have 1 to %d characters", N_MAX);
	grams = fl_arena_array(arena, room, sizeof *grams);
	if (!grams)
		return fl_enomem(err);
	count = hash_grams(normalised, n, grams);
	if (count <= FEW_GRAMS) {
		insertion_sort(grams, count);
	} else {
		scratch = fl_alloc_array(count, sizeof *scratch);
		if (!scratch)
			return fl_enomem(err);
		radix_sort(grams, count, scratch);
		fl_free(scratch);
	}
	for (size_t i = 0; i < count; i++)
		if (i == 0 || grams[i] != grams[i - 1])
			grams[distinct++] = grams[i];
	*ret_grams = grams;
	*ret_count = distinct;
	return FL_OK;
}
