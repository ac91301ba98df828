"use strict";

/** Rows of the list that are made at once. */
const PAGE = 200;

const FILTERS = ["verdict", "variant", "backend", "chip"];
const state = { run: DATA.runs.length - 1, chosen: null, limit: PAGE };

/** What a run says of a row; undefined or null where it says nothing. */
function shownIn(row, run = state.run) {
  return row.runs[run];
}

function verdictMark(verdict) {
  return make("span", { class: `verdict ${verdict}` }, verdict);
}

function number(value, digits) {
  return value === null ? "\u2013" : Number(value.toPrecision(digits)).toString();
}

function fact(row, name) {
  return name === "verdict" ? shownIn(row).verdict : row[name];
}

/** The rows of the run that pass all filters. */
function filtered() {
  const text = byId("filter-text").value.trim().toLowerCase();
  const wanted = FILTERS.map((name) => [name, byId(`filter-${name}`).value]).filter(([, value]) => value);
  return DATA.rows.filter(
    (row) =>
      shownIn(row) &&
      row.case.toLowerCase().includes(text) &&
      wanted.every(([name, value]) => fact(row, name) === value),
  );
}

/** The choices of a filter: what there is in the run. */
function fillFilter(name) {
  const select = byId(`filter-${name}`);
  const values = [...new Set(DATA.rows.filter((row) => shownIn(row)).map((row) => fact(row, name)))].sort();
  const kept = select.value;
  select.replaceChildren(make("option", { value: "" }, "all"), ...values.map((value) => make("option", { value }, value)));
  select.value = values.includes(kept) ? kept : "";
}

function showSummary() {
  const counts = new Map();
  for (const row of DATA.rows) {
    const shown = shownIn(row);
    if (shown) counts.set(shown.verdict, (counts.get(shown.verdict) || 0) + 1);
  }
  const parts = [...counts].sort((one, other) => other[1] - one[1]);
  byId("summary").replaceChildren(
    make("span", {}, `${DATA.runs[state.run]}:`),
    ...parts.map(([verdict, count]) => make("span", {}, `${count} `, verdictMark(verdict))),
    ...(DATA.interrupted[state.run] ? [make("span", {}, "interrupted before all cases were done")] : []),
  );
}

/** What the run before says, where it says another thing. */
function change(row) {
  const before = state.run > 0 ? shownIn(row, state.run - 1) : null;
  return before && before.verdict !== shownIn(row).verdict ? ` (was ${before.verdict})` : "";
}

function showList() {
  const rows = filtered();
  const made = rows.slice(0, state.limit).map((row) => {
    const name = make("button", { class: "case", type: "button" }, ...breakable(row.case));
    name.addEventListener("click", () => choose(row, true));
    const cells = [["case", [name]], ...["variant", "backend", "chip"].map((head) => [head, breakable(row[head])])];
    return make(
      "tr",
      { "data-row": DATA.rows.indexOf(row), "aria-current": row === state.chosen },
      ...cells.map(([head, cell]) => make("td", { "data-head": head }, ...cell)),
      make("td", { "data-head": "verdict" }, verdictMark(shownIn(row).verdict), change(row)),
    );
  });
  byId("rows").replaceChildren(...made);
  byId("more").hidden = rows.length <= state.limit;
  const all = DATA.rows.filter((row) => shownIn(row)).length;
  byId("count").textContent = `${rows.length} of ${all} results`;
}

/** Show a part of the details, or hide it. */
function part(name, wanted) {
  byId(`${name}-part`).hidden = !wanted;
  return wanted;
}

function choose(row, byHand) {
  state.chosen = row;
  for (const one of byId("rows").children)
    one.setAttribute("aria-current", DATA.rows[one.dataset.row] === row);
  const shown = shownIn(row);
  byId("detail-head").replaceChildren(...breakable(row.case));
  showFacts(row, shown);
  if (part("explanation", shown.message)) byId("explanation").textContent = shown.message;
  showCores(shown);
  showErrors(shown.errors);
  showHistory(row);
  if (part("timeline", shown.timeline !== null)) byId("timeline").innerHTML = DATA.pictures[shown.timeline];
  if (!byHand) return;
  history.replaceState(null, "", `#row-${DATA.rows.indexOf(row)}`);
  byId("detail").focus({ preventScroll: true });
  if (matchMedia("(max-width: 60rem)").matches) byId("detail").scrollIntoView();
}

function showFacts(row, shown) {
  const facts = [
    ["Verdict", verdictMark(shown.verdict)],
    ...(shown.expected === shown.verdict || shown.expected === "pass" ? [] : [["Expected", shown.expected]]),
    ["Variant", row.variant],
    ["Backend", row.backend],
    ["Chip", row.chip],
    ...(shown.device ? [["Device", shown.device]] : []),
    ...(shown.pcc === null ? [] : [["PCC", number(shown.pcc, 8)]]),
    ...(shown.max_abs_err === null ? [] : [["Largest error", number(shown.max_abs_err, 4)]]),
    ["Time", `${number(shown.seconds, 4)} s`],
    ...shown.notes.map((note) => ["Note", note]),
  ];
  const list = make("dl", { class: "facts" });
  for (const [name, value] of facts) list.append(make("dt", {}, name), make("dd", {}, value));
  byId("facts").replaceChildren(list);
}

/** What is said of the cores that have a part in a failure, by their coordinates: in the map, and at length. */
function marks(shown) {
  const found = new Map();
  const why = shown.verdict === "hang" ? ["waits", "it waits"] : [shown.verdict, `the ${shown.verdict} names it`];
  for (const [x, y] of shown.stopped_at) found.set(`${x},${y}`, why);
  for (const one of shown.errors?.cores ?? [])
    found.set(one.core.join(","), [`${one.wrong} wrong`, `${one.wrong} of its ${one.outputs} outputs are wrong`]);
  return found;
}

function showCores(shown) {
  if (!part("map", shown.map !== null)) return;
  const marked = marks(shown);
  showMap(byId("map"), DATA.pictures[shown.map], (core, element) => {
    const marks = marked.has(core) ? `; ${marked.get(core)[1]}` : "";
    byId("core-said").textContent = element.querySelector("title").textContent + marks;
  });
  for (const [core, [short, long]] of marked) {
    const element = byId("map").querySelector(`[data-core="${core}"]`);
    if (!element) continue;
    element.classList.add("marked");
    element.querySelector(".note").textContent = short;
    element.setAttribute("aria-label", `${element.getAttribute("aria-label")}; ${long}`);
  }
  const all = byId("map").querySelectorAll(".core").length;
  const what = shown.errors ? "hold wrong outputs" : shown.verdict === "hang" ? "wait" : "are named";
  byId("map-said").textContent = marked.size ? `${marked.size} of ${all} cores ${what}: outlined in red.` : "";
  byId("core-said").textContent = "";
}

function showErrors(errors) {
  if (!part("errors", errors)) return;
  const [image, row, column, channel] = errors.place;
  const largest = errors.largest === null ? "The first output that is not finite" : `The largest error, ${number(errors.largest, 4)},`;
  const shared = errors.shape[0] > 1 ? ` Of ${errors.shape[0]} images, the largest error counts.` : "";
  byId("errors-said").textContent =
    `${errors.wrong} of ${errors.outputs} outputs are wrong. ${largest} is at image ${image}, row ${row}, column ${column}, channel ${channel}.${shared}`;
  const levels = sliceLevels(errors);
  const show = (slice) => {
    for (const button of byId("slices").children) button.setAttribute("aria-pressed", button.dataset.slice === String(slice));
    byId("cell-said").textContent = "";
    drawHeat(byId("heat"), errors, slice, (said) => (byId("cell-said").textContent = said));
  };
  const button = (slice, said, level) => {
    const one = make("button", { type: "button", "data-slice": String(slice), title: levelName(level) }, said);
    one.style.borderBottomColor = levelColour(level);
    one.addEventListener("click", () => show(slice));
    return one;
  };
  byId("slices").replaceChildren(
    button(null, "all channels", levels.reduce(largerLevel)),
    ...levels.map((level, at) => button(at, span(at, errors.cell[2], errors.shape[3]), level)),
  );
  heatLegend(byId("heat-legend"), errors);
  show(null);
}

function showHistory(row) {
  const runs = row.runs.map((shown, at) => ({ name: DATA.runs[at], shown })).filter((one) => one.shown);
  if (!part("history", DATA.runs.length > 1 && runs.length)) return;
  const points = (name) =>
    runs.map(({ name: run, shown }) => ({ name: run, value: shown[name], failed: shown.verdict !== "pass" }));
  const charts = [["PCC", "pcc", 1], ["Largest error", "max_abs_err", null]]
    .filter(([, name]) => points(name).some((one) => one.value !== null))
    .map(([title, name, top]) => lineChart(title, points(name), top));
  byId("history").replaceChildren(...charts);
  fillRows(
    byId("history-rows"),
    runs.map(({ name, shown }) => [name, verdictMark(shown.verdict), number(shown.pcc, 8), number(shown.max_abs_err, 4), number(shown.seconds, 4)]),
    [false, false, true, true, true],
  );
}

/** What is shown of a run: the summary, the filters, the list, and the result that is looked at or is worst. */
function showRun() {
  showSummary();
  FILTERS.forEach(fillFilter);
  showList();
  const asked = DATA.rows[Number(location.hash.match(/^#row-(\d+)$/)?.[1] ?? -1)];
  const rows = DATA.rows.filter((row) => shownIn(row));
  const worst = rows.find((row) => shownIn(row).verdict !== shownIn(row).expected) ?? rows[0];
  const next = [state.chosen, asked].find((row) => row && shownIn(row)) ?? worst;
  if (next) choose(next, false);
}

function start() {
  const run = byId("filter-run");
  run.replaceChildren(...DATA.runs.map((name, at) => make("option", { value: at }, name)));
  run.value = state.run;
  byId("filter-run-label").hidden = DATA.runs.length < 2;
  const again = () => {
    state.limit = PAGE;
    showList();
  };
  byId("filter-text").addEventListener("input", again);
  for (const name of FILTERS) byId(`filter-${name}`).addEventListener("change", again);
  run.addEventListener("change", () => {
    state.run = Number(run.value);
    showRun();
  });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("reset", (event) => {
    event.preventDefault();
    byId("filter-text").value = "";
    for (const name of FILTERS) byId(`filter-${name}`).value = "";
    again();
  });
  byId("more").addEventListener("click", () => {
    state.limit += PAGE;
    showList();
  });
  showRun();
}

start();
