#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run.sh - install what is missing, build Florin three ways, pass the tests:
#
#   tests/run.sh
#
#   build/release    gcc, optimised: every test
#   build/sanitize   gcc, warnings are errors, address and undefined-behaviour sanitizers: unit, property, fault, cli
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

# The outcome of one ctest run, from its log: cases of cmocka programs one by one, every other test as one case.
# Prints: passed failed skipped.
count_cases() {
	awk '
	function close_test() {
		if (name == "")
			return
		if (p + f + s > 0) {
			passed += p; skipped += s
			failed += f > 0 ? f : bad ? 1 : 0
		} else if (bad) {
			failed++
		} else if (skip) {
			skipped++
		} else {
			passed++
		}
		name = ""
	}
	/^[0-9]+\/[0-9]+ Testing: / { close_test(); name = $3; p = f = s = 0; bad = 1; skip = 0 }
	/^\[  PASSED  \] [0-9]+ test\(s\)/  { p += $4 }
	/^\[  FAILED  \] [0-9]+ test\(s\)/  { f += $4 }
	/^\[  SKIPPED \] [0-9]+ test\(s\)/  { s += $4 }
	/^Test Passed\.$/                   { bad = 0 }
	/^Test Skipped\.$/                  { bad = 0; skip = 1 }
	END { close_test(); print passed + 0, failed + 0, skipped + 0 }' "$1"
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
		grep -v ' Passed ' "build/$preset-tests.log" >&2 || true
	fi
	# shellcheck disable=SC2046 # three numbers
	set -- $(count_cases "build/$preset/Testing/Temporary/LastTest.log")
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
	run_tests sanitize -R '^(unit|property|fault|cli)/'
fi
if build_or_count clang; then
	passed=$((passed + 1))
	say "no warning from clang"
fi

step "All of it"
say "$skipped skipped"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
