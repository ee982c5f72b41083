/* SPDX-License-Identifier: Apache-2.0
 *
 * replay.c - run a fuzz target over the files of its corpus, and over small changes of each, without a fuzzer.
 *
 *     replay_TARGET FOLDER [CHANGES]      CHANGES of each file, default 1000
 */
#include "base/buf.h"
#include "base/file.h"
#include "random.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Bytes set, taken out, doubled or exchanged; a few at a time. */
static void change(fl_buf *bytes, uint64_t *seed)
{
	for (size_t times = 1 + random_below(seed, 4); times > 0 && bytes->len > 1; times--) {
		size_t at = random_below(seed, bytes->len), other = random_below(seed, bytes->len);
		char c = bytes->data[at];
		switch (random_below(seed, 4)) {
		case 0:
			bytes->data[at] = (char)random_below(seed, 256);
			break;
		case 1:
			bytes->data[at] = bytes->data[other];
			bytes->data[other] = c;
			break;
		case 2:
			memmove(bytes->data + at, bytes->data + at + 1, bytes->len - at - 1);
			fl_buf_shorten(bytes, 1);
			break;
		default:
			fl_buf_putc(bytes, c);
		}
	}
}

static bool replay(const char *path, long changes)
{
	fl_buf file, changed;
	uint64_t seed = 1;
	fl_error err = FL_ERROR_INIT;

	fl_buf_init(&file, 1 << 24);
	fl_buf_init(&changed, 1 << 24);
	if (fl_file_read(path, &file, &err) != FL_OK) {
		fprintf(stderr, "%s: %s\n", path, err.message);
		return false;
	}
	fprintf(stderr, "%s\n", path);
	LLVMFuzzerTestOneInput((const uint8_t *)file.data, file.len);
	for (long i = 0; i < changes; i++) {
		if (i % 8 == 0) {
			fl_buf_clear(&changed);
			fl_buf_str(&changed, fl_buf_view(&file));
		}
		change(&changed, &seed);
		LLVMFuzzerTestOneInput((const uint8_t *)changed.data, changed.len);
	}
	fl_buf_release(&file);
	fl_buf_release(&changed);
	return true;
}

int main(int argc, char **argv)
{
	DIR *folder = argc > 1 ? opendir(argv[1]) : NULL;
	struct dirent *entry;
	char path[4096];
	size_t files = 0;

	if (!folder) {
		fprintf(stderr, "usage: replay FOLDER [CHANGES]\n");
		return 2;
	}
	while ((entry = readdir(folder))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
		if (!replay(path, argc > 2 ? atol(argv[2]) : 1000))
			return 1;
		files++;
	}
	closedir(folder);
	return files ? 0 : 1;
}
