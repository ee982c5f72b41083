/* SPDX-License-Identifier: Apache-2.0
 *
 * facts.c - the candidates themselves: may each of them stand where it is said to stand?
 *
 * A dream is qualified when it is eligible, represents its cluster, and its tally and its givers reach their thresholds. What the
 * candidates alone show is checked here: flowers against the threshold, tags against the eligibility of the round.
 * Whether two dreams are the same wish, and what a reviewer decided, are facts of the round that no program can
 * recompute from here; a dream that is called a duplicate or ineligible is taken at its word and gets nothing. A rejection and an
 * exception are such facts, and what follows from them is checked.
 */
#include "verify/checks.h"

#include "base/error.h"
#include "base/str.h"

/* An exception qualifies, a rejection does not, whatever the flowers are. */
static void check_ruling(fl_verify_case *c, const fl_candidate *dream)
{
	if (dream->ruling == FL_RULED_REJECTED && dream->standing != FL_INELIGIBLE)
		fl_verify_no(c->verdict, "dream '%.*s' was rejected, but is not said to be ineligible", FL_STR_ARG(dream->id));
	else if (dream->ruling == FL_RULED_EXCEPTION && dream->standing != FL_QUALIFIED && dream->standing != FL_DUPLICATE)
		fl_verify_no(c->verdict, "dream '%.*s' is an exception, but is not said to be qualified", FL_STR_ARG(dream->id));
}

static void check_threshold(fl_verify_case *c, const fl_candidate *dream)
{
	if (dream->ruling == FL_RULED_EXCEPTION)
		return;
	if (dream->standing == FL_QUALIFIED && dream->tally < dream->threshold)
		fl_verify_no(
		    c->verdict,
		    "dream '%.*s' is called qualified, but its %lld flowers do not reach its threshold of %lld",
		    FL_STR_ARG(dream->id), (long long)dream->tally, (long long)dream->threshold);
	else if (dream->standing == FL_QUALIFIED && dream->givers < dream->threshold_givers)
		fl_verify_no(c->verdict, "dream '%.*s' is called qualified, but its %lld givers do not reach its threshold of %lld",
			     FL_STR_ARG(dream->id), (long long)dream->givers, (long long)dream->threshold_givers);
	else if (dream->standing == FL_BELOW_THRESHOLD && dream->tally >= dream->threshold &&
		 dream->givers >= dream->threshold_givers)
		fl_verify_no(c->verdict,
			     "dream '%.*s' is said to be below its threshold of %lld, but has %lld flowers",
			     FL_STR_ARG(dream->id), (long long)dream->threshold, (long long)dream->tally);
}

static void check_standing(fl_verify_case *c, const fl_candidate *dream)
{
	check_ruling(c, dream);
	if (!fl_verify_refused(c->verdict))
		check_threshold(c, dream);
	if (!fl_verify_refused(c->verdict) && dream->ruling != FL_RULED_EXCEPTION && dream->standing == FL_QUALIFIED && !fl_round_eligible(c->spec, dream))
		fl_verify_no(c->verdict, "dream '%.*s' is called qualified, but the round's rules make it ineligible",
			     FL_STR_ARG(dream->id));
	if (!fl_verify_refused(c->verdict) && dream->threshold_givers != fl_round_threshold_givers(c->spec, dream))
		fl_verify_no(c->verdict, "dream '%.*s' is said to need %lld givers, but the round asks for %lld",
			     FL_STR_ARG(dream->id), (long long)dream->threshold_givers,
			     (long long)fl_round_threshold_givers(c->spec, dream));
}

static void check_numbers(fl_verify_case *c, const fl_candidate *dream)
{
	if (dream->request <= 0)
		fl_verify_no(c->verdict, "dream '%.*s' requests no money", FL_STR_ARG(dream->id));
	else if (dream->tally < 0)
		fl_verify_no(c->verdict, "dream '%.*s' has a negative tally", FL_STR_ARG(dream->id));
	else if (dream->roots < 0 || dream->givers < 0)
		fl_verify_no(c->verdict, "dream '%.*s' has a negative breadth of support", FL_STR_ARG(dream->id));
}

fl_status fl_verify_facts(fl_verify_case *c, fl_error *err)
{
	fl_map ids = { 0 };
	fl_status status = FL_OK;
	for (size_t i = 0; i < c->num_dreams && !fl_verify_refused(c->verdict); i++) {
		const fl_candidate *dream = &c->dreams[i];
		size_t first;
		if (!fl_map_put(&ids, dream->id, i, &first)) {
			status = fl_enomem(err);
			break;
		}
		if (first != i)
			fl_verify_no(c->verdict, "two dreams have the id '%.*s'", FL_STR_ARG(dream->id));
		check_numbers(c, dream);
		check_standing(c, dream);
	}
	fl_map_release(&ids);
	return status;
}
