(() => {
"use strict";
/* Checks a record in the browser: docs/verifying.md tells the format. Nothing is trusted that was
   not built again here from the entries. No library; also from a saved page (file://). */
const $ = id => document.getElementById(id);
const enc = new TextEncoder(), dec = new TextDecoder("utf-8", {fatal: true, ignoreBOM: true});
const FULL = 256, HASH = 32, subtle = self.crypto && crypto.subtle;
class Bad extends Error {}

/* words: <li data-w="key"> in the page, so that they are translated with it */
const word = (key, values = {}) =>
  document.querySelector(`[data-w="${key}"]`).textContent.replace(/\{(\w+)\}/g, (_, k) => values[k]);
const bad = (key, values) => { throw new Bad(word(key, values)); };
let faults;
function tell(kind, key, values) {
  if (kind === "bad" && ++faults > 50) return;
  const line = document.createElement("li");
  line.className = kind;
  line.textContent = {ok: "\u2713 ", warn: "? ", bad: "\u2717 "}[kind] + word(key, values);
  $("told").append(line);
}

/* bytes */
const sha = async bytes => new Uint8Array(await subtle.digest("SHA-256", bytes));
function join(...parts) {
  const all = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) { all.set(part, at); at += part.length; }
  return all;
}
const hex = bytes => Array.from(bytes, b => b.toString(16).padStart(2, "0")).join("");
const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);
const unbase = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
const base32 = bytes => {
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  return bits.match(/.{5}/g).map(five => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[parseInt(five, 2)]).join("");
};

/* where files come from: the site, or a ZIP or folder chosen by the person */
const fromSite = async (path, most) => {
  const answer = await fetch("/" + path, {cache: "no-cache"});
  if (answer.status === 404) return null;
  if (!answer.ok) bad("unreadable", {path});
  const data = new Uint8Array(await answer.arrayBuffer());
  return data.length > most ? bad("unreadable", {path}) : data;
};
const whole = async blob => new Uint8Array(await blob.arrayBuffer());
function fromFiles(list) {
  const held = new Map();
  for (const file of list) held.set(file.webkitRelativePath, file);
  return byName(held, async (file, most) => file.size > most ? null : whole(file));
}
async function fromZip(file) {
  const tail = await whole(file.slice(Math.max(0, file.size - 65557)));
  let at = tail.length - 22;
  const is = (data, place, kind) =>
    data[place] === 80 && data[place + 1] === 75 && data[place + 2] === kind;
  while (at >= 0 && !is(tail, at, 5)) at--;
  if (at < 0) bad("unreadable", {path: file.name});
  let view = new DataView(tail.buffer, at);
  const count = view.getUint16(10, true), start = view.getUint32(16, true);
  if (count === 65535 || start === 0xffffffff) bad("unreadable", {path: file.name});
  const list = await whole(file.slice(start, start + view.getUint32(12, true)));
  view = new DataView(list.buffer);
  const held = new Map();
  for (let n = 0, place = 0; n < count; n++) {
    const length = view.getUint16(place + 28, true);
    held.set(dec.decode(list.subarray(place + 46, place + 46 + length)), {
      how: view.getUint16(place + 10, true), packed: view.getUint32(place + 20, true),
      size: view.getUint32(place + 24, true), at: view.getUint32(place + 42, true)});
    place += 46 + length + view.getUint16(place + 30, true) + view.getUint16(place + 32, true);
  }
  return byName(held, async (one, most) => {
    const head = new DataView(await file.slice(one.at, one.at + 30).arrayBuffer());
    const from = one.at + 30 + head.getUint16(26, true) + head.getUint16(28, true);
    const packed = file.slice(from, from + one.packed);
    if (one.size > most) return null;
    if (one.how === 0) return whole(packed);
    if (one.how !== 8 || !self.DecompressionStream) return null;
    const reader = packed.stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
    const parts = [];
    for (let size = 0, step; !(step = await reader.read()).done;) {
      size += step.value.length;
      if (size > most) { await reader.cancel(); return null; }
      parts.push(step.value);
    }
    return join(...parts);
  });
}
function byName(held, open) {
  const names = [...held.keys()], v = names.find(name => /(^|\/)v\/[0-9]+\/checkpoint$/.test(name));
  const top = v ? v.slice(0, v.search(/(^|\/)v\/[0-9]+\/checkpoint$/)).replace(/(.)$/, "$1/") : "";
  const read = async (path, most) => {
    const one = held.get(top + path);
    if (!one) return null;
    return await open(one, most) || bad("unreadable", {path});
  };
  read.codes = names.map(name => name.slice(top.length).match(/^v\/([0-9]+)\/checkpoint$/))
    .filter(Boolean).map(found => found[1]);
  return read;
}

/* notes */
function parseHead(text) {
  const found = text.match(/^([^\n]+)\n(0|[1-9][0-9]{0,14})\n([A-Za-z0-9+\/]{43}=)\n$/);
  return found ? {origin: found[1], size: +found[2], root: unbase(found[3])} : bad("note");
}
function parseNote(text) {
  const at = text.lastIndexOf("\n\n");
  if (at < 0 || !text.endsWith("\n")) bad("note");
  const signatures = text.slice(at + 2, -1).split("\n").map(line => {
    const found = line.match(/^\u2014 (\S+) ([A-Za-z0-9+\/=]+)$/) || bad("note");
    return {name: found[1], bytes: unbase(found[2])};
  });
  return {text: text.slice(0, at + 1), head: parseHead(text.slice(0, at + 1)), signatures};
}
function parseOlder(text) {
  text = text.replace(/\r\n/g, "\n").trim();
  const short = text.match(/^UBD ([0-9]{1,16}) ([0-9]{1,15}) ([A-Z2-7]{20})$/);
  if (short) return {code: short[1], size: +short[2], fits: root => base32(root).startsWith(short[3])};
  const head = text.includes("\n\n") ? parseNote(text + "\n").head : parseHead(text + "\n");
  return {code: head.origin.split("/v/")[1], origin: head.origin, size: head.size,
    fits: root => same(root, head.root)};
}
async function checkSignature(note, keys, given) {
  const text = enc.encode(note.text);
  for (const line of keys) {
    const found = line.match(/^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+\/=]+)$/) || bad("key");
    const packed = unbase(found[3]), name = note.head.origin;
    const mine = given ? found[1].split("/")[0] === name.split("/")[0] : found[1] === name;
    if (!mine || packed.length !== 33 || packed[0] !== 1) continue;
    const id = (await sha(join(enc.encode(name + "\n"), packed))).subarray(0, 4);
    const signed = note.signatures.find(s => s.name === name && same(s.bytes.subarray(0, 4), id));
    if (!signed) continue;
    let key;
    try { key = await subtle.importKey("raw", packed.subarray(1), "Ed25519", false, ["verify"]); }
    catch { return tell("warn", "noed"); }
    if (!await subtle.verify("Ed25519", key, signed.bytes.subarray(4), text)) return tell("bad", "signature");
    return tell(given ? "ok" : "warn", given ? "signed" : "samekey");
  }
  tell("bad", "signature");
}

/* the tree */
async function mth(row) {
  if (row.length === 0) return sha(new Uint8Array());
  while (row.length > 1) {
    const next = [];
    for (let n = 0; n + 1 < row.length; n += 2) next.push(sha(join([1], row[n], row[n + 1])));
    const up = await Promise.all(next);
    if (row.length % 2) up.push(row[row.length - 1]);
    row = up;
  }
  return row[0];
}
async function topOf(levels) {
  let rest = null;
  for (const row of levels) if (row.length || rest) rest = await mth(rest ? [...row, rest] : row);
  return rest || mth([]);
}
function tilePath(level, index, width) {
  let text = String(index % 1000).padStart(3, "0");
  for (let n = index; n >= 1000;) {
    n = Math.floor(n / 1000);
    text = "x" + String(n % 1000).padStart(3, "0") + "/" + text;
  }
  return `tile/${level}/${text}${width < FULL ? ".p/" + width : ""}`;
}
function parseBundle(data, width) {
  const entries = [];
  let at = 0;
  while (at + 2 <= data.length && entries.length < width) {
    const end = at + 2 + data[at] * 256 + data[at + 1];
    if (end > data.length) return null;
    entries.push(data.subarray(at + 2, end));
    at = end;
  }
  return entries.length === width && at === data.length ? entries : null;
}
async function rebuild(read, head, wanted, take) {
  const levels = [[]], counts = [0], roots = new Map();
  if (wanted.includes(0)) roots.set(0, await mth([]));
  const compare = async (level, index, row) => {
    const path = tilePath(level, index, row.length);
    let served = await read(path, FULL * HASH);
    if (!served && row.length < FULL) served = await read(tilePath(level, index, FULL), FULL * HASH);
    if (!served || !same(served.subarray(0, row.length * HASH), join(...row)) ||
        served.length % HASH) tell("bad", "tile", {path});
  };
  for (let index = 0, size = 0; size < head.size; index++) {
    const width = Math.min(FULL, head.size - size), path = tilePath("entries", index, width);
    let data = await read(path, FULL * 65537), entries = data && parseBundle(data, width);
    if (!data && width < FULL && (data = await read(tilePath("entries", index, FULL), FULL * 65537)))
      entries = (parseBundle(data, FULL) || []).slice(0, width);
    if (!entries || entries.length < width) bad("unreadable", {path});
    const leaves = await Promise.all(entries.map(entry => sha(join([0], entry))));
    for (const one of wanted) if (one > size && one <= size + width)
      roots.set(one, await topOf([leaves.slice(0, one - size), ...levels.slice(1)]));
    entries.forEach((entry, n) => take(size + n, entry, leaves[n]));
    size += width;
    levels[0] = leaves;
    for (let level = 0; levels[level].length === FULL; level++) {
      await compare(level, counts[level]++, levels[level]);
      const top = await mth(levels[level]);
      levels[level] = [];
      if (!levels[level + 1]) { levels.push([]); counts.push(0); }
      levels[level + 1].push(top);
    }
    $("bar").value = size / head.size;
    await new Promise(done => setTimeout(done));
  }
  for (let level = 0; level < levels.length; level++)
    if (levels[level].length) await compare(level, counts[level], levels[level]);
  roots.set(head.size, await topOf(levels));
  return roots;
}

/* the books: balanced, by two people, never money that is not there */
const canon = value => Array.isArray(value) ? `[${value.map(canon)}]` :
  value && typeof value === "object" ? `{${Object.keys(value).sort().map(
    key => JSON.stringify(key) + ":" + canon(value[key]))}}` :
  typeof value !== "number" || Number.isSafeInteger(value) ? JSON.stringify(value) : "?";
function books(code) {
  const ids = new Set(), entries = new Map(), days = new Map();
  let posted = 0;
  const takers = {
    "txn.propose"(index, e, leaf) {
      const sums = {};
      for (const p of e.postings) sums[p.c] = (sums[p.c] || 0) + p.n;
      if (e.postings.length < 2 || e.postings.some(p => !p.n) || Object.values(sums).some(Boolean))
        tell("bad", "unbalanced", {index});
      entries.set(e.id, {key: e.by.key, hash: hex(leaf), needs: e.needs || 1, day: e.date,
        postings: e.postings, agreed: new Set(), open: true});
    },
    "txn.approve"(index, e) {
      const one = entries.get(e.entry);
      if (!one || !one.open || one.hash !== e.hash) return tell("bad", "approval", {index});
      if (one.key === e.by.key || one.agreed.has(e.by.key)) tell("bad", "alone", {index});
      one.agreed.add(e.by.key);
      if (e.posted === false) return;
      if (one.agreed.size < one.needs) tell("bad", "alone", {index});
      one.open = false;
      posted++;
      for (const p of one.postings) if (/^Assets:(Bank:|MobileMoney$|Cash$)/.test(p.a)) {
        const place = p.a + " " + p.c, held = days.get(place) || new Map();
        held.set(one.day, (held.get(one.day) || 0) + p.n);
        days.set(place, held);
      }
    },
    "txn.void"(index, e) {
      const one = entries.get(e.entry);
      if (!one || !one.open || one.hash !== e.hash) return tell("bad", "approval", {index});
      one.open = false;
    },
  };
  return {
    take(index, entry, leaf) {
      try {
        const text = dec.decode(entry), event = JSON.parse(text);
        if (canon(event) !== text || text.normalize("NFC") !== text ||
            /[\u0000-\u001f\u007f-\u009f]/.test(text)) return tell("bad", "form", {index});
        if (event.village !== code) return tell("bad", "stranger", {index});
        if (ids.has(event.id)) tell("bad", "twice", {index});
        ids.add(event.id);
        if (Object.hasOwn(takers, event.t)) takers[event.t](index, event, leaf);
      } catch { tell("bad", "form", {index}); }
    },
    close() {
      for (const [place, held] of days) {
        let sum = 0;
        for (const day of [...held.keys()].sort())
          if ((sum += held.get(day)) < 0) { tell("bad", "below", {place, day}); break; }
      }
      return posted;
    },
  };
}

/* the two jobs */
async function verify(read, code) {
  const inner = (path, most) => read(`v/${code}/${path}`, most);
  const data = await inner("checkpoint", 1e6) || bad("none", {code});
  const note = parseNote(dec.decode(data)), head = note.head;
  tell("ok", "head", {origin: head.origin, size: head.size});
  if (!head.origin.endsWith("/v/" + code)) tell("bad", "stranger", {index: "?"});
  const typed = $("key").value.trim();
  const keys = typed || dec.decode(await inner("key", 1e5) || bad("key"));
  await checkSignature(note, keys.trim().split(/\s*\n\s*/), Boolean(typed));
  const older = $("older").value.trim() ? parseOlder($("older").value) : null;
  const book = books(code);
  const roots = await rebuild(inner, head, older ? [older.size] : [], book.take);
  if (same(roots.get(head.size), head.root)) tell("ok", "tree", {size: head.size});
  else tell("bad", "root");
  if (older) compare(older, head, roots);
  const posted = book.close();
  if (!faults) tell("ok", "books", {posted});
}
function compare(older, head, roots) {
  if (older.code !== head.origin.split("/v/")[1]) return tell("bad", "other");
  if (older.size > head.size) return tell("bad", "cut", {size: older.size});
  const root = roots.get(older.size);
  if (!root) return tell("warn", "grown", {size: older.size, now: head.size});
  const fits = older.fits(root);
  tell(fits ? "ok" : "bad", fits ? "prefix" : "noprefix", {size: older.size});
}
async function quick(read, code) {
  const older = $("older").value.trim() ? parseOlder($("older").value) : bad("paste");
  const data = await read(`v/${older.code || code}/checkpoint`, 1e6) || bad("none", {code});
  const {head} = parseNote(dec.decode(data));
  compare(older, head, new Map([[head.size, head.root]]));
}
async function run(job, read) {
  faults = 0;
  $("told").replaceChildren();
  $("bar").hidden = false;
  $("bar").removeAttribute("value");
  $("result").textContent = word("working");
  try {
    if (!subtle) bad("insecure");
    const from = await read();
    const codes = from.codes && from.codes.length ? from.codes : [$("code").value.trim()];
    for (const code of codes) await job(from, /^[0-9]{1,16}$/.test(code) ? code : bad("code"));
  } catch (error) {
    faults++;
    const line = document.createElement("li");
    line.className = "bad";
    line.textContent = "\u2717 " + (error instanceof Bad ? error.message : word("broken"));
    $("told").append(line);
  }
  $("bar").hidden = true;
  $("result").textContent = word(faults ? "wrong" : "good", {number: faults});
}

const saved = location.protocol === "file:";
$("code").value = new URLSearchParams(location.search).get("code") || $("code").value;
$("off").hidden = true;
$("tool").hidden = false;
for (const part of document.querySelectorAll(".live")) part.hidden = saved;
$("verify").onclick = () => run(verify, async () => fromSite);
$("compare").onclick = () => run(quick, async () => fromSite);
$("zip").onchange = event => run(verify, () => fromZip(event.target.files[0]));
$("folder").onchange = event => run(verify, async () => fromFiles(event.target.files));
if (self.BarcodeDetector) {
  $("scanner").hidden = false;
  $("scan").onchange = async event => {
    const found = await new BarcodeDetector({formats: ["qr_code"]})
      .detect(await createImageBitmap(event.target.files[0])).catch(() => []);
    if (found[0]) $("older").value = found[0].rawValue;
    $("result").textContent = word(found[0] ? "scanned" : "noscan");
  };
}
})();
