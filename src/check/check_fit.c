/* SPDX-License-Identifier: Apache-2.0
 *
 * check_fit.c - the answer of florin-check, fitted to a terminal. What 'florin' has for pages is of no use here: this program is built from
 * as little as it can.
 */
#include "check/check_fit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define HEAD 11 /* columns of "verified   " */

static FILE *page;
static char *held;
static size_t held_len;

/* As florin: COLUMNS where it is said, else what the terminal says; 0 no terminal. */
static size_t columns_of_terminal(void)
{
	struct winsize size;
	const char *said = getenv("COLUMNS");
	long columns = said ? strtol(said, NULL, 10) : 0;
	if (!isatty(STDOUT_FILENO))
		return 0;
	if (columns > 0 && columns < 10000)
		return (size_t)columns;
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

FILE *fl_check_page(void)
{
	if (!page)
		page = columns_of_terminal() > 0 ? open_memstream(&held, &held_len) : NULL;
	return page ? page : stdout;
}

void fl_check_page_end(void)
{
	if (page && fclose(page) == 0)
		fl_check_fit(stdout, held, columns_of_terminal());
	page = NULL;
	free(held);
	held = NULL;
}

/* Columns of a character by its first byte: those of three bytes and more are mostly wide, and a line that is too short harms nobody. */
static size_t columns_of(char c)
{
	unsigned char byte = (unsigned char)c;
	return byte < 0x80 ? 1 : byte < 0xC0 ? 0 : byte < 0xE0 ? 1 : 2;
}

static size_t width_of(const char *text, size_t len)
{
	size_t width = 0;
	for (size_t i = 0; i < len; i++)
		width += columns_of(text[i]);
	return width;
}

static void new_line(FILE *to, size_t indent, size_t *at)
{
	fprintf(to, "\n%*s", (int)indent, "");
	*at = indent;
}

/* A word that is wider than a line (a digest) is broken where the line ends. */
static void put_word(FILE *to, const char *word, size_t len, size_t indent, size_t columns, size_t *at)
{
	for (size_t i = 0; i < len; i++) {
		size_t more = columns_of(word[i]);
		if (*at + more > columns && *at > indent)
			new_line(to, indent, at);
		putc(word[i], to);
		*at += more;
	}
}

static void fit_line(FILE *to, const char *line, size_t len, size_t columns)
{
	size_t head = len < HEAD || columns < 3 * HEAD ? 0 : HEAD, at = head, from = head;
	fwrite(line, 1, head, to);
	while (from < len) {
		const char *blank = memchr(line + from, ' ', len - from);
		size_t end = blank ? (size_t)(blank - line) : len, width = width_of(line + from, end - from);
		bool first = at == head;
		if (!first && at + 1 + width > columns && width <= columns - head)
			new_line(to, head, &at);
		else if (!first)
			put_word(to, " ", 1, head, columns, &at);
		put_word(to, line + from, end - from, head, columns, &at);
		from = end + 1;
	}
}

void fl_check_fit(FILE *to, const char *text, size_t columns)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		if (width_of(text, len) <= columns)
			fwrite(text, 1, len, to);
		else
			fit_line(to, text, len, columns);
		text += len;
		if (*text) {
			putc('\n', to);
			text++;
		}
	}
}
