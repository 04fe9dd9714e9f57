/* The map of the national view: cells counted by the server, on tiles when there are any, else on a net of degrees. */
const box = document.querySelector("[data-map]");
const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(`--${name}`).trim();
const number = new Intl.NumberFormat("zh-Hans");
const LABELS = 250;

function plain(text) { const holder = document.createElement("span"); holder.textContent = text; return holder.innerHTML; }

function graticule(map, layer) {
  layer.clearLayers();
  const bounds = map.getBounds();
  const span = bounds.getEast() - bounds.getWest();
  const room = Math.max(2, Math.min(7, Math.floor(map.getSize().x / 90)));
  const step = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30].find((one) => span / one <= room) || 60;
  const line = { color: colour("line"), weight: 1, interactive: false };
  const label = (place, text) => L.marker(place, { interactive: false, keyboard: false, icon: L.divIcon({ className: "zb-map-degree", html: plain(text), iconSize: null }) });
  const places = Math.max(0, -Math.floor(Math.log10(step)));
  for (let lng = Math.ceil(bounds.getWest() / step) * step; lng <= bounds.getEast(); lng += step) {
    L.polyline([[-85, lng], [85, lng]], line).addTo(layer).bringToBack(); label([bounds.getSouth() + (bounds.getNorth() - bounds.getSouth()) * 0.06, lng], `${lng.toFixed(places)}°E`).addTo(layer);
  }
  for (let lat = Math.ceil(bounds.getSouth() / step) * step; lat <= bounds.getNorth(); lat += step) {
    L.polyline([[lat, -360], [lat, 360]], line).addTo(layer).bringToBack(); label([lat, bounds.getWest() + (bounds.getEast() - bounds.getWest()) * 0.01], `${lat.toFixed(places)}°N`).addTo(layer);
  }
}

function words(cell) {
  const where = cell.name || `${number.format(cell.projects)} 个工程`;
  return `${where}：${number.format(cell.count)} 条，未销号 ${number.format(cell.left)} 条`;
}

function draw(cells, layer) {
  layer.clearLayers();
  const most = Math.max(1, ...cells.map((one) => one.count));
  cells.forEach((cell, place) => {
    const size = 7 + 15 * Math.sqrt(cell.count / most);
    const tone = cell.left ? colour("red") : colour("green");
    const mark = L.circleMarker([cell.lat, cell.lng], { radius: size, color: "#fff", weight: 1, fillColor: tone, fillOpacity: 0.85 }).addTo(layer);
    mark.bindTooltip(plain(words(cell)));
    mark.on("click", () => window.location.assign(cell.url));
    if (place < LABELS && cell.count > 1) {
      const icon = L.divIcon({ className: "zb-map-label", html: plain(number.format(cell.count)), iconSize: [40, 20] });
      L.marker([cell.lat, cell.lng], { icon, interactive: false, keyboard: false }).addTo(layer);
    }
  });
}

async function start() {
  const data = JSON.parse(document.getElementById(box.dataset.map).textContent);
  box.hidden = false;
  document.querySelector(".no-script-words")?.remove();
  const map = L.map(box, { preferCanvas: true, zoomSnap: 1, maxZoom: data.deepest, attributionControl: true, worldCopyJump: false, zoomControl: false });
  L.control.zoom({ zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
  map.attributionControl.setPrefix(false);
  const net = L.layerGroup().addTo(map), cells = L.layerGroup().addTo(map);
  if (data.tiles) L.tileLayer(data.tiles, { attribution: plain(data.attribution), maxZoom: data.deepest }).addTo(map);
  const said = document.querySelector("[data-map-words]");
  let asked = 0;
  async function ask(bounds) {
    const turn = ++asked;
    const query = bounds ? `&bbox=${[bounds.getSouth(), bounds.getWest(), bounds.getNorth(), bounds.getEast()].map((one) => one.toFixed(6)).join(",")}&zoom=${map.getZoom()}` : "&zoom=6";
    const answer = await fetch(data.points + query, { headers: { Accept: "application/json" } });
    if (!answer.ok) { said.textContent = "地图数据没有取到，请刷新页面"; return null; }
    const found = await answer.json();
    if (turn !== asked) return null;
    draw(found.cells, cells);
    const sum = (name) => number.format(found.cells.reduce((total, one) => total + one[name], 0));
    said.textContent = `图上 ${sum("count")} 条，未销号 ${sum("left")} 条`;
    box.dataset.drawn = String(found.cells.length);
    return found;
  }
  const first = await ask(null);
  const places = first ? first.cells.flatMap((one) => [[one.extent[0], one.extent[1]], [one.extent[2], one.extent[3]]]) : [];
  map.fitBounds(places.length ? L.latLngBounds(places).pad(0.1) : [[18, 73], [54, 135]], { animate: false, maxZoom: 15 });
  // Out of sight (on paper, in a folded part) the map has no size and nothing to ask.
  const refresh = () => { if (!map.getSize().x || !map.getSize().y) return; if (!data.tiles) graticule(map, net); ask(map.getBounds()); };
  map.on("moveend", refresh);
  refresh();
  const rest = document.querySelector("[data-map-unplaced]");
  if (first?.unplaced) { rest.querySelector("a").href = first.unplaced; rest.hidden = false; }
}

if (box && window.L) start();
