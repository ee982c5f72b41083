/* SPDX-License-Identifier: Apache-2.0
 *
 * 10-tag-table.c - tag any table, no round needed: a line of JSON for each row comes through a sink.
 *
 *     10-tag-table examples/one-flower-one-dream/dreams.csv 标题,内容 | cut -c 1-66
 */
#include <florin.h>

#include <stdio.h>
#include <string.h>

typedef struct counter {
	size_t rows, left; /* 'left': lines that may still be shown */
} counter;

/* Pieces of any length come here; a line may be in two of them. */
static bool on_bytes(void *user, const char *data, size_t len)
{
	counter *c = user;
	for (const char *at = data, *end = data + len; at < end; c->rows++) {
		const char *next = memchr(at, '\n', (size_t)(end - at));
		size_t part = next ? (size_t)(next - at) + 1 : (size_t)(end - at);
		if (c->left > 0)
			fwrite(at, 1, part, stdout);
		if (!next)
			return true;
		c->left -= c->left > 0;
		at = next + 1;
	}
	return true; /* false would stop the call */
}

int main(int argc, char **argv)
{
	const char *packs[] = { "public-interest" };
	fl_options options = { .now = 0, .threads = 2 };
	counter c = { .left = 2 };
	fl_sink sink = { on_bytes, &c };
	fl_error err = FL_ERROR_INIT;

	if (argc != 3)
		return 2;
	fl_table table = { .path = argv[1], .text = argv[2] };
	if (fl_table_tag(&table, packs, 1, &options, &sink, &err) != FL_OK) {
		fprintf(stderr, "%s: %s\n", err.source, err.message);
		return 3;
	}
	printf("%zu rows\n", c.rows);
	return 0;
}
