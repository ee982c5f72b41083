/* Florin: SHA-256 (FIPS 180-4) of bytes, and the hashes of RFC 6962 over it. The page brings its own, because browsers give theirs (WebCrypto)
 * only to pages that were loaded over https, and this one is also opened as a file. */
const sha256 = (() => {
	const K = new Uint32Array(64), first = new Uint32Array(8);
	let found = 0;
	for (let n = 2; found < 64; n++) { /* the first 32 bits of the fractions of the roots of the first primes */
		let prime = true;
		for (let d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
		if (!prime) continue;
		if (found < 8) first[found] = (Math.sqrt(n) % 1) * 2 ** 32;
		K[found++] = (Math.cbrt(n) % 1) * 2 ** 32;
	}
	const w = new Int32Array(64);
	return (bytes) => {
		const blocks = (bytes.length + 9 + 63) >> 6, padded = new Uint8Array(blocks * 64), view = new DataView(padded.buffer);
		padded.set(bytes);
		padded[bytes.length] = 0x80;
		view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
		view.setUint32(padded.length - 4, bytes.length << 3);
		const h = Int32Array.from(first);
		for (let at = 0; at < padded.length; at += 64) {
			for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + 4 * i);
			for (let i = 16; i < 64; i++) {
				const x = w[i - 15], y = w[i - 2];
				w[i] = w[i - 16] + w[i - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3)
					+ ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10) | 0;
			}
			let [a, b, c, d, e, f, g, k] = h;
			for (let i = 0; i < 64; i++) {
				const one = k + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + K[i] + w[i] | 0;
				const two = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c) | 0;
				k = g; g = f; f = e; e = d + one | 0; d = c; c = b; b = a; a = one + two | 0;
			}
			h[0] += a; h[1] += b; h[2] += c; h[3] += d; h[4] += e; h[5] += f; h[6] += g; h[7] += k;
		}
		const out = new Uint8Array(32), put = new DataView(out.buffer);
		h.forEach((word, i) => put.setInt32(4 * i, word));
		return out;
	};
})();
const utf8 = new TextEncoder();
function tagged(tag, ...parts) {
	const all = new Uint8Array(1 + parts.reduce((sum, p) => sum + p.length, 0));
	all[0] = tag;
	let at = 1;
	for (const part of parts) { all.set(part, at); at += part.length; }
	return sha256(all);
}
const leafHash = (text) => tagged(0, utf8.encode(text));
const nodeHash = (left, right) => tagged(1, left, right);
const hex = (bytes) => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
const base64 = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/=+$/, '');
const unbase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);
