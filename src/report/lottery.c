/* SPDX-License-Identifier: Apache-2.0
 *
 * lottery.c - what a report says about the lottery of a round.
 */
#include "report/lottery.h"

#include "base/str.h"

fl_lottery fl_lottery_of(const fl_result *result)
{
	const fl_policy *policy = &result->spec->policy;
	fl_lottery ret = { .is = policy->tie_order == FL_TIE_LOTTERY, .known = !policy->seed_sealed, .seed = policy->lottery_seed };
	if (!ret.is)
		return ret;
	fl_digest digest = ret.known ? fl_sha256(ret.seed) : policy->seed_digest;
	fl_digest_hex(&digest, ret.sha256);
	if (ret.known && result->seal && result->seal->revealed && fl_str_eq(result->seal->revealed->seed, ret.seed))
		ret.revealed = result->seal->revealed;
	return ret;
}
