/* The national log: which heads were published, and who else saw them. */
async function readNational(read, typed, older) {
  const inner = (path, most) => read("log/" + path, most);
  const data = await inner("checkpoint", 1e6);
  if (!data) return warn("nolog");
  const note = parseNote(dec.decode(data)), {head} = note, {origin} = head;
  if (!origin.endsWith("/log")) wrong("origin", {origin});
  const published = new Map(), changes = [], lost = [], seen = new Map();
  const take = entry => {
    try {
      const e = parseEvent(entry);
      if (e.v === 1 && e.t === "record.roll_back" && Object.keys(e).length === 6) {
        must(e.origin === origin && Number.isInteger(e.size) && isText(e.reason) && "root" in e);
        return lost.push(rollBack(e));
      }
      must(e.v === 1 && Object.keys(e).length === 4);
      if (e.t === "key.add" || e.t === "key.revoke") {
        must(e.origin === origin && isText(e.vkey));
        return changes.push(keyChange(e));
      }
      const one = parseNote(e.note), at = place(e.origin, one.head.size);
      must(e.t === "cp" && one.head.origin === e.origin);
      published.set(e.origin, [...published.get(e.origin) || [], one]);
      if (!same((seen.get(at) || one).head.root, one.head.root))
        wrong("twoheads", {origin: e.origin, size: one.head.size});
      seen.set(at, one);
    } catch { wrong("nohead"); }
  };
  const mine = older && isOf(older, head) ? [older] : [];
  const before = faults;
  const roots = await rebuild(inner, head, mine.map(one => one.size), take);
  const own = published.get(origin) || [];
  if (own.length) {
    const then = await rebuild(inner, head, own.map(one => one.head.size), () => {});
    for (const {head: {size, root}} of own)
      if (!then.has(size) || !same(then.get(size), root)) wrong("forked", {old: size});
  }
  const keys = await trusted(inner, origin, typed);
  const all = await checkSigner(note, keys, typed.length > 0, changes, [...own, ...mine.map(one => one.note).filter(Boolean)]);
  for (const one of mine) await compare(one, head, roots, all, lost);
  tellLost(lost);
  await checkWitnesses(note, await read("policy", 1e5));
  if (faults === before) ok("log", {size: head.size});
  return published;
}

/* Each published head of a record is a prefix of it, and none is larger. One that is needs no
   signature to be harmless; one that is not was signed by the keeper, or proves nothing. */
async function checkPublished(list, head, roots, keys) {
  for (const one of list) {
    const {size, root} = one.head;
    if (roots.has(size) && same(roots.get(size), root)) continue;
    return wrong(await signed(one, keys) !== GOOD ? "strange" : size > head.size ? "cutlog" : "forked",
      {size, old: size});
  }
  if (!list.length) return warn("unknown");
  const newest = Math.max(...list.map(one => one.head.size));
  if (newest < head.size) warn("unpublished", {number: head.size - newest});
  ok("published", {number: list.length});
}

async function checkWitnesses(note, policy) {
  if (!policy) return warn("nopolicy");
  warn("samepolicy");
  const witnesses = new Map(), groups = new Map(), cosigned = new Set();
  let quorum = null, newest = 0;
  for (const line of dec.decode(policy).split("\n")) {
    const [kind, name, first, ...rest] = line.trim().split(/[ \t]+/);
    if (kind === "witness") witnesses.set(name, await parseKey(first, 4));
    if (kind === "group") groups.set(name, [{all: rest.length, any: 1}[first] || +first, rest]);
    if (kind === "quorum") quorum = name;
  }
  for (const [name, key] of witnesses) for (const {bytes} of linesOf(note, key)) {
    const time = new DataView(bytes.buffer, 4).getBigUint64(0);
    const good = bytes.length === 76 &&
      await holds(key, bytes.subarray(12), `cosignature/v1\ntime ${time}\n${note.text}`);
    if (!good) return wrong("cosignature", {problem: key.name});
    cosigned.add(name);
    newest = Math.max(newest, Number(time) * 1e3);
  }
  const agrees = name => groups.has(name) ?
    groups.get(name)[1].filter(agrees).length >= groups.get(name)[0] : cosigned.has(name);
  const seen = cosigned.size;
  if (quorum === "none") warn("unwatched");
  else if (agrees(quorum)) ok("witnessed", {seen});
  else wrong("unwitnessed", {seen, known: witnesses.size});
  const days = Math.floor((Date.now() - newest) / 864e5);
  if (seen && days >= 7) warn("oldview", {days});
}
