// The history and outlook of a topic as a chart that answers to the pointer. The picture drawn on the server stays for print.

import { LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { colours, onThemeChange, tooltip } from "./theme.js";

use([LineChart, GridComponent, TooltipComponent, CanvasRenderer]);

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

function option(data) {
  const theme = colours();
  const colour = theme.directions[data.colour];
  const years = [...data.years, ...data.outlook.map(([year]) => year).filter((year) => year > data.years.at(-1))];
  const past = data.years.length - 1;
  const at = (values) => years.map((_, place) => values(place));
  // The fan starts in the last year that is known, so that line and band meet.
  const fan = (place, column) =>
    place < past ? null : place === past ? data.volume[past] : (data.outlook[place - past - 1]?.[column] ?? null);
  const line = { type: "line", symbol: "none", emphasis: { disabled: true }, animation: false };
  return {
    textStyle: { fontFamily: theme.font },
    grid: { left: 8, right: 16, top: 16, bottom: 4, containLabel: true },
    xAxis: {
      type: "category",
      data: years,
      boundaryGap: false,
      axisLine: { lineStyle: { color: theme.lineStrong } },
      axisTick: { show: false },
      axisLabel: { color: theme.ink2, fontSize: 12.5, hideOverlap: true },
    },
    yAxis: {
      type: "value",
      splitNumber: 4,
      splitLine: { lineStyle: { color: theme.line } },
      axisLabel: { color: theme.ink2, fontSize: 12.5, formatter: (value) => number.format(value) },
    },
    tooltip: {
      ...tooltip(theme),
      trigger: "axis",
      axisPointer: { type: "line", lineStyle: { color: theme.lineStrong } },
      formatter: ([{ dataIndex: place }]) => {
        if (place <= past) return `${years[place]}\n${data.words.documents}: ${number.format(data.volume[place])}`;
        const [year, low, middle, high] = data.outlook[place - past - 1];
        const shown = [low, middle, high].map((value) => number.format(value));
        return `${year}\n${data.words.median}: ${shown[1]}\n${data.words.range}: ${shown[0]}–${shown[2]}`;
      },
    },
    series: [
      { ...line, data: at((place) => data.volume[place] ?? null), lineStyle: { color: colour, width: 2.25 }, areaStyle: { color: colour, opacity: 0.1 } },
      { ...line, stack: "fan", data: at((place) => fan(place, 1)), lineStyle: { opacity: 0 } },
      {
        ...line,
        stack: "fan",
        data: at((place) => (place < past ? null : fan(place, 3) - fan(place, 1))),
        lineStyle: { opacity: 0 },
        areaStyle: { color: colour, opacity: 0.22 },
      },
      { ...line, data: at((place) => fan(place, 2)), lineStyle: { color: colour, width: 2, type: "dashed" } },
    ],
  };
}

const box = document.getElementById("history-chart");
const source = document.getElementById("history-data");
if (box && source) {
  const data = JSON.parse(source.textContent);
  if (data.years.length > 1) {
    box.parentElement.querySelector("svg.chart")?.setAttribute("hidden", "");
    box.hidden = false;
    const chart = init(box);
    const draw = () => chart.setOption(option(data), true);
    draw();
    onThemeChange(draw);
    new ResizeObserver(() => chart.resize()).observe(box);
  }
}
