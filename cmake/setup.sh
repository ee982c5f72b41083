# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# setup.sh - what examples/first-round.sh and tests/run.sh share: say what happens, install what is missing, build.
# Sourced, not run; the working directory is the top of the checkout, and 'set -eu' is in force.

step() { # step WORDS...: one line before the work that it names
	printf '\n==> %s\n' "$*"
}

say() {
	printf '    %s\n' "$*"
}

stop() { # stop WORDS...: the reason, then exit 3
	printf 'error: %s\n' "$*" >&2
	exit 3
}

# Run a command as root: directly, or with sudo.
as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null 2>&1; then
		sudo "$@"
	else
		stop "packages are missing and must be installed as root, or by a user with sudo: $missing"
	fi
}

# install_packages WHO...: install the packages of packages.txt that are meant for WHO and are not there yet.
# Where nothing is missing, nothing is asked of the network.
install_packages() {
	command -v dpkg-query >/dev/null 2>&1 ||
		stop "this is no Debian: install the libraries that packages.txt names by hand, then use cmake --preset release"
	missing=
	count=0
	for who in "$@"; do
		# shellcheck disable=SC2013 # one word a package is what is wanted
		for package in $(awk -v who="$who" '$1 == who { print $2 }' packages.txt); do
			count=$((count + 1))
			state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || state=absent
			[ "$state" = installed ] || missing="$missing $package"
		done
	done
	if [ -z "$missing" ]; then
		step "All $count Debian packages of packages.txt are installed"
		return
	fi
	step "Installing Debian packages:$missing"
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update ||
		say "apt-get update had errors; going on with the lists that are there"
	# shellcheck disable=SC2086 # a list of words
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends $missing
}

# build PRESET [TARGET...]: configure (once) and build in build/PRESET. The full log stays in build/PRESET.log.
build() {
	preset=$1
	shift
	target=${*:-all}
	log=build/$preset.log
	step "Building $target in build/$preset"
	mkdir -p build
	if { cmake --preset "$preset" && cmake --build --preset "$preset" --target $target; } >"$log" 2>&1; then
		say "$(tail -n 1 "$log")"
	else
		tail -n 40 "$log" >&2
		printf 'error: the build in build/%s failed; the whole log is %s\n' "$preset" "$log" >&2
		return 1
	fi
}
