/* SPDX-License-Identifier: Apache-2.0
 *
 * objective.c - the unit of the objective, by policy, and its names.
 */
#include "domain/objective.h"

static const struct {
	const char *key, *one, *many;
} names[FL_UNIT_COUNT] = {
	[FL_UNIT_FLOWERS] = { "flowers", "flower", "flowers" },
	[FL_UNIT_ROOTS] = { "roots", "root of givers", "roots of givers" },
	[FL_UNIT_GIVERS] = { "givers", "giver", "givers" },
	[FL_UNIT_WEIGHTED_FLOWERS] = { "weighted-flowers", "weighted flower", "weighted flowers" },
	[FL_UNIT_WEIGHTED_ROOTS] = { "weighted-roots", "weighted root of givers", "weighted roots of givers" },
	[FL_UNIT_WEIGHTED_GIVERS] = { "weighted-givers", "weighted giver", "weighted givers" },
	[FL_UNIT_ADMITTED_DREAMS] = { "admitted-dreams", "dream admitted", "dreams admitted" },
	[FL_UNIT_ADMITTED_FLOWERS] = { "admitted-flowers", "flower of the dreams admitted", "flowers of the dreams admitted" },
	[FL_UNIT_ADMITTED_ROOTS] = { "admitted-roots", "root of givers of the dreams admitted", "roots of givers of the dreams admitted" },
	[FL_UNIT_ADMITTED_GIVERS] = { "admitted-givers", "giver of the dreams admitted", "givers of the dreams admitted" },
	[FL_UNIT_REQUEST_SHARE] = { "share-of-request", "smallest share of a request", "smallest share of a request" },
	[FL_UNIT_TARGET_SHARE] = { "share-of-target", "smallest share of a target", "smallest share of a target" },
};

/* The unit of a sum and those behind it for roots and givers, in the order of fl_breadth. */
static fl_unit by_breadth(fl_unit flowers, fl_breadth breadth)
{
	return (fl_unit)((int)flowers + (breadth == FL_BREADTH_ROOTS ? 1 : breadth == FL_BREADTH_GIVERS ? 2 : 0));
}

fl_unit fl_objective_unit(const fl_round_spec *spec)
{
	const fl_policy *policy = &spec->policy;
	if (!fl_policy_staged(policy))
		return by_breadth(policy->num_tranches > 0 ? FL_UNIT_WEIGHTED_FLOWERS : FL_UNIT_FLOWERS, policy->breadth);
	if (!fl_round_chooses(spec))
		return policy->kind == FL_POLICY_COVERAGE ? FL_UNIT_REQUEST_SHARE : FL_UNIT_TARGET_SHARE;
	if (policy->kind == FL_POLICY_COVERAGE)
		return FL_UNIT_ADMITTED_DREAMS;
	return by_breadth(FL_UNIT_ADMITTED_FLOWERS, policy->breadth);
}

bool fl_unit_is_share(fl_unit unit)
{
	return unit == FL_UNIT_REQUEST_SHARE || unit == FL_UNIT_TARGET_SHARE;
}

const char *fl_unit_key(fl_unit unit)
{
	return names[unit].key;
}

const char *fl_unit_words(fl_unit unit, bool one)
{
	return one ? names[unit].one : names[unit].many;
}
