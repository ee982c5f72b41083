# SPDX-License-Identifier: Apache-2.0
"""What the checks of tests/browser share: running florin, cases that count, waiting, contrast."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from chromium import Absent, Browser, Failed

SKIPPED = 77


class Check:
    """check = Check(); check.same(what, got, expected); check.true(what, value); then check.end()"""

    def __init__(self):
        self.florin, self.root = sys.argv[1], pathlib.Path(sys.argv[2])
        self.folder = tempfile.TemporaryDirectory(prefix="florin-pages-")
        self.good = self.bad = 0

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def run(self, *arguments):
        made = subprocess.run([self.florin, *arguments], capture_output=True, text=True)
        if made.returncode > 1:
            raise SystemExit("florin " + " ".join(arguments) + ": " + made.stderr)
        return made

    def true(self, what, value, why=""):
        if value:
            self.good += 1
        else:
            self.bad += 1
            print("FAILED: " + what + (": " + why if why else ""))

    def same(self, what, got, expected):
        self.true(what, got == expected, "got %r, expected %r" % (got, expected))

    def end(self):
        print("%d passed, %d failed" % (self.good, self.bad))
        sys.exit(1 if self.bad else 0)


def until(page, expression, seconds=20):
    """Wait until the expression is true; the last value it had."""
    deadline = time.monotonic() + seconds
    while True:
        value = page.run(expression)
        if value or time.monotonic() > deadline:
            return value
        time.sleep(0.05)


def browser():
    try:
        return Browser()
    except Absent:
        print("skipped: no chromium here")
        sys.exit(SKIPPED)
    except Failed as why:
        print("skipped: chromium does not start here (%s)" % why)
        sys.exit(SKIPPED)


def data_of(path):
    """The JSON that the script of a page reads."""
    text = pathlib.Path(path).read_text(encoding="utf-8")
    start = text.index('id="florin-data">') + len('id="florin-data">')
    return json.loads(text[start:text.index("</script>", start)])


# Of every element with text of its own on the page: WCAG 2 contrast of its colour on the nearest background, where that is too low
# (AA: 4.5, large text 3). Answers texts with their ratios.
CONTRAST = r"""(() => {
	const channel = (c) => { c /= 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
	const parse = (text) => { const m = text.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
	const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
	const behind = (node) => {
		for (let at = node; at; at = at.parentElement) {
			const colour = parse(getComputedStyle(at).backgroundColor);
			if (colour[3] === 1) return colour;
		}
		return [255, 255, 255, 1];
	};
	const low = new Map();
	for (const node of document.body.querySelectorAll('*')) {
		const own = [...node.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
		if (!own || !node.checkVisibility() || node.closest('script, noscript, option')) continue;
		const style = getComputedStyle(node), size = parseFloat(style.fontSize);
		const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
		const a = light(parse(node.closest('svg') ? style.fill : style.color)), b = light(behind(node)), ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		if (ratio < (large ? 3 : 4.5)) low.set(node.tagName + '.' + node.className, node.textContent.trim().slice(0, 30) + ' ' + ratio.toFixed(2));
	}
	for (const node of document.body.querySelectorAll('[placeholder]')) {
		const a = light(parse(getComputedStyle(node, '::placeholder').color)), b = light(behind(node)), ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		if (node.checkVisibility() && ratio < 4.5) low.set(node.id, node.placeholder + ' ' + ratio.toFixed(2));
	}
	return [...low].map(([name, text]) => name + ' ' + text);
})()"""

# Landmarks and targets, in either window.
PLACES = r"""	const places = new Set(); /* landmarks of one name cannot be told apart */
	for (const node of document.querySelectorAll('main, nav, header:not(main *), footer:not(main *), aside, section[aria-label], section[aria-labelledby], [role=region], form[role=search]')) {
		const name = node.getAttribute('aria-label') || (document.getElementById(node.getAttribute('aria-labelledby')) || {}).textContent || '', key = (node.getAttribute('role') || node.tagName) + ' ' + name;
		if (places.has(key)) wrong.push('landmark twice: ' + key);
		places.add(key);
	}
	for (const node of document.querySelectorAll('button, summary')) { /* WCAG 2.5.8 */
		const box = node.getBoundingClientRect();
		if (node.checkVisibility() && box.width > 1 && box.height < 24 && !node.closest('.hidden, thead, li')) wrong.push('a small target: ' + box.height + ' ' + node.outerHTML.slice(0, 80));
	}
"""

# What a keyboard or a screen reader would stumble over: controls without a name, tables without a caption, pictures without words,
# ids and landmarks that stand twice, small targets, and anything wider than the page.
STUMBLES = r"""(() => {
	const wrong = [];
	const named = (node) => node.getAttribute('aria-label') || node.getAttribute('aria-labelledby') || node.textContent.trim() ||
		(node.labels && [...node.labels].some((l) => l.textContent.trim()));
	for (const node of document.querySelectorAll('button, a[href], input, select, summary, [role=region], [role=group], dialog'))
		if (!named(node)) wrong.push('no name: ' + node.outerHTML.slice(0, 80));
	for (const node of document.querySelectorAll('table'))
		if (!node.caption) wrong.push('no caption: ' + node.outerHTML.slice(0, 80));
	for (const node of document.querySelectorAll('svg'))
		if (!node.closest('[aria-hidden=true]') && !node.getAttribute('aria-label')) wrong.push('no words: ' + node.outerHTML.slice(0, 80));
	const seen = new Set();
	for (const node of document.querySelectorAll('[id]')) {
		if (seen.has(node.id)) wrong.push('id twice: ' + node.id);
		seen.add(node.id);
	}
	for (const id of [...document.querySelectorAll('[aria-labelledby]')].map((n) => n.getAttribute('aria-labelledby')))
		if (!document.getElementById(id)) wrong.push('no such label: ' + id);
""" + PLACES + r"""	if (document.documentElement.scrollWidth > document.documentElement.clientWidth) wrong.push('wider than the window');
	return wrong;
})()"""

# What a narrow window spoils: tables that must be moved along, cells and controls beyond its edge, words and figures in two lines. What is
# there for screen readers only (heads of tables that became cards) does not count, nor does a name that somebody gave in a head.
NARROW = r"""(() => {
	const wrong = [], edge = document.documentElement.clientWidth;
""" + PLACES + r"""	if (document.documentElement.scrollWidth > edge) wrong.push('the page is ' + document.documentElement.scrollWidth + ' wide');
	const seen = (node) => node.checkVisibility() && !(node.closest('thead') && getComputedStyle(node.closest('thead')).clipPath !== 'none');
	for (const box of document.querySelectorAll('.scroll'))
		if (box.scrollWidth > box.clientWidth + 1) wrong.push('must be moved along: ' + box.textContent.trim().slice(0, 40));
	for (const node of document.querySelectorAll('td, th, li, dt, dd, p, h1, h2, h3, summary, label, button, input, select')) {
		const box = node.getBoundingClientRect();
		if (seen(node) && box.width > 1 && (box.right > edge + 1 || box.left < -1) && !node.closest('.contents, .hidden, .skip'))
			wrong.push('beyond the edge: ' + node.tagName + ' ' + node.textContent.trim().slice(0, 40));
	}
	const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let text; (text = texts.nextNode());) {
		if (!text.parentElement.checkVisibility() || !seen(text.parentElement) || text.parentElement.closest('code, pre, textarea, svg, script, .skip, .hidden, thead bdi')) continue;
		for (const word of text.data.matchAll(/[A-Za-z0-9][A-Za-z0-9.,]*[A-Za-z0-9]/g)) {
			const range = document.createRange();
			range.setStart(text, word.index);
			range.setEnd(text, word.index + word[0].length);
			const lines = new Set([...range.getClientRects()].filter((r) => r.width > 0).map((r) => Math.round(r.top)));
			if (lines.size > 1 && word[0].length < 30) wrong.push('broken: ' + word[0] + ' in ' + text.parentElement.outerHTML.slice(0, 60));
		}
	}
	return wrong.slice(0, 20);
})()"""

FOCUS = """(() => {
	const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
	if (at === document.body || at.matches('[role=group]')) return '';
	const there = document.elementFromPoint(box.left + Math.min(box.width / 2, 30), box.top + Math.min(box.height / 2, 10));
	const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
	return ring && there && (at.contains(there) || there.contains(at)) ? '' : (ring ? 'hidden: ' : 'no ring: ') + at.outerHTML.slice(0, 80);
})()"""


def walk(page, steps):
    """Press Tab so often; what had the focus and could not be seen to have it."""
    unseen = []
    for _ in range(steps):
        page.press("Tab")
        unseen.append(page.run(FOCUS))
    return [what for what in unseen if what]
