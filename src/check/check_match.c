/* SPDX-License-Identifier: Apache-2.0
 *
 * check_match.c - match.json of a bundle.
 *
 * Which dreams are matched follows from who qualifies and who is funded, what they bring from their requests or awards; both are known
 * here. Fits, and what partners can take on, are taken over as they are stated: the texts are not in a bundle.
 */
#include "check/check_match.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "domain/matching.h"
#include "verify/assigned.h"
#include "verify/checks.h"

static bool is_matched(const fl_bundle *b, size_t dream)
{
	return b->dreams[dream].standing == FL_QUALIFIED &&
	       (b->spec->matching.dreams == FL_MATCH_QUALIFIED || b->allocation->awards[dream].amount > 0);
}

static fl_money brings(const fl_bundle *b, size_t dream)
{
	return b->spec->matching.money == FL_MATCH_AWARD ? b->allocation->awards[dream].amount : b->dreams[dream].request;
}

static fl_status compare_dreams(const fl_bundle *b, const fl_matching *m, fl_verdict *verdict, fl_error *err)
{
	fl_map ids = { 0 };
	size_t expected = 0, stands;
	fl_status status = FL_OK;
	for (size_t i = 0; i < m->c.num_dreams && status == FL_OK; i++)
		if (!fl_map_put(&ids, m->dreams[i], i, &stands))
			status = fl_enomem(err);
		else if (stands != i)
			fl_verify_no(verdict, "dream '%.*s' is matched twice", FL_STR_ARG(m->dreams[i]));
	for (size_t d = 0; d < b->num_dreams && status == FL_OK; d++) {
		size_t i = fl_map_get(&ids, b->dreams[d].id);
		expected += is_matched(b, d);
		if (is_matched(b, d) && i == FL_MAP_NONE)
			fl_verify_no(verdict, "dream '%.*s' should be matched, and the matching does not know it", FL_STR_ARG(b->dreams[d].id));
		else if (is_matched(b, d) && m->c.brings[i] != brings(b, d))
			fl_verify_no(verdict, "dream '%.*s' brings another sum to its partner", FL_STR_ARG(b->dreams[d].id));
	}
	if (status == FL_OK && expected != m->c.num_dreams)
		fl_verify_no(verdict, "the matching has %zu dreams, %zu are to be matched", m->c.num_dreams, expected);
	fl_map_release(&ids);
	return status;
}

fl_status fl_check_match(fl_str text, fl_bundle *b, fl_verdict *verdict, fl_error *err)
{
	fl_matching m;
	fl_assign_verdict assigned;
	FL_TRY(fl_matching_read(text, FL_BUNDLE_MATCH, &b->arena, &m, err));
	if (!fl_str_eq(m.round, b->spec->id))
		fl_verify_no(verdict, "the matching is of another round");
	FL_TRY(compare_dreams(b, &m, verdict, err));
	FL_TRY(fl_verify_decided_match(&b->decided, &m, verdict, err));
	FL_TRY(fl_verify_assigned(&m.c, m.a, &assigned, err));
	if (!assigned.verified)
		fl_verify_no(verdict, "the matching does not hold: %s", assigned.why);
	b->matching = (fl_bundle_matching){ .there = true,
					    .outcome = fl_matching_outcome(m.a->outcome),
					    .partners = m.c.num_partners,
					    .total = m.a->total,
					    .bound = m.a->bound };
	for (size_t i = 0; i < m.c.num_dreams && m.a->outcome != FL_ASSIGN_INFEASIBLE; i++)
		b->matching.matched += m.a->partner[i] != FL_UNASSIGNED;
	return FL_OK;
}
