/* SPDX-License-Identifier: Apache-2.0
 *
 * examples.c - for every command a line to try, on the round that comes with Florin; -h and the manual show it.
 *
 * tests/repo/check_help_examples runs them one after the other in one folder: what stands above has been run.
 */
#include "cli.h"

#include <string.h>

#define ROUND  "examples/one-flower-one-dream"
#define DREAMS " --data " ROUND "/dreams.csv --text 标题,内容"

static const struct {
	const char *command, *line;
} examples[] = {
	{ "run", "florin run " ROUND "/round.json --out out" },
	{ "init", "florin init " ROUND "/round.json --out round.florin" },
	{ "import", "florin import round.florin" },
	{ "tag", "florin tag round.florin" },
	{ "dedup", "florin dedup round.florin" },
	{ "tally", "florin tally round.florin" },
	{ "allocate", "florin allocate round.florin --export models" },
	{ "verify", "florin verify round.florin" },
	{ "match", "florin match out/round.florin --proposals " ROUND "/projects.csv" },
	{ "report", "florin report round.florin --out report --lang zh-CN &&\n  florin report round.florin --public --on 2036-12-31 --out report" },
	{ "export", "florin export out/round.florin xlsx --out awards.xlsx" },
	{ "seal", "florin init " ROUND "/round.json --out sealed.florin && florin seal sealed.florin --by 'Li Wei'" },
	{ "approve", "florin approve out/round.florin --by 'Li Wei'" },
	{ "follow plan", "florin follow plan out/round.florin" },
	{ "follow pay", "florin follow pay out/round.florin D001 all --amount 1,000 --on today --by Li" },
	{ "follow feedback", "florin follow feedback out/round.florin D001 feedback --on today --by Li --evidence photos/D001 --story 'The first lesson was held'" },
	{ "follow result",
	  "cp out/round.florin followed.florin && florin init " ROUND "/round.json --out followed.florin --set 'follow={\"milestones\":[{\"id\":\"feedback\",\"after\":90},"
	  "{\"id\":\"end\",\"kind\":\"result\",\"after\":300}]}' &&\n"
	  "  florin follow result followed.florin D001 end --people 120 --spent 900 --on today --by Li" },
	{ "follow accept", "florin follow accept out/round.florin D001 feedback --on today --by Li" },
	{ "follow stop", "florin follow stop out/round.florin D003 --why 'the school was closed' --on today --by Li" },
	{ "follow undo", "florin follow pay out/round.florin D001 all --amount 90,000 --on today --by Li &&\n"
	  "  florin follow undo out/round.florin $(florin follow show out/round.florin D001 | sed -n 's/.*90,000.*(entry \\([0-9]*\\)).*/\\1/p') --by Li --why 'that was 9,000'" },
	{ "follow import", "echo '{\"kind\":\"accept\",\"dream\":\"D001\",\"item\":\"end\",\"on\":\"today\",\"by\":\"Li\"}' >facts.jsonl &&\n"
	  "  florin follow import followed.florin facts.jsonl" },
	{ "follow show", "florin follow show out/round.florin D001" },
	{ "follow due", "florin follow due out/round.florin" },
	{ "follow reallocate", "florin follow reallocate out/round.florin --on today --by Li --out again.florin && florin allocate again.florin" },
	{ "follow calendar", "florin follow calendar out/round.florin --lang zh-CN > due.ics" },
	{ "explain", "florin explain out/round.florin D003" },
	{ "flowers", "florin flowers out/round.florin --near 10" },
	{ "review queue", "florin review queue out/round.florin" },
	{ "review show", "florin review show out/round.florin D008 D115" },
	{ "review decide",
	  "florin review decide round.florin D008 D115 different --by 'Li Wei' --why 'sheep and cattle' &&\n"
	  "  florin review decide round.florin D008 represents --by Li --why 'it says more' &&\n"
	  "  florin review decide round.florin D009 category field:education --by Li --why 'it is about lessons' &&\n"
	  "  florin review decide round.florin D009 tag for:children --by Li --why 'the pupils are ten' &&\n"
	  "  florin review decide round.florin D010 untag for:children --by Li --why 'grown-ups' &&\n"
	  "  florin review decide round.florin D011 accept --by Li --why 'no advertisement' &&\n"
	  "  florin review decide round.florin D012 reject --code commercial --by Li --why 'it sells courses' &&\n"
	  "  florin review decide round.florin D013 exception --by Li --why 'the site was down for its village' &&\n"
	  "  florin review decide round.florin D014 flag --by Li --why 'is this the county, or the town?' &&\n"
	  "  florin review decide round.florin D009 mark public-interest/education right --by Li --why 'it is' &&\n"
	  "  florin review decide round.florin conflict 石阶教育服务社 --by Li --why 'I sit on its board' &&\n"
	  "  florin review decide round.florin organisation 石阶教育服务社 '石阶教育服务社(本部)' same --by Chen --why 'one house' &&\n"
	  "  florin init " ROUND "/round.json --out matched.florin --set 'partners=[\"projects.csv\"]' && florin import matched.florin &&\n"
	  "  florin review decide matched.florin D003 match 山村职业课 fixed --by Li --why 'they began together'" },
	{ "review undo", "florin review undo round.florin D008 D115 --by 'Li Wei' --why 'to be asked again' &&\n"
	  "  florin review undo round.florin D012 reject --by Li --why 'the courses are free'" },
	{ "review log", "florin review log round.florin" },
	{ "review export", "florin review export round.florin > decisions.jsonl" },
	{ "review import", "florin review import round.florin decisions.jsonl" },
	{ "review page", "florin review page out/round.florin --for 'Li Wei' --out review.html" },
	{ "scenario run", "florin scenario run out/round.florin stricter --set threshold.default=80" },
	{ "scenario compare", "florin scenario compare out/round.florin official stricter" },
	{ "scenario sweep", "florin scenario sweep out/round.florin budget=1e6..5e6:5" },
	{ "audit log", "florin audit log out/round.florin" },
	{ "audit replay", "florin audit replay out/round.florin" },
	{ "audit bundle", "florin audit bundle out/round.florin --out for-the-auditor --redact" },
	{ "audit prove", "florin audit prove out/round.florin D003 > D003.receipt.json" },
	{ "audit consistency",
	  "florin audit consistency out/round.florin $(florin audit log out/round.florin --json | grep -o '[0-9a-f]\\{64\\}' | tail -n 1)" },
	{ "audit keygen", "florin audit keygen foundation.key" },
	{ "rules lint", "florin rules lint public-interest" },
	{ "rules test", "florin rules test public-interest" },
	{ "rules apply", "florin rules apply public-interest" DREAMS },
	{ "rules stats", "florin rules stats public-interest" DREAMS },
	{ "rules diff", "florin rules diff public-interest sdg" DREAMS },
	{ "rules suggest", "florin rules suggest --data labelled.csv --label topic --out draft.json" },
	{ "rules explain", "florin rules explain public-interest" DREAMS " --row 3" },
	{ "rules profile", "florin rules profile public-interest" DREAMS },
	{ "help", "florin help rules apply" },
	{ "completion", "florin completion bash > ~/.local/share/bash-completion/completions/florin" },
	{ "version", "florin version --json" },
};

const char *cli_example(const cli_command *command)
{
	for (size_t i = 0; i < CLI_COUNT(examples); i++)
		if (strcmp(examples[i].command, command->name) == 0)
			return examples[i].line;
	return NULL;
}
