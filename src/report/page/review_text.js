/* review_text.js: texts with layers of marks, and where two texts differ, character by character. */
(() => {

	/* 'ranges': [start, end, class, value]. Where they lie across each other, a stretch has all their classes; 'press' is called with
	 * the values of the stretch that was clicked. */
	function layered(text, ranges, press, title) {
		const out = document.createDocumentFragment(), usable = ranges.filter(([start, end]) => start < end && start < text.length);
		const edges = [...new Set(usable.flatMap(([start, end]) => [start, Math.min(end, text.length)]).concat([0, text.length]))].sort((a, b) => a - b);
		const starts = usable.slice().sort((a, b) => a[0] - b[0]);
		let next = 0, active = [];
		for (let k = 0; k + 1 < edges.length; k++) {
			const from = edges[k], to = edges[k + 1];
			while (next < starts.length && starts[next][0] <= from) active.push(starts[next++]);
			active = active.filter(([, end]) => end > from);
			const part = clean(text.slice(from, to));
			if (!active.length) { out.append(part); continue; }
			const values = active.map((range) => range[3]).filter((value) => value !== undefined);
			const mark = el('mark', { class: [...new Set(active.map((range) => range[2]))].join(' '), title: title ? title(values) : null }, part);
			if (press) mark.addEventListener('click', () => press(values));
			out.append(mark);
		}
		return out;
	}

	/* ---- what differs: with the tokens and the edit script of differ.js ---- */

	/* [[start, end], ...] of a and of b, in UTF-16 units: what only one of them has. */
	function differing(textA, textB) {
		const a = tokensOf(textA), b = tokensOf(textB), least = Math.min(a.length, b.length);
		let head = 0, tail = 0;
		while (head < least && a[head] === b[head]) head++;
		while (tail < least - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
		const [inA, inB] = common(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
		return [stretches(a, inA, head), stretches(b, inB, head)];
	}
	function stretches(tokens, shared, head) {
		const out = [];
		let at = 0;
		tokens.forEach((token, i) => {
			const only = i >= head && i < head + shared.length && !shared[i - head], last = out[out.length - 1];
			if (only && last && last[1] === at) last[1] = at + token.length;
			else if (only) out.push([at, at + token.length]);
			at += token.length;
		});
		return out;
	}
	R.text = { layered, differ: differing };
})();
