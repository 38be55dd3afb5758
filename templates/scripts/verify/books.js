/* The books, rebuilt from the entries: invariants I1 to I9, as docs/verifying.md tells them. */
const fit = text => !/[\0-\x09\x0b-\x1f\x7f-\x9f]/.test(text) && text.normalize() === text;
const canon = value => Array.isArray(value) ? `[${value.map(canon)}]` :
  value && typeof value === "object" ? `{${Object.keys(value).sort().map(
    key => canon(key) + ":" + canon(value[key]))}}` :
  typeof value === "number" && !Number.isSafeInteger(value) ||
  typeof value === "string" && !fit(value) ? "?" : JSON.stringify(value);
function parseEvent(entry) {
  let text, event;
  try { text = dec.decode(entry); event = JSON.parse(text); } catch { return null; }
  return event && !Array.isArray(event) && typeof event === "object" && canon(event) === text ? event : null;
}
const must = fits => { if (!fits) throw new TypeError(); };
const isText = value => typeof value === "string";
const is = (pattern, value) => isText(value) && pattern.test(value);
const place = (...parts) => JSON.stringify(parts);

/* Each type of event is one pattern of its canonical text, made of the program's own table. */
function makeShapes() {
  const [types, events] = document.querySelector('[data-w="shapes"]').textContent.split("\n*");
  const cut = (text, sign) => [text.slice(0, text.indexOf(sign)), text.slice(text.indexOf(sign) + 1)];
  const known = new Map(types.split("\n").map(line => cut(line, " "))), shapes = new Map();
  let all;
  for (const line of events.split("\n")) {
    const [kind, ...own] = line.split(" "), fields = own.map(field => cut(field, ":"));
    if (!all) { all = fields; continue; }
    known.set("t", `"${kind.replace(".", "\\.")}"`);
    const parts = [...all, ...fields, ["t", "t"]].map(([key, name]) => {
      const bare = key.replace("?", ""), pair = `"${bare}":${known.get(name)}`;
      const part = bare < "at" ? pair + "," : bare > "at" ? "," + pair : pair;
      return [bare, bare === key ? part : `(?:${part})?`];
    });
    parts.sort(([a], [b]) => a < b ? -1 : 1);
    shapes.set(kind, new RegExp(`^\\{${parts.map(([, part]) => part).join("")}\\}$`));
  }
  return shapes;
}

function makeRoles(above) {
  const held = new Map();
  const roles = {
    day: (at, hours) =>
      new Date(Date.parse(at.slice(0, 13) + ":00Z") + hours * 36e5).toISOString().slice(0, 10),
    take(e) {
      const at = place(e.key, e.role), all = held.get(at) || [];
      if (e.t === "role.grant") held.set(at, [...all, {from: e.from, until: "9999-12-31"}]);
      else for (const one of all) if (e.until < one.until) one.until = e.until;
    },
    check({by: {key, role}, at}, ...fits) {
      if (!fits.includes(role) || !(held.get(place(key, role)) || []).some(
        one => one.from <= roles.day(at, 14) && roles.day(at, -12) <= one.until))
        wrong("role", {key, role});
    },
  };
  above.forEach(roles.take);
  return roles;
}

/* What was posted: by currency and account, and by day. Sums are exact, so BigInt. */
function makeMoney() {
  const held = new Map();
  return {
    labour: 0,
    post({postings, qty, day}) {
      for (const {a, n, c} of postings) {
        const at = place(c, a), days = held.get(at) || new Map();
        held.set(at, days.set(day, (days.get(day) || 0n) + BigInt(n)));
      }
      for (const {u, n} of qty) if (u === "LDAY") this.labour += n;
    },
    until(last) {
      const sums = new Map();
      for (const [at, days] of held) {
        let sum = 0n;
        for (const [day, n] of days) if (day <= last) sum += n;
        if (sum) sums.set(at, sum);
      }
      return sums;
    },
    close() {
      const totals = {};
      for (const [at, days] of [...held].sort()) {
        const [currency, account] = JSON.parse(at);
        let sum = 0n, below = !/^Assets:(Bank:|MobileMoney$|Cash$)/.test(account);
        for (const day of [...days.keys()].sort()) {
          sum += days.get(day);
          if (sum < 0n && !below) wrong("below", {account, day, amount: sum, currency});
          below = below || sum < 0n;
        }
        totals[currency] = (totals[currency] || 0n) + sum;
      }
      for (const currency in totals)
        if (totals[currency]) wrong("total", {currency, amount: totals[currency]});
    },
  };
}

function makeBooks(code, above, sumsAt) {
  const ids = new Set(), entries = new Map(), devices = new Map(), months = new Map();
  const roles = makeRoles(above), money = makeMoney(), photos = new Set(), shapes = makeShapes();
  const changes = [], roleEvents = [];
  let posted = 0, closedUntil = "", then;
  const show = (entry, list) => {
    for (const {h} of list) photos.add(place(entry, h));
  };
  const hide = (entry, h) => { if (!photos.delete(place(entry, h))) wrong("unshown"); };
  const known = entry => { if (!entries.has(entry)) wrong("unknownentry"); };
  const decided = e => {
    const one = entries.get(e.entry);
    if (!one) return wrong("undecidable");
    if (one.hash !== e.hash) wrong("otherhash");
    return one.state ? wrong("decided") : one;
  };
  const signs = (sign, one) => place(
    one.postings.map(p => place(p.a, sign * p.n, p.c)).sort(),
    one.qty.map(q => place(q.u, sign * q.n)).sort());
  const reverse = one => {
    const first = entries.get(one.reverses);
    if (!first || first.state !== "posted" || first === one) return wrong("unposted");
    if (first.reverses !== undefined) wrong("rereversal");
    if (first.reversed) wrong("reversed");
    if (signs(-1, first) !== signs(1, one)) wrong("opposite");
    first.reversed = true;
  };
  const closing = ({period: month, hash}) => {
    const one = months.get(month);
    return one && one.hash === hash ? one : wrong("otherclosing", {month});
  };
  const takers = {
    "txn.propose"(e, leaf) {
      const {postings, qty, reverses, needs = 1, until, must: role, date: day} = e, sums = new Map();
      for (const {a, n, c} of postings) {
        sums.set(c, (sums.get(c) || 0n) + BigInt(n));
      }
      if (postings.length < 2 || postings.some(p => !p.n)) wrong("few");
      if ([...sums.values()].some(Boolean)) wrong("unbalanced");
      roles.check(e, "facilitator", "secretary", "treasurer");
      if ((e.kind === "reversal") !== (reverses !== undefined)) wrong("unnamed");
      if (!entries.has(e.id)) entries.set(e.id, {key: e.by.key, hash: hex(leaf), agreed: new Map(),
        postings, qty, reverses, needs, until, role, day});
      show(e.id, e.ev);
    },
    "txn.approve"(e) {
      const one = decided(e), {by, posted: posts = true} = e;
      if (!one) return;
      if (one.key === by.key) wrong("own");
      if (one.agreed.has(by.key)) wrong("again");
      roles.check(e, "chair", "treasurer");
      if (one.until && roles.day(e.at, -12) > one.until) wrong("late", {day: one.until});
      one.agreed.set(by.key, by.role);
      const enough = one.agreed.size >= one.needs &&
        (one.role === undefined || [...one.agreed.values()].includes(one.role));
      if (posts !== enough) wrong("enough");
      if (!posts) return;
      one.state = "posted";
      posted++;
      if (one.day <= closedUntil) wrong("closed", {day: one.day});
      if (one.reverses !== undefined) reverse(one);
      money.post(one);
    },
    "txn.void"(e) {
      const one = decided(e);
      if (!one) return;
      roles.check(e, "chair", "treasurer");
      one.state = "refused";
    },
    "evidence.add"(e) { known(e.entry); show(e.entry, e.ev); },
    "evidence.replace"(e) {
      known(e.entry);
      hide(e.entry, e.old);
      show(e.entry, e.ev);
    },
    "evidence.remove"(e) { known(e.entry); hide(e.entry, e.h); },
    "statement.add"({books: said, date: day, c, account}) {
      if (said === undefined) return;
      const held = money.until(day).get(place(c, account)) || 0n;
      if (held !== BigInt(said)) wrong("statement", {said, day, held});
    },
    "period.close"(e, leaf) {
      const {period: month, until, balances} = e, held = money.until(until);
      if (months.has(month) || until <= closedUntil || until.slice(0, 7) !== month) wrong("order", {month});
      if (held.size !== balances.length || balances.some(({a, n, c}) => held.get(place(c, a)) !== BigInt(n)))
        wrong("balances", {month});
      if (e.size !== where) wrong("size", {month});
      months.set(month, {until, hash: hex(leaf), key: e.by.key});
      if (until > closedUntil) closedUntil = until;
    },
    "period.sign"(e) {
      const one = closing(e);
      if (!one) return;
      if (one.key === e.by.key) wrong("ownmonth", {month: e.period});
      one.signed = true;
    },
    "period.reopen"(e) {
      const one = closing(e), month = e.period;
      if (!one) return;
      if (one.signed || one.until !== closedUntil) wrong("reopened", {month});
      months.delete(month);
      closedUntil = [...months.values()].reduce((last, {until}) => until > last ? until : last, "");
    },
    "role.grant"(e) {
      roleEvents.push(e);
      roles.take(e);
    },
    "key.add"(e) { changes.push(keyChange(e)); },
  };
  takers["role.end"] = takers["role.grant"];
  takers["key.revoke"] = takers["key.add"];
  const count = ({key, device, seq: number}) => {
    const at = place(key, device), seen = devices.get(at) || new Set();
    if (seen.has(number)) wrong("number", {number});
    devices.set(at, seen.add(number));
  };
  return {
    changes, roleEvents,
    take(entry, leaf) {
      if (where === sumsAt) then = sumsOf(money);
      const e = parseEvent(entry);
      if (!e) return wrong("uncanonical");
      if (isText(e.t) && !shapes.has(e.t)) return wrong("kind", {kind: [...e.t].slice(0, 40).join("")});
      if (isText(e.village) && e.village !== code)
        return wrong("stranger", {place: [...e.village].slice(0, 40).join("")});
      if (!isText(e.t) || !shapes.get(e.t).test(dec.decode(entry))) return wrong("form");
      if (ids.has(e.id)) wrong("twice", {id: e.id});
      ids.add(e.id);
      if ("seq" in e.by) count(e.by);
      if (Object.hasOwn(takers, e.t)) takers[e.t](e, leaf);
    },
    close(size) {
      if (size === sumsAt) then = sumsOf(money);
      money.close();
      for (const [at, seen] of devices) {
        const [key, device] = JSON.parse(at), number = Math.max(...seen) + 1 - seen.size;
        if (number) wrong("gap", {number, device, key});
      }
      return {posted, then, photos: new Set([...photos].map(one => JSON.parse(one)[1]))};
    },
  };
}
