/* Where files come from: the site, or a ZIP or folder chosen by the person. */
const higherFirst = (a, b) => a.length - b.length || (a < b ? -1 : 1);
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
  read.has = path => held.has(top + path);
  read.codes = names.map(name => name.slice(top.length).match(/^v\/([0-9]+)\/checkpoint$/))
    .filter(Boolean).map(found => found[1]).sort(higherFirst);
  return read;
}

