// Starts on every page: theme, help, the keys that lead elsewhere, and the module of this page.
import { $, $$, onKey, stepper } from "./common.js";

const root = document.documentElement;
$("#theme").addEventListener("click", () => {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  document.cookie = `sijill_theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
});

const help = () => { $("#keys").showModal(); $("#keys-title").focus(); };
$("#help")?.addEventListener("click", help);
onKey("?", help);
for (const [key, path] of Object.entries({ q: "/queue", i: "/incidents", m: "/map", s: "/search", a: "/agreement" }))
  onKey(`g ${key}`, () => { location.href = path; });
onKey("/", () => {
  const box = $("#q");
  if (box) box.focus();
  else location.href = "/search";
});
onKey("Escape", () => {
  if (document.activeElement?.form?.classList.contains("editor")) return false;
  document.activeElement?.blur();
}, { typing: true });

// Lists of lines: step, open; a click anywhere on a line opens it.
const lines = $("#lines");
if (lines) {
  const step = stepper(() => $$(".line", lines));
  onKey("j", () => step(1));
  onKey("k", () => step(-1));
  const open = () => {
    const line = document.activeElement?.closest?.(".line");
    if (!line) return false;
    location.href = line.dataset.href;
  };
  onKey("Enter", event => (event.target.closest("a, button") ? false : open()));
  onKey("o", open);
  onKey("n", () => { const next = $("a[rel=next]"); if (next) location.href = next.href; });
  onKey("p", () => { const back = $("a[rel=prev]"); if (back) location.href = back.href; });
  lines.addEventListener("click", event => {
    const line = event.target.closest(".line");
    if (line && !event.target.closest("a, button, label") && !String(getSelection())) location.href = line.dataset.href;
  });
}

// Filters answer at once; the button is for where no script runs.
const filters = $("#filters");
if (filters) {
  filters.classList.add("live");
  filters.addEventListener("change", () => filters.requestSubmit());
  filters.addEventListener("submit", () => {
    for (const el of filters.elements) if (el.name && !el.value) el.disabled = true; // keeps the address short
  });
}

$(".bar [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }); // the bar scrolls on a phone
const PAGES = { report: "./report.js", incident: "./incident.js", map: "./map.js" };
const module = PAGES[document.body.dataset.page];
if (module) await import(module);
root.dataset.ready = "1";
