/* SPDX-License-Identifier: Apache-2.0
 *
 * terminal.c - where output leads: is it a terminal, how wide is it, does it take colours (no-color.org)?
 *
 * This is the only state of the command line that is not in 'cli': errors of it are coloured, too, before there is one.
 */
#include "cli.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static cli_colour wanted = CLI_AUTO;

static const char *const words[] = { [CLI_AUTO] = "auto", [CLI_ALWAYS] = "always", [CLI_NEVER] = "never" };

bool cli_colour_ok(const char *text)
{
	for (size_t i = 0; i < CLI_COUNT(words); i++)
		if (strcmp(words[i], text) == 0)
			return true;
	return false;
}

void cli_set_colour(const char *text)
{
	for (size_t i = 0; text && i < CLI_COUNT(words); i++)
		if (strcmp(words[i], text) == 0)
			wanted = (cli_colour)i;
}

bool cli_is_coloured(FILE *to)
{
	const char *no = getenv("NO_COLOR"), *terminal = getenv("TERM");
	if (wanted != CLI_AUTO)
		return wanted == CLI_ALWAYS;
	return isatty(fileno(to)) && !(no && *no) && !(terminal && strcmp(terminal, "dumb") == 0);
}

size_t cli_columns(FILE *to)
{
	struct winsize size;
	const char *said = getenv("COLUMNS");
	long columns = said ? strtol(said, NULL, 10) : 0;
	if (!isatty(fileno(to)))
		return 0;
	if (columns > 0 && columns < 10000)
		return (size_t)columns;
	return ioctl(fileno(to), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void cli_paint(FILE *to, const char *sgr, const char *text)
{
	if (cli_is_coloured(to))
		fprintf(to, "\033[%sm%s\033[0m", sgr, text);
	else
		fputs(text, to);
}

void cli_page_to(FILE *to, const char *text, size_t len)
{
	fl_text fitted = { NULL, 0 };
	cli_hush(to);
	fl_error ignored = FL_ERROR_INIT;
	bool fits = (cli_columns(to) > 0 || cli_is_coloured(to)) &&
		    fl_text_fit(text, len, cli_columns(to), cli_is_coloured(to), &fitted, &ignored) == FL_OK;
	fwrite(fits ? fitted.data : text, 1, fits ? fitted.len : len, to);
	fl_text_release(&fitted);
}

void cli_page(const cli *c, fl_text *text)
{
	cli_hush(stdout);
	if (c->given.json)
		fwrite(text->data, 1, text->len, stdout);
	else
		cli_page_to(stdout, text->data, text->len);
	fl_text_release(text);
}
