/* What is found, in the page's own language: the words stand in <li data-w="key">. */
/* `where`: the entry that is looked at. */
let faults, signable, where = null;
const word = (key, values = {}) =>
  data(key).replace(/\{(\w+)\}/g, (_, k) => values[k]);
/* What was typed wrong is no alarm: it is said, and nothing is checked. */
const slip = key => { throw new Slip(word(key)); };
const bad = (key, values) => { throw new Bad(word(key, values)); };
function say(sign, kind, text) {
  const line = document.createElement("li");
  line.className = kind;
  line.textContent = sign + " " + text;
  if (kind !== "bad" || ++faults <= 50) $("told").append(line);
}
const ok = (key, values) => say("\u2713", "ok", word(key, values));
const warn = (key, values) => say("?", "warn", word(key, values));
const wrong = (key, values) =>
  say("\u2717", "bad", (where === null ? "" : word("entry", {index: where}) + ": ") + word(key, values));
