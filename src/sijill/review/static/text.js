// A report's text on the page, and places in it counted in code points of the text as stored.
import { $$ } from "./common.js";

// Code points in the first `units` UTF-16 units of a string.
const pointsIn = (string, units) => {
  let count = 0;
  for (let at = 0; at < units; at += 1) {
    const low = string.charCodeAt(at);
    if (!(low >= 0xdc00 && low <= 0xdfff && at > 0 && (string.charCodeAt(at - 1) & 0xfc00) === 0xd800)) count += 1;
  }
  return count;
};

// UTF-16 units that the first `points` code points of a string take.
const unitsOf = (string, points) => {
  let units = 0;
  for (let count = 0; count < points && units < string.length; count += 1) units += string.codePointAt(units) > 0xffff ? 2 : 1;
  return units;
};

export class Text {
  constructor(el) {
    this.el = el;
    this.pieces = $$("[data-s]", el).map(piece => ({ el: piece, start: Number(piece.dataset.s), words: piece.textContent }));
    this.all = [...this.pieces.map(piece => piece.words).join("")];
    this.words = this.#words();
  }

  #words() {
    const found = [];
    let start = null;
    this.all.forEach((letter, at) => {
      const gap = /\s/.test(letter);
      if (gap && start !== null) { found.push([start, at]); start = null; }
      else if (!gap && start === null) start = at;
    });
    if (start !== null) found.push([start, this.all.length]);
    return found;
  }

  slice(start, end) {
    return this.all.slice(start, end).join("");
  }

  // The code point at a place of the document, or null outside the text.
  offsetOf(node, units) {
    if (!this.el.contains(node)) return null;
    if (node === this.el || node.nodeType !== Node.TEXT_NODE) {
      const after = node.childNodes[units];
      if (node === this.el) {
        const piece = this.pieces.find(p => p.el === after);
        return piece ? piece.start : this.all.length;
      }
      const own = this.pieces.find(p => p.el === node);
      return own ? own.start + (units ? [...own.words].length : 0) : null;
    }
    const piece = this.pieces.find(p => p.el.contains(node));
    return piece ? piece.start + pointsIn(node.data, units) : null;
  }

  // The place in the document of a code point.
  placeOf(offset) {
    const piece = this.pieces.findLast(p => p.start <= offset) ?? this.pieces[0];
    const node = piece.el.firstChild;
    return [node, unitsOf(node.data, offset - piece.start)];
  }

  // What is selected, without white space at its ends; null where nothing is.
  selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!this.el.contains(range.commonAncestorContainer) && !range.intersectsNode(this.el)) return null;
    let start = this.offsetOf(range.startContainer, range.startOffset);
    let end = this.offsetOf(range.endContainer, range.endOffset);
    if (start === null && end === null) return null;
    start ??= 0;
    end ??= this.all.length;
    while (start < end && /\s/.test(this.all[start])) start += 1;
    while (end > start && /\s/.test(this.all[end - 1])) end -= 1;
    return start < end ? [start, end] : null;
  }

  select(start, end) {
    getSelection().setBaseAndExtent(...this.placeOf(start), ...this.placeOf(end));
  }

  // Select by words: `by` moves the moving end, `extend` leaves the other where it is.
  step(by, extend) {
    const last = this.words.length - 1;
    if (last < 0) return;
    if (!this.cursor) {
      const now = this.selected();
      const first = now ? Math.max(0, this.words.findIndex(w => w[1] > now[0])) : 0;
      this.cursor = now ? { anchor: first, head: first } : { anchor: 0, head: by > 0 ? -1 : 0 };
    }
    const head = Math.max(0, Math.min(last, this.cursor.head + by));
    this.cursor = { anchor: extend ? this.cursor.anchor : head, head };
    const [a, b] = [Math.min(this.cursor.anchor, head), Math.max(this.cursor.anchor, head)];
    this.select(this.words[a][0], this.words[b][1]);
    this.pieces.findLast(p => p.start <= this.words[head][0])?.el.scrollIntoView({ block: "nearest" });
  }
}

const DIGITS = /[0-9٠-٩۰-۹]+(?:[,٬][0-9٠-٩۰-۹]{3})*/g;
// The numbers that stand as digits in some words, of any of the three sets of digits.
export const numbersIn = words => (words.match(DIGITS) ?? []).map(digits =>
  Number([...digits].filter(d => !/[,٬]/.test(d)).map(d => (d >= "۰" ? d.charCodeAt(0) - 0x6f0 : d >= "٠" ? d.charCodeAt(0) - 0x660 : Number(d))).join("")));
