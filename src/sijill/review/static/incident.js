// The incident page: choose tellings, split, mark as different, merge; a map of where each telling says it was.
import { $, $$, call, onKey, Refused, stepper, t, toast } from "./common.js";
import { atlas, spot } from "./atlas.js";

const page = $("#incident");
const box = $("#place-map");
const points = JSON.parse(box.dataset.points);
if (points.length) {
  const { map } = atlas(box, { scrollWheelZoom: false });
  const spots = points.map((p, at) => spot({ ...p, colour: `s${p.n % 8}`, label: `${p.n + 1} · ${p.label}` }).addTo(map));
  map.fitBounds(spots.reduce((all, s) => all.extend(s.getBounds()), window.L.latLngBounds([])).pad(0.15), { maxZoom: 7 });
} else box.textContent = t("map.nowhere");

const chosen = () => $$("[name=telling]:checked", page).map(el => el.value);
const all = $$("#tellings thead th[data-id]");
const versions = ids => Object.fromEntries(ids.map(id => [id, Number(all.find(th => th.dataset.id === id).dataset.version)]));
const buttons = Object.fromEntries($$("#pairing [data-do]").map(el => [el.dataset.do, el]));
const refresh = () => {
  const number = chosen().length;
  if (buttons.split) buttons.split.disabled = !(number >= 1 && number < all.length);
  if (buttons.different) buttons.different.disabled = number < 2;
};
page.addEventListener("change", refresh);
refresh();

const pair = async body => {
  try {
    const made = await call("POST", "/api/v1/pairs", body);
    toast(t(`done.${body.kind}`));
    location.href = made.incident ? `/incidents/${made.incident}` : "/incidents";
  } catch (error) {
    toast(error instanceof Refused ? error.message : String(error), "bad");
    if (error instanceof Refused && error.status === 409) setTimeout(() => location.reload(), 2500);
  }
};
const everyone = () => versions(all.map(th => th.dataset.id));
const split = () => { if (!buttons.split || buttons.split.disabled) return; pair({ kind: "split", events: chosen(), incident: page.dataset.id, seen: { ...everyone(), [page.dataset.id]: Number(page.dataset.version) } }); };
const different = () => { if (!buttons.different || buttons.different.disabled) return; pair({ kind: "different", events: chosen(), seen: versions(chosen()) }); };
const merge = line => { if (line?.dataset.event) pair({ kind: "same", events: [all[0].dataset.id, line.dataset.event], seen: { [page.dataset.id]: Number(page.dataset.version), [line.dataset.id]: Number(line.dataset.version) } }); };
const undo = async () => {
  const decision = buttons.undo?.dataset.undo;
  if (!decision) return;
  try { await call("POST", `/api/v1/decisions/${decision}/undo`, {}); location.reload(); } catch (error) { toast(error.message, "bad"); }
};
const take = button => { if (button.getAttribute("aria-pressed") !== "true") pair({ kind: "choose", events: [button.dataset.event], field: button.dataset.field, incident: page.dataset.id, seen: { [page.dataset.id]: Number(page.dataset.version) } }); };
const takes = $$("#tellings .take");
for (const button of takes) button.addEventListener("click", () => take(button));
buttons.split?.addEventListener("click", split);
buttons.different?.addEventListener("click", different);
buttons.undo?.addEventListener("click", undo);
for (const button of $$("#near [data-do=merge]")) button.addEventListener("click", () => merge(button.closest(".line")));
$("#merge-by-id")?.addEventListener("submit", async event => {
  event.preventDefault();
  const id = event.target.elements.id.value.trim();
  try {
    const other = await call("GET", `/api/v1/incidents/${encodeURIComponent(id)}`);
    merge({ dataset: { event: other.incident.events[0], id: other.incident.id, version: other.row.version } });
  } catch (error) { toast(error.message, "bad"); }
});

onKey("s", split);
onKey("d", different);
onKey("u", undo);
onKey("m", () => { const line = document.activeElement?.closest?.("#near .line"); if (!line) { $("#near .line")?.focus(); return; } merge(line); });
onKey("c", () => takes[(takes.indexOf(document.activeElement) + 1) % takes.length]?.focus());
const steps = stepper(() => [...$$("[name=telling]", page), ...$$("#near .line")]);
onKey("j", () => steps(1));
onKey("k", () => steps(-1));
onKey("Enter", event => { const line = event.target.closest?.("#near .line"); if (!line || event.target.closest("a, button")) return false; location.href = line.dataset.href; });
onKey("h", () => { location.href = $("[data-go=h]").href; });
