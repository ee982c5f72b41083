/* SPDX-License-Identifier: Apache-2.0
 *
 * proof_json.h - a proof as JSON text (docs/reference/bundle.md), and back from text that nobody vouches for.
 */
#ifndef FL_DOMAIN_PROOF_JSON_H
#define FL_DOMAIN_PROOF_JSON_H

#include "base/buf.h"
#include "base/json.h"
#include "domain/proof.h"

#define FL_PROOF_FORMAT     "florin-proof/2"
#define FL_PROOF_DIGITS_MAX ((size_t)1 << 23) /* characters of one number */

/* Append "p/q", of any length. */
void fl_proof_number_print(fl_buf *buf, const mpq_t q);
/* Read "p" or "p/q" (digits, a minus in front); unlike fl_mpq_parse up to FL_PROOF_DIGITS_MAX characters, because the
 * exact value of a large round has as many. A JSON string. */
fl_status fl_proof_number_read(fl_json v, mpq_t ret, fl_error *err);

/* The whole document. */
void fl_proof_print(fl_buf *buf, const fl_proof *proof);
/* Every index is in range afterwards, children stand behind their parents, fractions lie in (0, 1); what the numbers
 * prove is for verify/ to say. 'num_candidates' is that of the round. Free it with fl_proof_free. */
fl_status fl_proof_read(fl_str text, const char *source, size_t num_candidates, fl_proof **ret_proof, fl_error *err);

#endif
