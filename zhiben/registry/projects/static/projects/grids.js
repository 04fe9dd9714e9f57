/* Grids and the projects in them, on tiles when there are any. */
const box = document.querySelector("[data-grids]");
const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(`--${name}`).trim();

function plain(text) { const holder = document.createElement("span"); holder.textContent = text; return holder.innerHTML; }

function start() {
  const data = JSON.parse(document.getElementById(box.dataset.grids).textContent);
  box.hidden = false;
  const map = L.map(box, { preferCanvas: true, maxZoom: data.deepest, zoomControl: false });
  L.control.zoom({ zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
  map.attributionControl.setPrefix(false);
  if (data.tiles) L.tileLayer(data.tiles, { attribution: plain(data.attribution), maxZoom: data.deepest }).addTo(map);
  const all = L.featureGroup().addTo(map);
  for (const grid of data.grids) {
    const tone = colour(grid.manned ? "blue" : "red");
    for (const ring of grid.rings) {
      const shape = L.polygon(ring, { color: tone, weight: 2, fillOpacity: 0.08 }).addTo(all);
      shape.bindTooltip(plain(grid.words), { sticky: true });
      shape.on("click", () => window.location.assign(grid.url));
      const icon = L.divIcon({ className: "zb-map-name", html: plain(grid.words.split("：")[0]), iconSize: null });
      L.marker(shape.getBounds().getCenter(), { icon, interactive: false, keyboard: false }).addTo(map);
    }
  }
  for (const one of data.projects) {
    const fill = colour(one.placed ? "green" : "red");
    const mark = L.circleMarker(one.at, { radius: 6, color: "#fff", weight: 1, fillColor: fill, fillOpacity: 0.9 }).addTo(all);
    mark.bindTooltip(plain(one.words));
    mark.on("click", () => window.location.assign(one.url));
  }
  map.fitBounds(all.getLayers().length ? all.getBounds().pad(0.05) : [[18, 73], [54, 135]], { animate: false, maxZoom: 15 });
  box.dataset.drawn = String(data.grids.length);
}

if (box && window.L) start();
