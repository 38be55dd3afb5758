/* The tree of hashes, tile after tile. */
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
        served.length % HASH) wrong("tile", {path});
  };
  for (let index = 0, size = 0; size < head.size; index++) {
    const width = Math.min(FULL, head.size - size), path = tilePath("entries", index, width);
    let data = await read(path, FULL * 65537), entries = data && parseBundle(data, width);
    if (!data && width < FULL && (data = await read(tilePath("entries", index, FULL), FULL * 65537)))
      entries = (parseBundle(data, FULL) || []).slice(0, width);
    if (!entries || entries.length < width) bad("unreadable", {path});
    const leaves = await Promise.all(entries.map(entry => sha(join([0], entry))));
    for (const one of wanted) if (one > size && one <= size + width && !roots.has(one))
      roots.set(one, await topOf([leaves.slice(0, one - size), ...levels.slice(1)]));
    entries.forEach((entry, n) => { where = size + n; take(entry, leaves[n]); });
    where = null;
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

