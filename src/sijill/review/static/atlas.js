// A Leaflet map of outlines and of circles as wide as a place is uncertain. No tiles: nothing comes from elsewhere.
import { code, make, t } from "./common.js";

const L = window.L;
const names = document.documentElement.lang === "en" ? {} : Object.fromEntries(Object.values(await fetch(`${document.body.dataset.static}/words/countries.json`).then(answer => answer.json())));
const world = await fetch(`${document.body.dataset.static}/map.json`).then(answer => answer.json());

// The outlines are drawn on Mercator's projection in units of 1/20 degree, as relative steps.
const ringsOf = path => path.split("M").filter(Boolean).map(part => {
  const numbers = part.match(/-?\d+/g).map(Number);
  let [x, y] = numbers;
  const points = [[x, y]];
  for (let at = 2; at + 1 < numbers.length; at += 2) {
    x += numbers[at];
    y += numbers[at + 1];
    points.push([x, y]);
  }
  return points.map(([px, py]) => [(Math.atan(Math.sinh((-py / world.units) * Math.PI / 180)) * 180) / Math.PI, px / world.units]);
});

export const atlas = (el, options = {}) => {
  const map = L.map(el, { attributionControl: false, zoomSnap: 0.5, minZoom: 2, maxZoom: 12, worldCopyJump: false, maxBounds: [[-70, -200], [85, 200]], scrollWheelZoom: true, ...options });
  map.setView([30, 42], 4);
  const land = L.layerGroup(world.countries.map(country => L.polygon(ringsOf(country.d).map(ring => [ring]), { className: "land", interactive: false, smoothFactor: 1 }))).addTo(map);
  const labels = L.layerGroup().addTo(map);
  const label = () => {
    labels.clearLayers();
    const pixels = 256 * 2 ** map.getZoom() / 360 / world.units;
    for (const { name, at, size } of world.countries) {
      if (size * pixels < 5 * name.length) continue;
      const [lat, lon] = [(Math.atan(Math.sinh((-at[1] / world.units) * Math.PI / 180)) * 180) / Math.PI, at[0] / world.units];
      labels.addLayer(L.marker([lat, lon], { interactive: false, keyboard: false, icon: L.divIcon({ className: "country-name", html: make("span", {}, names[name] ?? code("land", name)), iconSize: null }) }));
    }
  };
  map.on("zoomend", label);
  label();
  map.getContainer().setAttribute("tabindex", "0");
  return { map, land };
};

// A place: a dashed circle within which it happened, and a dot only where the place itself is known.
export const spot = ({ lat, lon, km, precision, number = 1, label, colour = "" }) => {
  const group = L.featureGroup();
  const coarse = precision >= 3;
  group.addLayer(L.circle([lat, lon], { radius: km * 1000, className: `reach ${coarse ? "coarse" : ""} ${colour}`, bubblingMouseEvents: false }));
  if (!coarse) group.addLayer(L.circleMarker([lat, lon], { radius: 4 + 1.5 * Math.log2(number), className: `dot ${colour}`, bubblingMouseEvents: false }));
  const note = coarse ? `${label} · ${t("map.somewhere", { km: Math.round(km) })}` : label;
  group.bindTooltip(() => make("span", {}, note), { direction: "top" });
  return group;
};
