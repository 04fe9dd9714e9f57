/* Draws every [data-chart] of the page from the JSON beside it; the table stays for keyboards, readers and paper. */
const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(`--${name}`).trim();
// Never by colour alone: lines differ in dash and mark, bars in pattern.
const DASHES = ["solid", "dashed", "dotted"];
const MARKS = ["circle", "rect", "triangle", "diamond"];
const number = new Intl.NumberFormat("zh-Hans");
const drawn = [];

function series(data, one, place) {
  const line = data.shape === "line";
  return {
    name: one.label, type: line ? "line" : "bar", data: one.values, cursor: one.urls.length ? "pointer" : "default",
    stack: data.shape === "stacked" || data.shape === "lying" ? "all" : undefined, barMaxWidth: 28, connectNulls: false,
    symbol: MARKS[place % MARKS.length], symbolSize: 7, showAllSymbol: "auto",
    lineStyle: { type: DASHES[place % DASHES.length], width: 2 }, itemStyle: { color: colour(one.tone) },
  };
}

function option(data) {
  const names = {
    type: "category", data: data.labels, axisTick: { show: false }, axisLabel: { color: colour("ink-2"), hideOverlap: true },
    axisLine: { lineStyle: { color: colour("line") } }, inverse: data.shape === "lying",
  };
  const values = {
    type: "value", min: data.unit === "%" ? undefined : 0, minInterval: data.unit === "%" ? undefined : 1, name: data.unit, nameTextStyle: { color: colour("ink-2") },
    axisLabel: { color: colour("ink-2") }, splitLine: { lineStyle: { color: colour("line-soft") } },
  };
  if (data.shape === "lying") names.axisLabel = { ...names.axisLabel, width: 150, overflow: "truncate" };
  return {
    animation: false, textStyle: { fontFamily: style.getPropertyValue("--font") },
    aria: { enabled: true, decal: { show: data.series.length > 1 && data.shape !== "line" } },
    grid: { left: 8, right: 24, top: data.series.length > 1 ? 56 : 28, bottom: 4, containLabel: true },
    legend: { show: data.series.length > 1, top: 0, left: 0, textStyle: { color: colour("ink") } },
    // Drawn on the canvas: a tooltip of HTML would need inline styles, which the page does not allow.
    tooltip: {
      trigger: "axis", renderMode: "richText", confine: true, textStyle: { color: colour("ink") },
      axisPointer: { type: data.shape === "line" ? "line" : "shadow" },
      valueFormatter: (value) => (value === null || value === undefined ? "未采集" : `${number.format(value)} ${data.unit}`),
    },
    xAxis: data.shape === "lying" ? values : names, yAxis: data.shape === "lying" ? names : values,
    series: data.series.map((one, place) => series(data, one, place)),
  };
}

function draw(figure) {
  const canvas = figure.querySelector("[data-chart-canvas]");
  const toggle = figure.querySelector("[data-chart-toggle]");
  const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  canvas.hidden = toggle.hidden = false;
  canvas.toggleAttribute("data-tall", data.shape === "lying" && data.labels.length > 12);
  figure.setAttribute("data-drawn", "");
  const chart = window.echarts.init(canvas, null, { renderer: "canvas" });
  chart.setOption(option(data));
  chart.on("click", (event) => {
    const url = data.series[event.seriesIndex]?.urls[event.dataIndex];
    if (url) window.location.assign(url);
  });
  toggle.addEventListener("click", () => {
    const open = figure.toggleAttribute("data-table");
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = open ? toggle.dataset.hide : toggle.dataset.show;
  });
  drawn.push(chart);
}

if (window.echarts) {
  document.querySelectorAll("[data-chart]").forEach(draw);
  new ResizeObserver(() => drawn.forEach((chart) => chart.resize())).observe(document.querySelector("main") || document.body);
}
