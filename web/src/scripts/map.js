// The topic map: zoom, search, colour, and a slider through the years. Takes the place of the picture drawn on the server.

import { ScatterChart } from "echarts/charts";
import { DataZoomComponent, GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { colours, mix, onThemeChange, tooltip } from "./theme.js";

use([ScatterChart, GridComponent, TooltipComponent, DataZoomComponent, CanvasRenderer]);

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const percent = (value) => (value === null ? "–" : `${value > 0 ? "+" : ""}${Math.round(value * 100)}%`);
/** Growth a year at which the colour is full. */
const FULL_GROWTH = 0.4;

/** Topics that are named when one looks closely. */
const NAMED = 400;

/** Mean yearly change of three years over the three before, up to the place `end`; null where those are empty. */
function growthAt(volume, end) {
  if (end < 5) return null;
  const sum = (from, to) => volume.slice(from, to).reduce((total, value) => total + value, 0);
  const earlier = sum(end - 5, end - 2);
  return earlier > 0 ? Math.cbrt(sum(end - 2, end + 1) / earlier) - 1 : null;
}

/** Documents of the three years up to the place `end`: what the size of a circle shows. */
function recent(volume, end) {
  return volume.slice(Math.max(0, end - 2), end + 1).reduce((total, value) => total + value, 0);
}

/** The largest circle there ever is, so that sizes of different years compare. */
function largestRecent(topics) {
  let largest = 1;
  for (const { volume } of topics) {
    for (let end = 0; end < volume.length; end++) largest = Math.max(largest, recent(volume, end));
  }
  return largest;
}

function start(box, form, data) {
  const words = box.dataset;
  const label = (thing) => (words.language === "zh" ? thing.label_zh : thing.label_en);
  const last = data.years.length - 1;
  const largest = largestRecent(data.topics);
  const crowd = Math.min(1.5, Math.max(0.2, Math.sqrt(700 / data.topics.length)));
  const state = { end: last, colour: "direction", wanted: "", zoom: [0, 100, 0, 100] };
  const searchable = data.topics.map((topic) => `${topic.label_en} ${topic.label_zh} ${topic.id}`.toLowerCase());
  const chart = init(box);

  /** From afar areas are named, from near the topics themselves. */
  const isNear = () => state.zoom[1] - state.zoom[0] < 65;

  function fill(topic, theme) {
    if (state.colour === "direction") return theme.directions[topic.direction];
    if (state.colour === "probability") {
      return topic.probability === null ? theme.line : mix(theme.line, theme.brand, 0.1 + 0.9 * topic.probability);
    }
    const growth = growthAt(topic.volume, state.end);
    if (growth === null) return theme.line;
    return mix(theme.line, growth < 0 ? theme.down : theme.up, Math.min(1, Math.abs(growth) / FULL_GROWTH));
  }

  function points(theme) {
    const dim = state.wanted !== "";
    const shown = [];
    data.topics.forEach((topic, place) => {
      const documents = recent(topic.volume, state.end);
      if (documents === 0) return;
      const found = dim && searchable[place].includes(state.wanted);
      shown.push({
        value: [topic.x, topic.y],
        topic,
        symbolSize: (7 + 44 * Math.sqrt(documents / largest)) * crowd,
        itemStyle: {
          color: fill(topic, theme),
          opacity: dim && !found ? 0.12 : 0.74,
          borderColor: found ? theme.ink : theme.surface,
          borderWidth: found ? 2 : 0.75,
        },
        label: found ? { show: true, formatter: label(topic).split(" · ")[0] } : undefined,
      });
    });
    // Small circles on top of large ones.
    shown.sort((a, b) => b.symbolSize - a.symbolSize);
    if (isNear() && !dim) {
      for (const point of shown.slice(0, NAMED)) point.label = { show: true, formatter: label(point.topic).split(" · ")[0] };
    }
    return shown;
  }

  function draw() {
    const theme = colours();
    const text = { color: theme.ink, fontFamily: theme.font, textBorderColor: theme.surface, textBorderWidth: 3 };
    const hidden = { type: "value", show: false, min: "dataMin", max: "dataMax" };
    const [x0, x1, y0, y1] = state.zoom;
    chart.setOption(
      {
        animationDuration: 0,
        animationDurationUpdate: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 250,
        grid: { left: 48, right: 48, top: 48, bottom: 48 },
        xAxis: hidden,
        yAxis: hidden,
        dataZoom: [
          { type: "inside", xAxisIndex: 0, filterMode: "none", start: x0, end: x1 },
          { type: "inside", yAxisIndex: 0, filterMode: "none", start: y0, end: y1 },
        ],
        tooltip: {
          ...tooltip(theme),
          formatter: ({ data: { topic } = {} }) =>
            topic
              ? [
                  label(topic),
                  words[`direction-${topic.direction}`] ?? "",
                  `${words.documents}: ${number.format(topic.volume[state.end])} (${data.years[state.end]})`,
                  `${words.growth}: ${percent(growthAt(topic.volume, state.end))}`,
                  `${words.probability}: ${topic.probability === null ? "–" : `${Math.round(topic.probability * 100)}%`}`,
                ].join("\n")
              : "",
        },
        series: [
          {
            id: "topics",
            type: "scatter",
            data: points(theme),
            label: { ...text, fontSize: 12, position: "bottom", distance: 3, width: 140, overflow: "truncate" },
            labelLayout: { hideOverlap: true },
            emphasis: { scale: 1.15, itemStyle: { opacity: 1, borderColor: theme.ink, borderWidth: 2 } },
            cursor: "pointer",
          },
          {
            id: "areas",
            type: "scatter",
            silent: true,
            symbolSize: 0.1,
            data: state.wanted || isNear() ? [] : data.areas.map((area) => ({ value: [area.x, area.y], name: label(area).split(" · ")[0] })),
            label: { ...text, show: true, formatter: "{b}", fontSize: 15, fontWeight: 600 },
            labelLayout: { hideOverlap: true },
            z: 5,
          },
        ],
      },
      { replaceMerge: ["series"] },
    );
    drawScale(theme);
  }

  function drawScale(theme) {
    const byDirection = state.colour === "direction";
    document.getElementById("map-legend").hidden = !byDirection;
    const scale = document.getElementById("map-scale");
    scale.hidden = byDirection;
    const [low, high] = state.colour === "growth" ? [percent(-FULL_GROWTH), percent(FULL_GROWTH)] : ["0%", "100%"];
    scale.querySelector(".low").textContent = low;
    scale.querySelector(".high").textContent = high;
    const steps = Array.from({ length: 50 }, (_, step) => {
      const part = step / 49;
      const colour =
        state.colour === "growth"
          ? mix(theme.line, part < 0.5 ? theme.down : theme.up, Math.abs(part - 0.5) * 2)
          : mix(theme.line, theme.brand, 0.1 + 0.9 * part);
      const bar = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      Object.entries({ x: step * 2, y: 0, width: 2.1, height: 8, fill: colour }).forEach(([name, value]) => bar.setAttribute(name, value));
      return bar;
    });
    scale.querySelector("svg").replaceChildren(...steps);
  }

  function zoom(factor) {
    state.zoom = [0, 2].flatMap((axis) => {
      const middle = (state.zoom[axis] + state.zoom[axis + 1]) / 2;
      const half = Math.min(50, ((state.zoom[axis + 1] - state.zoom[axis]) / 2) * factor);
      const from = Math.min(Math.max(0, middle - half), 100 - 2 * half);
      return [from, from + 2 * half];
    });
    draw();
  }

  chart.on("click", ({ data: point }) => {
    if (point?.topic) location.href = `/topics/${encodeURIComponent(point.topic.id)}`;
  });
  chart.on("datazoom", () => {
    const [x, y] = chart.getOption().dataZoom;
    const wasNear = isNear();
    state.zoom = [x.start, x.end, y.start, y.end];
    if (isNear() !== wasNear) draw();
  });

  const found = document.querySelector(".map-found");
  form.elements.search.addEventListener("input", (event) => {
    state.wanted = event.target.value.trim().toLowerCase();
    found.hidden = state.wanted === "";
    const count = searchable.filter((text) => text.includes(state.wanted)).length;
    found.textContent = words.language === "zh" ? `${count}${words.found}` : `${count} ${words.found}`;
    draw();
  });
  form.elements.colour.addEventListener("change", (event) => {
    state.colour = event.target.value;
    draw();
  });
  const showYear = (end) => {
    state.end = end;
    form.elements.year.value = data.years[end];
    form.elements.shown.value = data.years[end];
    draw();
  };
  form.elements.year.addEventListener("input", (event) => showYear(Number(event.target.value) - data.years[0]));

  let playing = null;
  const play = form.elements.play;
  const stop = () => {
    clearInterval(playing);
    playing = null;
    play.textContent = play.dataset.play;
  };
  play.addEventListener("click", () => {
    if (playing) return stop();
    if (state.end === last) showYear(0);
    play.textContent = play.dataset.stop;
    playing = setInterval(() => (state.end < last ? showYear(state.end + 1) : stop()), 600);
  });
  form.elements.nearer.addEventListener("click", () => zoom(0.6));
  form.elements.farther.addEventListener("click", () => zoom(1 / 0.6));
  form.elements.reset.addEventListener("click", () => {
    state.zoom = [0, 100, 0, 100];
    draw();
  });
  form.addEventListener("submit", (event) => event.preventDefault());

  draw();
  onThemeChange(draw);
  new ResizeObserver(() => chart.resize()).observe(box);
}

const box = document.getElementById("map");
const form = document.querySelector(".map-controls");
if (box && form) {
  const answer = await fetch(box.dataset.source);
  if (answer.ok) {
    const data = await answer.json();
    if (data.topics.length > 0) {
      document.querySelector(".topic-map")?.setAttribute("hidden", "");
      box.hidden = false;
      form.hidden = false;
      start(box, form, data);
    }
  }
}
