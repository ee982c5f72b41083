/* SPDX-License-Identifier: Apache-2.0
 *
 * 05-publish.c - the result in every form that a text can have; workbooks want a file.
 *
 *     05-publish out/round.florin awards.xlsx
 */
#include <florin.h>

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	fl_round *round = NULL;
	fl_error err = FL_ERROR_INIT;
	fl_options options = { 0 };

	if (argc != 3 || fl_round_open(argv[1], false, &round, &err) != FL_OK)
		return 2;
	for (const char *const *form = fl_publish_forms(); *form; form++) {
		fl_text text = { NULL, 0 };
		fl_error why = FL_ERROR_INIT;
		const char *file = strcmp(*form, "xlsx") == 0 ? argv[2] : NULL;
		if (fl_round_publish(round, *form, "zh-CN", file, &options, &text, &why) != FL_OK)
			printf("%-14s %s\n", *form, why.message);
		else
			printf("%-14s %s\n", *form, file ? "written" : text.len > 0 ? "given" : "empty");
		fl_text_release(&text);
	}
	fl_round_close(round);
	return 0;
}
