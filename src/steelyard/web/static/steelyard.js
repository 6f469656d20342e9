"use strict";

/* Pictures: drawn where they stand, in the drawing for the room they have, anew where that changes much. */

const NARROW_PX = 520;
const drawn = new WeakMap();

async function draw(figure) {
  const room = Math.floor(figure.clientWidth);
  if (!room || Math.abs((drawn.get(figure) || 0) - room) < 40) return;
  drawn.set(figure, room);
  const address = new URL(figure.dataset.chart, location.href);
  address.searchParams.set("width", room);
  if (room < NARROW_PX) address.searchParams.set("narrow", "1");
  const place = figure.firstElementChild;
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.status);
    const [specification] = await Promise.all([answer.json(), import("/static/vega.js")]);
    const canvas = document.createElement("div");
    canvas.setAttribute("aria-hidden", "true");
    place.replaceChildren(canvas);
    await window.vegaEmbed(canvas, specification, {
      actions: false, ast: true, defaultStyle: false, renderer: "svg", tooltip: { disableDefaultStyle: true },
    });
    silence(canvas);
  } catch {
    place.textContent = "The picture could not be drawn. The table holds the same.";
  }
}

/* What a picture shows is said by its label and its table; its marks are silent to whoever hears the page. */
function silence(picture) {
  for (const mark of [picture, ...picture.querySelectorAll("[role]")]) {
    mark.removeAttribute("role");
    for (const name of mark.getAttributeNames()) if (/^aria-(?!hidden)/.test(name)) mark.removeAttribute(name);
  }
}

function drawAll() {
  document.querySelectorAll("figure[data-chart]").forEach(draw);
}

let resting;
addEventListener("resize", () => {
  clearTimeout(resting);
  resting = setTimeout(drawAll, 200);
});
document.addEventListener("DOMContentLoaded", drawAll);
document.addEventListener("htmx:after:swap", drawAll);

/* Of links in one row, the one of this page is in view. */

function showHere() {
  for (const here of document.querySelectorAll("nav [aria-current]")) {
    const row = here.closest("ul");
    row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
  }
}
document.addEventListener("DOMContentLoaded", showHere);

/* A form asks as soon as a choice is made; what was left empty does not stand in its address. */

document.addEventListener("change", (event) => {
  const form = event.target.closest("form.controls");
  if (form && event.target.matches("select, input[type=checkbox]")) form.requestSubmit();
});
document.addEventListener("formdata", (event) => {
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});

/* In a list of follow-ups the arrow keys lead from one to the next, and T, D and N open one where it is taken, finished or
   noted, for whoever is in it. */

document.addEventListener("keydown", (event) => {
  const list = event.target.closest?.("table.follow");
  if (!list || event.altKey || event.ctrlKey || event.metaKey) return;
  const links = [...list.querySelectorAll("tbody th a")];
  const here = links.indexOf(event.target);
  const part = { t: "take", d: "done", n: "note" }[event.key.toLowerCase()];
  if (here >= 0 && part) {
    event.preventDefault();
    location.assign(`${links[here].href}#${part}`);
    return;
  }
  const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: links.length - 1 }[event.key];
  if (here < 0 || !links[to]) return;
  event.preventDefault();
  links[to].focus();
});

{
  const part = /^#(take|done|note)$/.test(location.hash) && document.querySelector(`form.entry ${location.hash}`);
  if (part) part.focus();
}

/* What was sent is sent once, and says so. */

document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (event.target.classList.contains("sending")) event.preventDefault();
  event.target.classList.add("sending");
});
addEventListener("pageshow", () => document.querySelectorAll(".sending").forEach((form) => form.classList.remove("sending")));

/* Scoring: points by their keys, one criterion after the other; every change is kept as a draft. */

let saving = null;
let isChanged = false;
let isLost = false;

async function keepAll(form) {
  while (isChanged) {
    isChanged = false;
    await keep(form);
  }
  saving = null;
}

async function keep(form) {
  const told = form.querySelector("[data-saved]");
  try {
    const answer = await fetch(form.dataset.draft, {
      method: "POST", body: new URLSearchParams(new FormData(form)), headers: { accept: "application/json" },
    });
    const found = await answer.json();
    if (!answer.ok) throw new Error(found.error.what);
    form.elements.version.value = found.version;
    isLost = false;
    if (!isChanged) told.textContent = "Draft kept.";
  } catch (error) {
    isLost = true;
    told.textContent = `Not kept: ${error.message}. Keep it as a draft yourself, or reload.`;
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form.scoring");
  if (!form) return;
  form.querySelector("[data-saved]").textContent = "Keeping it …";
  isChanged = true;
  saving ??= keepAll(form);
});
addEventListener("beforeunload", (event) => {
  const form = document.querySelector("form.scoring");
  if (form && !form.dataset.settled && (saving || isLost)) event.preventDefault();
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form.scoring");
  if (!form || form.dataset.settled) return;
  event.preventDefault();
  const button = event.submitter;
  Promise.resolve(saving).then(() => setTimeout(() => {
    form.dataset.settled = "yes";
    form.classList.remove("sending");
    form.requestSubmit(button);
  }));
}, true);
document.addEventListener("keydown", (event) => {
  const form = document.querySelector("form.scoring");
  if (!form || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("select, textarea")) return;
  const sets = [...form.querySelectorAll("fieldset:not([disabled])")];
  const at = sets.findIndex((set) => set.contains(document.activeElement));
  const place = at >= 0 ? at : sets.findIndex((set) => !set.querySelector(":checked"));
  const choice = sets[place]?.querySelector(`input[data-key="${CSS.escape(event.key)}"]`);
  if (!choice) return;
  event.preventDefault();
  choice.click();
  const next = sets[place + 1];
  (next ? next.querySelector(":checked") || next.querySelector("input") : form.querySelector("button")).focus();
});

/* Keys go to the first criterion without points: it is where the focus is. */

document.addEventListener("DOMContentLoaded", () => {
  const sets = [...document.querySelectorAll("form.scoring fieldset:not([disabled])")];
  const open = sets.find((set) => !set.querySelector(":checked"));
  if (open && !location.hash) open.querySelector("input").focus({ preventScroll: sets[0] === open });
});

/* A menu closes by Escape, and when the pointer or the focus goes elsewhere. */

function closeMenus(within) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(within)) menu.open = false;
}
document.addEventListener("pointerdown", (event) => closeMenus(event.target));
document.addEventListener("focusin", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.activeElement.closest("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.firstElementChild.focus();
});
