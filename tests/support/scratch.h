/* SPDX-License-Identifier: Apache-2.0
 *
 * scratch.h - a folder of its own for one test, gone afterwards.
 *
 *     cmocka_unit_test_setup_teardown(test_x__y, scratch_make, scratch_remove)
 *     scratch_path(*state, "a.florin", path, sizeof(path));
 */
#ifndef FL_TESTS_SCRATCH_H
#define FL_TESTS_SCRATCH_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

static inline int scratch_make(void **state)
{
	char *folder = strdup("/tmp/florin-test-XXXXXX");
	*state = folder;
	return folder && mkdtemp(folder) ? 0 : -1;
}

static inline void scratch_remove_tree(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	while (dir && (entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		char *below = malloc(strlen(path) + strlen(entry->d_name) + 2);
		strcat(strcat(strcpy(below, path), "/"), entry->d_name);
		scratch_remove_tree(below);
		free(below);
	}
	if (dir)
		closedir(dir);
	remove(path);
}

static inline int scratch_remove(void **state)
{
	scratch_remove_tree(*state);
	free(*state);
	return 0;
}

static inline void scratch_path(const void *state, const char *name, char *ret, size_t size)
{
	snprintf(ret, size, "%s/%s", (const char *)state, name);
}

static inline void scratch_write(const char *path, const char *bytes, size_t len)
{
	FILE *file = fopen(path, "wb");
	if (!file || fwrite(bytes, 1, len, file) != len || fclose(file) != 0)
		abort();
}

/* Whole file with a NUL behind it; free it. */
static inline char *scratch_read(const char *path, size_t *ret_len)
{
	FILE *file = fopen(path, "rb");
	char *bytes = NULL;
	size_t len = 0, n;
	if (!file)
		return NULL;
	do {
		bytes = realloc(bytes, len + 65536 + 1);
		n = fread(bytes + len, 1, 65536, file);
		len += n;
	} while (n > 0);
	fclose(file);
	bytes[len] = '\0';
	if (ret_len)
		*ret_len = len;
	return bytes;
}

/* Change a database behind Florin's back. */
static inline void scratch_sql(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	if (sqlite3_open(path, &db) != SQLITE_OK || sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
		fprintf(stderr, "%s: %s\n", path, sqlite3_errmsg(db));
		abort();
	}
	sqlite3_close(db);
}

/* A number out of a database. */
static inline long long scratch_sql_int(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;
	long long value = -1;
	if (sqlite3_open(path, &db) == SQLITE_OK && sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW)
		value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return value;
}

#endif
