/* review_main.js: what is shown, what keys and buttons do, dialogs, links. */
(() => {
	const { C, S, dreams, items, keep, string, join, el, button, say, idOf, titleOf } = R;
	const view = R.list.view;
	let lastItem, lastRow;

	/* ---- what is answered ---- */

	R.isTouched = (i) => [...keep.current().values()].some((l) => l.subject === idOf(i) && l.value !== '' && l.kind !== 'mark');
	function openQuestions(item) { /* 'category', 'admission' */
		const id = idOf(item.dream), admission = keep.said('admission', id), out = [];
		if (admission === 'reject' || keep.here('flag', id)?.value === 'yes') return out;
		if ((item.cause === 'unclear' || (item.cause === 'match-limit' && !admission)) && !keep.said('category', id)) out.push('category');
		if (((item.flags && item.flags.length) || item.signs.length) && !admission) out.push('admission');
		for (const [kind, other, state] of item.asks) if (kind !== 'category' && kind !== 'admission' && state !== 'asked' && state !== 'stale' && !keep.said(kind, id, other)) out.push(kind);
		for (const [kind, , state] of item.asks) if ((kind === 'category' || kind === 'admission') && state !== 'stale' && !out.includes(kind) && !keep.said(kind, id)) out.push(kind);
		if (item.asks.some((ask) => ask[2] === 'asked' || ask[2] === 'stale') && !R.isTouched(item.dream)) out.push('asked');
		return out;
	}
	R.isDone = (item) => item.group ? R.group.isDone(item) : openQuestions(item).length === 0;
	R.lastItem = () => lastItem;

	/* ---- decisions in words ---- */

	R.sayLine = (l) => {
		const value = l.kind === 'category' && l.value !== 'none' && l.value !== '' ? clean(nameOfTag(l.value) || l.value) : W['V_' + l.value] || clean(l.value);
		if (l.value === '' || !W['SAY_' + l.kind]) return W['V_' + l.value] || clean(l.kind + ' ' + l.value);
		return l.kind === 'pair' ? fill(W.SAY_pair, clean(l.subject), clean(l.other), value)
			: fill(W['SAY_' + l.kind], clean(l.kind === 'representative' ? l.subject : nameOfTag(l.other || '') || l.other || ''), value) + (l.code ? inBrackets(data.codes[l.code] || clean(l.code)) : '');
	};

	/* ---- acting ---- */

	const current = () => view.mode === 'queue' && view.cursor >= 0 ? items[view.rows[view.cursor]] : null;
	const dreamNow = () => view.cursor < 0 ? -1 : view.mode === 'queue' ? (current().group ? -1 : current().dream) : view.rows[view.cursor];
	function note(fallback) {
		const text = $('note').value.trim();
		$('note').value = '';
		return text || fallback;
	}
	function act(lines, label, stay) { /* stay: what to do where the item has more to answer */
		const row = view.rows[view.cursor], item = current(), key = item ? item.key : '';
		if (!lines.length) return;
		keep.act(lines, key, label);
		const done = view.mode === 'queue' ? R.isDone(item) : true;
		if (keep.options().advance && done && (view.mode !== 'dreams')) advance(row, label);
		else {
			if (!done && stay) stay();
			R.refresh();
			say(label, true);
		}
	}
	function advance(row, label) {
		const before = view.cursor;
		let at = R.list.nextOpen();
		R.list.show(); /* a filter by status may have taken the row away */
		if (view.rows[before] !== row && view.cursor < 0 && view.rows.length) at = Math.min(before, view.rows.length - 1);
		if (at < 0 || !R.list.go(at)) R.refresh();
		say(fill(W.DONE_SAY, label, at < 0 ? W.ALL_DONE : R.placeText()), true);
	}
	R.decide = (kind, i, other, value, item, why, code) => {
		const fallback = kind === 'mark' ? W.WHY_MARK : kind === 'representative' ? W.WHY_CLUSTER : W.WHY_READ;
		const l = keep.line(kind, idOf(i), other, value, why || note(fallback), code);
		act([l], R.sayLine(l));
	};
	function category(tag) {
		const i = dreamNow(), item = current();
		if (i < 0) { say(W.NOT_HERE); return; }
		const named = item && item.best ? item.best.filter((v, k) => k === 0 || k === 2).filter((v) => v >= 0).map(string) : [];
		R.decide('category', i, '', tag, item, note(named.length ? fill(W.WHY_CATEGORY, join(named)) : W.WHY_READ));
	}
	function pairAction(same) {
		const item = current();
		if (!item || !item.group) { say(W.NOT_HERE); return; }
		const why = note(R.group.whyOf(item)), lines = same ? R.group.linesSame(item, why) : R.group.linesDifferent(item, why);
		act(lines, lines.length > 1 ? W.V_same + ' ×' + (item.ticked.size) : lines.length ? R.sayLine(lines[0]) : '', same ? null : () => { item.focus = R.group.nextPair(item); item.chosen = null; });
	}
	function accept() {
		const i = dreamNow(), item = current();
		if (i < 0) { say(W.NOT_HERE); return; }
		const open = item ? openQuestions(item) : [];
		if (item && open.includes('category') && !open.includes('admission') && item.best && item.best[0] >= 0) category(string(item.best[0]));
		else R.decide('admission', i, '', 'accept', item);
	}
	function flag() {
		const i = dreamNow(), item = current(), on = i < 0 ? R.group.shownPair(item || { chosen: [-1] })[0] : i;
		if (on === undefined || on < 0) return;
		R.decide('flag', on, '', keep.isFlagged(idOf(on)) ? '' : 'yes', item);
	}
	function back(did, nothing, words) {
		if (!did) { say(nothing, true); return; }
		const item = R.itemOf.get(did.item);
		if (item && view.mode === 'queue') R.list.goTo(item.index);
		else R.refresh();
		say(fill(words, did.label), true);
	}
	const undo = () => back(keep.undo(), W.NOTHING_TO_UNDO, W.UNDONE);
	const redo = () => back(keep.redo(), W.NOTHING_TO_REDO, W.REDONE);

	/* ---- dialogs ---- */

	const dialog = $('dialog');
	R.dialog = {
		show(title, content, buttons) {
			const foot = el('p', { class: 'buttons' }, buttons.map(([label, press, strong]) => button(label, '', () => { if (!press || press() !== false) dialog.close(); }, { class: strong ? 'strong' : 'quiet' })));
			$('dialog-title').textContent = title;
			$('dialog-body').replaceChildren(...[].concat(content), foot);
			if (!dialog.open) dialog.showModal();
			dialog.scrollTop = 0; /* the first that can be focused may stand far below the head */
		},
	};
	dialog.addEventListener('close', () => { $('dialog-body').replaceChildren(); $('main').focus({ preventScroll: true }); });
	function reject() {
		const i = dreamNow();
		if (i < 0) { say(W.NOT_HERE); return; }
		const codes = Object.entries(data.codes), text = el('input', { type: 'text', maxlength: 500, id: 'reject-text' });
		text.value = $('note').value;
		const choices = codes.map(([code, title], n) => el('label', { class: 'choice' }, el('input', { type: 'radio', name: 'code', value: code, checked: n === 0 }), n < 9 ? el('kbd', {}, n + 1) : null, ' ', clean(title)));
		const press = () => {
			const code = dialog.querySelector('input[name=code]:checked').value, why = text.value.trim() || data.codes[code];
			$('note').value = '';
			setTimeout(() => R.decide('admission', i, '', 'reject', current(), why, code));
		};
		R.dialog.show(W.A_REJECT, [el('p', {}, bdi(titleOf(i))), el('fieldset', {}, el('legend', {}, W.REASON_CODE), choices), el('label', { class: 'field' }, W.REASON_TEXT, text)], [[W.OK, press, true], [W.CANCEL, null]]);
		dialog.querySelector('input[name=code]').focus();
		dialog.onkeydown = (event) => {
			if (event.key === 'Enter' && event.target.tagName !== 'BUTTON') { event.preventDefault(); press(); dialog.close(); }
			else if (/^[1-9]$/.test(event.key) && event.target !== text && choices[event.key - 1]) { choices[event.key - 1].querySelector('input').checked = true; choices[event.key - 1].querySelector('input').focus(); event.preventDefault(); }
		};
	}
	function choose(title, options, press) { /* options: [value, text] */
		const input = el('input', { type: 'text', 'aria-label': title, autocomplete: 'off', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'choices' }), box = el('div', { class: 'choices', id: 'choices', role: 'listbox' });
		let at = 0, found = options;
		const draw = () => {
			found = options.filter(([, text]) => fold(text).includes(fold(input.value.trim()))).slice(0, 200);
			at = Math.max(0, Math.min(at, found.length - 1));
			box.replaceChildren(...found.map(([value, text], n) => el('div', { role: 'option', id: 'choice-' + n, class: n === at ? 'current' : '', 'aria-selected': String(n === at), click: () => { dialog.close(); setTimeout(() => press(value)); } }, bdi(text))));
			if (found.length) input.setAttribute('aria-activedescendant', 'choice-' + at);
			if (box.children[at]) box.children[at].scrollIntoView({ block: 'nearest' });
		};
		input.addEventListener('input', () => { at = 0; draw(); });
		R.dialog.show(title, [input, box], [[W.CANCEL, null]]);
		dialog.onkeydown = (event) => {
			if (event.target !== input) return;
			if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { at += event.key === 'ArrowDown' ? 1 : -1; draw(); event.preventDefault(); }
			if (event.key === 'Enter' && found[at]) { event.preventDefault(); const value = found[at][0]; dialog.close(); setTimeout(() => press(value)); }
		};
		draw();
		input.focus();
	}
	const chooseCategory = () => dreamNow() < 0 ? say(W.NOT_HERE) : choose(W.CHOOSE_CATEGORY, data.categories.map((t, n) => [string(t), (n < 9 ? n + 1 + ' ' : '') + R.category(string(t))]).concat([['none', W.A_NO_CATEGORY]]), category);
	function addTag(i) {
		const tags = [...new Set(data.rules.flatMap((rule) => rule[4]))].map((t) => [S[t], nameOfTag(S[t]) ? clean(nameOfTag(S[t]) + inBrackets(S[t])) : clean(S[t])]);
		choose(W.ADD_TAG, tags, (tag) => R.decide('tag', i, tag, 'add'));
	}
	function qualify() {
		const i = dreamNow(), text = el('input', { type: 'text', maxlength: 500 });
		if (i < 0) return;
		text.value = $('note').value;
		const press = () => {
			if (!text.value.trim()) { say(W.REASON_NEEDED, true); return false; }
			const why = text.value.trim();
			$('note').value = '';
			setTimeout(() => R.decide('exception', i, '', 'qualify', current(), why));
			return true;
		};
		R.dialog.show(W.A_QUALIFY, [el('p', {}, bdi(titleOf(i))), el('label', { class: 'field' }, W.REASON_TEXT, text)], [[W.OK, press, true], [W.CANCEL, null]]);
		dialog.onkeydown = (event) => { if (event.key === 'Enter' && event.target === text && press()) dialog.close(); };
		text.focus();
	}
	function help() {
		const keys = [['j', 'k', W.H_J], ['1', '…', '9', '0', W.H_DIGITS], ['s', W.H_S], ['d', W.H_D], ['a', W.H_A], ['x', W.H_X], ['f', W.H_F], ['u', 'U', W.H_U], ['n', W.H_N], ['p', W.H_P], ['m', 'M', W.H_M], ['w', W.H_W], ['/', W.H_SLASH], ['e', W.H_E], ['Esc', W.H_ESC], ['?', W.H_HELP]];
		const option = (name, label) => { const box = el('input', { type: 'checkbox', change: () => { keep.setOption(name, box.checked); } }); box.checked = keep.options()[name]; return el('label', { class: 'choice' }, box, ' ', label); };
		const size = el('select', { change: () => { keep.setOption('size', Number(size.value)); resize(); } }, [100, 125, 150, 200].map((n) => el('option', { value: n, selected: n === keep.options().size }, n + ' %')));
		R.dialog.show(W.HELP_HEAD, [el('dl', { class: 'keys' }, keys.map((row) => [el('dt', {}, row.slice(0, -1).map((key) => key === '…' ? key : el('kbd', {}, key))), el('dd', {}, row[row.length - 1])])),
			option('keys', W.KEYS_ON), option('advance', W.ADVANCE), el('label', { class: 'choice' }, W.SIZE, ' ', size), el('p', { class: 'soft small' }, W.FOOT)], [[W.CLOSE, null, true]]);
		dialog.onkeydown = null;
	}
	function resize() {
		document.documentElement.style.fontSize = keep.options().size + '%';
		R.list.show();
	}

	/* ---- showing ---- */

	const progress = () => { let done = 0; for (const item of items) done += R.isDone(item); return done; };
	R.placeText = () => fill(W.PLACE, count(view.cursor + 1), count(view.rows.length));
	function buttons() {
		const item = current(), i = dreamNow(), group = item && item.group, categories = [];
		let out = [];
		const add = (label, key, press, pressed) => out.push(button(label, key, press, { 'aria-keyshortcuts': key, 'aria-pressed': pressed === undefined ? null : String(pressed) }));
		if (view.mode === 'rule' && i >= 0) {
			add(W.RIGHT, 'r', () => R.rule.mark('right'), keep.said('mark', idOf(i), R.ruleName(view.rule)) === 'right');
			add(W.WRONG, 'w', () => R.rule.mark('wrong'), keep.said('mark', idOf(i), R.ruleName(view.rule)) === 'wrong');
		} else if (group) {
			const [x, y] = R.group.shownPair(item), said = keep.said('pair', idOf(x), idOf(y)), some = item.members.length > 2 ? inBrackets(item.ticked.size + '/' + item.members.length) : '';
			add(W.A_SAME + some, 's', () => pairAction(true), said === 'same');
			add(W.A_DIFFERENT, 'd', () => pairAction(false), said === 'different');
			add(W.A_FLAG, 'f', flag, keep.isFlagged(idOf(x)));
		} else if (i >= 0) {
			const open = item ? openQuestions(item) : [], admission = keep.said('admission', idOf(i)), said = keep.said('category', idOf(i));
			const leading = item && open.includes('category') && !open.includes('admission') && item.best && item.best[0] >= 0;
			add(leading ? fill(W.A_ACCEPT_AS, R.category(string(item.best[0]))) : W.A_ACCEPT, 'a', accept, admission === 'accept');
			add(W.A_REJECT, 'x', reject, admission === 'reject');
			const main = out;
			out = categories;
			data.categories.slice(0, 9).forEach((t, n) => add(R.category(string(t)), String(n + 1), () => category(string(t)), said === string(t)));
			add(W.A_CATEGORY, '0', chooseCategory);
			out = main;
			const flagged = keep.isFlagged(idOf(i));
			add(flagged ? W.A_UNFLAG : W.A_FLAG, 'f', flag, flagged);
			add(W.A_QUALIFY, 'q', qualify, keep.said('exception', idOf(i)) === 'qualify');
		}
		$('actions').replaceChildren(el('div', {}, out), categories.length ? el('div', { class: 'categories' }, categories) : '');
	}
	R.refresh = () => {
		const item = current(), i = dreamNow(), top = $('main').scrollTop, row = view.rows[view.cursor] + view.mode, done = progress();
		const place = view.cursor < 0 ? '' : R.placeText();
		const content = view.mode === 'rule' ? R.rule.build(i < 0 ? undefined : i, view.rule, place) : item && item.group ? R.group.build(item, place) : i >= 0 ? R.dream.build(i, item, place)
			: el('p', { class: 'empty' }, items.length ? W.NOTHING_FOUND : W.QUEUE_EMPTY);
		$('main').replaceChildren(...[content].flat(4).filter(Boolean));
		$('main').scrollTop = row === lastRow ? top : 0;
		lastRow = row;
		buttons();
		R.list.draw(true);
		$('progress').textContent = fill(W.PROGRESS, count(done), count(items.length));
		$('progress').setAttribute('aria-label', fill(W.PROGRESS_LONG, count(done), count(items.length)));
		$('bar').max = Math.max(1, items.length);
		$('bar').value = done;
		const unfiled = keep.unfiled();
		$('save').textContent = unfiled ? fill(W.SAVE_COUNT, count(unfiled)) : W.SAVE;
		$('save').append(' ', el('kbd', { 'aria-hidden': 'true' }, 'e'));
		R.file.warn();
	};
	R.open = (row) => {
		const key = view.mode === 'queue' ? items[row].key : 'dream-' + encodeURIComponent(idOf(row));
		if (view.mode === 'queue') lastItem = row;
		if (view.mode !== 'rule') history.replaceState(null, '', '#' + key);
		if (view.mode === 'queue') keep.setPlace(key);
		R.refresh();
		const item = current();
		say(R.placeText() + ' ' + clean(item && item.group ? R.group.shownPair(item).map(titleOf).join(' / ') : titleOf(dreamNow())));
	};
	R.closeSide = () => { document.body.classList.remove('side'); $('toggle').setAttribute('aria-expanded', 'false'); };

	/* ---- links ---- */

	function follow(hash) { /* #dream-ID, #pair-ID+ID, #rule-PACK/RULE */
		let parts = null;
		const text = hash.replace(/^#/, '');
		try { parts = /^rule-/.test(text) ? text.slice(5).split('/').map(decodeURIComponent) : null; } catch (error) { return false; }
		if (parts) { const r = R.byRule.get(parts.join('/')); if (r === undefined) return false; R.rule.open(r); return true; }
		if (R.itemOf.has(text)) { if (view.mode !== 'queue') R.list.setMode('queue'); return R.list.goTo(R.itemOf.get(text).index); }
		let id = '';
		try { id = decodeURIComponent(text.replace(/^dream-/, '')); } catch (error) { return false; }
		if (!/^dream-/.test(text) || !R.byId.has(id)) return false;
		R.list.setMode('dreams');
		return R.list.goTo(R.byId.get(id));
	}

	/* ---- keys ---- */

	const groupKeys = {
		p: (item) => { item.focus = R.group.nextPair(item); item.chosen = null; R.refresh(); }, m: (item) => R.group.moveMember(item, 1), M: (item) => R.group.moveMember(item, -1),
		' ': (item) => R.group.tick(item, item.member ?? 0), v: (item) => R.group.compare(item, item.member ?? 0), t: (item) => R.decide('representative', item.members[item.member ?? 0], '', 'yes', item),
	};
	const keys = {
		j: () => R.list.step(1), k: () => R.list.step(-1), s: () => pairAction(true), d: () => pairAction(false), a: accept, x: reject, f: flag, u: undo, U: redo, e: () => R.file.save(), q: qualify,
		0: chooseCategory, '?': help, n: () => $('note').focus(), r: () => view.mode === 'rule' ? R.rule.mark('right') : say(W.NOT_HERE),
		'/': () => { document.body.classList.add('side'); $('toggle').setAttribute('aria-expanded', 'true'); $('search').focus(); $('search').select(); },
		w: () => { const r = R.dream.shown.last; if (view.mode === 'rule') R.rule.mark('wrong'); else if (dreamNow() >= 0 && r !== undefined) R.rule.open(r); else if (dreamNow() >= 0 && R.dream.rulesOf(dreamNow(), current()).size) R.rule.open([...R.dream.rulesOf(dreamNow(), current()).keys()][0]); else say(W.NOT_HERE); },
	};
	function press(event) {
		const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && !/^(checkbox|radio|button)$/.test(event.target.type);
		if (dialog.open || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
		if (event.key === 'Escape') {
			if (typing) { event.target.blur(); $('main').focus(); R.closeSide(); } else if (view.mode !== 'queue') R.rule.leave(); else R.closeSide();
			return;
		}
		if (typing) { if (event.key === 'Enter' && event.target === $('note')) $('main').focus(); return; }
		if (!keep.options().keys && event.key !== '?') return;
		const item = current(), group = item && item.group ? groupKeys[event.key] : undefined;
		if (event.key === ' ' && (event.target.tagName === 'BUTTON' || event.target.tagName === 'SUMMARY' || event.target.type === 'checkbox')) return;
		if (group) group(item);
		else if (/^[1-9]$/.test(event.key)) { if (data.categories[event.key - 1] === undefined) say(W.NOT_HERE); else category(string(data.categories[event.key - 1])); }
		else if (Object.hasOwn(keys, event.key)) keys[event.key]();
		else if (event.key === 'ArrowDown' && event.target === $('list')) R.list.step(1);
		else if (event.key === 'ArrowUp' && event.target === $('list')) R.list.step(-1);
		else return;
		event.preventDefault();
	}
	R.actions = { addTag, category, accept, reject, pairAction, flag, undo, redo, help };

	/* ---- start ---- */

	$('for').textContent = fill(W.FOR, clean(data.reviewer));
	$('moves').append(button(W.A_PREVIOUS, 'k', () => R.list.step(-1)), button(W.A_NEXT, 'j', () => R.list.step(1)));
	$('undo').addEventListener('click', undo);
	$('redo').addEventListener('click', redo);
	$('help').addEventListener('click', help);
	$('toggle').addEventListener('click', () => $('toggle').setAttribute('aria-expanded', String(document.body.classList.toggle('side'))));
	addEventListener('keydown', press);
	addEventListener('hashchange', () => follow(location.hash));
	R.list.start();
	document.documentElement.style.fontSize = keep.options().size + '%';
	R.list.show();
	R.list.setMode('queue');
	if (!(location.hash && follow(location.hash)) && !(keep.place() && follow('#' + keep.place()))) {
		const at = R.list.nextOpen();
		if (!R.list.go(at < 0 ? 0 : at)) R.refresh();
	}
	keep.watch(() => { if (!dialog.open) buttons(); });
	R.file.warn();
	if (R.damaged) say(W.DAMAGED, true);
	document.documentElement.classList.add('ready');
})();
