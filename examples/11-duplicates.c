/* SPDX-License-Identifier: Apache-2.0
 *
 * 11-duplicates.c - which rows of a table are alike? Pairs and clusters as lines of JSON.
 *
 *     11-duplicates examples/one-flower-one-dream/dreams.csv 标题,内容 | grep cluster
 */
#include <florin.h>

#include <stdio.h>

static bool on_bytes(void *user, const char *data, size_t len)
{
	return fwrite(data, 1, len, user) == len;
}

int main(int argc, char **argv)
{
	fl_options options = { .now = 0 };
	fl_sink sink = { on_bytes, stdout };
	fl_error err = FL_ERROR_INIT;

	if (argc != 3)
		return 2;
	fl_table table = { .path = argv[1], .text = argv[2], .id = "编号" };
	if (fl_table_dedup(&table, NULL, &options, &sink, &err) != FL_OK) {
		fprintf(stderr, "%s: %s\n", err.source, err.message);
		return 3;
	}
	return 0;
}
