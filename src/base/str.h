/* SPDX-License-Identifier: Apache-2.0
 *
 * str.h - text as pointer and length: comparing, trimming, splitting, UTF-8 decoding.
 */
#ifndef FL_BASE_STR_H
#define FL_BASE_STR_H

#include "florin.h"

#include <string.h>

#define FL_STR(literal) ((fl_str){ (literal), sizeof(literal) - 1 })
#define FL_STR_ARG(s) (int)(s).len, (s).data /* for "%.*s" */
#define FL_MANY(n, one, many) (long long)(n), (n) == 1 ? (one) : (many) /* for "%lld %s": "1 row", "2 rows" */

static inline fl_str fl_str_of(const char *z)
{
	return (fl_str){ z ? z : "", z ? strlen(z) : 0 };
}
static inline fl_str fl_str_slice(fl_str s, size_t from, size_t to) /* bytes [from, to) */
{
	return (fl_str){ s.data + from, to - from };
}
static inline bool fl_str_eq(fl_str a, fl_str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}
static inline bool fl_str_eqz(fl_str a, const char *z)
{
	return fl_str_eq(a, fl_str_of(z));
}
/* Byte order; total, so usable for sorting. */
int fl_str_cmp(fl_str a, fl_str b);
bool fl_str_starts(fl_str s, fl_str prefix);
/* Without ASCII white space, U+3000 and BOM at both ends. */
fl_str fl_str_trim(fl_str s);
/* The next line of a text, without its end; *pos moves behind it. False at the end. */
bool fl_str_line(fl_str s, size_t *pos, fl_str *ret);
/* The number at *pos as fl_buf_leb wrote it; *pos moves behind it. False at the end, and where it has more than 64 bits. */
bool fl_str_leb(fl_str s, size_t *pos, uint64_t *ret);
uint64_t fl_str_hash(fl_str s); /* for hash tables; stable across machines */

/* Decode one character at s[*pos] and advance *pos; returns -1 on malformed UTF-8 (surrogates and
 * overlong forms included; *pos then advances by one) or at the end. */
int32_t fl_utf8_next(fl_str s, size_t *pos);
/* Is the whole text well-formed UTF-8? *ret_bad (may be NULL) is the first bad byte. */
bool fl_utf8_valid(fl_str s, size_t *ret_bad);
/* Encode into out[4]; returns the number of bytes. */
size_t fl_utf8_put(uint32_t c, char out[4]);
/* Number of characters; malformed bytes count one each. */
size_t fl_utf8_length(fl_str s);

#endif
