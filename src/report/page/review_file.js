/* review_file.js: the decisions file (florin-decisions/1): saving it, and taking up an earlier one on another machine. */
(() => {
	const { C, dreams, byId, byRule, keep, el, button, say } = R;
	const VALUES = {
		pair: ['same', 'different'], representative: ['yes'], tag: ['add', 'remove'], category: null, admission: ['accept', 'reject'],
		exception: ['qualify'], flag: ['yes'], mark: ['right', 'wrong'], conflict: ['yes'], organisation: ['same', 'different'],
	};
	const MAX = 2000; /* of a name and a reason */

	/* ---- out ---- */

	function text(lines) {
		const head = { format: 'florin-decisions/1', round: data.round, root: data.root, entries: data.entries };
		return [head, ...lines.map((l) => {
			const out = { kind: l.kind, subject: l.subject };
			if (l.other) out.other = l.other;
			out.value = l.value;
			if (l.code) out.code = l.code;
			return Object.assign(out, { by: data.reviewer, why: l.why, at: l.at }, l.seen ? { seen: l.seen } : {});
		})].map((line) => JSON.stringify(line)).join('\n') + '\n';
	}
	function save() {
		const lines = keep.pending();
		if (!lines.length) { say(W.NOTHING_TO_SAVE, true); return; }
		const safe = (part) => part.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 60) || 'x';
		const name = 'decisions-' + safe(data.round) + '-' + safe(data.reviewer) + '.jsonl';
		const url = URL.createObjectURL(new Blob([text(lines)], { type: 'application/jsonl' }));
		const link = el('a', { href: url, download: name });
		document.body.append(link);
		link.click();
		link.remove();
		setTimeout(() => URL.revokeObjectURL(url), 60000);
		keep.file(lines);
		say(fill(W.SAVED, count(lines.length), name), true);
	}

	/* ---- in ---- */

	/* NULL, or why a line is not taken: as the program judges it, as far as this page can know. */
	function refuse(l) {
		if (typeof l !== 'object' || l === null) return W.R_JSON;
		const onDreams = l.kind !== 'conflict' && l.kind !== 'organisation';
		const known = Object.hasOwn(VALUES, String(l.kind)) && typeof l.subject === 'string' && typeof l.value === 'string' && typeof l.why === 'string' &&
			(l.other === undefined || typeof l.other === 'string') && l.why.length <= MAX && !Number.isNaN(Date.parse(l.at));
		if (!known || (l.value !== '' && VALUES[l.kind] && !VALUES[l.kind].includes(l.value))) return fill(W.R_KIND, clean(String(l.kind)), clean(String(l.value)));
		if (l.by !== data.reviewer) return fill(W.R_PERSON, clean(String(l.by)), clean(data.reviewer));
		for (const id of onDreams ? [l.subject].concat(l.kind === 'pair' ? [l.other] : []) : [])
			if (!byId.has(id)) return fill(W.R_DREAM, clean(String(id)));
		if (l.kind === 'mark' && !byRule.has(l.other)) return fill(W.R_KIND, 'mark', clean(String(l.other)));
		const seen = onDreams ? keep.seenOf(l.subject, l.kind === 'pair' ? l.other : '') : null;
		if (seen && l.seen && l.seen !== seen) return fill(W.R_SEEN, clean(l.subject));
		return null;
	}
	function parse(content) { /* { lines, refused: [[number, reason]], known, old } */
		const result = { lines: [], refused: [], known: 0, old: false };
		const rows = content.replace(/^\ufeff/, '').split(/\r?\n/);
		let head = null;
		try { head = JSON.parse(rows[0]); } catch (error) { /* told below */ }
		if (!head || head.format !== 'florin-decisions/1') return Object.assign(result, { refused: [[1, W.R_FORMAT]] });
		if (head.round !== data.round) return Object.assign(result, { refused: [[1, fill(W.R_ROUND, clean(String(head.round)))]] });
		result.old = head.root !== data.root;
		rows.slice(1).forEach((row, i) => {
			if (!row.trim()) return;
			let l = null;
			try { l = JSON.parse(row); } catch (error) { result.refused.push([i + 2, W.R_JSON]); return; }
			const reason = refuse(l);
			if (reason) { result.refused.push([i + 2, reason]); return; }
			const mine = keep.current().get(keep.questionOf(l));
			if (mine && (mine.value === l.value || mine.at >= l.at)) { result.known++; return; } /* the later word stays */
			const { kind, subject, other, value, code, why, at, seen } = l;
			result.lines.push({ kind, subject, other, value, code, why, at, seen });
		});
		return result;
	}
	function tell(name, result) {
		const parts = [];
		if (result.lines.length || result.known || !result.refused.length)
			parts.push(el('p', {}, fill(W.LOADED, count(result.lines.length), clean(name), count(result.known))));
		if (result.old && (result.lines.length || result.known)) parts.push(el('p', { class: 'soft' }, W.R_OLD_ROOT));
		if (result.refused.length) {
			parts.push(el('p', {}, fill(W.REFUSED, count(result.refused.length))));
			parts.push(el('ul', { class: 'refused' }, result.refused.slice(0, 200).map(([number, reason]) => el('li', {}, fill(W.REFUSED_LINE, number, reason)))));
		}
		R.dialog.show(W.LOAD, parts, [[W.CLOSE, null]]);
	}
	async function load(file) {
		const result = parse(await file.text());
		if (result.lines.length) {
			keep.act(result.lines, '', fill(W.LOADED, count(result.lines.length), clean(file.name), count(result.known)));
			keep.file(result.lines);
		}
		R.refresh();
		tell(file.name, result);
	}
	$('save').addEventListener('click', save);
	$('load').addEventListener('click', () => $('file').click());
	$('file').addEventListener('change', () => { const file = $('file').files[0]; $('file').value = ''; if (file) load(file); });

	/* ---- where the browser keeps nothing ---- */

	let told = '';
	function warn() {
		const problem = keep.problem();
		if (problem === told) return;
		told = problem;
		$('alert').replaceChildren(...(problem ? [el('p', { class: 'alert' }, fill(W.NOT_KEPT, problem), ' ',
			button(W.SAVE, 'e', save, { class: 'strong', id: 'save-now' }))] : []));
	}
	keep.watch(warn);
	R.file = { save, text, parse, refuse, warn };
})();
