/* SPDX-License-Identifier: Apache-2.0
 *
 * 09-rules.c - are the shipped rule packs sound, and do their own examples hold?
 *
 *     09-rules
 */
#include <florin.h>

#include <stdio.h>

int main(void)
{
	char name[64];
	int wrong = 0;
	for (size_t i = 0; fl_rules_shipped(i, name); i++) {
		const char *packs[] = { name };
		fl_options options = { .now = 0 };
		fl_rules_summary lint, test;
		fl_error err = FL_ERROR_INIT;
		if (fl_rules_lint(packs, 1, &options, &lint, &err) != FL_OK ||
		    fl_rules_test(packs, 1, &options, &test, &err) != FL_OK) {
			fprintf(stderr, "%s: %s\n", name, err.message);
			return 3;
		}
		printf("%s: %s\n", name, lint.findings + test.findings == 0 ? "sound" : "see its findings");
		wrong += lint.findings + test.findings > 0;
	}
	return wrong ? 1 : 0;
}
