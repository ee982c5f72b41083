/* SPDX-License-Identifier: Apache-2.0
 *
 * test_file.c - reading, replacing in one step, paths. /dev/full is Linux's disk that is always full.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/str.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static int make_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/florin-file-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	return rmdir(folder); /* fails when a test leaves anything behind, a temporary file too */
}

static const char *in_folder(const char *name)
{
	static char path[200];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void assert_content(const char *path, fl_str expected)
{
	fl_buf buf;

	fl_buf_init(&buf, 1 << 20);
	assert_int_equal(fl_file_read(path, &buf, NULL), FL_OK);
	assert_true(fl_str_eq(fl_buf_view(&buf), expected));
	fl_buf_release(&buf);
}

static void test_file__replaces_the_whole_content(void **state)
{
	const char *path = in_folder("a.json");
	struct stat info;

	(void)state;
	assert_false(fl_file_exists(path));
	assert_int_equal(fl_file_replace(path, (fl_str){ "old\0and long", 12 }, NULL), FL_OK);
	assert_content(path, (fl_str){ "old\0and long", 12 });
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(fl_file_replace(path, FL_STR("new"), NULL), FL_OK);
	assert_content(path, FL_STR("new"));
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0640);
	assert_int_equal(fl_file_replace(path, FL_STR(""), NULL), FL_OK);
	assert_content(path, FL_STR(""));
	assert_true(fl_file_exists(path));
	assert_int_equal(unlink(path), 0);
}

static void test_file__a_full_disk_is_an_error(void **state)
{
	fl_error err = FL_ERROR_INIT;

	(void)state;
	if (access("/dev/full", W_OK) != 0) {
		print_message("/dev/full is absent: skipped\n");
		skip();
	}
	assert_int_equal(fl_file_replace("/dev/full", FL_STR("x"), &err), FL_EIO);
	assert_string_equal(err.message, "no space left on device");
	assert_string_equal(err.source, "/dev/full");
	assert_int_equal(access("/dev/full", W_OK), 0); /* still the device, not a file over it */
}

static void test_file__says_what_is_wrong(void **state)
{
	fl_error err = FL_ERROR_INIT, other = FL_ERROR_INIT, third = FL_ERROR_INIT;
	fl_buf buf;
	fl_reader *reader = NULL;

	(void)state;
	fl_buf_init(&buf, 100);
	assert_int_equal(fl_file_read(in_folder("none"), &buf, &err), FL_EIO);
	assert_string_equal(err.message, "no such file or directory");
	assert_int_equal(fl_file_read(folder, &buf, &other), FL_EIO);
	assert_string_equal(other.message, "is a directory");
	assert_int_equal(fl_reader_open(in_folder("none"), &reader, NULL), FL_EIO);
	assert_null(reader);
	assert_int_equal(fl_file_replace(in_folder("none/a"), FL_STR("x"), &third), FL_EIO);
	assert_string_equal(third.message, "no such file or directory");
	assert_int_equal(fl_file_replace(folder, FL_STR("x"), NULL), FL_EIO);
	fl_buf_release(&buf);
}

static void test_file__a_failed_replace_leaves_the_old_content(void **state)
{
	const char *path = in_folder("a.json");
	struct rlimit before, small;
	fl_error err = FL_ERROR_INIT;

	(void)state;
	assert_int_equal(fl_file_replace(path, FL_STR("old"), NULL), FL_OK);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 4;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	fl_status status = fl_file_replace(path, FL_STR("new and longer"), &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(status, FL_EIO);
	assert_string_equal(err.message, "file too large");
	assert_content(path, FL_STR("old"));
	assert_int_equal(unlink(path), 0); /* and remove_folder finds nothing else */
}

static void test_file__reading_stops_at_the_maximum(void **state)
{
	const char *path = in_folder("long");
	char text[1001];
	fl_buf buf;
	fl_error err = FL_ERROR_INIT;

	(void)state;
	memset(text, 'x', sizeof text);
	assert_int_equal(fl_file_replace(path, (fl_str){ text, sizeof text }, NULL), FL_OK);
	fl_buf_init(&buf, 1000);
	assert_int_equal(fl_file_read(path, &buf, &err), FL_ERANGE);
	assert_string_equal(err.source, path);
	fl_buf_release(&buf);
	fl_buf_init(&buf, 1001);
	assert_int_equal(fl_file_read(path, &buf, NULL), FL_OK);
	fl_buf_release(&buf);
	assert_int_equal(unlink(path), 0);
}

static void test_file__streams_in_pieces(void **state)
{
	const char *path = in_folder("stream");
	fl_reader *reader;
	char piece[4];
	size_t len;

	(void)state;
	assert_int_equal(fl_file_replace(path, FL_STR("123456"), NULL), FL_OK);
	assert_int_equal(fl_reader_open(path, &reader, NULL), FL_OK);
	assert_int_equal(fl_reader_read(reader, piece, 4, &len, NULL), FL_OK);
	assert_int_equal(len, 4);
	assert_memory_equal(piece, "1234", 4);
	assert_int_equal(fl_reader_read(reader, piece, 4, &len, NULL), FL_OK);
	assert_int_equal(len, 2);
	assert_int_equal(fl_reader_read(reader, piece, 4, &len, NULL), FL_OK);
	assert_int_equal(len, 0);
	fl_reader_close(reader);
	fl_reader_close(NULL);
	assert_int_equal(unlink(path), 0);
}

static void test_file__makes_folders_with_their_parents(void **state)
{
	fl_error err = FL_ERROR_INIT;

	(void)state;
	assert_int_equal(fl_dir_make(in_folder("a/b//c/"), NULL), FL_OK);
	assert_int_equal(fl_dir_make(in_folder("a/b/c"), NULL), FL_OK);
	assert_true(fl_file_exists(in_folder("a/b/c")));
	assert_int_equal(fl_file_replace(in_folder("a/file"), FL_STR(""), NULL), FL_OK);
	assert_int_equal(fl_dir_make(in_folder("a/file/x"), &err), FL_EIO);
	assert_int_equal(unlink(in_folder("a/file")), 0);
	assert_int_equal(rmdir(in_folder("a/b/c")) + rmdir(in_folder("a/b")) + rmdir(in_folder("a")), 0);
}

static void assert_beside(const char *base, const char *relative, const char *expected)
{
	fl_buf path;

	fl_buf_init(&path, 1000);
	assert_int_equal(fl_path_beside(base, fl_str_of(relative), &path, NULL), FL_OK);
	assert_string_equal(path.data, expected);
	fl_buf_release(&path);
}

static void test_file__paths_are_beside_the_naming_file(void **state)
{
	fl_buf path;

	(void)state;
	assert_beside("rounds/a/round.json", "dreams.csv", "rounds/a/dreams.csv");
	assert_beside("round.json", "dreams.csv", "dreams.csv");
	assert_beside("/round.json", "../x", "/../x");
	assert_beside("a/round.json", "/abs/x", "/abs/x");
	fl_buf_init(&path, 1000);
	assert_int_equal(fl_path_beside("a", (fl_str){ "b\0c", 3 }, &path, NULL), FL_EINVAL);
	assert_int_equal(fl_path_beside("a", FL_STR(""), &path, NULL), FL_EINVAL);
	fl_buf_release(&path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_file__replaces_the_whole_content),
		cmocka_unit_test(test_file__a_full_disk_is_an_error),
		cmocka_unit_test(test_file__says_what_is_wrong),
		cmocka_unit_test(test_file__a_failed_replace_leaves_the_old_content),
		cmocka_unit_test(test_file__reading_stops_at_the_maximum),
		cmocka_unit_test(test_file__streams_in_pieces),
		cmocka_unit_test(test_file__makes_folders_with_their_parents),
		cmocka_unit_test(test_file__paths_are_beside_the_naming_file),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
