/* SPDX-License-Identifier: Apache-2.0
 *
 * 04-explain.c - one dream, why; fitted to sixty columns, as a terminal would want it.
 *
 *     04-explain out/round.florin D003 | sed -n '/^award/,/^journal/p'
 */
#include <florin.h>

#include <stdio.h>

int main(int argc, char **argv)
{
	fl_round *round = NULL;
	fl_text words = { NULL, 0 }, page = { NULL, 0 };
	fl_error err = FL_ERROR_INIT;

	if (argc != 3)
		return 2;
	fl_status status = fl_round_open(argv[1], false, &round, &err); /* for reading: nothing is changed, nobody is kept waiting */
	if (status == FL_OK)
		status = fl_round_explain(round, argv[2], NULL, false, false, &words, &err);
	if (status == FL_OK)
		status = fl_text_fit(words.data, words.len, 60, false, &page, &err);
	if (status == FL_OK)
		fwrite(page.data, 1, page.len, stdout);
	else
		printf("%s: %s\n", fl_status_name(status), err.message);
	fl_text_release(&page);
	fl_text_release(&words);
	fl_round_close(round);
	return status == FL_OK ? 0 : 3;
}
