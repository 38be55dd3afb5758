/* The two jobs: a whole check, and one of paper against the site. */
async function verify(read, code) {
  const typed = await typedKeys();
  const older = $("older").value.trim() ? typedOlder() : null, above = [], done = new Map();
  const published = await readNational(read, typed, older);
  const sums = await readSums(read, code);
  const codes = read.codes ? read.codes : await listed(read, code);
  let used = older && older.origin && older.origin.endsWith("/log");
  for (const one of codes) {
    const inner = (path, most) => read(`v/${one}/${path}`, most);
    const note = parseNote(dec.decode(await inner("checkpoint", 1e6) || bad("none", {code: one})));
    const {head} = note, before = faults, list = published && published.get(head.origin) || [];
    ok("head", {origin: head.origin, size: head.size});
    if (!head.origin.endsWith("/v/" + one)) wrong("origin", {origin: head.origin});
    const mine = older && isOf(older, head);
    used = used || mine;
    const part = sums && sums.villages.find(village => village.village === one);
    const book = makeBooks(one, above.filter(
      ({village}) => village === "0" || one.startsWith(village)), code === "0", part && part.size);
    const sizes = list.map(published => published.head.size);
    const roots = await rebuild(inner, head, mine ? [older.size, ...sizes] : sizes, book.take);
    if (same(roots.get(head.size), head.root)) ok("tree", {size: head.size});
    else wrong("root");
    const others = mine && older.note ? [...list, older.note] : list;
    const keys = await trusted(inner, head.origin, typed);
    const all = await checkSigner(note, keys, typed.length > 0, book.changes, others);
    if (mine) await compare(older, head, roots, all, book.lost);
    tellLost(book.lost);
    await checkPublished(list, head, roots, all);
    const {posted, photos, then, roles} = book.close(head.size);
    if (posted && faults === before) for (const key of ["books", "approved", "within"]) ok(key, {posted});
    for (const key of ["operators", "unchecked"])
      if (roles[key].size) warn(key, {number: roles[key].size});
    if (read.has) await checkPhotos(read, photos);
    above.push(...book.roleEvents);
    done.set(one, then);
  }
  if (older && !used) wrong("other", {place: older.code});
  if (sums) checkSums(sums, done);
}
async function listed(read, code) {
  const list = await read(`v/${code}/logs`, 1e7), codes = list ? dec.decode(list).split(/\s+/).filter(Boolean) : [];
  if (!codes.every(one => is(/^[0-9]{1,16}$/, one))) bad("list");
  if (!codes.some(one => code === "0" || one.startsWith(code))) codes.push(code);
  return codes.sort(higherFirst);
}
async function compare(older, head, roots, keys, lost = []) {
  const {size: old, note} = older, cut = old > head.size, root = roots.get(old);
  if (!isOf(older, head)) return wrong("other", {place: older.code});
  if (!cut && !root) return warn("grown", {size: old, now: head.size});
  if (!cut && older.fits(root)) return ok("prefix", {old});
  if (note && await signed(note, keys) !== GOOD) return warn("unsigned", {old});
  const told = lost.some(({left, signed}) => left < old && old <= signed);
  wrong(told ? "lost" : cut ? "cut" : "noprefix", {old});
}
async function checkPhotos(read, names) {
  let good = 0, missing = 0;
  for (const name of names) {
    const data = read.has("r/" + name) && await read("r/" + name, 4e6);
    if (!data) missing++;
    else if (hex(await sha(data)) === name) good++;
    else wrong("photo", {name});
  }
  if (good) ok("photos", {number: good});
  if (missing) warn("nophotos", {number: missing});
}
const typedKeys = () => parseKeys($("key").value).catch(() => slip("paste"));
function typedOlder() {
  try { return parseOlder($("older").value); } catch { return slip("paste"); }
}
async function quick(read, code) {
  const older = typedOlder();
  const inner = (path, most) => read(`v/${older.code || code}/${path}`, most);
  const {head} = parseNote(dec.decode(await inner("checkpoint", 1e6) || bad("none", {code})));
  const keys = await trusted(inner, head.origin, await typedKeys());
  await compare(older, head, new Map([[head.size, head.root]]), keys);
}
async function codeIn(read) {
  const text = await read("mirror.json", 1e5);
  try { return text ? String(JSON.parse(dec.decode(text)).code) : null; } catch { return null; }
}
async function run(job, open) {
  faults = 0;
  $("told").replaceChildren();
  $("bar").hidden = false;
  $("bar").removeAttribute("value");
  $("result").textContent = word("working");
  try {
    if (!subtle) bad("insecure");
    signable = await subtle.importKey("raw", new Uint8Array(32), "Ed25519", false, ["verify"])
      .then(() => true, error => error.name !== "NotSupportedError");
    if (!signable) warn("noed");
    const read = await open();
    const code = read.codes ? await codeIn(read) : $("code").value.trim();
    if (read.codes ? !read.codes.length : !is(/^[0-9]{1,16}$/, code)) slip("code");
    await job(read, code);
  } catch (error) {
    if (error instanceof Slip) {
      $("bar").hidden = true;
      return $("result").textContent = error.message;
    }
    faults++;
    say("\u2717", "bad", error instanceof Bad ? error.message : word("broken"));
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
$("folder").webkitdirectory = true;
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
