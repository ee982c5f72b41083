/* Florin: receipts (docs/reference/receipt.md) out of the dreams of the page. The tree of awards is built once, when the first is asked for; its
 * root must be the one that the entry of the journal holds, and that entry must lead to the root of the journal. sha256.js stands before it. */
const dreams = data.dreams, S = data.strings, R = data.receipts;
const C = Object.fromEntries(data.columns.map((name, i) => [name, i]));
const string = (n) => n < 0 ? '' : S[n];

/* As Florin writes JSON: these characters never stand for themselves. */
const quote = (text) => JSON.stringify(text).replace(/[<>&\u007f\u2028\u2029]/g, (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));
/* The leaf of a dream: one object of canonical JSON. */
const leafOf = (d) => '{"award":' + d[C.award] + ',"currency":' + quote(data.currency) + ',"dream":' + quote(d[C.id]) + ',"minor_digits":' + data.digits
	+ ',"round":' + quote(R.round) + ',"salt":' + quote(d[C.salt]) + ',"status":' + quote(data.statuses[d[C.status]]) + ',"tally":' + d[C.tally] + '}';

/* A node is { hash, from, to, left, right }; leaves of dreams have 'dream'. RFC 6962 splits at the largest power of two below the count. */
function buildTree() {
	const places = new Map();
	let next = 0;
	const build = (from, to) => {
		const item = R.leaves[next];
		if (Array.isArray(item) && item[0] === to - from) {
			next++;
			return { hash: unbase64(item[1]), from, to };
		}
		if (to - from === 1) {
			next++;
			places.set(item, from);
			return { hash: leafHash(leafOf(dreams[item])), from, to };
		}
		let half = 1;
		while (2 * half < to - from) half *= 2;
		const left = build(from, from + half), right = build(from + half, to);
		return { hash: nodeHash(left.hash, right.hash), from, to, left, right };
	};
	return { root: build(0, R.awards), places };
}
function pathTo(node, place) { /* neighbours, lowest first */
	if (!node.left) return [];
	const inLeft = place < node.left.to;
	return [...pathTo(inLeft ? node.left : node.right, place), base64((inLeft ? node.right : node.left).hash)];
}
/* The root to which a path leads (RFC 9162, 2.1.3.2). */
function rootOf(leaf, index, size, path) {
	let hash = leaf, at = index, last = size - 1;
	for (const step of path) {
		const other = unbase64(step);
		if (at % 2 === 1 || at === last) {
			hash = nodeHash(other, hash);
			while (at % 2 === 0 && at !== 0) { at = Math.floor(at / 2); last = Math.floor(last / 2); }
		} else {
			hash = nodeHash(hash, other);
		}
		at = Math.floor(at / 2);
		last = Math.floor(last / 2);
	}
	return last === 0 ? hash : new Uint8Array(0);
}
let tree = null;
const awardsTree = () => tree || (tree = buildTree());
/* Do the awards of the page lead to the root of the journal that it prints? */
function holds() {
	try {
		const held = JSON.parse(R.entry).awards;
		return hex(awardsTree().root.hash) === held && hex(rootOf(leafHash(R.entry), R.index, R.size, R.path)) === R.root;
	} catch (error) {
		return false;
	}
}
function receiptOf(i) {
	const place = awardsTree().places.get(i);
	return '{"format":"florin-receipt/1","award":' + quote(leafOf(dreams[i]))
		+ ',"awards":{"index":' + place + ',"size":' + R.awards + ',"path":' + JSON.stringify(pathTo(awardsTree().root, place)) + '}'
		+ ',"entry":' + quote(R.entry)
		+ ',"journal":{"index":' + R.index + ',"size":' + R.size + ',"path":' + JSON.stringify(R.path) + '},"root":"' + R.root + '"}\n';
}
const knownRoot = () => $('root').value.trim().toLowerCase();
/* What the check says, in one or two sentences; 'yes' is the first. */
function verdictOf(yes) {
	if (!holds()) return [W.RECEIPT_NO, true];
	const known = knownRoot();
	if (!known) return [yes + ' ' + W.RECEIPT_COMPARE, false];
	return known === R.root ? [yes + ' ' + W.RECEIPT_KNOWN, false] : [yes + ' ' + W.RECEIPT_OTHER, true];
}
function answerIn(node, [text, bad]) {
	node.textContent = text;
	node.className = bad ? 'answer bad' : 'answer';
}
function saveReceipt(i) {
	const safe = dreams[i][C.id].replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 60) || 'dream';
	const url = URL.createObjectURL(new Blob([receiptOf(i)], { type: 'application/json' }));
	const link = el('a', { href: url, download: 'receipt-' + safe + '.json' });
	document.body.append(link);
	link.click();
	link.remove();
	setTimeout(() => URL.revokeObjectURL(url), 60000);
}
function receiptPart(i) {
	const answer = el('p', { role: 'status' }), text = el('textarea', { readonly: true, rows: 4, hidden: true, 'aria-label': W.RECEIPT_HEAD });
	const button = (label, act) => {
		const b = el('button', { type: 'button', class: 'quiet' }, label);
		b.addEventListener('click', act);
		return b;
	};
	const copy = () => {
		const receipt = receiptOf(i);
		const shown = () => { text.value = receipt; text.hidden = false; text.select(); answerIn(answer, [W.RECEIPT_UNCOPIED, false]); };
		if (!navigator.clipboard) { shown(); return; }
		navigator.clipboard.writeText(receipt).then(() => answerIn(answer, [W.RECEIPT_COPIED, false]), shown);
	};
	const check = () => answerIn(answer, verdictOf(fill(W.RECEIPT_YES, currency(money(dreams[i][C.award])), R.root)));
	return [el('h3', {}, W.RECEIPT_HEAD), el('p', { class: 'soft small' }, W.RECEIPT_TEXT),
		el('p', { class: 'buttons' }, button(W.RECEIPT_SAVE, () => saveReceipt(i)), button(W.RECEIPT_COPY, copy), button(W.RECEIPT_CHECK, check)), answer, text];
}
