/* SPDX-License-Identifier: Apache-2.0
 *
 * qualify.c - who takes part in the allocation: eligible by the round's rules, standing for its cluster, and with
 * enough flowers. The first reason that excludes a dream is the one it is told. A reviewer may have rejected it, or have made an
 * exception, which the rules and the threshold do not stop; only a duplicate stays one.
 */
#include "tally/tally.h"

void fl_qualify(const fl_round_spec *spec, fl_candidate *dreams, size_t count, const uint32_t *representative,
		const int64_t *own_threshold)
{
	for (size_t i = 0; i < count; i++) {
		fl_candidate *d = &dreams[i];
		d->threshold = fl_round_threshold(spec, d, own_threshold[i]);
		d->threshold_givers = fl_round_threshold_givers(spec, d);
		bool exception = d->ruling == FL_RULED_EXCEPTION;
		if (d->ruling == FL_RULED_REJECTED || (!exception && !fl_round_eligible(spec, d)))
			d->standing = FL_INELIGIBLE;
		else if (representative[i] != i)
			d->standing = FL_DUPLICATE;
		else
			d->standing = exception || (d->tally >= d->threshold && d->givers >= d->threshold_givers)
					  ? FL_QUALIFIED
					  : FL_BELOW_THRESHOLD;
	}
}
