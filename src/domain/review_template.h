/* SPDX-License-Identifier: Apache-2.0
 *
 * review_template.h - one template that was handed in often is one thing to look at, and not as many as it has pairs.
 */
#ifndef FL_DOMAIN_REVIEW_TEMPLATE_H
#define FL_DOMAIN_REVIEW_TEMPLATE_H

#include "domain/review.h"

enum { FL_TEMPLATE_STRONGEST = 3 };

typedef struct fl_review_template {
	const uint32_t *dreams; /* ascending; the first one is the hub */
	size_t num_dreams;
	size_t num_pairs;                                /* of the queue; at least 1 */
	const fl_pair *strongest[FL_TEMPLATE_STRONGEST]; /* of these, the most alike first */
	size_t num_strongest;
} fl_review_template;

typedef struct fl_review_templates {
	const fl_review_template *items; /* the most dreams first */
	size_t count;
	const uint32_t *hub; /* per dream; FL_DENSE_NONE: of no template (dense.h) */
} fl_review_templates;

/* Takes out of the queue what lies inside templates. Which dreams are of one is told by all pairs, whatever was
 * decided on them. In the arena. */
fl_status fl_review_templates_find(const fl_pair *pairs, size_t num_pairs, size_t num_dreams, fl_review_item *queue,
				   size_t *count, fl_arena *arena, fl_review_templates *ret, fl_error *err);

/* Are both dreams of one of the templates among these ways, which stand one after another? */
bool fl_review_template_holds(const fl_review_way *ways, size_t count, const fl_pair *pair);

#endif
