"use strict";
(() => {
  const $ = (q, root = document) => root.querySelector(q);
  const $$ = (q, root = document) => [...root.querySelectorAll(q)];
  const svg = (tag, attrs, parent) => {
    const el = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [k, v] of Object.entries(attrs || {})) el.setAttribute(k, v);
    if (parent) parent.append(el);
    return el;
  };
  const title = (el, text) => { svg("title", {}, el).textContent = text; };
  const fold = s => s.toLowerCase().normalize("NFKC").replace(/[\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, "")
    .replace(/[أإآٱ]/g, "ا").replace(/[ىی]/g, "ي").replace(/ة/g, "ه").replace(/ک/g, "ك").replace(/\s+/g, " ");

  // The events, as the cards state them.
  const reports = $$(".report").map(el => ({ el, text: fold($("header", el).textContent + " " + ($(".title", el)?.textContent || "") + " " + $(".text", el).textContent) }));
  const events = reports.flatMap(report => $$(".card", report.el).map(el => ({
    el, report, type: el.dataset.type, country: el.dataset.country, day: el.dataset.day, text: fold(el.textContent), shown: true,
    lat: +el.dataset.lat, lon: +el.dataset.lon, km: +el.dataset.km, prec: +el.dataset.prec, place: el.dataset.place, placed: "lat" in el.dataset,
  })));
  for (const r of reports) r.events = events.filter(e => e.report === r);
  const name = code => { try { return new Intl.DisplayNames(["en"], { type: "region" }).of(code); } catch { return code; } };

  // Words and rows light each other up.
  let held = null;
  const light = (report, keys, on) => {
    const wanted = new Set(keys);
    for (const el of $$("[data-f]", report)) if (el.dataset.f.split(" ").some(k => wanted.has(k))) el.classList.toggle("lit", on);
  };
  const focusEvent = (report, number, on) => {
    $(".text", report).classList.toggle("dim", on);
    for (const el of $$(".m", report)) el.classList.toggle("near", on && el.dataset.e.split(" ").includes(number));
  };
  const keysOf = el => el.dataset.f.split(" ");
  const intoView = (box, el) => { // scrolls the text's own box only
    if (box.scrollHeight <= box.clientHeight) return;
    const a = box.getBoundingClientRect(), b = el.getBoundingClientRect();
    if (b.top < a.top || b.bottom > a.bottom) box.scrollTop += b.top - a.top - a.height / 3;
  };
  const enter = el => {
    const report = el.closest(".report");
    light(report, keysOf(el), true);
    const card = el.closest(".card");
    if (card) {
      focusEvent(report, card.dataset.e, true);
      const words = $(".text .lit", report) || $(`.text .m[data-e~="${card.dataset.e}"]`, report);
      if (words) intoView($(".text", report), words);
    } else for (const n of new Set(keysOf(el).map(k => k.split(".")[0]))) $(`.card[data-e="${n}"]`, report)?.classList.add("on");
  };
  const leave = el => {
    const report = el.closest(".report");
    light(report, keysOf(el), false);
    const card = el.closest(".card");
    if (card) focusEvent(report, card.dataset.e, false);
    for (const c of $$(".card.on", report)) if (c !== current) c.classList.remove("on");
  };
  const target = e => e.target.closest?.("[data-f]");
  document.addEventListener("mouseover", e => { const el = target(e); if (el && !held) enter(el); });
  document.addEventListener("mouseout", e => { const el = target(e); if (el && !held) leave(el); });
  document.addEventListener("focusin", e => { const el = target(e); if (el && !held) enter(el); });
  document.addEventListener("focusout", e => { const el = target(e); if (el && !held) leave(el); });
  const hold = el => {
    if (held) { const before = held; held = null; leave(before); if (before === el) return; }
    enter(el); held = el;
  };
  document.addEventListener("click", e => {
    const el = target(e);
    if (!el) { if (held && !e.target.closest(".tools,.overview")) { const before = held; held = null; leave(before); } return; }
    hold(el);
    if (held && el.classList.contains("w")) {
      const card = $(`.card[data-e="${keysOf(el)[0].split(".")[0]}"]`, el.closest(".report"));
      if (card) card.scrollIntoView({ block: "nearest" });
    }
  });

  // One event after the other.
  let current = null;
  const select = (event, scroll = true) => {
    if (current) current.classList.remove("on");
    current = event ? event.el : null;
    if (event) { event.el.classList.add("on"); if (scroll) event.el.scrollIntoView({ block: "center" }); }
    for (const s of $$("#map .spot")) s.classList.toggle("on", !!event && s.events?.includes(event));
  };
  const step = by => {
    const list = events.filter(e => e.shown);
    if (!list.length) return;
    const at = list.findIndex(e => e.el === current);
    const next = list[Math.max(0, Math.min(list.length - 1, at + by + (at < 0 && by < 0 ? 1 : 0)))];
    select(next); const head = $("h3", next.el); head.focus({ preventScroll: true });
  };

  // Filters.
  const find = $("#find"), type = $("#type"), country = $("#country");
  const options = (box, values, shown) => {
    const counts = new Map();
    for (const v of values) if (v) counts.set(v, (counts.get(v) || 0) + 1);
    for (const [v, n] of [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))) {
      const o = document.createElement("option");
      o.value = v; o.textContent = `${shown(v)} (${n})`; box.append(o);
    }
  };
  options(type, events.map(e => e.type), v => v);
  options(country, events.map(e => e.country), name);
  let period = null;
  const plural = (n, word) => `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;
  const apply = () => {
    const words = fold(find.value).trim().split(" ").filter(Boolean);
    const picky = type.value || country.value || period;
    let shownEvents = 0, shownReports = 0;
    for (const r of reports) {
      const whole = words.every(w => r.text.includes(w));
      let any = false;
      for (const e of r.events) {
        e.shown = (!type.value || e.type === type.value) && (!country.value || e.country === country.value)
          && (!period || (e.day && e.day >= period[0] && e.day <= period[1])) && (whole || words.every(w => e.text.includes(w) || r.text.includes(w)));
        e.el.hidden = !e.shown; any ||= e.shown; shownEvents += e.shown;
      }
      const show = any || (!r.events.length && whole && !picky);
      r.el.hidden = !show; shownReports += show;
    }
    const all = shownEvents === events.length && shownReports === reports.length;
    $("#count").textContent = all ? `${plural(events.length, "event")} in ${plural(reports.length, "report")}`
      : `${shownEvents.toLocaleString("en")} of ${plural(events.length, "event")}, ${shownReports.toLocaleString("en")} of ${plural(reports.length, "report")}`;
    $("#empty").hidden = shownReports > 0;
    drawSpots(); drawLine();
  };
  let wait = 0;
  find.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(apply, 120); });
  type.addEventListener("change", apply); country.addEventListener("change", apply);
  const clear = () => { find.value = ""; type.value = ""; country.value = ""; period = null; select(null); if (held) { const before = held; held = null; leave(before); } apply(); };
  $("#clear").addEventListener("click", clear);

  // The map: Mercator in units of 1/20 degree, as the outlines are.
  const world = JSON.parse($("#world").textContent), U = world.units, map = $("#map");
  const X = lon => lon * U, Y = lat => -U * 180 / Math.PI * Math.log(Math.tan(Math.PI / 4 + Math.max(-84, Math.min(84, lat)) * Math.PI / 360));
  const land = svg("g", {}, map), names = svg("g", {}, map), spots = svg("g", {}, map);
  for (const c of world.countries) title(svg("path", { class: "land", d: c.d }, land), c.name);
  const labels = world.countries.filter(c => c.size > 30).map(c => { const t = svg("text", { class: "name" }, names); t.textContent = c.name; return { c, t }; });
  const view = { x: 0, y: 0, w: 1, h: 1 };
  const size = () => { const r = map.getBoundingClientRect(); return r.width && r.height ? r : { width: 800, height: 340 }; };
  const scale = () => view.w / size().width; // map units a pixel
  const show = () => {
    map.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
    const k = scale();
    for (const { c, t } of labels) {
      const fits = c.size / k > 11 * Math.min(9, Math.max(5, c.name.length)) * .55;
      t.style.display = fits ? "" : "none";
      if (fits) t.setAttribute("transform", `translate(${c.at[0]} ${c.at[1]}) scale(${k})`);
    }
    for (const d of $$(".dot", spots)) d.setAttribute("r", d.dataset.px * k);
  };
  const fit = () => {
    const placed = events.filter(e => e.placed && e.shown);
    const { width, height } = size();
    let box = placed.length ? [1e9, 1e9, -1e9, -1e9] : [X(-15), Y(40), X(75), Y(0)];
    for (const e of placed) {
      const r = Math.min(e.km, 250) / 111.32 * U / Math.cos(e.lat * Math.PI / 180);
      box = [Math.min(box[0], X(e.lon) - r), Math.min(box[1], Y(e.lat) - r), Math.max(box[2], X(e.lon) + r), Math.max(box[3], Y(e.lat) + r)];
    }
    let w = Math.max((box[2] - box[0]) * 1.25, 7 * U), h = Math.max((box[3] - box[1]) * 1.25, 4 * U);
    if (w / h < width / height) w = h * width / height; else h = w * height / width;
    Object.assign(view, { x: (box[0] + box[2] - w) / 2, y: (box[1] + box[3] - h) / 2, w, h });
    show();
  };
  const zoom = (by, px, py) => {
    const r = map.getBoundingClientRect();
    const fx = px === undefined ? .5 : (px - r.left) / r.width, fy = py === undefined ? .5 : (py - r.top) / r.height;
    const w = Math.max(U * .6, Math.min(U * 380, view.w * by)), h = w * view.h / view.w;
    Object.assign(view, { x: view.x + (view.w - w) * fx, y: view.y + (view.h - h) * fy, w, h });
    show();
  };
  const drawSpots = () => {
    spots.replaceChildren();
    const groups = new Map();
    for (const e of events) if (e.placed && e.shown) {
      const key = `${e.lat},${e.lon},${e.prec}`;
      groups.set(key, [...(groups.get(key) || []), e]);
    }
    const list = [...groups.values()].sort((a, b) => b[0].km - a[0].km);
    for (const group of list) {
      const e = group[0], coarse = e.prec >= 3;
      const g = svg("g", { class: "spot" + (coarse ? " coarse" : ""), tabindex: 0, role: "button" }, spots);
      const label = `${e.place}: ${group.length > 1 ? group.length + " events" : e.type}${coarse ? ", somewhere within about " + Math.round(e.km) + " km" : ""}`;
      g.setAttribute("aria-label", label); title(g, label); g.events = group;
      svg("circle", { cx: X(e.lon), cy: Y(e.lat), r: e.km / 111.32 * U / Math.cos(e.lat * Math.PI / 180) }, g);
      if (!coarse) { const d = svg("circle", { class: "dot", cx: X(e.lon), cy: Y(e.lat), r: 1 }, g); d.dataset.px = 3.2 + 1.6 * Math.sqrt(group.length - 1) + .6; }
      let turn = -1;
      const go = () => { turn = (turn + 1) % group.length; select(group[turn]); };
      g.addEventListener("click", ev => { ev.stopPropagation(); if (!moved) go(); });
      g.addEventListener("keydown", ev => { if (ev.key === "Enter" || ev.key === " ") { ev.preventDefault(); go(); } });
    }
    const lost = events.filter(e => e.shown && !e.placed).length;
    $("#unplaced").textContent = lost ? `${plural(lost, "event")} without a place on the map` : "";
    show();
  };
  let moved = false;
  const fingers = new Map();
  map.addEventListener("wheel", e => { if (e.ctrlKey || e.metaKey || document.activeElement === map) { e.preventDefault(); zoom(e.deltaY > 0 ? 1.2 : 1 / 1.2, e.clientX, e.clientY); } }, { passive: false });
  map.addEventListener("pointerdown", e => { fingers.set(e.pointerId, [e.clientX, e.clientY]); moved = false; });
  map.addEventListener("pointermove", e => {
    if (!fingers.has(e.pointerId)) return;
    const [px, py] = fingers.get(e.pointerId), dx = e.clientX - px, dy = e.clientY - py;
    if (!moved && Math.hypot(dx, dy) < 4) return;
    if (!moved) { moved = true; map.setPointerCapture(e.pointerId); map.classList.add("drag"); }
    if (fingers.size === 2) {
      const other = [...fingers].find(([id]) => id !== e.pointerId)[1];
      const before = Math.hypot(px - other[0], py - other[1]), after = Math.hypot(e.clientX - other[0], e.clientY - other[1]);
      if (after > 10) zoom(before / after, (e.clientX + other[0]) / 2, (e.clientY + other[1]) / 2);
    } else { view.x -= dx * scale(); view.y -= dy * scale(); show(); }
    fingers.set(e.pointerId, [e.clientX, e.clientY]);
  });
  for (const kind of ["pointerup", "pointercancel"]) window.addEventListener(kind, e => { fingers.delete(e.pointerId); map.classList.remove("drag"); });
  map.addEventListener("dblclick", e => zoom(.5, e.clientX, e.clientY));
  map.addEventListener("keydown", e => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    if (by) { e.preventDefault(); view.x += by[0] * view.w * .12; view.y += by[1] * view.h * .12; show(); }
    else if (e.key === "+" || e.key === "=") zoom(.7); else if (e.key === "-") zoom(1.4); else if (e.key === "0") fit();
  });
  for (const b of $$(".zoom button")) b.addEventListener("click", () => b.dataset.zoom === "fit" ? fit() : zoom(b.dataset.zoom === "in" ? .6 : 1.7));

  // The timeline: days, months or years, whichever gives bars that can be read.
  const line = $("#line");
  const dated = events.filter(e => /^\d{4}-\d\d-\d\d$/.test(e.day || ""));
  const DAY = 864e5, at = iso => Date.parse(iso + "T00:00Z"), iso = ms => new Date(ms).toISOString().slice(0, 10);
  const bins = (() => {
    if (!dated.length) return [];
    const days = dated.map(e => e.day).sort(), first = days[0], last = days[days.length - 1];
    const span = (at(last) - at(first)) / DAY + 1, out = [];
    const month = { month: "short", timeZone: "UTC" };
    if (span <= 70) {
      for (let t = at(first); t <= at(last); t += DAY) {
        const d = new Date(t), day = d.getUTCDate();
        out.push({ from: iso(t), to: iso(t), label: `${day} ${d.toLocaleString("en", month)}`, name: `${day} ${d.toLocaleString("en", month)} ${d.getUTCFullYear()}` });
      }
    } else if (span <= 366 * 6) {
      for (let y = +first.slice(0, 4), m = +first.slice(5, 7); `${y}-${String(m).padStart(2, "0")}` <= last.slice(0, 7); m === 12 ? (y++, m = 1) : m++) {
        const mm = `${y}-${String(m).padStart(2, "0")}`, d = new Date(at(mm + "-01"));
        out.push({ from: mm + "-01", to: mm + "-31", label: m === 1 || !out.length ? `${d.toLocaleString("en", month)} ${y}` : d.toLocaleString("en", month), name: `${d.toLocaleString("en", { month: "long", timeZone: "UTC" })} ${y}` });
      }
    } else for (let y = +first.slice(0, 4); y <= +last.slice(0, 4); y++) out.push({ from: `${y}-01-01`, to: `${y}-12-31`, label: String(y), name: String(y) });
    return out;
  })();
  const drawLine = () => {
    line.replaceChildren();
    const { width, height } = (r => r.width ? r : { width: 480, height: 340 })(line.getBoundingClientRect());
    line.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const undated = events.filter(e => e.shown && !e.day).length;
    $("#undated").textContent = (bins.length ? "Events by day told; click a bar to see its events only. " : "") + (undated ? `${plural(undated, "event")} without a day.` : "");
    if (!bins.length) { const t = svg("text", { x: width / 2, y: height / 2, "text-anchor": "middle" }, line); t.textContent = "No event has a day."; return; }
    const count = bins.map(b => dated.filter(e => e.day >= b.from && e.day <= b.to && (e.shown || period)).length);
    const top = Math.max(1, ...count), left = 30, right = 12, base = height - 30, high = base - 26, w = (width - left - right) / bins.length;
    for (const v of [...new Set([0, Math.round(top / 2), top])]) {
      const y = base - v / top * high;
      svg("line", { x1: left, x2: width - right, y1: y, y2: y }, line);
      svg("text", { x: left - 7, y: y + 4, "text-anchor": "end" }, line).textContent = v;
    }
    const every = Math.ceil(58 / w);
    bins.forEach((b, i) => {
      const h = count[i] / top * high, x = left + i * w, on = period && period[0] === b.from;
      if (count[i]) svg("rect", { class: "day" + (on ? " on" : ""), x: x + Math.min(w * .14, 3) + Math.max(0, (w - 44) / 2), y: base - h, width: Math.min(44, Math.max(1.5, w - 2 * Math.min(w * .14, 3))), height: h, rx: Math.min(3, w / 6) }, line);
      if (i % every === 0 && x + 30 < width) svg("text", { x: x + w / 2, y: base + 18, "text-anchor": "middle" }, line).textContent = b.label;
      if (!count[i]) return;
      const hit = svg("rect", { class: "hit", x, y: base - high, width: w, height: high, tabindex: 0, role: "button", "aria-label": `${b.name}: ${plural(count[i], "event")}` }, line);
      title(hit, `${b.name}: ${plural(count[i], "event")}`);
      const go = () => { period = on ? null : [b.from, b.to]; apply(); };
      hit.addEventListener("click", go);
      hit.addEventListener("keydown", e => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); go(); } });
    });
  };

  // Light and dark; keys.
  const root = document.documentElement;
  try { const kept = localStorage.getItem("sijill-theme"); if (kept) root.dataset.theme = kept; } catch { /* a page from a file may not keep anything */ }
  $("#theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("sijill-theme", root.dataset.theme); } catch { /* likewise */ }
  });
  document.addEventListener("keydown", e => {
    if (e.key === "Escape") { clear(); e.target.blur?.(); return; }
    if (e.target.closest?.("[data-f]") && e.key === "Enter") { hold(e.target.closest("[data-f]")); return; }
    if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName)) return;
    if (e.key === "j") step(1); else if (e.key === "k") step(-1); else if (e.key === "/") { e.preventDefault(); find.focus(); }
  });

  $(".tools").hidden = false;
  $(".overview").hidden = !events.length;
  apply(); fit();
  let resized = 0;
  addEventListener("resize", () => { clearTimeout(resized); resized = setTimeout(() => { fit(); drawLine(); }, 150); });
  if (location.hash) { const e = events.find(x => "#" + x.el.id === location.hash); if (e) select(e); }
})();
