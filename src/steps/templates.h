/* SPDX-License-Identifier: Apache-2.0
 *
 * templates.h - findings of dreams that were handed in many times with little changed.
 */
#ifndef FL_STEPS_TEMPLATES_H
#define FL_STEPS_TEMPLATES_H

#include "dedup/dedup.h"
#include "steps/step.h"

/* 'template-many' of each group in 'found'; 'title-many' where more than FL_DENSE_LEAST dreams that stand for
 * themselves and are in no such group have one title, but for its numbers. */
fl_status fl_templates_tell(fl_work *w, const fl_facts *facts, const fl_dedup_result *found, fl_error *err);

#endif
