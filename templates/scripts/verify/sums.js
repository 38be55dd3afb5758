/* I10: the sums of a level are the sums of its villages. */
function sumsOf(money) {
  const balances = {}, flows = {"": [0n, 0n]};
  for (const [at, n] of money.until("9999-12-31")) {
    const [c, a] = JSON.parse(at), flow = flows[c] = flows[c] || [0n, 0n];
    (balances[c] = balances[c] || {})[a] = Number(n);
    if (fits("comes", a)) flow[0] -= n;
    if (fits("goes", a)) flow[1] += n;
  }
  return {balances, labour: money.labour, flows: Object.values(flows).map(String)};
}
/* The whole, taken from the sum of its parts, leaves nothing. */
function isTotal({code, villages, ...whole}) {
  const left = {}, codes = villages.map(one => one.village);
  const add = (sign, {balances, ...sums}) => {
    for (const [c, held] of Object.entries({...balances, "": sums}))
      for (const a in held) left[place(c, a)] = (left[place(c, a)] || 0) + sign * held[a];
  };
  for (const {village, size, ...part} of villages) add(1, part);
  delete whole.format;
  add(-1, whole);
  return new Set(codes).size === codes.length && Object.values(left).every(n => n === 0) &&
    codes.every(one => code === "0" || one.startsWith(code));
}
async function readSums(read, code) {
  const data = code && await read(`v/${code}/sums`, 1e8);
  if (!data) return null;
  try {
    const sums = parseEvent(data);
    must(isTotal(sums));
    return sums;
  } catch { wrong("nosums"); }
}
function checkSums({villages}, done) {
  let number = 0;
  for (const part of villages) {
    const values = {place: part.village}, then = done.get(part.village);
    if (!done.has(part.village)) wrong("nopart", values);
    else if (!then) warn("otherpart", values);
    else if (canon(part.balances) === canon(then.balances) && part.labour_days === then.labour &&
      then.flows.includes(`${part.money_in},${part.money_out}`)) number++;
    else wrong("falsepart", values);
  }
  if (number === villages.length) ok("sums", {number});
}
