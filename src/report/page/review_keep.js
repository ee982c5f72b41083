/* review_keep.js: what the reviewer has decided: a list of acts that can be undone and done again, kept in this browser under the
 * round, the root of its journal and the reviewer. An act is one or more lines of the decisions file. */
(() => {
	const { P, C, dreams, byId, pairOf } = R;
	const KEY = ['florin-review/1', data.round, data.root, data.reviewer].join('\n');
	const questionOf = (line) => line.kind + '\n' + line.subject + '\n' + (line.other || '');
	const fresh = () => ({ acts: [], undone: [], filed: {}, place: '', options: { keys: true, advance: true, size: 100 } });
	let state = fresh(), current = new Map(), store = null, problem = '';
	const watchers = [];

	/* ---- storage ---- */

	function open() {
		try {
			store = window.localStorage;
			store.setItem(KEY + '\ntry', '1');
			store.removeItem(KEY + '\ntry');
		} catch (error) { problem = (error && error.name) || 'Error'; if (!store) return; }
		try { read(store.getItem(KEY)); } catch (error) { problem = (error && error.name) || 'Error'; }
	}
	function read(text) {
		if (!text) return;
		try {
			const kept = JSON.parse(text);
			if (!Array.isArray(kept.acts) || !Array.isArray(kept.undone)) throw new Error('shape');
			for (const act of kept.acts) for (const line of act.lines) if (typeof line.kind !== 'string') throw new Error('shape');
			state = Object.assign(fresh(), kept, { options: Object.assign(fresh().options, kept.options) });
		} catch (error) {
			try { store.setItem(KEY + '\ndamaged', text); } catch (again) { /* it stays where it is until the first decision */ }
			R.damaged = true;
		}
		index();
	}
	function write() {
		if (!store) return;
		try {
			store.setItem(KEY, JSON.stringify(state));
			problem = '';
		} catch (error) { problem = (error && error.name) || 'Error'; }
	}
	function index() {
		current = new Map();
		for (const act of state.acts) for (const line of act.lines) current.set(questionOf(line), line);
	}
	function changed() {
		write();
		for (const watcher of watchers) watcher();
	}

	/* ---- what a decision is made on: SHA-256 over title, body and organisation, each with its length before it ---- */

	const ROUND = new Uint32Array(64), START = new Uint32Array(8);
	(() => { /* FIPS 180-4: roots of the first primes */
		const frac = (x) => ((x - Math.floor(x)) * 0x100000000) >>> 0;
		for (let n = 2, i = 0; i < 64; n++) {
			let prime = true;
			for (let k = 2; k * k <= n; k++) if (n % k === 0) { prime = false; break; }
			if (!prime) continue;
			if (i < 8) START[i] = frac(Math.sqrt(n));
			ROUND[i++] = frac(Math.cbrt(n));
		}
	})();
	function sha256(bytes) {
		const padded = new Uint8Array(((bytes.length + 72) >> 6) << 6), view = new DataView(padded.buffer), w = new Uint32Array(64), h = START.slice();
		padded.set(bytes);
		padded[bytes.length] = 0x80;
		view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
		view.setUint32(padded.length - 4, bytes.length << 3);
		const turn = (x, n) => (x >>> n) | (x << (32 - n));
		for (let at = 0; at < padded.length; at += 64) {
			for (let i = 0; i < 16; i++) w[i] = view.getUint32(at + 4 * i);
			for (let i = 16; i < 64; i++)
				w[i] = w[i - 16] + w[i - 7] + (turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3)) + (turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10));
			let [a, b, c, d, e, f, g, z] = h;
			for (let i = 0; i < 64; i++) {
				const one = (z + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[i] + w[i]) | 0;
				const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
				z = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
			}
			[a, b, c, d, e, f, g, z].forEach((x, i) => { h[i] += x; });
		}
		return [...h].map((x) => x.toString(16).padStart(8, '0')).join('');
	}
	function seenOfTexts(numbers) { /* null where a text is cut on this page */
		const parts = [];
		for (const i of numbers) {
			if (dreams[i][C.cut]) return null;
			for (const text of [dreams[i][C.title], dreams[i][C.body], R.string(dreams[i][C.organisation])]) {
				const bytes = new TextEncoder().encode(text), length = new Uint8Array(8);
				new DataView(length.buffer).setUint32(4, bytes.length);
				parts.push(length, bytes);
			}
		}
		const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
		parts.reduce((at, part) => { all.set(part, at); return at + part.length; }, 0);
		return sha256(all);
	}
	const hex = (base64) => [...atob(base64)].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('');
	function byBytes(x, y) { /* UTF-8 order is that of code points */
		const a = Array.from(x), b = Array.from(y);
		for (let i = 0; i < a.length && i < b.length; i++)
			if (a[i] !== b[i]) return a[i].codePointAt(0) - b[i].codePointAt(0);
		return a.length - b.length;
	}
	function seenOf(subject, other) { /* hex, null where this page cannot know */
		const x = byId.get(subject), y = other ? byId.get(other) : undefined;
		if (x === undefined || (other && y === undefined)) return null;
		if (!other) return hex(dreams[x][C.seen]);
		const p = pairOf(x, y);
		return p ? hex(p[P.seen]) : seenOfTexts(byBytes(subject, other) < 0 ? [x, y] : [y, x]);
	}

	/* ---- deciding ---- */

	function line(kind, subject, other, value, why, code) {
		if (kind === 'pair' && byBytes(subject, other) > 0) [subject, other] = [other, subject];
		const made = { kind, subject };
		if (other) made.other = other;
		made.value = value;
		if (code) made.code = code;
		made.why = why;
		made.at = new Date().toISOString().slice(0, 19) + 'Z';
		const seen = seenOf(subject, kind === 'pair' ? other : '');
		if (seen) made.seen = seen;
		return made;
	}
	function act(lines, item, label) {
		state.acts.push({ lines, item, label });
		state.undone = [];
		for (const l of lines) current.set(questionOf(l), l);
		changed();
	}
	function undo() {
		const last = state.acts.pop();
		if (last) { state.undone.push(last); index(); changed(); }
		return last;
	}
	function redo() {
		const next = state.undone.pop();
		if (next) { state.acts.push(next); index(); changed(); }
		return next;
	}
	/* What this reviewer says now: on this page, else before it was made. */
	const before = new Map(), standing = new Map();
	for (const [kind, subject, other, value, person, , , state] of data.decisions) {
		if (!state || state === 'stale') standing.set(questionOf({ kind, subject, other }), value);
		if (R.string(person) === data.reviewer && !(kind === 'pair' && state === 'stale')) /* that is asked again */
			before.set(questionOf({ kind, subject, other }), value);
	}
	const isFlagged = (id) => (here('flag', id)?.value ?? standing.get(questionOf({ kind: 'flag', subject: id })) ?? '') === 'yes';
	function here(kind, subject, other) {
		if (kind === 'pair' && byBytes(subject, other) > 0) [subject, other] = [other, subject];
		return current.get(questionOf({ kind, subject, other }));
	}
	function said(kind, subject, other) {
		const l = here(kind, subject, other);
		if (l) return l.value;
		if (kind === 'pair' && byBytes(subject, other) > 0) [subject, other] = [other, subject];
		return before.get(questionOf({ kind, subject, other })) || '';
	}

	/* ---- what is to be handed in ---- */

	function pending() { /* the last word on each question; what was filed and undone since is taken back */
		const lines = [...current.values()].filter((l) => l.value !== '' || questionOf(l) in state.filed || standing.has(questionOf(l)));
		for (const question of Object.keys(state.filed)) {
			if (current.has(question)) continue;
			const [kind, subject, other] = question.split('\n');
			lines.push(line(kind, subject, other, '', W.WHY_UNDO));
		}
		return lines;
	}
	const stamp = (l) => l.value + '\n' + l.at;
	const unfiled = () => pending().filter((l) => state.filed[questionOf(l)] !== (l.value === '' ? '' : stamp(l))).length;
	function file(lines) { /* they are in a file now */
		for (const l of lines) state.filed[questionOf(l)] = l.value === '' ? '' : stamp(l);
		changed();
	}
	addEventListener('storage', (event) => { /* another tab with the same page has decided something */
		if (event.key !== KEY || !event.newValue) return;
		read(event.newValue);
		for (const watcher of watchers) watcher();
	});
	addEventListener('beforeunload', (event) => { if (problem && unfiled() > 0) event.preventDefault(); });
	open();
	R.keep = { isFlagged, line, act, undo, redo, here, said, pending, unfiled, file, seenOf, seenOfTexts, byBytes, current: () => current, options: () => state.options,
		setOption: (name, value) => { state.options[name] = value; write(); }, place: () => state.place, setPlace: (key) => { state.place = key; write(); },
		problem: () => problem, watch: (watcher) => watchers.push(watcher), acts: () => state.acts, questionOf, key: KEY };
})();
