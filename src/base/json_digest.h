/* SPDX-License-Identifier: Apache-2.0
 *
 * json_digest.h - digests in JSON: 64 hexadecimal digits.
 */
#ifndef FL_BASE_JSON_DIGEST_H
#define FL_BASE_JSON_DIGEST_H

#include "base/hash.h"
#include "base/json.h"

void fl_json_put_digest(fl_json_writer *w, const fl_digest *digest);
void fl_json_kv_digest(fl_json_writer *w, const char *key, const fl_digest *digest);

#endif
