/* SPDX-License-Identifier: Apache-2.0
 *
 * translate.c - a process for a model that is not ours: an empty folder of its own, no environment, no input, no files of ours;
 * what it says on two pipes is read to the end, its messages are made one error with file and line.
 *
 * The program limits itself (src/translate/florin_translate.c). Here it is only ended when it says too much.
 */
#include "steps/translate.h"

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MESSAGES_MAX ((size_t)1 << 20)
#define PROBLEM_MAX  ((size_t)1 << 31)

typedef struct talk { /* with the process */
	pid_t pid;
	int pipes[2][2]; /* its output, its messages; read end, write end; -1 closed */
	fl_buf *said[2];
	int status; /* as waitpid gives it */
	bool ended; /* by us: it said too much */
} talk;

/* ---- The folder ------------------------------------------------------------------------------------- */

typedef struct place {
	char folder[40], model[48], data[48];
} place;

static fl_status make_place(place *p, const fl_translation *t, fl_error *err)
{
	snprintf(p->folder, sizeof p->folder, "/tmp/florin-model-XXXXXX");
	if (!mkdtemp(p->folder)) {
		p->folder[0] = '\0';
		return fl_error_at(err, FL_EIO, "/tmp", 0, 0, "no folder can be made for the model");
	}
	snprintf(p->model, sizeof p->model, "%s/model", p->folder);
	snprintf(p->data, sizeof p->data, "%s/data", p->folder);
	FL_TRY(fl_file_replace(p->model, t->model, err));
	return fl_file_replace(p->data, t->data, err);
}

static void remove_place(const place *p)
{
	if (p->folder[0] == '\0')
		return;
	unlink(p->model);
	unlink(p->data);
	rmdir(p->folder);
}

/* ---- The process ------------------------------------------------------------------------------------ */

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static bool open_pipes(talk *k)
{
	for (int i = 0; i < 2; i++) {
		if (pipe(k->pipes[i]) != 0) {
			k->pipes[i][0] = k->pipes[i][1] = -1;
			return false;
		}
		for (int end = 0; end < 2; end++)
			if (fcntl(k->pipes[i][end], F_SETFD, FD_CLOEXEC) != 0)
				return false;
	}
	return true;
}

static bool start(talk *k, const fl_translation *t, const place *p)
{
	char seconds[16], megabytes[16], program[] = "florin-translate", folder[sizeof p->folder];
	char *const arguments[] = { program, folder, seconds, megabytes, NULL }, *const nothing[] = { NULL };
	posix_spawn_file_actions_t actions;
	snprintf(folder, sizeof folder, "%s", p->folder);
	snprintf(seconds, sizeof seconds, "%d", t->seconds);
	snprintf(megabytes, sizeof megabytes, "%d", t->megabytes);
	if (posix_spawn_file_actions_init(&actions) != 0)
		return false;
	bool good = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) == 0 &&
		    posix_spawn_file_actions_adddup2(&actions, k->pipes[0][1], STDOUT_FILENO) == 0 &&
		    posix_spawn_file_actions_adddup2(&actions, k->pipes[1][1], STDERR_FILENO) == 0 &&
		    posix_spawn(&k->pid, t->translator, &actions, NULL, arguments, nothing) == 0;
	posix_spawn_file_actions_destroy(&actions);
	if (!good)
		k->pid = -1;
	return good;
}

/* Read what there is; a pipe at its end is closed. */
static void listen(talk *k, int i)
{
	char bytes[1 << 16];
	ssize_t n = read(k->pipes[i][0], bytes, sizeof bytes);
	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0) {
		close_end(&k->pipes[i][0]);
		return;
	}
	fl_buf_add(k->said[i], bytes, (size_t)n);
	if (fl_buf_status(k->said[i], NULL) != FL_OK && !k->ended) {
		k->ended = true;
		kill(k->pid, SIGKILL);
	}
}

static void hear_out(talk *k)
{
	while (k->pipes[0][0] >= 0 || k->pipes[1][0] >= 0) {
		struct pollfd fds[2];
		for (int i = 0; i < 2; i++)
			fds[i] = (struct pollfd){ .fd = k->pipes[i][0], .events = POLLIN };
		if (poll(fds, 2, -1) < 0) {
			if (errno == EINTR)
				continue;
			kill(k->pid, SIGKILL);
			break;
		}
		for (int i = 0; i < 2; i++)
			if (fds[i].fd >= 0 && fds[i].revents)
				listen(k, i);
	}
	while (waitpid(k->pid, &k->status, 0) < 0 && errno == EINTR)
		;
}

/* ---- What went wrong -------------------------------------------------------------------------------- */

/* "FILE:12: words": the line, and the words. 0: no such message, or a warning. */
static int64_t place_of(fl_str line, const char *file, fl_str *ret_words)
{
	size_t at = strlen(file);
	int64_t number = 0;
	if (!fl_str_starts(line, fl_str_of(file)) || line.len <= at || line.data[at] != ':')
		return 0;
	for (at++; at < line.len && line.data[at] >= '0' && line.data[at] <= '9' && number < 1000000000; at++)
		number = number * 10 + (line.data[at] - '0');
	if (at + 2 > line.len || line.data[at] != ':')
		return 0;
	*ret_words = fl_str_trim(fl_str_slice(line, at + 1, line.len));
	return fl_str_starts(*ret_words, FL_STR("warning:")) ? 0 : number;
}

static bool ends_with(fl_str s, const char *end)
{
	size_t len = strlen(end);
	return s.len >= len && memcmp(s.data + s.len - len, end, len) == 0;
}

/* One of GLPK's lines as the error; false: it tells of none. */
static bool take_message(const fl_translation *t, fl_str line, fl_error *err)
{
	fl_str words;
	int64_t number = place_of(line, "model", &words);
	fl_str no_file = FL_STR(" - Too many open files"); /* that is how it is kept from opening any */
	if (number > 0 && ends_with(words, no_file.data)) {
		fl_error_at(err, FL_EINVAL, t->name, number, 0, "%.*s: a model may open no file",
			    (int)(words.len - no_file.len), words.data);
		return true;
	}
	if (number > 0) {
		fl_error_at(err, FL_EINVAL, t->name, number, 0, "%.*s", FL_STR_ARG(words));
		return true;
	}
	number = place_of(line, "data", &words);
	if (number > 0 && (ends_with(words, "not a parameter") || ends_with(words, "not a set") || ends_with(words, "not defined"))) {
		fl_error_at(err, FL_EINVAL, t->name, 0, 0,
			    "the data of the round give what the model does not declare: %.*s (begin with section 1 of "
			    "support.mod)",
			    FL_STR_ARG(words));
		return true;
	}
	if (number > 0)
		fl_error_at(err, FL_EINVAL, t->name, 0, 0, "the data of the round do not fit the model: %.*s",
			    FL_STR_ARG(words));
	return number > 0;
}

static fl_status explain(const fl_translation *t, const fl_buf *messages, fl_error *err)
{
	fl_str text = fl_buf_view(messages), last = FL_STR("");
	for (size_t from = 0, at = 0; at <= text.len; at++) {
		if (at < text.len && text.data[at] != '\n')
			continue;
		fl_str line = fl_str_slice(text, from, at);
		if (take_message(t, line, err))
			return FL_EINVAL;
		last = fl_str_trim(line).len > 0 ? fl_str_trim(line) : last;
		from = at + 1;
	}
	return fl_error_at(err, FL_EINVAL, t->name, 0, 0, "%.*s", FL_STR_ARG(last));
}

static bool says(const fl_buf *messages, const char *words)
{
	return messages->data && strstr(messages->data, words);
}

static fl_status judge(const talk *k, const fl_translation *t, fl_error *err)
{
	if (k->ended)
		return fl_error_at(err, FL_ERANGE, t->name, 0, 0, "the model generates too much");
	if (WIFEXITED(k->status) && WEXITSTATUS(k->status) == 0)
		return FL_OK;
	if (says(k->said[1], "no memory"))
		return fl_error_at(err, FL_ERANGE, t->name, 0, 0, "the model needs more than %d MiB of memory", t->megabytes);
	if (WIFSIGNALED(k->status) && (WTERMSIG(k->status) == SIGKILL || WTERMSIG(k->status) == SIGXCPU))
		return fl_error_at(err, FL_ERANGE, t->name, 0, 0,
				   "the model was ended: it needs more than %d seconds of processor time", t->seconds);
	if (WIFEXITED(k->status) && WEXITSTATUS(k->status) == 1)
		return explain(t, k->said[1], err);
	if (WIFEXITED(k->status))
		return fl_error_at(err, FL_EIO, t->translator, 0, 0, "the translator of models cannot be run");
	return fl_error_at(err, FL_EINVAL, t->name, 0, 0, "the translator of models gave up on it");
}

/* ---- A model that asks for the time is another one every day ------------------------------------------ */

static bool is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The position behind a comment or string that begins at 'at'; 'at' where none does. */
static size_t skip_text(fl_str s, size_t at, int64_t *line)
{
	char c = s.data[at];
	size_t from = at;
	if (c == '#') {
		while (at < s.len && s.data[at] != '\n')
			at++;
	} else if (c == '"' || c == '\'') {
		for (at++; at < s.len && s.data[at] != c && s.data[at] != '\n'; at++)
			;
		at += at < s.len && s.data[at] == c;
	} else if (c == '/' && at + 1 < s.len && s.data[at + 1] == '*') {
		for (at += 2; at + 1 < s.len && !(s.data[at] == '*' && s.data[at + 1] == '/'); at++)
			;
		at = at + 2 < s.len ? at + 2 : s.len;
	}
	for (size_t i = from; i < at; i++)
		*line += s.data[i] == '\n';
	return at;
}

static fl_status refuse_clock(const fl_translation *t, fl_error *err)
{
	fl_str s = t->model, word = FL_STR("gmtime");
	int64_t line = 1;
	for (size_t at = 0; at < s.len;) {
		size_t next = skip_text(s, at, &line), end = next;
		if (next > at) {
			at = next;
			continue;
		}
		while (end < s.len && is_word_byte(s.data[end]))
			end++;
		if (fl_str_eq(fl_str_slice(s, at, end), word))
			return fl_error_at(err, FL_EINVAL, t->name, line, 0,
					   "'gmtime' would give other awards every time: write the date as a parameter");
		line += s.data[at] == '\n';
		at = end > at ? end : at + 1;
	}
	return FL_OK;
}

fl_status fl_translate(const fl_translation *t, fl_buf *ret_problem, fl_error *err)
{
	fl_buf messages;
	place p = { .folder = "" };
	talk k = { .pid = -1, .pipes = { { -1, -1 }, { -1, -1 } }, .said = { ret_problem, &messages } };
	fl_buf_init(ret_problem, PROBLEM_MAX);
	fl_buf_init(&messages, MESSAGES_MAX);
	fl_status status = refuse_clock(t, err);
	if (status == FL_OK)
		status = make_place(&p, t, err);
	if (status == FL_OK && (!open_pipes(&k) || !start(&k, t, &p)))
		status = fl_error_at(err, FL_EIO, t->translator, 0, 0, "the translator of models cannot be run");
	for (int i = 0; i < 2; i++)
		close_end(&k.pipes[i][1]);
	if (k.pid > 0)
		hear_out(&k);
	if (status == FL_OK)
		status = judge(&k, t, err);
	for (int i = 0; i < 2; i++)
		close_end(&k.pipes[i][0]);
	remove_place(&p);
	fl_buf_release(&messages);
	return status == FL_OK ? fl_buf_status(ret_problem, err) : status;
}
