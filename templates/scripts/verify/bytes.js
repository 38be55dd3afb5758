/* Checks a record in the browser: docs/verifying.md tells the format. Nothing is trusted that was
   not built again here from the entries. No library; also from a saved page (file://). */
const $ = id => document.getElementById(id);
const enc = new TextEncoder(), dec = new TextDecoder("utf-8", {fatal: true, ignoreBOM: true});
const FULL = 256, HASH = 32, subtle = self.crypto && crypto.subtle;
class Bad extends Error {}
class Slip extends Bad {}

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

