/* SPDX-License-Identifier: Apache-2.0
 *
 * shared_data.h - real data beside the checkout, which the project may use but not contain.
 */
#ifndef FL_TESTS_SHARED_DATA_H
#define FL_TESTS_SHARED_DATA_H

#include "base/file.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>

/* Path of a file of the shared data; false (after saying so) when it is absent. */
static inline bool shared_path(const char *name, char *path, size_t size)
{
	const char *root = getenv("FLORIN_DATA");
	snprintf(path, size, "%s/%s", root ? root : FLORIN_SOURCE_DIR "/../shared/data", name);
	if (fl_file_exists(path))
		return true;
	printf("skipped: no %s (set FLORIN_DATA to the folder of the shared data)\n", name);
	return false;
}

/* The n-th (0-based) field of a line of a TSV file. */
static inline fl_str tsv_field(fl_str line, size_t n)
{
	size_t from = 0;
	for (size_t i = 0; i < line.len; i++) {
		if (line.data[i] != '\t')
			continue;
		if (n-- == 0)
			return fl_str_slice(line, from, i);
		from = i + 1;
	}
	return n == 0 ? fl_str_slice(line, from, line.len) : (fl_str){ "", 0 };
}

/* Next line of a text, without its line end. */
static inline bool next_line(fl_str text, size_t *pos, fl_str *ret)
{
	if (*pos >= text.len)
		return false;
	const char *end = memchr(text.data + *pos, '\n', text.len - *pos);
	size_t to = end ? (size_t)(end - text.data) : text.len;
	*ret = fl_str_slice(text, *pos, to > *pos && text.data[to - 1] == '\r' ? to - 1 : to);
	*pos = to + 1;
	return true;
}

#endif
