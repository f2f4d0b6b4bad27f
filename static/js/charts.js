// Charts that answer to a pointer, by ECharts, from the table beside each. The drawing that came with the page stays
// on phones, on paper and without scripts: docs/adr/0070.
"use strict";

const library = document.currentScript.dataset.library;
const wide = matchMedia("(min-width: 48rem)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const tables = [...document.querySelectorAll("table[data-chart]")];

// [{name, values}] by column, and the names of the rows
function figuresOf(table) {
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows];
  const columns = [...rows[0].cells].flatMap((cell, place) => ("value" in cell.dataset ? [place] : []));
  const series = columns.map((place) => ({
    name: heads[place],
    values: rows.map((row) => Number(row.cells[place].dataset.value)),
  }));
  return { series, labels: rows.map((row) => row.querySelector("th")).map((head) => head.dataset.short || head.textContent.trim()) };
}

// The stylesheet's colour of a class of drawings
function colourOf(drawing, name) {
  const probe = drawing.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "rect"));
  probe.setAttribute("class", name);
  const { fill } = getComputedStyle(probe);
  probe.remove();
  return fill;
}

function optionOf(table, drawing, style) {
  const { series, labels } = figuresOf(table);
  const colours = table.dataset.chart.split(" ").map((name) => colourOf(drawing, name));
  const below = colourOf(drawing, "chart-peak");
  const words = { color: style.color, fontFamily: style.fontFamily };
  const quiet = { color: colourOf(drawing, "chart-quiet"), fontFamily: style.fontFamily };
  return {
    animation: !still.matches,
    aria: { enabled: true, label: { description: drawing.getAttribute("aria-label") } },
    color: colours,
    textStyle: words,
    grid: { left: 8, right: 8, top: series.length > 1 ? 40 : 16, bottom: 8, containLabel: true },
    legend: { show: series.length > 1, top: 0, textStyle: words },
    // Drawn, not written as HTML with styles: those the page's security policy refuses.
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" } },
    xAxis: { type: "category", data: labels, axisLabel: { ...quiet, hideOverlap: true } },
    yAxis: { type: "value", minInterval: 1, axisLabel: quiet, splitLine: { lineStyle: { color: colourOf(drawing, "chart-before"), opacity: 0.4 } } },
    series: series.map(({ name, values }, place) => ({
      type: "bar",
      barMaxWidth: 56,
      name,
      data: values.map((value) => (value < 0 ? { value, itemStyle: { color: below } } : value)),
      itemStyle: { color: colours[place] },
    })),
  };
}

function draw(table) {
  const drawing = table.closest("section").querySelector("svg.chart");
  const place = document.createElement("div");
  place.className = "chart-live";
  drawing.before(place);
  drawing.classList.add("chart-replaced");
  const locale = document.documentElement.lang.startsWith("zh") ? "ZH" : "EN";
  const chart = echarts.init(place, null, { locale });
  const show = () => chart.setOption(optionOf(table, drawing, getComputedStyle(table)));
  show();
  dark.addEventListener("change", show);
  new ResizeObserver(() => chart.resize()).observe(place);
}

function begin() {
  const script = document.createElement("script");
  script.src = library;
  script.onload = () => tables.forEach(draw);
  document.head.append(script);
}

if (tables.length) {
  if (wide.matches) begin();
  else wide.addEventListener("change", begin, { once: true });
}
