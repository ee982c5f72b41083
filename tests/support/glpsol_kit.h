/* SPDX-License-Identifier: Apache-2.0
 *
 * glpsol_kit.h - run plain glpsol, a process of its own, and read what it found.
 */
#ifndef FL_TESTS_GLPSOL_KIT_H
#define FL_TESTS_GLPSOL_KIT_H

#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>

static inline bool have_glpsol(void)
{
	return system("glpsol --version >/dev/null 2>&1") == 0;
}

typedef enum answer { ANSWER_OPTIMAL, ANSWER_NONE, ANSWER_FAILED } answer;

/* What glpsol writes with -w: "s bas ROWS COLUMNS f f VALUE" or "s mip ROWS COLUMNS o VALUE". */
static inline answer run_glpsol(void *state, const char *how, double *ret_value)
{
	char command[2048], solution[256], printed[256], type[8], primal = 0, dual = 0;
	scratch_path(state, "solution", solution, sizeof solution);
	scratch_path(state, "printed", printed, sizeof printed);
	snprintf(command, sizeof command, "glpsol %s -w '%s' >'%s' 2>&1", how, solution, printed);
	remove(solution);
	if (system(command) != 0)
		return ANSWER_FAILED;
	char *text = scratch_read(solution, NULL);
	answer found = ANSWER_FAILED;
	const char *line = text ? strstr(text, "\ns ") : NULL;
	if (line && sscanf(line, " s %7s %*d %*d %c", type, &primal) == 2) {
		bool mip = strcmp(type, "mip") == 0;
		if (mip && primal == 'o' && sscanf(line, " s mip %*d %*d o %lf", ret_value) == 1)
			found = ANSWER_OPTIMAL;
		else if (!mip && sscanf(line, " s bas %*d %*d f %c %lf", &dual, ret_value) == 2 && dual == 'f')
			found = ANSWER_OPTIMAL;
		else if (primal == 'n' || primal == 'i' || primal == 'u')
			found = ANSWER_NONE;
	}
	free(text);
	return found;
}

#endif
