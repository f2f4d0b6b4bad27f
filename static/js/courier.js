// The courier's pages without a network: they are kept on the phone (the worker), and so is what was said at a door
// (outbox.js). With a network the pages work without this file.
"use strict";

const LONGEST_SIDE = 1_600; // pixels of a photo that is kept

const desk = document.querySelector("[data-courier]");
const confirmations = outbox("confirmations", {
  isTaken: (answer) => answer.ok && answer.redirected && new URL(answer.url).pathname.startsWith("/supplies/"),
  onSent: () => location.reload(),
});

// --- Pages kept on the phone -----------------------------------------------------
async function keepPages() {
  const known = localStorage.getItem("courier");
  if (known && known !== desk.dataset.courier) await caches.delete("courier-pages"); // somebody else's phone before
  localStorage.setItem("courier", desk.dataset.courier);
  const { active, installing, waiting } = await navigator.serviceWorker.register(desk.dataset.worker, { scope: "/supplies/" });
  const coming = installing ?? waiting;
  if (coming && !active) await new Promise((done) => coming.addEventListener("statechange", () => coming.state === "activated" && done()));
  const pages = await caches.open("courier-pages");
  const links = [location.pathname, ...[...document.querySelectorAll("a[data-keep]")].map((link) => link.pathname)];
  for (const path of links) {
    const answer = await fetch(path, { credentials: "same-origin" }).catch(() => null);
    if (answer?.ok && !answer.redirected) await pages.put(path, answer);
  }
  document.documentElement.dataset.kept = "";
}

// --- A picture, small enough to wait on the phone ----------------------------------
async function shrunk(file) {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file; // the desk says what is wrong with it
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return blobOf(canvas, "image/jpeg");
}

const blobOf = (canvas, type) => new Promise((resolve) => canvas.toBlob(resolve, type, 0.85));

// --- The signature, drawn with a finger --------------------------------------------
function signature(box) {
  const canvas = box.querySelector("canvas");
  const pen = canvas.getContext("2d");
  let drawn = false;
  const clear = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    drawn = false;
  };
  const place = (event) => [(event.offsetX * canvas.width) / canvas.clientWidth, (event.offsetY * canvas.height) / canvas.clientHeight];
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pen.lineWidth = 3;
    pen.lineCap = "round";
    pen.strokeStyle = "#000";
    pen.beginPath();
    pen.moveTo(...place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!event.buttons) return;
    pen.lineTo(...place(event));
    pen.stroke();
    drawn = true;
  });
  box.querySelector("button").addEventListener("click", clear);
  clear();
  box.hidden = false;
  document.querySelector("[data-signature-file]").hidden = true;
  return async () => (drawn ? blobOf(canvas, "image/png") : null);
}

// --- What is said at the door ------------------------------------------------------
const padBox = document.querySelector("[data-signature]");
const drawing = padBox ? signature(padBox) : null;

async function fieldsOf(form, submitter) {
  const data = new FormData(form, submitter);
  data.set("occurred_at", new Date().toISOString());
  const photo = data.get("photo");
  if (photo?.size) data.set("photo", await shrunk(photo), "photo.jpg");
  const drawn = form.contains(padBox) && (await drawing());
  if (drawn) data.set("signature", drawn, "signature.png");
  return [...data.entries()].filter(([, value]) => !(value instanceof File && !value.size));
}

function hear(form) {
  form.addEventListener("submit", async function submit(event) {
    event.preventDefault();
    const fields = await fieldsOf(form, event.submitter);
    // A refused record is sent again by the form itself, so the form must hold the drawing too.
    for (const [name, value] of fields) {
      const field = form.elements[name];
      if (!(value instanceof File) || field?.type !== "file") continue;
      const files = new DataTransfer();
      files.items.add(value);
      field.files = files.files;
    }
    const record = { key: form.elements.event_id.value, url: form.action, page: location.pathname, fields };
    if (await confirmations.take(form, event, submit, record)) location.assign(desk.dataset.home);
  });
}

// The firm's picture leads here with its code; the page may be open already.
function fillIn() {
  const told = location.hash.match(/^#(\d{6})$/);
  if (told) for (const field of document.querySelectorAll("input[name=code]")) field.value = told[1];
}

async function markWaiting() {
  for (const record of await confirmations.kept()) {
    if (record.page !== location.pathname) continue;
    for (const form of document.querySelectorAll("form[data-confirm]")) form.hidden = !record.refused;
    document.querySelector("[data-waiting]")?.toggleAttribute("hidden", Boolean(record.refused));
    if (record.refused) await confirmations.forget(record.key); // the page is open: it can be said again
  }
}

for (const form of document.querySelectorAll("form[data-confirm]")) hear(form);
fillIn();
window.addEventListener("hashchange", fillIn);
if (desk && "indexedDB" in window) markWaiting().then(confirmations.begin);
if (desk && "serviceWorker" in navigator) keepPages();
