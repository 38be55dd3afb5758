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

const data = key => document.querySelector(`[data-w="${key}"]`).textContent;

/* Each type of event is one pattern of its canonical text, made of the program's own table. */
function makeShapes() {
  const types = new Map(), shapes = new Map();
  for (const line of data("shapes").split("\n")) {
    const [, name, rest] = line.match(/(\S+) (.*)/);
    const pattern = rest.replace(/<(.*?)>/g, (_, type) => types.get(type));
    if (name.includes(".")) shapes.set(name, new RegExp(`^${pattern}$`));
    else types.set(name, pattern);
  }
  return shapes;
}
let tables;
const rules = () => tables = tables || JSON.parse(data("rules"));
const fits = (rule, account) => new RegExp(`^(?:${rules()[rule]})$`).test(account);

/* Who was never given a role: administrators by the operator, those above by records not here. */
function makeRoles(above, whole) {
  const held = new Map(), {fit, above: higher} = rules(), operators = new Set(), unchecked = new Set();
  const roles = {
    operators, unchecked,
    day: (at, hours) =>
      new Date(Date.parse(at.slice(0, 13) + ":00Z") + hours * 36e5).toISOString().slice(0, 10),
    take(e) {
      const at = place(e.key, e.role), all = held.get(at) || [];
      if (e.from) held.set(at, [...all, {from: e.from, until: e.until || "9999-12-31"}]);
      else for (const one of all) if (e.until < one.until) one.until = e.until;
    },
    holds(key, role, at) {
      const given = held.get(place(key, role));
      if (given) return given.some(
        one => one.from <= roles.day(at, 14) && roles.day(at, -12) <= one.until);
      return role === "administrator" ? operators.add(key) :
        higher.includes(role) && !whole && unchecked.add(place(key, role));
    },
    check({t, by: {key, role}, at, of, role: given}) {
      if (fit[t] && !(fit[t].includes(role) && roles.holds(key, role, at) &&
        (!of || roles.holds(of, given, at) && (key === of || role === "administrator")))) wrong("role", {key, role});
    },
  };
  above.forEach(roles.take);
  return roles;
}

/* Sums by day are exact, so BigInt. */
function add(held, at, day, n) {
  const days = held.get(at) || new Map();
  held.set(at, days.set(day, (days.get(day) || 0n) + BigInt(n)));
}
function below(held, say) {
  for (const [at, days] of held) {
    let amount = 0n;
    for (const day of [...days.keys()].sort()) {
      amount += days.get(day);
      if (amount < 0n) { say(JSON.parse(at), {day, amount}); break; }
    }
  }
}
/* What was posted: by currency and account, and by day. */
function makeMoney() {
  const held = new Map(), owed = new Map();
  return {
    labour: 0,
    post({postings, qty, date}) {
      for (const {a, n, c} of postings) {
        const at = place(c, a);
        add(held, at, date, n);
        if (!fits("owed", a)) continue;
        add(owed, at, "", n);
        if (owed.get(at).get("") > 0n) wrong("overpaid", {account: a});
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
      below(held, ([currency, account], found) => {
        if (fits("lies", account)) wrong("below", {account, currency, ...found});
      });
    },
  };
}

/* How many must agree, by the limits that assemblies set. */
function asked(spending, day, postings) {
  const {limits} = spending.reduce((last, one) => one.from <= day && one.from >= last.from ? one : last,
    {from: "", limits: [{upto: null, approvals: 1}]});
  const foreign = postings.some(({a, c}) => a === "Assets:Bank:" + c);
  const size = postings.reduce((sum, {n}) => n > 0 ? sum + BigInt(n) : sum, 0n);
  return limits.find(({upto}) => upto === null || !foreign && size <= upto);
}
const monthEnd = (month, more) =>
  new Date(Date.UTC(month.slice(0, 4), month.slice(5), more)).toISOString().slice(0, 10);

function makeBooks(code, above, whole, sumsAt) {
  const ids = new Set(), entries = new Map(), devices = new Map(), months = new Map();
  const roles = makeRoles(above, whole), money = makeMoney(), photos = new Set(), shapes = makeShapes();
  const changes = [], lost = [], roleEvents = [], spending = [], agreed = new Set(), granted = new Map();
  let posted = 0, closedUntil = "", then;
  const show = (entry, list) => {
    for (const {h} of list) photos.add(place(entry, h));
  };
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
    if (first.reverses) wrong("rereversal");
    if (first.reversed) wrong("reversed");
    if (signs(-1, first) !== signs(1, one)) wrong("opposite");
    first.reversed = true;
  };
  const clear = one => {
    let advance = one.reverses ? entries.get(one.reverses) : one;
    if (advance && advance.clears) advance = entries.get(advance.clears);
    if (!advance || advance.kind !== "advance" || advance.state !== "posted") return wrong("unadvanced");
    advance.open = (advance.open || 0n) + one.advanced;
    if (advance.open < 0n) wrong("overcleared");
  };
  const closing = ({period: month, hash}) => {
    const one = months.get(month);
    return one && one.hash === hash ? one : wrong("otherclosing", {month});
  };
  const end = e => { (decided(e) || {}).state = 1; };
  const takers = {
    "txn.propose"(e, leaf) {
      const {postings, date: day, needs = 1} = e, sums = new Map();
      const named = postings.filter(({g}) => g);
      let advanced = 0n;
      for (const {a, n, c} of postings) {
        add(sums, c, "", n);
        if (a === "Assets:Advances") advanced += BigInt(n);
        if (!fits("chart", a + " " + c)) wrong("chart", {account: a, currency: c});
      }
      if (postings.length < 2 || postings.some(p => !p.n)) wrong("few");
      if ([...sums.values()].some(sum => sum.get(""))) wrong("unbalanced");
      if (day > roles.day(e.at, 14)) wrong("future", {day});
      for (const grant of new Set(named.map(({g}) => g))) if (!agreed.has(grant)) wrong("ungranted", {grant});
      if (![-12, 14].some(hours => {
        const limit = asked(spending, roles.day(e.at, hours), postings);
        return limit && needs >= limit.approvals && (!limit.chair || e.must === "chair");
      })) wrong("underasked");
      if ((e.kind === "reversal") !== !!e.reverses) wrong("unnamed");
      if (!entries.has(e.id))
        entries.set(e.id, {...e, needs, hash: hex(leaf), agreed: new Map(), named, advanced});
      show(e.id, e.ev);
    },
    "txn.approve"(e) {
      const one = decided(e), {by, posted: posts = true} = e;
      if (!one) return;
      if (one.by.key === by.key) wrong("own");
      if (one.agreed.has(by.key)) wrong("again");
      if (one.until && roles.day(e.at, -12) > one.until) wrong("late", {day: one.until});
      one.agreed.set(by.key, by.role);
      const enough = one.agreed.size >= one.needs &&
        (!one.must || [...one.agreed.values()].includes(one.must));
      if (posts !== enough) wrong("enough");
      if (!posts) return;
      one.state = "posted";
      posted++;
      if (one.date <= closedUntil) wrong("closed", {day: one.date});
      if (one.reverses) reverse(one);
      if (one.advanced || one.clears) clear(one);
      for (const {g, c, n} of one.named) add(granted, place(g, c), one.date, -n);
      money.post(one);
    },
    "txn.void": end, "txn.withdraw": end,
    "evidence.add"({entry, old, h = old, ev = []}) {
      if (!entries.has(entry)) wrong("unknownentry");
      if (h && !photos.delete(place(entry, h))) wrong("unshown");
      show(entry, ev);
    },
    "statement.add"({books: said, date: day, c, account}) {
      if (said === undefined) return;
      const held = money.until(day).get(place(c, account)) || 0n;
      if (held !== BigInt(said)) wrong("statement", {said, day, held});
    },
    "period.close"(e, leaf) {
      const {period: month, until, balances} = e, held = money.until(until);
      const last = [...months.keys()].sort().pop();
      if (last && !monthEnd(last, 1).startsWith(month)) wrong("order", {month});
      if (until !== monthEnd(month, 0)) wrong("shortmonth", {month});
      if (roles.day(e.at, 14) <= until) wrong("early", {month});
      if (held.size !== balances.length || balances.some(({a, n, c}) => held.get(place(c, a)) !== BigInt(n)))
        wrong("balances", {month});
      if (e.size !== where) wrong("size", {month});
      months.set(month, {until, hash: hex(leaf), key: e.by.key});
      if (until > closedUntil) closedUntil = until;
    },
    "period.sign"(e) {
      const one = closing(e), month = e.period;
      if (!one) return;
      if (one.key === e.by.key) wrong("ownmonth", {month});
      one.signed = true;
    },
    "period.reopen"(e) {
      const one = closing(e), month = e.period;
      if (!one) return;
      if (one.signed || one.until !== closedUntil) wrong("reopened", {month});
      months.delete(month);
      closedUntil = [...months.values()].reduce((last, {until}) => until > last ? until : last, "");
    },
    "policy.set"(e) { spending.push(e); },
    "grant.agree"(e) { agreed.add(e.code); },
    "role.grant"(e) {
      roleEvents.push(e);
      roles.take(e);
    },
    "key.add"(e) { changes.push(keyChange(e)); },
    "record.roll_back"(e) { lost.push(rollBack(e)); },
  };
  takers["evidence.replace"] = takers["evidence.remove"] = takers["evidence.add"];
  takers["role.end"] = takers["role.depute"] = takers["role.recall"] = takers["role.grant"];
  takers["key.revoke"] = takers["key.add"];
  const count = ({key, device, seq: number}) => {
    const at = place(key, device), seen = devices.get(at) || new Set();
    if (seen.has(number)) wrong("number", {number});
    devices.set(at, seen.add(number));
  };
  return {
    changes, roleEvents, lost,
    take(entry, leaf) {
      if (where === sumsAt) then = sumsOf(money);
      const e = parseEvent(entry);
      if (!e) return wrong("uncanonical");
      if (isText(e.t) && !shapes.has(e.t)) return wrong("kind", {kind: e.t.slice(0, 40)});
      if (isText(e.village) && e.village !== code)
        return wrong("stranger", {place: e.village.slice(0, 40)});
      if (!isText(e.t) || !shapes.get(e.t).test(dec.decode(entry))) return wrong("form");
      if (ids.has(e.id)) wrong("twice", {id: e.id});
      ids.add(e.id);
      if ("seq" in e.by) count(e.by);
      roles.check(e);
      if (Object.hasOwn(takers, e.t)) takers[e.t](e, leaf);
    },
    close(size) {
      if (size === sumsAt) then = sumsOf(money);
      money.close();
      below(granted, ([grant, currency], found) => wrong("grantbelow", {grant, currency, ...found}));
      for (const [at, seen] of devices) {
        const [key, device] = JSON.parse(at), number = Math.max(...seen) + 1 - seen.size;
        if (number) wrong("gap", {number, device, key});
      }
      return {posted, then, roles, photos: new Set([...photos].map(one => JSON.parse(one)[1]))};
    },
  };
}
