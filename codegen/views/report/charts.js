"use strict";

/** What the digits of an ErrorMap mean, from what codegen/judge/error_map.py says of them. */
const LEVELS = [
  "tolerated",
  ...Array.from({ length: DATA.levels - 2 }, (_, at) => `up to ${(DATA.factor ** (at + 1)).toLocaleString("en")} times that`),
  `more than ${(DATA.factor ** (DATA.levels - 2)).toLocaleString("en")} times that`,
];
const NOT_FINITE = "!";

/** The digit of the larger error. */
function largerLevel(one, other) {
  return one === NOT_FINITE || other === NOT_FINITE ? NOT_FINITE : one > other ? one : other;
}

function levelColour(level) {
  return level === NOT_FINITE ? "var(--ink)" : `var(--level-${level})`;
}

function levelName(level) {
  return level === NOT_FINITE ? "not finite" : LEVELS[level].replace(" that", " what is tolerated");
}

/** "3" or "3 to 5": what a cell of a map stands for. */
function span(cell, size, whole) {
  const [first, last] = [cell * size, Math.min((cell + 1) * size, whole) - 1];
  return first === last ? `${first}` : `${first} to ${last}`;
}

/** Round numbers from 0 on, as many as fit: 1, 2 or 5 times a power of ten apart. */
function roundStep(most, marks) {
  for (let power = 10 ** Math.floor(Math.log10(most / marks || 1)); ; power *= 10) {
    const step = [1, 2, 5].map((one) => one * power).find((one) => most / one <= marks);
    if (step) return step;
  }
}

/**
 * Draw the errors of a slice of channels, or the largest of all slices.
 * @param {HTMLElement} place where the picture goes
 * @param {object} errors an ErrorMap
 * @param {number | null} slice index of the slice; null for all
 * @param {(said: string) => void} tell told what the chosen cell means
 */
function drawHeat(place, errors, slice, tell) {
  const maps = slice === null ? errors.levels : [errors.levels[slice]];
  const rows = maps[0].map((row, y) =>
    [...row].map((_, x) => maps.map((map) => map[y][x]).reduce(largerLevel)),
  );
  const [, height, width, channels] = errors.shape;
  const [rowSize, columnSize, channelSize] = errors.cell;
  const side = Math.max(12, Math.min(26, Math.floor(340 / rows[0].length)));
  const [left, top] = [44, 34];
  const size = { width: left + rows[0].length * side + 8, height: top + rows.length * side + 8 };
  const which = slice === null ? "all channels" : `channels ${span(slice, channelSize, channels)}`;
  const svg = draw("svg", {
    ...size,
    viewBox: `0 0 ${size.width} ${size.height}`,
    role: "application",
    tabindex: "0",
    "aria-roledescription": "heat map",
    "aria-label": `Largest error over ${which}, ${height} rows and ${width} columns; the arrow keys go from cell to cell`,
  });
  const label = (x, y, said, anchor) =>
    svg.append(draw("text", { x, y, "text-anchor": anchor, class: "faint", "font-size": 11 }, said));
  label(left, 12, `columns of the output, ${which}`, "start");
  const columnStep = Math.max(1, roundStep(width, 10), Math.ceil(26 / side) * columnSize);
  for (let column = 0; column < width; column += columnStep)
    label(left + (Math.floor(column / columnSize) + 0.5) * side, top - 6, column, "middle");
  const rowStep = Math.max(1, roundStep(height, 14));
  for (let row = 0; row < height; row += rowStep)
    label(left - 6, top + (Math.floor(row / rowSize) + 0.5) * side + 4, row, "end");
  const cells = rows.map((row, y) =>
    row.map((level, x) => {
      const cell = draw("rect", {
        x: left + x * side, y: top + y * side, width: side, height: side, class: "cell", "data-level": level,
      });
      cell.style.fill = levelColour(level);
      cell.addEventListener("pointerenter", () => choose(x, y));
      svg.append(cell);
      return cell;
    }),
  );
  let [atX, atY] = [-1, 0];
  const choose = (x, y) => {
    cells[atY][atX]?.classList.remove("chosen");
    [atX, atY] = [Math.max(0, Math.min(x, rows[0].length - 1)), Math.max(0, Math.min(y, rows.length - 1))];
    const cell = cells[atY][atX];
    cell.classList.add("chosen");
    svg.append(cell); // above its neighbours
    tell(`row ${span(atY, rowSize, height)}, column ${span(atX, columnSize, width)}: ${levelName(rows[atY][atX])}`);
  };
  svg.addEventListener("keydown", (event) => {
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] || [0, 0];
    if (!dx && !dy) return;
    event.preventDefault();
    choose(Math.max(atX, 0) + (atX < 0 ? 0 : dx), atY + (atX < 0 ? 0 : dy));
  });
  place.replaceChildren(svg);
}

/** The largest level of each slice of channels. */
function sliceLevels(errors) {
  return errors.levels.map((map) => map.flatMap((row) => [...row]).reduce(largerLevel));
}

/** What the colours of a heat map mean. */
function heatLegend(list, errors) {
  const entries = LEVELS.map((said, level) => [levelColour(String(level)), said]);
  if (errors.levels.flat().some((row) => row.includes(NOT_FINITE))) entries.push([levelColour(NOT_FINITE), "not finite"]);
  list.replaceChildren(
    ...entries.map(([colour, said]) => {
      const box = make("span");
      box.style.background = colour;
      return make("li", {}, box, said);
    }),
  );
}

/**
 * Draw a number of each run as a line with dots; runs without one are left out.
 * @param {string} title what the numbers are
 * @param {{name: string, value: number | null, failed: boolean}[]} points one for each run
 * @param {number | null} top where the axis ends; null for a round number above all
 */
function lineChart(title, points, top) {
  const known = points.filter((one) => one.value !== null);
  const [left, right, head, low, pitch] = [76, 20, 30, 150, Math.max(40, Math.min(110, 520 / points.length))];
  const size = { width: left + (points.length - 1) * pitch + right + 60, height: low + 34 };
  const values = known.map((one) => one.value);
  let [least, most] = top === null ? [0, Math.max(...values, 1e-12)] : [Math.min(...values), top];
  const step = roundStep(Math.max(most - least, 1e-6), 4);
  least = Math.floor(least / step) * step;
  if (top === null) most = Math.ceil(most / step) * step;
  if (least === most) least = most - step;
  const xOf = (at) => left + 20 + at * pitch;
  const yOf = (value) => low - ((value - least) / (most - least)) * (low - head);
  const said = known.map((one) => `${one.name} ${one.value}`).join(", ");
  const svg = draw("svg", { ...size, viewBox: `0 0 ${size.width} ${size.height}`, role: "img", "aria-label": `${title}: ${said}`, "font-size": 12 });
  svg.append(draw("text", { x: 0, y: 14, class: "ink" }, title));
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  for (let mark = 0; least + mark * step <= most + step / 2; mark += 1) {
    const value = least + mark * step;
    svg.append(draw("line", { class: "line", x1: left, x2: size.width - 8, y1: yOf(value), y2: yOf(value) }));
    svg.append(draw("text", { class: "faint", x: left - 6, y: yOf(value) + 4, "text-anchor": "end" }, value.toFixed(digits)));
  }
  const places = points.map((one, at) => ({ ...one, at })).filter((one) => one.value !== null);
  svg.append(draw("path", { class: "plot", d: places.map((one, at) => `${at ? "L" : "M"}${xOf(one.at)} ${yOf(one.value)}`).join("") }));
  for (const one of places) {
    const [x, y] = [xOf(one.at), yOf(one.value)];
    const dot = one.failed
      ? draw("path", { class: "dot failed", d: `M${x} ${y - 6}l6 6l-6 6l-6-6z` })
      : draw("circle", { class: "dot", cx: x, cy: y, r: 4.5 });
    dot.append(draw("title", {}, `${one.name}: ${one.value}`));
    svg.append(dot);
  }
  const fit = Math.max(4, Math.floor(pitch / 7));
  points.forEach((one, at) => {
    const short = one.name.length > fit ? `${one.name.slice(0, fit - 1)}\u2026` : one.name;
    svg.append(draw("text", { class: "faint", x: xOf(at), y: low + 20, "text-anchor": "middle" }, short));
  });
  return svg;
}
