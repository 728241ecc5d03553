// The report page: words and values light each other up; decisions by key and by selecting words.
import { $, $$, call, code, make, onKey, Refused, stepper, t, toast } from "./common.js";
import { Editor, openDraft } from "./editor.js";
import { Text } from "./text.js";

const work = $("#work");
const may = work.dataset.may === "1";
const aside = work.dataset.aside === "1";
let text;
let editor = null;
let picked = null;

// ---------------------------------------------------------------------- words and values light each other up

const keysOf = el => (el?.dataset.f ?? "").split(" ").filter(Boolean);
const lit = keys => {
  const wanted = new Set(keys);
  for (const el of $$("[data-f]", work)) el.classList.toggle("lit", keysOf(el).some(key => wanted.has(key)));
};
const nearer = number => {
  text.el.classList.toggle("dim", number !== null);
  for (const el of $$(".m", text.el)) el.classList.toggle("near", number !== null && el.dataset.e.split(" ").includes(number));
};
const scrollWithin = (box, el) => {
  if (!el || box.scrollHeight <= box.clientHeight) return;
  const [a, b] = [box.getBoundingClientRect(), el.getBoundingClientRect()];
  if (b.top < a.top || b.bottom > a.bottom) box.scrollTop += b.top - a.top - a.height / 3;
};
const show = (el, { scroll = true } = {}) => {
  const source = el?.closest?.("[data-f]");
  const card = el?.closest?.(".card");
  for (const other of $$(".card.on", work)) other.classList.toggle("on", other === card);
  if (!source && !card) { lit([]); nearer(null); return; }
  lit(keysOf(source));
  if (card) {
    card.classList.add("on");
    nearer(card.dataset.e);
    if (scroll) scrollWithin(text.el, $(".lit", text.el) ?? $(`.m[data-e~="${card.dataset.e}"]`, text.el));
  } else {
    nearer(null);
    for (const number of new Set(keysOf(source).map(key => key.split(".")[0]))) $(`.card[data-e="${number}"]`, work)?.classList.add("on");
  }
};
const current = () => document.activeElement?.closest?.(".card") ?? $(".card.on", work) ?? $(".card", work);

work.addEventListener("mouseover", event => { if (!editor) show(event.target); });
work.addEventListener("mouseleave", () => { if (!editor) show(document.activeElement); });
work.addEventListener("focusin", event => { if (!editor || editor.el.contains(event.target)) show(event.target); });
work.addEventListener("click", event => {
  const piece = event.target.closest(".text .w");
  if (piece && getSelection().isCollapsed && !editor) {
    const row = $$(".row", work).find(r => keysOf(piece).includes(r.dataset.f));
    row?.focus();
    row?.closest(".card").scrollIntoView({ block: "nearest" });
    return;
  }
  const row = event.target.closest(".row");
  if (row && event.target.closest(".edit")) edit(row);
});
work.addEventListener("dblclick", event => {
  const row = event.target.closest(".row");
  if (row && !event.target.closest(".editor")) edit(row);
});

// ---------------------------------------------------------------------- redrawing after a decision

const draw = async (id, field) => {
  const answer = await fetch(`/reports/${encodeURI(work.dataset.doc)}/work${location.search}`);
  if (!answer.ok) { location.reload(); return; }
  const top = $("#text")?.scrollTop ?? 0;
  work.innerHTML = await answer.text(); // made by the server out of escaped values
  editor = null;
  start();
  text.el.scrollTop = top;
  const card = id && document.getElementById(id);
  if (card) ($(`.row[data-field="${field}"]`, card) ?? $(".row", card)).focus({ preventScroll: true });
};

const told = error => toast(error instanceof Refused ? error.message : String(error), "bad");

// ---------------------------------------------------------------------- decisions

const send = async (card, body, { field = null, retry } = {}) => {
  try {
    await call("POST", `/api/v1/events/${card.dataset.id}/decisions`, { version: Number(card.dataset.version), aside, ...body });
    toast(t(`done.${body.kind}`));
    editor?.forget(); // what was typed is in the register now
    await draw(card.dataset.id, field);
    return true;
  } catch (error) {
    if (error instanceof Refused && error.status === 409) { await clash(card, body, error.body, field); return false; }
    if (retry && error instanceof Refused) { retry(error.message); return false; }
    told(error);
    return false;
  }
};

// Somebody else was first: both versions side by side, and a choice. What was typed stays in the draft.
const clash = async (card, body, answer, field) => {
  const theirs = answer.theirs;
  $("#clash-why").textContent = t("clash.why", { who: theirs.row.touched_by ?? "?", at: theirs.row.touched_at ?? "" });
  const plain = value => (value === undefined || value === null ? "—" : typeof value === "string" ? value : JSON.stringify(value, null, 1));
  const rows = body.kind === "field"
    ? body.fields.map(f => [code("field", f.field), plain(f.value), plain(theirs.event[f.field])])
    : [[t("clash.decision"), t(`kind.${body.kind}`), t(`status.${theirs.row.status}`)]];
  $("#clash-rows").replaceChildren(...rows.map(row => make("tr", {}, ...row.map((cell, at) => make(at ? "td" : "th", {}, make("bdi", {}, cell))))));
  const dialog = $("#clash");
  dialog.returnValue = "";
  dialog.showModal();
  await new Promise(resolve => dialog.addEventListener("close", resolve, { once: true }));
  if (dialog.returnValue === "mine") {
    card.dataset.version = theirs.row.version;
    await send(card, body, { field });
  } else if (dialog.returnValue === "theirs") {
    editor?.forget();
    await draw(card.dataset.id, field);
  }
};

const decide = (kind, card = current()) => {
  if (!may || !card) return;
  send(card, { kind }).then(done => {
    if (done) {
      const next = $$(".card", work).find(c => c.matches(".is-open, .is-changed, .is-edited"));
      if (next && document.getElementById(card.dataset.id)?.matches(".is-accepted, .is-rejected")) {
        $(".row", next).focus({ preventScroll: true });
        next.scrollIntoView({ block: "nearest" });
      }
    }
  });
};
const takeLatest = card => send(card, { kind: "accept", take: "latest" });

const undo = async (card = current()) => {
  const decision = card?.dataset.undo;
  if (!may || !decision) return;
  try {
    await call("POST", `/api/v1/decisions/${decision}/undo`, {});
    toast(t("done.undo"));
    await draw(card.dataset.id);
  } catch (error) { told(error); }
};

// ---------------------------------------------------------------------- editing a field

const edit = row => {
  if (!may || editor) return;
  const card = row.closest(".card");
  editor = new Editor(row, text, {
    draft: `${card.dataset.id}/${row.dataset.field}`,
    save: (fields, note, problem) => send(card, { kind: "field", fields, note: note || null }, { field: row.dataset.field, retry: problem }),
    closed: () => { editor = null; row.focus(); hidePicked(); },
    count: span => call("GET", `/api/v1/count?report=${work.dataset.report}&start=${span[0]}&end=${span[1]}`).catch(() => null),
  });
  show(row);
};

// ---------------------------------------------------------------------- selecting words

const hidePicked = () => { picked = null; $("#picked")?.toggleAttribute("hidden", true); };
const onSelection = () => {
  const box = $("#picked");
  if (!box || box.contains(document.activeElement)) return;
  picked = text.selected();
  if (!picked || (!editor && document.activeElement?.closest?.(".editor"))) { hidePicked(); return; }
  const words = text.slice(...picked);
  $("#picked-words").textContent = words.length > 90 ? `${words.slice(0, 88)}…` : words;
  $("#picked-use").hidden = !editor;
  $("#picked-add").hidden = Boolean(editor);
  $("#picked-passage").hidden = Boolean(editor) || !$(".card.on", work);
  box.hidden = false;
};
let waiting = 0;
document.addEventListener("selectionchange", () => { clearTimeout(waiting); waiting = setTimeout(onSelection, 80); });

const usePicked = () => {
  const span = text.selected() ?? picked;
  if (!span) return false;
  if (editor) {
    editor.take(span);
    getSelection().removeAllRanges();
    hidePicked();
    return true;
  }
  addEvent(span);
  return true;
};

const addEvent = async span => {
  const dialog = $("#new-event");
  if (!may || !dialog) return;
  $("#new-event-words").textContent = text.slice(...span);
  dialog.returnValue = "";
  dialog.showModal();
  await new Promise(resolve => dialog.addEventListener("close", resolve, { once: true }));
  if (dialog.returnValue !== "add") return;
  const form = $("form", dialog);
  try {
    const made = await call("POST", `/api/v1/reports/${work.dataset.report}/events`, { passage: span, type: form.elements.type.value, note: form.elements.note.value || null });
    toast(t("done.add"));
    await draw(made.row.id);
    document.getElementById(made.row.id)?.scrollIntoView({ block: "center" });
  } catch (error) { told(error); }
};

// ---------------------------------------------------------------------- keys

const cards = stepper(() => $$(".card", work).map(card => $(".row", card)));
const rowStep = by => {
  const card = current();
  if (!card) return;
  const rows = $$(".row", card);
  const at = rows.indexOf(document.activeElement);
  const next = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
};
const cardStep = by => {
  const list = $$(".card", work);
  const at = list.indexOf(document.activeElement?.closest?.(".card"));
  const card = list[at < 0 ? 0 : Math.max(0, Math.min(list.length - 1, at + by))];
  if (!card) { cards(by); return; }
  $(".row", card).focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
};
const inText = () => document.activeElement === text.el;
const go = address => { if (address) location.href = address; };

onKey("j", () => cardStep(1));
onKey("k", () => cardStep(-1));
onKey("ArrowDown", () => { if (inText()) return false; rowStep(1); });
onKey("ArrowUp", () => { if (inText()) return false; rowStep(-1); });
onKey("a", () => decide("accept"));
onKey("x", () => decide("reject"));
onKey("u", () => undo());
onKey("l", () => { const card = current(); if (card?.classList.contains("is-changed")) takeLatest(card); });
onKey("e", () => { const row = document.activeElement?.closest?.(".row") ?? (current() && $(".row", current())); if (row) edit(row); });
onKey("n", () => go(work.dataset.next));
onKey("p", () => history.back());
onKey("i", () => go(current() && $("[data-go=i]", current())?.href));
onKey("h", () => go(current() && $("[data-go=h]", current())?.href));
onKey("w", () => { text.cursor = null; text.el.focus({ preventScroll: true }); if (!text.selected()) text.step(1, false); });
// Right to left: the next word is to the left.
for (const [key, by] of [["ArrowLeft", 1], ["ArrowRight", -1]]) {
  onKey(key, () => { if (!inText()) return false; text.step(by, false); });
  onKey(`shift+${key}`, () => { if (!inText()) return false; text.step(by, true); });
}
onKey("+", () => { const span = text.selected(); if (!span || editor) return false; addEvent(span); });
onKey("Enter", event => {
  if (inText()) return usePicked();
  const row = event.target.closest(".row");
  if (row && event.target === row) { edit(row); return true; }
  return false;
});
onKey("Escape", () => {
  if (editor) { if (inText() && text.selected()) { getSelection().removeAllRanges(); return; } editor.close(); return; }
  getSelection().removeAllRanges();
  hidePicked();
  document.activeElement?.blur();
  show(null);
}, { typing: true });

// ---------------------------------------------------------------------- start

const start = () => {
  text = new Text($("#text", work));
  text.el.addEventListener("pointerdown", () => { text.cursor = null; });
  $("#picked-use")?.addEventListener("click", usePicked);
  $("#picked-add")?.addEventListener("click", () => { const span = text.selected() ?? picked; if (span) addEvent(span); });
  $("#picked-passage")?.addEventListener("click", () => { const span = text.selected() ?? picked; const card = $(".card.on", work); if (span && card) send(card, { kind: "field", fields: [{ field: "passage", value: span, spans: [] }] }); });
  $("#picked")?.addEventListener("pointerdown", event => event.preventDefault()); // the selection stays
  for (const button of $$(".actions [data-do]", work)) {
    const card = button.closest(".card");
    button.addEventListener("click", () => ({ undo: () => undo(card), latest: () => takeLatest(card) }[button.dataset.do] ?? (() => decide(button.dataset.do, card)))());
  }
  const kept = may && openDraft($$(".row", work).map(row => [`${row.closest(".card").dataset.id}/${row.dataset.field}`, row]));
  if (kept) { edit(kept); toast(t("edit.draft")); }
};
start();
if (location.hash.length > 1) {
  const card = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (card?.classList.contains("card")) { $(".row", card).focus({ preventScroll: true }); card.scrollIntoView({ block: "center" }); show(card); }
}
