// Colours of the page's theme, read from the style sheet, so that charts and pages never differ.

const DIRECTIONS = ["manufacturing", "information", "materials", "energy", "space", "health", "none"];

/** Reads the theme's colours as they are now. */
export function colours() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    directions: DIRECTIONS.map(read),
    ink: read("ink"),
    ink2: read("ink-2"),
    line: read("line"),
    lineStrong: read("line-strong"),
    surface: read("surface"),
    up: read("up"),
    down: read("down"),
    brand: read("brand-ink"),
    font: getComputedStyle(document.body).fontFamily,
  };
}

/** Calls back when the device switches between light and dark. */
export function onThemeChange(callback) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", callback);
}

/** Mixes two `#rrggbb` colours; `part` of 0 gives the first. */
export function mix(first, second, part) {
  const channels = (colour) => [1, 3, 5].map((place) => Number.parseInt(colour.slice(place, place + 2), 16));
  const [a, b] = [channels(first), channels(second)];
  return `rgb(${a.map((value, place) => Math.round(value + (b[place] - value) * part)).join(",")})`;
}

/** The tooltip of all charts: drawn on the canvas, since the page allows no inline styles. */
export function tooltip(theme) {
  return {
    renderMode: "richText",
    backgroundColor: theme.surface,
    borderColor: theme.lineStrong,
    borderWidth: 1,
    padding: [8, 12],
    textStyle: { color: theme.ink, fontFamily: theme.font, fontSize: 13, lineHeight: 20 },
    confine: true,
  };
}
