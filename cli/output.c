/* SPDX-License-Identifier: Apache-2.0
 *
 * output.c - results on stdout, everything else on stderr. Nothing from a file reaches a terminal unescaped.
 */
#include "cli.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#define SHOWN_MAX 20 /* findings of one code */

/* Control characters, and those that turn the direction of writing (U+200E/F, U+2028-E, U+2066-9), as \xNN. */
static bool is_harmful(const unsigned char *p, size_t left)
{
	if (p[0] < ' ' || p[0] == 0x7f)
		return true;
	if (p[0] == 0xC2 && left > 1 && p[1] < 0xA0)
		return true;
	if (p[0] != 0xE2 || left < 3)
		return false;
	return (p[1] == 0x80 && (p[2] == 0x8E || p[2] == 0x8F || (p[2] >= 0xA8 && p[2] <= 0xAE))) ||
	       (p[1] == 0x81 && p[2] >= 0xA6 && p[2] <= 0xA9);
}

void cli_put_safe(FILE *to, const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text;
	for (size_t i = 0; i < len; i++) {
		if (!is_harmful(p + i, len - i)) {
			putc(p[i], to);
			continue;
		}
		size_t bytes = p[i] < 0x80 ? 1 : p[i] == 0xC2 ? 2 : 3;
		for (size_t k = 0; k < bytes; k++)
			fprintf(to, "\\x%02x", p[i + k]);
		i += bytes - 1;
	}
}

static void put_place(const char *source, int64_t line, int64_t column)
{
	if (source[0] == '\0')
		return;
	cli_put_safe(stderr, source, strlen(source));
	if (line > 0)
		fprintf(stderr, ":%lld", (long long)line);
	if (line > 0 && column > 0)
		fprintf(stderr, ":%lld", (long long)column);
	fputs(": ", stderr);
}

static cli_code *code_of(cli *c, const char *code)
{
	size_t i = 0;
	while (i < c->num_codes && strncmp(c->codes[i].code, code, sizeof(c->codes[i].code) - 1) != 0)
		i++;
	if (i == CLI_COUNT(c->codes))
		return &c->codes[i - 1];
	if (i == c->num_codes)
		snprintf(c->codes[c->num_codes++].code, sizeof(c->codes[i].code), "%s", code);
	return &c->codes[i];
}

static void put_json_text(const char *text)
{
	putchar('"');
	for (const char *p = text; *p; p++) {
		if (*p == '"' || *p == '\\')
			printf("\\%c", *p);
		else if ((unsigned char)*p < ' ')
			printf("\\u%04x", (unsigned)*p);
		else
			putchar(*p);
	}
	putchar('"');
}

static const char *const severities[] = { [FL_NOTE] = "note", [FL_WARNING] = "warning", [FL_ERROR] = "error" };
static const char *const colours[] = { [FL_NOTE] = "36", [FL_WARNING] = "33", [FL_ERROR] = "1;31" }; /* cyan, yellow, red */

/* "florin: error: " */
static void put_failed(void)
{
	cli_hush(stderr);
	fputs("florin: ", stderr);
	cli_paint(stderr, colours[FL_ERROR], severities[FL_ERROR]);
	fputs(": ", stderr);
}

static void tell_finding(const fl_finding *f)
{
	printf("{\"type\":\"finding\",\"severity\":\"%s\",\"code\":\"%s\",\"source\":", severities[f->severity], f->code);
	put_json_text(f->source);
	printf(",\"line\":%lld,\"column\":%lld,\"subject\":", (long long)f->line, (long long)f->column);
	put_json_text(f->subject);
	fputs(",\"message\":", stdout);
	put_json_text(f->message);
	puts("}");
}

static void put_finding(void *user, const fl_finding *f)
{
	const cli *c = user;
	cli_code *code = code_of(user, f->code);
	if (c->tell_findings)
		tell_finding(f);
	if (code->count++ >= SHOWN_MAX)
		return;
	cli_hush(stderr);
	put_place(f->source, f->line, f->column);
	if (!f->source[0] && f->subject[0] && !strstr(f->message, f->subject)) { /* what it is about, where the words do not say it */
		cli_put_safe(stderr, f->subject, strlen(f->subject));
		fputs(": ", stderr);
	}
	cli_paint(stderr, colours[f->severity], severities[f->severity]);
	fputs(": ", stderr);
	cli_put_safe(stderr, f->message, strlen(f->message));
	fprintf(stderr, " [%s]\n", f->code);
}

/* SOURCE_DATE_EPOCH, where it is set, makes a run the same byte for byte (reproducible-builds.org). */
static int64_t now(void)
{
	const char *fixed = getenv("SOURCE_DATE_EPOCH");
	char *end = NULL;
	long long seconds = fixed ? strtoll(fixed, &end, 10) : 0;
	return fixed && end != fixed && *end == '\0' ? seconds : (int64_t)time(NULL);
}

/* florin-translate lies beside florin itself. */
static const char *find_translator(cli *c)
{
	static const char name[] = "florin-translate";
	ssize_t len = readlink("/proc/self/exe", c->translator, sizeof(c->translator) - sizeof(name));
	while (len > 0 && c->translator[len - 1] != '/')
		len--;
	memcpy(c->translator + (len > 0 ? len : 0), name, sizeof(name));
	return c->translator;
}

/* What nobody can guess. The tests of Florin, which compare roots from run to run, ask for none with a variable that nobody sets by
 * chance: SOURCE_DATE_EPOCH, which packagers and cron jobs set, must not give away the pseudonyms of a round. */
static const unsigned char *find_secret(cli *c)
{
	c->has_secret = getrandom(c->secret, sizeof(c->secret), 0) == (ssize_t)sizeof(c->secret);
	if (!c->has_secret) { /* a kernel before 3.17 */
		put_failed();
		fputs("this machine gives no random bytes\n", stderr);
		exit(CLI_UNUSABLE);
	}
	return getenv("FLORIN_GUESSABLE_SECRET") ? NULL : c->secret;
}

void cli_begin(cli *c)
{
	/* The library takes as many as it can use. */
	long threads = c->given.threads ? strtol(c->given.threads, NULL, 10) : sysconf(_SC_NPROCESSORS_ONLN);
	c->options = (fl_options){ .now = now(),
				   .threads = threads < 1 ? 1 : (int)threads,
				   .force = c->given.force,
				   .secret = find_secret(c),
				   .reweigh = c->given.reweigh,
				   .translator = c->given.trust_model ? find_translator(c) : NULL,
				   .unseal = c->given.unseal ? &c->unsealing : NULL,
				   .findings = { put_finding, c } };
	c->unsealing = (fl_unsealing){ c->given.by, c->given.why };
	c->settings = (fl_settings){ c->given.policy, c->given.set, c->given.num_set };
}

/* Whoever read what is printed has gone, as 'head' does: no error of ours. The work is done by now, so die of it as others do. */
static void end_if_unread(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };
	if (poll(&out, 1, 0) == 1 && (out.revents & POLLERR)) {
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
	}
}

int cli_end(cli *c, int status)
{
	for (size_t i = 0; i < c->num_codes; i++)
		if (c->codes[i].count > SHOWN_MAX)
			fprintf(stderr, "florin: note: %lld more [%s]\n", (long long)(c->codes[i].count - SHOWN_MAX),
				c->codes[i].code);
	int code = fflush(stdout) != 0 ? errno : 0;
	if (code != 0 || ferror(stdout)) {
		end_if_unread();
		if (code == 0) /* it failed before, and what was called since has said other things */
			code = write(STDOUT_FILENO, "\n", 1) < 0 ? errno : EIO;
		put_failed();
		fprintf(stderr, "stdout: %s\n", strerror(code));
		return CLI_UNUSABLE;
	}
	return status;
}

int cli_fail(cli *c)
{
	put_failed();
	put_place(c->error.source, c->error.line, c->error.column);
	cli_put_safe(stderr, c->error.message, strlen(c->error.message));
	putc('\n', stderr);
	return c->error.status == FL_EARGUMENT ? CLI_USAGE : CLI_UNUSABLE;
}

int cli_usage_hint(const cli *c, const char *what, const char *which, const char *hint)
{
	put_failed();
	fprintf(stderr, "%s '", what);
	cli_put_safe(stderr, which, strlen(which));
	fprintf(stderr, "'%s%s see 'florin help%s%s'\n", hint, *hint ? "" : ";", c->command ? " " : "",
		c->command ? c->command->name : "");
	return CLI_USAGE;
}

int cli_usage(const cli *c, const char *what, const char *which)
{
	return cli_usage_hint(c, what, which, "");
}

int cli_check_unsealing(const cli *c)
{
	const cli_options *given = &c->given;
	if (given->unseal && (!given->by || !given->why))
		return cli_usage(c, "an option is missing:", given->by ? "--why TEXT" : "--by NAME");
	if (!given->unseal && (given->by || given->why))
		return cli_usage(c, "only --unseal takes", given->by ? "--by" : "--why");
	return CLI_YES;
}

void cli_note_unsealing(const cli *c, bool unsealed)
{
	if (c->given.unseal && !unsealed)
		fputs("florin: note: nothing that is sealed has changed: --unseal was not needed, and the seal holds\n", stderr);
}

static void put_number(FILE *line, const cli_number *number)
{
	char words[48];
	if (number->currency)
		fprintf(line, ", %s %s", number->name, fl_money_words(number->value, number->currency, words));
	else
		fprintf(line, ", %s %lld", number->name, (long long)number->value);
}

static void say_fitted(const char *step, bool unchanged, const cli_number *numbers, size_t count, const char *what, const char *extra)
{
	char *text = NULL;
	size_t len = 0;
	FILE *line = open_memstream(&text, &len);
	if (!line)
		return;
	fprintf(line, "%s: %s", step, unchanged ? "unchanged" : "done");
	for (size_t i = 0; i < count; i++)
		put_number(line, &numbers[i]);
	if (extra) {
		fprintf(line, ", %s ", what);
		cli_put_safe(line, extra, strlen(extra));
	}
	putc('\n', line);
	if (fclose(line) == 0)
		cli_page_to(stdout, text, len);
	free(text);
}

void cli_say(const cli *c, const char *step, bool unchanged, const cli_number *numbers, size_t count,
	     const char *what, const char *extra)
{
	cli_hush(stdout);
	if (c->given.json) {
		printf("{\"step\":\"%s\",\"unchanged\":%s", step, unchanged ? "true" : "false");
		for (size_t i = 0; i < count; i++)
			printf(",\"%s\":%lld", numbers[i].name, (long long)numbers[i].value);
		if (extra) {
			printf(",\"%s\":", what);
			put_json_text(extra);
		}
		puts("}");
		return;
	}
	say_fitted(step, unchanged, numbers, count, what, extra);
}

bool cli_write_page(void *user, const char *data, size_t len)
{
	(void)user;
	cli_page_to(stdout, data, len);
	return !ferror(stdout);
}

bool cli_write(void *user, const char *data, size_t len)
{
	(void)user;
	cli_hush(stdout);
	return fwrite(data, 1, len, stdout) == len;
}
