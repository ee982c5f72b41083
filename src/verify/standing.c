/* SPDX-License-Identifier: Apache-2.0
 *
 * standing.c - who takes part, decided a second time: rejected by a reviewer or ineligible by the round's rules, else a duplicate, else
 * below what it must reach, else qualified. For whom a reviewer has made an exception, rules and threshold do not count.
 *
 * What it must reach, in flowers: its own threshold, else that of the first special rule that selects it and names flowers, else the
 * round's. In givers: the first special rule that selects it and names givers, else the round's.
 */
#include "verify/tallies.h"

static const fl_threshold_rule *rule_for(const fl_round_spec *spec, const fl_candidate *dream, bool givers)
{
	for (size_t i = 0; i < spec->num_thresholds; i++) {
		const fl_threshold_rule *rule = &spec->thresholds[i];
		bool speaks = (givers ? rule->givers : rule->flowers) >= 0;
		if (speaks && fl_selector_matches(rule->selector, dream))
			return rule;
	}
	return NULL;
}

static void set_thresholds(const fl_round_spec *spec, const fl_dream_fact *fact, fl_candidate *dream)
{
	const fl_threshold_rule *flowers = rule_for(spec, dream, false), *givers = rule_for(spec, dream, true);
	dream->threshold = fact->threshold >= 0 ? fact->threshold : flowers ? flowers->flowers : spec->threshold;
	dream->threshold_givers = givers ? givers->givers : spec->threshold_givers;
}

void fl_recount_stand(const fl_round_spec *spec, const fl_bundle_facts *facts, fl_candidate *dreams)
{
	for (size_t i = 0; i < facts->num_dreams; i++) {
		fl_candidate *dream = &dreams[i];
		set_thresholds(spec, &facts->dreams[i], dream);
		bool required = !spec->require || fl_selector_matches(spec->require, dream);
		bool excluded = spec->exclude && fl_selector_matches(spec->exclude, dream);
		bool enough = dream->tally >= dream->threshold && dream->givers >= dream->threshold_givers;
		bool rejected = dream->ruling == FL_RULED_REJECTED, exception = dream->ruling == FL_RULED_EXCEPTION;
		bool out = rejected || (!exception && (!required || excluded));
		dream->standing = out                                        ? FL_INELIGIBLE
				  : facts->dreams[i].representative != i ? FL_DUPLICATE
				  : enough || exception                      ? FL_QUALIFIED
									     : FL_BELOW_THRESHOLD;
	}
}
