/* SPDX-License-Identifier: Apache-2.0
 *
 * lottery.h - the lottery that decides ties: its seed once it is known, the SHA-256 to which it was sealed, who revealed it.
 */
#ifndef FL_REPORT_LOTTERY_H
#define FL_REPORT_LOTTERY_H

#include "domain/result.h"

typedef struct fl_lottery {
	bool is;                /* ties are decided by a lottery */
	bool known;             /* seed is; else only its digest */
	fl_str seed;
	char sha256[65];
	const fl_act *revealed; /* NULL: nobody had to */
} fl_lottery;

fl_lottery fl_lottery_of(const fl_result *result);

#endif
