/* SPDX-License-Identifier: Apache-2.0
 *
 * parts.h - minimum awards as whole requests: the program in which a funded dream is its least award, all of it or nothing, and
 * whatever it may get beyond that.
 *
 * With a least award m, a dream counts e + v(m) for its first m minor units and less and less for each part behind them
 * (tranches; in an admission nothing). So the part up to m is a class of whole amounts of its own, and the parts behind are
 * divisible classes that follow it: they reach as far as its dreams are funded (fl_program_follow). Each is in the rows of the
 * class. Because the worth of a minor unit falls from part to part, an optimum fills the first before the next, and for any
 * multipliers the parts together are bounded by what domain/proof.h says of the class: a certificate of this program is one of the
 * round's. It stays as small and as plain as that of whole requests.
 */
#ifndef FL_ALLOCATE_PARTS_H
#define FL_ALLOCATE_PARTS_H

#include "allocate/program.h"
#include "domain/round.h"

/* Does the round's program have to be taken apart before it can be searched? */
bool fl_parts_needed(const fl_round_spec *spec, const fl_program *program);
/* The program of the parts, side by side; rows by the same numbers. Pools and signatures are borrowed. A count stands beside the first
 * part of its class. FL_ERANGE as in tranches.h. */
fl_status fl_parts_build(const fl_round_spec *spec, const fl_candidate *dreams, const fl_program *program,
			 fl_program **ret_parts, fl_error *err);

#endif
