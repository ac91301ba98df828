"use strict";

/** Show where the sticks of a core lie, and what it computes. */
function chooseCore(plan, core) {
  const shown = plan.cores[core];
  const from = shown.sender === core ? "reads its weights itself" : `gets its weights from core ${shown.sender}`;
  byId("core-head").textContent = `Core ${core} ${from}`;
  for (const one of byId("image").querySelectorAll(".slice"))
    one.classList.toggle("on", one.dataset.slice === String(shown.slice));
  fillRows(
    byId("core-facts"),
    shown.facts.map((fact) => [fact.name, `${fact.value.toLocaleString("en")} ${fact.unit}`.trim(), fact.doc]),
    [false, true],
  );
}

function showTables(tables) {
  byId("tables").replaceChildren(
    ...tables.map((table) => {
      const heads = table.columns.map((head, at) => make("th", table.numbers[at] ? { scope: "col", class: "number" } : { scope: "col" }, head));
      const body = make("tbody");
      fillRows(body, table.rows, table.numbers);
      const made = make("table", { class: "numbers", "aria-label": table.title }, make("thead", {}, make("tr", {}, ...heads)), body);
      const scrolls = make("div", { class: "picture", tabindex: "0", role: "group", "aria-label": table.title }, made);
      return make("details", {}, make("summary", {}, table.title), scrolls);
    }),
  );
}

function showPlan() {
  const plan = DATA.plans[byId("plan").value];
  if (!plan) return;
  byId("notes").replaceChildren(...plan.notes.map((note) => make("li", {}, note)));
  byId("image").innerHTML = plan.image;
  byId("shards").innerHTML = plan.shards;
  showTables(plan.tables);
  showMap(byId("map"), plan.map, (core) => chooseCore(plan, core));
  byId("map").querySelector(".core").dispatchEvent(new Event("click"));
}

byId("plan").replaceChildren(...DATA.plans.map((plan, at) => make("option", { value: at }, plan.title)));
byId("plan").addEventListener("change", showPlan);
showPlan();
