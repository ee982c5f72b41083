#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# review_page.py FLORIN ROUND.florin - the figures of the review page of a round, printed: how large, written in what time, and in a real
# Chromium how long until the first item can be decided, how long a decision takes, and how many frames of a scroll come late.
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "browser"))
from chromium import Absent, Browser

SCROLL = """new Promise((done) => {
	const list = document.getElementById('list'), times = [];
	let last = performance.now();
	const frame = (now) => {
		times.push(now - last);
		last = now;
		list.scrollTop += 90;
		if (times.length < 180) requestAnimationFrame(frame);
		else done(times.slice(2).sort((a, b) => a - b));
	};
	requestAnimationFrame(frame);
})"""
DECIDE = """(() => { const from = performance.now();
	for (let i = 0; i < 20; i++) { dispatchEvent(new KeyboardEvent('keydown', { key: i % 2 ? 'u' : 's' })); dispatchEvent(new KeyboardEvent('keydown', { key: 'j' })); }
	return (performance.now() - from) / 40; })()"""

florin, round_file = sys.argv[1:3]
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "review.html")
    walls, cpus = [], []
    for _ in range(5):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        said = subprocess.run([florin, "review", "page", round_file, "--for", "bench", "--out", path], check=True, capture_output=True, text=True).stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        walls.append(time.monotonic() - start)
        cpus.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    print(said.strip())
    print("written in %.2f s (best of 5; cpu %.2f s), %.2f MB" % (min(walls), min(cpus), os.path.getsize(path) / 1e6))
    try:
        with Browser() as browser:
            page = browser.open(path, width=1400, height=900)
            ready = page.run("(() => { const n = performance.getEntriesByType('navigation')[0]; return [n.domInteractive, n.domContentLoadedEventEnd, n.loadEventEnd]; })()")
            print("the first item can be decided after %.0f ms (its script has run; from the start of loading)" % ready[1])
            print("a key, from pressing it to the next item: %.1f ms" % page.run(DECIDE))
            times = page.run(SCROLL)
            print("frames while scrolling: median %.1f ms, 95 %% %.1f ms" % (times[len(times) // 2], times[len(times) * 95 // 100]))
    except Absent:
        print("no chromium here: the rest is left out")
