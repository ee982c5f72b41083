/* Florin: two texts side by side, what only one of them has marked. Han characters are compared one by one, other writing by
 * words. The shortest edit script is found as in E. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986); texts
 * that differ in more than EDITS_MAX places are marked from the first difference to the last. */
const EDITS_MAX = 400;

const tokensOf = (text) => text.match(/\p{Script=Han}|[\p{L}\p{M}]+|\p{N}+|\s+|[^]/gu) || [];

/* The places of the script: trace[d] has the furthest place in a on each diagonal after d edits; null where it is too long. */
function editTrace(a, b) {
	const most = Math.min(EDITS_MAX, a.length + b.length), v = new Int32Array(2 * most + 3), trace = [];
	const at = (k) => k + most + 1;
	for (let d = 0; d <= most; d++) {
		for (let k = -d; k <= d; k += 2) {
			let x = k === -d || (k !== d && v[at(k - 1)] < v[at(k + 1)]) ? v[at(k + 1)] : v[at(k - 1)] + 1;
			while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
			v[at(k)] = x;
			if (x >= a.length && x - k >= b.length) { trace.push(v.slice()); return { trace, at }; }
		}
		trace.push(v.slice());
	}
	return null;
}
/* Which tokens of a and of b the other has, too. */
function common(a, b) {
	const inA = new Uint8Array(a.length), inB = new Uint8Array(b.length), found = editTrace(a, b);
	if (!found) return [inA, inB];
	let x = a.length, y = b.length;
	for (let d = found.trace.length - 1; d >= 0; d--) {
		const before = d > 0 ? found.trace[d - 1] : null, k = x - y;
		let px = 0, py = 0;
		if (before) {
			const down = k === -d || (k !== d && before[found.at(k - 1)] < before[found.at(k + 1)]);
			px = before[found.at(down ? k + 1 : k - 1)];
			py = px - (down ? k + 1 : k - 1);
		}
		while (x > px && y > py) { inA[--x] = 1; inB[--y] = 1; }
		x = px;
		y = py;
	}
	return [inA, inB];
}
/* A text as an element, with <mark class="only"> around what 'shared' does not have. */
function marked(tokens, shared) {
	const out = document.createDocumentFragment();
	for (let i = 0, from = 0; i < tokens.length; from = i) {
		while (i < tokens.length && shared[i] === shared[from]) i++;
		const text = clean(tokens.slice(from, i).join(''));
		out.append(shared[from] ? text : el('mark', { class: 'only' }, text));
	}
	return out;
}
/* [a marked, b marked, are they equal?] */
function differ(a, b) {
	const x = tokensOf(a), y = tokensOf(b);
	let head = 0, tail = 0;
	const least = Math.min(x.length, y.length);
	while (head < least && x[head] === y[head]) head++;
	while (tail < least - head && x[x.length - 1 - tail] === y[y.length - 1 - tail]) tail++;
	const middle = common(x.slice(head, x.length - tail), y.slice(head, y.length - tail));
	const whole = (tokens, part) => {
		const shared = new Uint8Array(tokens.length).fill(1);
		shared.set(part, head);
		return shared;
	};
	return [marked(x, whole(x, middle[0])), marked(y, whole(y, middle[1])), a === b];
}
