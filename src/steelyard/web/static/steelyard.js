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

/* A form asks as soon as a choice is made; what was left empty does not stand in its address. */

document.addEventListener("change", (event) => {
  const form = event.target.closest("form.controls");
  if (form && event.target.matches("select, input[type=checkbox]")) form.requestSubmit();
});
document.addEventListener("formdata", (event) => {
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});

/* What was sent is sent once, and says so. */

document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (event.target.classList.contains("sending")) event.preventDefault();
  event.target.classList.add("sending");
});
addEventListener("pageshow", () => document.querySelectorAll(".sending").forEach((form) => form.classList.remove("sending")));
