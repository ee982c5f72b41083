/* SPDX-License-Identifier: Apache-2.0
 *
 * json_digest.c - digests in JSON.
 */
#include "base/json_digest.h"

void fl_json_put_digest(fl_json_writer *w, const fl_digest *digest)
{
	char hex[65];
	fl_digest_hex(digest, hex);
	fl_json_put_z(w, hex);
}

void fl_json_kv_digest(fl_json_writer *w, const char *key, const fl_digest *digest)
{
	fl_json_put_key(w, key);
	fl_json_put_digest(w, digest);
}
