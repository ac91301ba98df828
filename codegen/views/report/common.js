"use strict";

/** The data of the page. */
const DATA = JSON.parse(document.getElementById("data").textContent);

/** The element of an id. */
function byId(id) {
  return document.getElementById(id);
}

/** A new element with attributes, and with texts and elements in it. */
function make(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
}

/** A new element of a picture. */
function draw(tag, attributes = {}, said = "") {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = said;
  return element;
}

/** A name that may be broken behind its underscores. */
function breakable(name) {
  const pieces = name.split(/(?<=_)/);
  return pieces.flatMap((piece, at) => (at ? [make("wbr"), piece] : [piece]));
}

/** The rows of a table, from lists of texts or elements; columns that hold numbers are told by their place. */
function fillRows(body, rows, numbers = []) {
  body.replaceChildren(
    ...rows.map((row) => make("tr", {}, ...row.map((cell, at) => make("td", numbers[at] ? { class: "number" } : {}, cell)))),
  );
}

/**
 * Put a map of cores into its place, and let its cores be chosen by pointer and keyboard.
 * @param {HTMLElement} place where it goes
 * @param {string} svg the picture, drawn by codegen/views/report/core_picture.py
 * @param {(core: string, element: Element) => void} choose told which core is chosen
 */
function showMap(place, svg, choose) {
  place.innerHTML = svg;
  const cores = [...place.querySelectorAll(".core")];
  const pick = (element) => {
    for (const one of cores) {
      one.classList.toggle("chosen", one === element);
      one.setAttribute("aria-pressed", one === element);
    }
    choose(element.dataset.core, element);
  };
  for (const element of cores) {
    element.setAttribute("tabindex", "0");
    element.setAttribute("role", "button");
    element.setAttribute("aria-pressed", "false");
    element.addEventListener("click", () => pick(element));
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        pick(element);
        return;
      }
      const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] || [0, 0];
      const [x, y] = element.dataset.core.split(",").map(Number);
      const next = (dx || dy) && cores.find((one) => one.dataset.core === `${x + dx},${y + dy}`);
      if (next) {
        event.preventDefault();
        next.focus();
      }
    });
  }
}

/** The switch of the colours; a browser that stores nothing for files from a disk starts anew each time. */
function startSwitch() {
  const scheme = byId("scheme");
  const set = (value) => {
    document.documentElement.dataset.scheme = value;
    scheme.value = value;
  };
  try {
    set(localStorage.getItem("ttdw-scheme") || "automatic");
  } catch {
    set("automatic");
  }
  scheme.addEventListener("change", () => {
    set(scheme.value);
    try {
      localStorage.setItem("ttdw-scheme", scheme.value);
    } catch {
      // it holds for this page
    }
  });
}

startSwitch();
