/* SPDX-License-Identifier: Apache-2.0
 *
 * gift_kit.h - quadratic matching in a line or two: count or die, compare a whole number of any size, divide.
 */
#ifndef FL_TESTS_GIFT_KIT_H
#define FL_TESTS_GIFT_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tally/quadratic.h"

static inline fl_quadratic gift_count(const fl_gift *gifts, size_t num_gifts, size_t num_dreams, size_t num_givers)
{
	fl_gift_list in = { num_dreams, num_givers, gifts, num_gifts };
	fl_error err = FL_ERROR_INIT;
	fl_quadratic q;

	if (fl_quadratic_count(&in, &q, &err) != FL_OK)
		fail_msg("%s", err.message);
	return q;
}

static inline fl_quadratic_vec gift_vec(size_t len)
{
	fl_error err = FL_ERROR_INIT;
	fl_quadratic_vec vec;

	assert_int_equal(fl_quadratic_vec_init(&vec, len, &err), FL_OK);
	return vec;
}

/* Weights of the gifts; the sums are gone. */
static inline fl_quadratic_vec gift_weights(const fl_gift *gifts, size_t num_gifts, size_t num_dreams,
					    size_t num_givers, fl_quadratic_target target, int64_t quorum)
{
	fl_quadratic q = gift_count(gifts, num_gifts, num_dreams, num_givers);
	fl_quadratic_vec weights = gift_vec(num_dreams);

	fl_quadratic_weigh(&q, target, quorum, &weights);
	fl_quadratic_release(&q);
	return weights;
}

static inline void gift_divide(const fl_quadratic_vec *weights, const fl_quadratic_terms *terms, fl_money *amounts)
{
	fl_error err = FL_ERROR_INIT;

	if (fl_quadratic_divide(weights, terms, amounts, &err) != FL_OK)
		fail_msg("%s", err.message);
}

/* Is z the number that the decimal text says? */
#define expect_number(z, text) gift_expect(z, text, __LINE__)
static inline void gift_expect(const mpz_t z, const char *text, int line)
{
	mpz_t want;

	assert_int_equal(mpz_init_set_str(want, text, 10), 0);
	if (mpz_cmp(z, want) != 0) {
		char *got = mpz_get_str(NULL, 10, z);
		print_error("line %d: %s, not %s\n", line, got, text);
		fail();
	}
	mpz_clear(want);
}

#endif
