// Map and timeline of all: what the server sums up for the part of the map that is in sight.
import { $, $$, call, code, make, t, toast } from "./common.js";
import { atlas, spot } from "./atlas.js";

const filters = new URLSearchParams(location.search);
const { map } = atlas($("#map"));
const layer = window.L.layerGroup().addTo(map);
const panel = $("#spot");
const svg = (tag, attributes, parent) => {
  const el = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) el.setAttribute(name, value);
  parent?.append(el);
  return el;
};

let asked = 0;
const look = async () => {
  const turn = ++asked;
  const box = map.getBounds().pad(0.1);
  const query = new URLSearchParams(filters);
  const clamp = (value, low, high) => Math.max(low, Math.min(high, value)).toFixed(4);
  query.set("box", [clamp(box.getWest(), -180, 180), clamp(box.getSouth(), -90, 90), clamp(box.getEast(), -180, 180), clamp(box.getNorth(), -90, 90)].join(","));
  query.set("zoom", Math.round(map.getZoom()));
  try {
    const answer = await call("GET", `/api/v1/map?${query}`);
    if (turn === asked) draw(answer);
  } catch (error) { toast(error.message, "bad"); }
};

const draw = answer => {
  layer.clearLayers();
  for (const p of [...answer.spots].sort((a, b) => b.km - a.km)) {
    const el = spot({ ...p, number: p.events, label: `${p.label || t("no_place")}: ${t("map.events_n", { n: p.events })}` });
    el.on("click", () => pick(p));
    layer.addLayer(el);
  }
  $("#unplaced").textContent = answer.unplaced ? t("map.unplaced", { n: answer.unplaced }) : "";
};

const pick = async p => {
  const query = new URLSearchParams(filters);
  query.set("box", p.box.join(","));
  query.set("status", "standing");
  query.set("limit", "50");
  if (p.precision) query.set("precision", p.precision);
  try {
    const answer = await call("GET", `/api/v1/queue?${query}`);
    panel.replaceChildren(
      make("h2", {}, make("bdi", {}, p.label || t("no_place"))),
      make("p", { class: "soft" }, t("map.events_n", { n: p.events }), p.precision >= 3 ? ` · ${t("map.somewhere", { km: Math.round(p.km) })}` : ""),
      make("ol", {}, ...answer.rows.map(({ href, event }) => make("li", {}, make("a", { href }, code("type", event.type)), make("span", { class: "soft" }, ` ${event.day ?? t("no_day")}`, event.killed === null ? "" : ` · ${t("killed_n", { n: event.killed })}`)))),
      ...(answer.total > answer.rows.length ? [make("p", { class: "soft" }, t("map.first", { n: answer.rows.length }))] : []),
    );
    panel.scrollIntoView({ block: "nearest" });
  } catch (error) { toast(error.message, "bad"); }
};

let moving = 0;
map.on("moveend", () => { clearTimeout(moving); moving = setTimeout(look, 120); });

// ---------------------------------------------------------------------- the timeline

const time = async () => {
  const answer = await call("GET", `/api/v1/timeline?${filters}`);
  const line = $("#timeline");
  line.replaceChildren();
  const { width } = line.getBoundingClientRect();
  const height = 130, left = 44, base = height - 26, high = base - 12;
  line.setAttribute("viewBox", `0 0 ${width} ${height}`);
  $("#undated").textContent = answer.undated ? t("map.undated", { n: answer.undated }) : "";
  if (!answer.bins.length) return;
  const top = Math.max(...answer.bins.map(b => b.events));
  const wide = (width - left - 8) / answer.bins.length;
  for (const v of new Set([0, Math.round(top / 2), top])) {
    const y = base - (v / top) * high;
    svg("line", { x1: left, x2: width - 8, y1: y, y2: y }, line);
    svg("text", { x: left - 8, y: y + 4, "text-anchor": "end" }, line).textContent = v.toLocaleString("en");
  }
  const every = Math.ceil(74 / wide);
  answer.bins.forEach((b, at) => {
    const x = left + at * wide, tall = (b.events / top) * high;
    if (b.events) svg("rect", { class: "bar-day", x: x + Math.min(1, wide * 0.1), y: base - tall, width: Math.max(1, Math.min(40, wide - Math.min(2, wide * 0.2))), height: tall }, line);
    if (at % every === 0 && x + 40 < width) svg("text", { x: x + 2, y: base + 16 }, line).textContent = b.label;
    if (!b.events) return;
    const words = `${b.label}: ${t("map.events_n", { n: b.events })}`;
    const hit = svg("rect", { class: "hit", x, y: base - high, width: wide, height: high, tabindex: 0, role: "link", "aria-label": words }, line);
    svg("title", {}, hit).textContent = words;
    const go = () => { const next = new URLSearchParams(filters); next.set("since", b.since); next.set("until", b.until); location.search = next; };
    hit.addEventListener("click", go);
    hit.addEventListener("keydown", event => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); go(); } });
  });
};

const start = async () => {
  const answer = await call("GET", `/api/v1/map?${new URLSearchParams([...filters, ["box", "-180,-90,180,90"], ["zoom", "3"]])}`);
  const placed = answer.spots.filter(p => p.precision < 6 || answer.spots.length === 1);
  if (placed.length) map.fitBounds(window.L.latLngBounds(placed.map(p => [p.lat, p.lon])).pad(0.12), { maxZoom: 8 });
  await Promise.all([look(), time()]);
};
addEventListener("resize", () => time());
await start().catch(error => toast(error.message, "bad"));
