/* SPDX-License-Identifier: Apache-2.0
 *
 * test_translate.c - models that are wrong, greedy or up to something, in the process that carries them out.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "scratch.h"
#include "steps/translate.h"

static fl_status translate(const char *model, const char *data, int seconds, int megabytes, fl_buf *problem, fl_error *err)
{
	*err = FL_ERROR_INIT;
	return fl_translate(&(fl_translation){ .translator = FLORIN_TRANSLATE,
					       .model = fl_str_of(model),
					       .data = fl_str_of(data),
					       .name = "grant.mod",
					       .seconds = seconds,
					       .megabytes = megabytes },
			    problem, err);
}

#define NO_DATA "data;\nend;\n"
#define GIVEN   "param unit, > 0;\n"
#define DATA    "data;\nparam unit := 10;\nend;\n"

static void refused(const char *model, const char *data, fl_status status, int64_t line, const char *message)
{
	fl_buf problem;
	fl_error err;
	assert_int_equal(translate(model, data, 5, 500, &problem, &err), status);
	assert_string_equal(err.message, message);
	assert_int_equal(err.line, line);
	assert_string_equal(err.source, "grant.mod");
	fl_buf_release(&problem);
}

static void test_translate__a_model_becomes_a_matrix(void **state)
{
	(void)state;
	fl_buf problem;
	fl_error err;
	assert_int_equal(translate(GIVEN "var x >= 0 <= 3; var n integer >= 1;\nmaximize z: x / 3 - 2 * n + 5;\n"
					 "s.t. a: x + unit * n <= 40;\ns.t. b: 1 <= x - n <= 2;\nsolve;\nprintf \"x\" > \"y\";\nend;\n",
				   DATA, 5, 500, &problem, &err), FL_OK);
	assert_string_equal(problem.data, "florin-problem 1\nmax z\nsize 2 2 4\nconstant 5:0\nr - 5:3 a\nr 1:0 1:1 b\n"
					  "c x 0:0 3:0 6004799503160661:-54 x\nc i 1:0 - -1:1 n\n"
					  "e 2 1 1:0\ne 1 1 1:0\ne 2 2 -1:0\ne 1 2 5:1\nend\n");
	fl_buf_release(&problem);
}

static void test_translate__messages_have_a_line(void **state)
{
	(void)state;
	refused("var x >= 0\nmaximize z: x;\nend;\n", NO_DATA, FL_EINVAL, 2, "syntax error in variable statement");
	refused("var x >= 0;\nparam p;\nmaximize z: p * x;\nend;\n", NO_DATA, FL_EINVAL, 3, "no value for p");
	refused("var x >= 0;\n\nmaximize z: x * x;\nend;\n", NO_DATA, FL_EINVAL, 3,
		"multiplication of linear forms not allowed");
	refused("var x >= 0;\nmaximize z: y;\nend;\n", NO_DATA, FL_EINVAL, 2, "y not defined");
	refused("set S;\nvar x{S};\nmaximize z: x[1];\nend;\n", "data;\nset S := 2;\nend;\n", FL_EINVAL, 3,
		"x[1] out of domain");
	refused(GIVEN "check unit < 5;\nvar x;\nmaximize z: x;\nend;\n", DATA, FL_EINVAL, 2, "check failed");
}

static void test_translate__what_the_model_lacks_is_named(void **state)
{
	(void)state;
	refused("var x >= 0;\nend;\n", NO_DATA, FL_EINVAL, 0, "the model has no objective: it must say what to maximize or minimize");
	refused("var x >= 0;\nmaximize z: x;\nend;\n", DATA, FL_EINVAL, 0,
		"the data of the round give what the model does not declare: unit not a parameter (begin with section 1 of "
		"support.mod)");
	refused("var unit >= 0;\nmaximize z: unit;\nend;\n", DATA, FL_EINVAL, 0,
		"the data of the round give what the model does not declare: unit not a parameter (begin with section 1 of "
		"support.mod)");
	refused("param unit, < 5;\nvar x;\nmaximize z: unit * x;\nend;\n", DATA, FL_EINVAL, 3, "unit = 10 not < 5; see (1)");
}

/* A model may try to write, to read, to ask for the time. */
static void test_translate__a_model_opens_no_file(void **state)
{
	char path[256], model[1024], message[512];
	scratch_path(*state, "victim", path, sizeof path);
	scratch_write(path, "precious", 8);
	snprintf(model, sizeof model, "var x >= 0;\nmaximize z: x;\nprintf \"gone\" > \"%s\";\nend;\n", path);
	snprintf(message, sizeof message, "unable to open '%s' for writing: a model may open no file", path);
	refused(model, NO_DATA, FL_EINVAL, 3, message);
	size_t len = 0;
	char *bytes = scratch_read(path, &len);
	assert_int_equal(len, 8);
	assert_memory_equal(bytes, "precious", 8);
	free(bytes);
	scratch_path(*state, "new", path, sizeof path);
	snprintf(model, sizeof model, "var x >= 0;\nmaximize z: x;\nprintf \"here\" >> \"%s\";\nend;\n", path);
	snprintf(message, sizeof message, "unable to open '%s' for writing: a model may open no file", path);
	refused(model, NO_DATA, FL_EINVAL, 3, message);
	assert_false(fl_file_exists(path));
	refused("set F;\nparam p{F};\ntable t IN \"CSV\" \"/etc/passwd\": F <- [a], p;\nvar x;\nmaximize z: x;\nend;\n", NO_DATA,
		FL_EINVAL, 3, "error on opening table t");
	refused("# gmtime() in words is fine\nparam s := 'gmtime';\nparam t := gmtime();\nvar x;\nmaximize z: x * t;\nend;\n", NO_DATA,
		FL_EINVAL, 3, "'gmtime' would give other awards every time: write the date as a parameter");
}

static void test_translate__a_greedy_model_is_ended(void **state)
{
	(void)state;
	fl_buf problem;
	fl_error err;
	assert_int_equal(translate("var x >= 0;\nparam n := sum{i in 1..1000000000} i;\nmaximize z: n * x;\nend;\n", NO_DATA, 1,
				   500, &problem, &err), FL_ERANGE);
	assert_string_equal(err.message, "the model was ended: it needs more than 1 seconds of processor time");
	fl_buf_release(&problem);
	assert_int_equal(translate("set S := 1..100000000;\nparam n{i in S} := i;\nvar x >= 0;\nmaximize z: x * sum{i in S} n[i];\nend;\n",
				   NO_DATA, 60, 100, &problem, &err), FL_ERANGE);
	assert_string_equal(err.message, "the model needs more than 100 MiB of memory");
	fl_buf_release(&problem);
}

static void test_translate__a_missing_translator_is_told(void **state)
{
	(void)state;
	fl_buf problem;
	fl_error err = FL_ERROR_INIT;
	assert_int_equal(fl_translate(&(fl_translation){ .translator = "/nowhere/florin-translate",
							 .model = FL_STR("end;"),
							 .data = FL_STR("end;"),
							 .name = "m",
							 .seconds = 1,
							 .megabytes = 100 },
				      &problem, &err), FL_EIO);
	assert_string_equal(err.source, "/nowhere/florin-translate");
	fl_buf_release(&problem);
}

/* What a model prints is not taken for GLPK's word as long as the model is right. */
static void test_translate__a_model_may_print(void **state)
{
	(void)state;
	fl_buf problem;
	fl_error err;
	assert_int_equal(translate("var x >= 0 <= 1;\nmaximize z: x;\ns.t. a: x <= 1;\nprintf \"model:1: nonsense\\n\";\nend;\n", NO_DATA, 5,
				   500, &problem, &err), FL_OK);
	assert_non_null(strstr(problem.data, "end\n"));
	fl_buf_release(&problem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_translate__a_model_becomes_a_matrix),
		cmocka_unit_test(test_translate__messages_have_a_line),
		cmocka_unit_test(test_translate__what_the_model_lacks_is_named),
		cmocka_unit_test_setup_teardown(test_translate__a_model_opens_no_file, scratch_make, scratch_remove),
		cmocka_unit_test(test_translate__a_greedy_model_is_ended),
		cmocka_unit_test(test_translate__a_missing_translator_is_told),
		cmocka_unit_test(test_translate__a_model_may_print),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
