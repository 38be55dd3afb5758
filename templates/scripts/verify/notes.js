/* Signed notes, and by which keys they are believed. */
const NONE = 0, GOOD = 1, WRONG = 2;
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
  const note = text.includes("\n\n") ? parseNote(text + "\n") : null;
  const head = note ? note.head : parseHead(text + "\n");
  return {code: codeOf(head), origin: head.origin, size: head.size, note,
    fits: root => same(root, head.root)};
}
const codeOf = head => head.origin.split("/v/")[1];
const isOf = (older, head) => older.origin ? older.origin === head.origin : older.code === codeOf(head);

async function named(name, packed) {
  return {name, packed, id: (await sha(join(enc.encode(name + "\n"), packed))).subarray(0, 4)};
}
async function parseKey(line, kind) {
  const found = line.match(/^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+\/=]+)$/) || bad("key");
  const key = await named(found[1], unbase(found[3]));
  return key.packed.length === 33 && key.packed[0] === kind && hex(key.id) === found[2] ? key : bad("key");
}
const parseKeys = text => Promise.all(text.split(/\s+/).filter(Boolean).map(line => parseKey(line, 1)));
async function holds(key, signature, text) {
  if (!signable) return true;
  const open = await subtle.importKey("raw", key.packed.subarray(1), "Ed25519", false, ["verify"]);
  return subtle.verify("Ed25519", open, signature, enc.encode(text));
}
const linesOf = (note, key) =>
  note.signatures.filter(line => line.name === key.name && same(line.bytes.subarray(0, 4), key.id));
async function signed(note, keys) {
  let found = NONE;
  for (const key of keys) for (const line of linesOf(note, key)) {
    if (!await holds(key, line.bytes.subarray(4), note.text)) return WRONG;
    found = GOOD;
  }
  return found;
}

/* A key given counts for all records of its host: a server has one, under each record's name. */
async function trusted(read, origin, typed) {
  const served = await read("key", 1e5), host = origin.split("/")[0];
  if (!typed.length) return (await parseKeys(served ? dec.decode(served) : bad("key")))
    .filter(key => key.name === origin);
  const mine = typed.filter(key => key.name.split("/")[0] === host);
  return mine.length ? Promise.all(mine.map(key => named(origin, key.packed))) : bad("key");
}
/* Signed entries that the record itself says are lost: an older copy was restored. */
const rollBack = ({size, reason}) => ({signed: size, left: where, reason});
const tellLost = lost => lost.forEach(one => warn("rolledback", one));
const keyChange = ({t, vkey}) => ({index: where, vkey, added: t === "key.add"});
/* A key that the record adds is believed once a head over the adding is signed by one believed. */
async function believed(keys, changes, notes) {
  const added = changes.filter(change => change.added);
  notes = notes.slice().sort((a, b) => b.head.size - a.head.size);
  for (;;) {
    const fresh = added.filter(one => !keys.some(key => same(key.id, one.key.id)));
    if (!fresh.length) return keys;
    let covered = 0;
    for (const note of notes) if (await signed(note, keys) === GOOD) { covered = note.head.size; break; }
    const more = fresh.filter(one => one.index < covered);
    if (!more.length) return keys;
    keys = [...keys, ...more.map(one => one.key)];
  }
}
async function checkSigner(note, keys, given, told, notes) {
  const changes = await Promise.all(told.map(async one => ({...one, key: await parseKey(one.vkey, 1)})));
  const all = await believed(keys, changes, [...notes, note]);
  const gone = changes.filter(one => !one.added && one.index < note.head.size);
  const inForce = all.filter(key => !gone.some(one => same(one.key.id, key.id)));
  if (await signed(note, inForce) !== GOOD) wrong("signature");
  else if (given) ok("signed");
  else warn("samekey");
  return all;
}
