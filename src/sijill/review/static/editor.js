// One field being edited: a form made of the page's templates, its words taken from the text, its draft kept.
import { $, $$, make, t } from "./common.js";
import { numbersIn } from "./text.js";

const STORE = "sijill-draft:";
const keep = (name, value) => { try { if (value === null) sessionStorage.removeItem(STORE + name); else sessionStorage.setItem(STORE + name, JSON.stringify(value)); } catch { /* storage is full or switched off: the form still holds it */ } };
const kept = name => { try { return JSON.parse(sessionStorage.getItem(STORE + name)); } catch { return null; } };

// The row whose draft was left unsaved, of [name, row] pairs.
export const openDraft = pairs => pairs.find(([name]) => kept(name))?.[1] ?? null;

const template = name => document.getElementById(name).content.cloneNode(true);
const LISTS = { initiator: "actor", target: "actor", casualties: "casualty", damage: "damage" };

const valueOf = input => {
  if (input.value === "") return null;
  return { int: v => Math.trunc(Number(v)), float: Number }[input.dataset.kind]?.(input.value) ?? input.value.trim();
};

// JSON with sorted keys: two values are the same where theirs is.
const plain = value => JSON.stringify(value, (_, v) => (v && typeof v === "object" && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v));

export class Editor {
  // `save(fields, note, problem)` saves and draws the page anew; `count(span)` tells what number some words tell.
  constructor(row, text, { draft, save, closed, count }) {
    Object.assign(this, { row, text, name: draft, save, closed, count, field: row.dataset.field });
    this.value = JSON.parse(row.dataset.value);
    this.spans = null; // null: nothing was selected, the evidence stays
    this.el = template("edit-frame").firstElementChild;
    $(".inputs", this.el).append(template(`edit-${this.field}`));
    this.fill(this.value);
    const before = kept(draft);
    if (before) this.restore(before);
    row.after(this.el);
    row.hidden = true;
    this.listen();
    this.drawSpans();
    ($(".repeat input, .inputs select, .inputs input:not([type=hidden])", this.el) ?? this.el).focus();
  }

  listen() {
    this.el.addEventListener("submit", event => { event.preventDefault(); this.send(this.read()); });
    this.el.addEventListener("input", () => this.remember());
    this.el.addEventListener("keydown", event => {
      if (event.key === "Escape") { event.stopPropagation(); event.preventDefault(); this.close(); }
    });
    this.el.addEventListener("focusin", event => { const row = event.target.closest(".rowed"); if (row) this.aim(row); });
    this.el.addEventListener("click", event => {
      const button = event.target.closest("button[data-do]");
      if (!button) return;
      const act = { cancel: () => this.close(), blank: () => this.send(this.blank()), more: () => { const made = this.addRow({}); $("input", made).focus(); this.remember(); }, less: () => { button.closest(".rowed").remove(); this.remember(); }, candidate: () => this.choose(JSON.parse(button.dataset.value)) }[button.dataset.do];
      act?.();
    });
  }

  aim(row) {
    for (const other of $$(".rowed", this.el)) other.classList.toggle("aimed", other === row);
  }

  // ------------------------------------------------------------------ between the form and the value

  fill(value) {
    if (this.field in LISTS) { for (const item of value) this.addRow(item); if (!value.length) this.addRow({}); this.aim($(".rowed", this.el)); return; }
    if (this.field === "weapon") { for (const box of $$("[name=weapon]", this.el)) box.checked = value.includes(box.value); return; }
    const flat = this.field === "type" ? { type: value } : value;
    for (const input of $$("[name]", $(".inputs", this.el))) this.set(input, flat[input.name]);
    if (this.field === "place") {
      const offers = (value.candidates ?? []).slice(0, 6).map(c => make("button", { type: "button", "data-do": "candidate", "data-value": JSON.stringify(c), title: (c.reasons ?? []).join(", ") }, [c.name, c.admin2, c.admin1].filter((x, at, all) => x && all.indexOf(x) === at).join(", "), ` ${Math.round(c.score * 100)} %`));
      if (offers.length) $(".candidates", this.el).append(make("span", { class: "soft" }, t("edit.candidates")), ...offers);
    }
  }

  set(input, value) {
    if (value !== null && value !== undefined && input.tagName === "SELECT" && ![...input.options].some(o => o.value === String(value))) input.append(make("option", { value }, value));
    input.value = value ?? "";
  }

  choose(candidate) {
    for (const name of ["name", "admin1", "admin2", "lat", "lon", "id"]) this.set($(`[name=${name}]`, this.el), candidate[name]);
    const precision = $("[name=precision]", this.el);
    if (!["1", "2"].includes(precision.value)) precision.value = "1";
    this.remember();
  }

  addRow(item) {
    const box = $(".repeat", this.el);
    const row = template(`row-${LISTS[this.field]}`).firstElementChild;
    for (const input of $$("[name]", row)) if (item[input.name] !== undefined) this.set(input, item[input.name]);
    box.append(row);
    this.aim(row);
    return row;
  }

  // What the form says, as { field: value }.
  read() {
    if (this.field in LISTS) {
      const rows = $$(".rowed", this.el).map(row => Object.fromEntries($$("[name]", row).map(input => [input.name, valueOf(input)])));
      return { [this.field]: rows.filter(row => (this.field === "damage" ? row.object : row.group || row.low !== null && row.low !== undefined || row.high !== null && row.high !== undefined)) };
    }
    if (this.field === "weapon") return { weapon: $$("[name=weapon]:checked", this.el).map(box => box.value) };
    const flat = Object.fromEntries($$("[name]", $(".inputs", this.el)).map(input => [input.name, valueOf(input)]));
    if (this.field === "type") return flat;
    if (this.field === "date") return this.readDate(flat);
    if (this.field === "place") return { place: this.readPlace(flat) };
    return { [this.field]: { ...this.value, ...flat } };
  }

  readDate({ start, end, time, part }) {
    const { time: _, part: __, ...date } = this.value;
    const last = end ?? start;
    const days = start && last ? Math.round((Date.parse(last) - Date.parse(start)) / 864e5) + 1 : null;
    const precision = days === null ? null : days === 1 ? 1 : days < 7 ? 2 : days === 7 ? 3 : days <= 31 ? 4 : 5;
    const same = start === date.start && last === date.end;
    return { date: same ? date : { ...date, start, end: last, precision }, time, part };
  }

  readPlace(flat) {
    const place = { ...this.value, ...flat, country: flat.country?.toUpperCase() ?? null };
    if (place.lat === null || place.lon === null) { place.lat = null; place.lon = null; }
    if (place.name !== this.value.name && place.lat === this.value.lat && place.id === this.value.id) place.id = null;
    return place;
  }

  blank() {
    if (this.field in LISTS || this.field === "weapon") return { [this.field]: [] };
    if (this.field === "date") return { date: { start: null, end: null, text: null, precision: null }, time: null, part: null };
    if (this.field === "place") return { place: { country: null, admin1: null, admin2: null, name: null, text: null, relation: null, lat: null, lon: null, precision: null, id: null, candidates: [] } };
    if (this.field === "claim") return { claim: { kind: "unattributed", by: null, text: null } };
    return this.read();
  }

  // ------------------------------------------------------------------ words

  // Words were selected: they are the evidence now, and a number in them is the count.
  async take(span) {
    const row = $(".rowed.aimed", this.el) ?? $(".rowed", this.el);
    const words = this.text.slice(...span);
    this.spans = [...(this.spans ?? []), span].filter((s, at, all) => all.findIndex(o => o[0] === s[0] && o[1] === s[1]) === at);
    const holder = row ? $("[name=text]", row) : $("[name=text]", this.el);
    if (holder) holder.value = words;
    this.drawSpans();
    this.remember();
    if (!["casualties", "damage"].includes(this.field) || !row) return;
    const digits = numbersIn(words);
    const range = digits.length ? { low: Math.min(...digits), high: Math.max(...digits) } : await this.count(span);
    if (!range || (range.low === null && range.high === null)) return;
    if (this.field === "damage") this.set($("[name=count]", row), range.low);
    else for (const end of ["low", "high"]) this.set($(`[name=${end}]`, row), range[end]);
    this.remember();
    $("[name=low], [name=count]", row).focus();
  }

  drawSpans() {
    const spans = this.spans ?? [];
    const chips = spans.map(span => {
      const off = make("button", { type: "button", "aria-label": t("edit.less") }, "×");
      off.addEventListener("click", () => { this.spans = this.spans.filter(s => s !== span); this.drawSpans(); this.remember(); });
      return make("span", { class: "words-chip" }, make("bdi", { lang: "ar", dir: "rtl" }, this.text.slice(...span)), off);
    });
    const old = $$(".q bdi", this.row).map(el => make("span", { class: "words-chip old" }, make("bdi", { lang: "ar", dir: "rtl" }, el.textContent)));
    $(".spans", this.el).replaceChildren(...(this.spans === null ? old : chips));
  }

  // ------------------------------------------------------------------ drafts, saving, closing

  remember() {
    keep(this.name, { values: this.read(), spans: this.spans, note: this.el.elements.note.value });
  }

  restore({ values, spans, note }) {
    $(".repeat", this.el)?.replaceChildren();
    $(".candidates", this.el)?.replaceChildren();
    const own = values[this.field];
    this.fill(this.field === "date" ? { ...own, time: values.time, part: values.part } : own);
    this.spans = spans;
    this.el.elements.note.value = note ?? "";
  }

  forget() { keep(this.name, null); }

  problem(words) {
    const box = $(".problem", this.el);
    box.textContent = words;
    box.hidden = false;
  }

  wrong() {
    for (const row of $$(".toll", this.el)) {
      const [low, high, group] = ["low", "high", "group"].map(name => $(`[name=${name}]`, row));
      if ((low.value || high.value) && !group.value.trim()) return [group, "edit.group_missing"];
      if (low.value && high.value && Number(low.value) > Number(high.value)) return [low, "edit.low_above_high"];
    }
    const [start, end] = ["start", "end"].map(name => $(`[name=${name}]`, this.el));
    if (start && end && start.value && end.value && start.value > end.value) return [start, "edit.start_after_end"];
    const bad = $("input:invalid:not([required])", this.el);
    return bad ? [bad, "edit.not_valid"] : null;
  }

  async send(values) {
    const wrong = this.wrong();
    if (wrong) { this.problem(t(wrong[1])); wrong[0].focus(); return; }
    const before = this.field === "date" ? { date: (({ time, part, ...date }) => date)(this.value), time: this.value.time, part: this.value.part } : { [this.field]: this.value };
    const changed = Object.entries(values).filter(([name, value]) => plain(value) !== plain(before[name] ?? null) || (name === this.field && this.spans !== null));
    if (!changed.length) { this.close(); return; }
    const spans = this.spans ?? [];
    await this.save(changed.map(([field, value]) => ({ field, value, spans })), this.el.elements.note.value, words => this.problem(words));
  }

  close() {
    this.forget();
    this.el.remove();
    this.row.hidden = false;
    this.closed();
  }
}
