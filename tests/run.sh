#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run.sh - install what is missing, build Florin three ways, pass the tests:
#
#   tests/run.sh
#
#   build/release    gcc, optimised: every test
#   build/sanitize   gcc, warnings are errors, address and undefined-behaviour sanitizers: every test but those of repo/
#   build/clang      clang, warnings are errors: that it builds
#
# Needs root or sudo only when packages are missing. Safe to repeat. The last line is 'N passed, N failed', over the
# cases of all test programs; the exit status is 0 only where none failed. A test that needs data which is not part
# of the repository skips and is counted as skipped.
set -eu
cd "$(dirname -- "$0")/.."
. cmake/setup.sh

passed=0
failed=0
skipped=0

# count_cases CONSOLE LOG: the outcome of one ctest run, from what ctest printed (which test ended how) and its
# LastTest.log (what the tests printed). Cases of cmocka programs count one by one, every other test is one case; a
# program that crashed is one failure. Prints: passed failed skipped.
count_cases() {
	awk '
	FNR == NR {
		if ($0 ~ /^ *[0-9]+\/[0-9]+ Test +#[0-9]+: /) {
			sub(/^ *[0-9]+\/[0-9]+ Test +#[0-9]+: /, "")
			outcome[$1] = /\*\*\*Skipped/ ? "skipped" : / Passed +[0-9.]+ sec/ ? "passed" : "failed"
		}
		next
	}
	/^[0-9]+\/[0-9]+ Testing: /         { name = $3 }
	/^\[  PASSED  \] [0-9]+ test\(s\)/  { p[name] += $4 }
	/^\[  FAILED  \] [0-9]+ test\(s\)/  { f[name] += $4 }
	/^\[  SKIPPED \] [0-9]+ test\(s\)/  { s[name] += $4 }
	END {
		for (name in outcome) {
			if (p[name] + f[name] + s[name] == 0) {
				passed += outcome[name] == "passed"
				failed += outcome[name] == "failed"
				skipped += outcome[name] == "skipped"
			} else {
				passed += p[name]
				skipped += s[name]
				failed += outcome[name] == "failed" && f[name] == 0 ? 1 : f[name]
			}
		}
		print passed + 0, failed + 0, skipped + 0
	}' "$1" "$2"
}

# run_tests PRESET [ctest options...]
run_tests() {
	preset=$1
	shift
	step "Testing build/$preset"
	status=0
	ctest --test-dir "build/$preset" --output-on-failure --no-tests=error -j "$(nproc)" "$@" >"build/$preset-tests.log" 2>&1 ||
		status=$?
	if [ $status -ne 0 ]; then
		grep -v -e ' Passed ' -e '^ *Start ' "build/$preset-tests.log" >&2 || true
	fi
	# shellcheck disable=SC2046 # three numbers
	set -- $(count_cases "build/$preset-tests.log" "build/$preset/Testing/Temporary/LastTest.log")
	if [ $status -ne 0 ] && [ "$2" -eq 0 ]; then
		set -- "$1" 1 "$3"
	fi
	passed=$((passed + $1))
	failed=$((failed + $2))
	skipped=$((skipped + $3))
	say "$1 passed, $2 failed, $3 skipped (build/$preset-tests.log, build/$preset/Testing/Temporary/LastTest.log)"
	if [ "$3" -gt 0 ]; then
		say "skipped, with what they say:"
		awk '/^[0-9]+\/[0-9]+ Testing: /{name = $3}
			/^\[  SKIPPED \] [^0-9]/{print "      " name ": " $4; next}
			/skip/ && !/^\[/ && !/^Test / {print "      " name ": " $0}' \
			"build/$preset/Testing/Temporary/LastTest.log" | sort -u | head -n 40
	fi
}

# A build that fails is one failure, and the others go on.
build_or_count() {
	if build "$@"; then
		return 0
	fi
	failed=$((failed + 1))
	return 1
}

install_packages build test
if build_or_count release; then
	run_tests release
fi
if build_or_count sanitize; then
	run_tests sanitize -E '^repo/'
fi
if build_or_count clang; then
	passed=$((passed + 1))
	say "no warning from clang"
fi

step "All of it"
say "$skipped skipped"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
