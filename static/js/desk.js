// Small comforts. Every page works without this file.
"use strict";

// Menus close when the person goes elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// On a phone the navigation is a strip: show where one is.
document.querySelector(".side-nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// An error summary is read out and reached first.
const summary = document.getElementById("error-summary");
if (summary) summary.focus();

// A line that saves by itself says when the network is away, and saves when it is there again.
document.addEventListener("htmx:sendError", (event) => {
  const words = event.target.dataset?.offline;
  if (!words) return;
  event.target.textContent = words;
  event.target.dataset.waits = "";
});
window.addEventListener("online", () => {
  for (const note of document.querySelectorAll(".saved-note[data-waits]")) {
    delete note.dataset.waits;
    htmx.trigger(note, "resumed");
  }
});

// Once a form is sent, what it would still save by itself comes too late: its answer would take the page back.
document.addEventListener("submit", (event) => {
  event.target.dataset.sent = "";
  for (const note of event.target.querySelectorAll(".saved-note")) htmx.trigger(note, "htmx:abort");
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches(".saved-note") && event.target.closest("form[data-sent]")) event.preventDefault();
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Signing in beside this page makes the token of its forms an old one. Back here it gets the new one, and what waited
// because nobody was signed in is saved.
async function goOn() {
  if (document.hidden || !document.querySelector(".saved-note, [data-signed-out]")) return;
  const answer = await fetch(document.body.dataset.formToken, { redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return;
  const token = await answer.text();
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
  for (const note of document.querySelectorAll(".saved-note:has([data-signed-out])")) htmx.trigger(note, "resumed");
}
document.addEventListener("visibilitychange", goOn);
window.addEventListener("focus", goOn);

// What is checked while typing is posted, also from a form that asks by GET and so has no token: then with the page's.
document.addEventListener("htmx:configRequest", (event) => {
  const { verb, headers } = event.detail;
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (verb !== "get" && token) headers["X-CSRFToken"] ??= token.value;
});

// What the register fills in never takes the place of what was typed meanwhile.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const place = event.detail.target;
  const control = place.matches("[data-prefilled]") && place.querySelector("input, select, textarea");
  if (control && (control.value || control === document.activeElement)) event.detail.shouldSwap = false;
});

// A suggestion below a field is put into it. The field keeps the focus meanwhile: left, it would be checked at once,
// and the answer would take the suggestion away from under a finger that is still down.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest("[data-fill]")) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const suggestion = event.target.closest("[data-fill]");
  const control = suggestion?.closest(".field")?.querySelector("input, textarea");
  if (!control) return;
  control.value = suggestion.dataset.fill;
  control.focus();
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
});

// The keys up and down go from a line to what is offered below it and back; Escape puts the offer away.
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1, Escape: 0 }[event.key];
  const field = step !== undefined && !event.target.matches("textarea") && event.target.closest(".field");
  const offered = field ? [...field.querySelectorAll("[data-fill]")] : [];
  const control = field && field.querySelector("input");
  if (!offered.length || !control) return;
  event.preventDefault();
  const place = offered.indexOf(event.target) + step;
  if (step) (place < 0 ? control : (offered[place] ?? event.target)).focus();
  else {
    control.focus();
    field.querySelector(".field-check").replaceChildren();
  }
});

// Tables with rows to select: one box for all, and a bar that says how many.
function countSelected(table) {
  const boxes = [...table.querySelectorAll("tbody input[type=checkbox]")];
  const chosen = boxes.filter((box) => box.checked).length;
  for (const place of document.querySelectorAll("[data-selected-count]")) place.textContent = chosen;
  const all = table.querySelector("input[data-check-all]");
  if (all) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
}

document.addEventListener("change", (event) => {
  const table = event.target.closest("table[data-select]");
  if (!table || event.target.type !== "checkbox") return;
  if (event.target.matches("[data-check-all]")) {
    for (const box of table.querySelectorAll("tbody input[type=checkbox]")) box.checked = event.target.checked;
  }
  countSelected(table);
});

// Where there is no room beside the list, a case opens as a page of its own.
document.addEventListener("htmx:beforeRequest", (event) => {
  const panel = event.target.matches("[data-row-link]") && document.querySelector(".desk-panel");
  const isClick = event.detail.requestConfig.triggeringEvent?.type === "click";
  if (!panel || !isClick || panel.checkVisibility()) return;
  event.preventDefault();
  location.assign(event.target.href);
});

// Keys of the queue: J and K move and read beside the list, Enter opens, C claims, N takes the next, / searches,
// ? shows the keys, Escape closes menus.
function move(step) {
  const links = [...document.querySelectorAll("[data-row-link]")];
  if (!links.length) return;
  const here = links.indexOf(document.activeElement);
  const link = links[Math.min(Math.max(here + step, 0), links.length - 1)];
  link.focus();
  if (document.querySelector(".desk-panel")?.checkVisibility()) link.dispatchEvent(new Event("row"));
}

// The button of the row in hand: what the panel shows may still be the case before. Without a row, the button in view.
function claim() {
  const panel = document.querySelector(".desk-panel");
  const link = panel && document.activeElement.closest("[data-row-link]");
  const press = () => {
    const isOfRow = ({ form }) => !link || form.action.startsWith(link.href);
    const button = [...document.querySelectorAll("[data-key=claim]")].find(isOfRow);
    button?.click();
    return Boolean(button);
  };
  if (press() || !link) return;
  panel.addEventListener("htmx:afterSettle", press, { once: true });
  if (!link.classList.contains("htmx-request")) link.dispatchEvent(new Event("row"));
}

function showKeys() {
  const keys = document.querySelector("[data-keys]");
  if (!keys) return;
  keys.open = !keys.open;
  keys.scrollIntoView({ block: "nearest" });
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  c: claim,
  n: () => document.querySelector("[data-key=next]")?.click(),
  "/": () => document.querySelector("[data-search]")?.focus(),
  "?": showKeys,
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) menu.open = false;
    return;
  }
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" && event.target.matches("[data-row-link]")) {
    event.preventDefault();
    location.assign(event.target.href);
    return;
  }
  const act = KEYS[event.key.toLowerCase()];
  if (act) {
    event.preventDefault();
    act();
  }
});
