// Records made on the phone wait in it until the desk has them. Shared by pages that must work without a network:
// load it before the page's own script. A record: {key, url, page, fields, made}; its key makes sending again harmless.
"use strict";

const STORE = "records";
const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/**
 * `isTaken(answer, record)`: whether the desk's answer to a record means that it has it.
 * `onSent(record)`: after waiting records were sent by themselves, with the last one.
 */
function outbox(name, { isTaken, onSent }) {
  async function store(mode) {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "key" });
    const database = await asked(opening);
    return database.transaction(STORE, mode).objectStore(STORE);
  }

  const kept = async () => (await asked((await store("readonly")).getAll())).sort((a, b) => a.made - b.made);
  const keep = async (record) => asked((await store("readwrite")).put(record));
  const forget = async (key) => asked((await store("readwrite")).delete(key));

  async function show() {
    const box = document.querySelector("[data-unsent]");
    if (!box) return;
    const records = await kept();
    for (const mark of document.querySelectorAll("[data-unsent-page]")) {
      const record = records.find(({ page }) => page === mark.dataset.unsentPage);
      mark.hidden = !record || Boolean(record.refused) !== mark.hasAttribute("data-is-refused");
    }
    box.hidden = records.length === 0;
    box.querySelector("[data-unsent-count]").textContent = records.length;
    box.querySelector("[data-unsent-refused]").hidden = !records.some((record) => record.refused);
  }

  // The token of the page that is open now: the one that was kept may belong to an earlier session.
  function body(record) {
    const form = new FormData();
    for (const [field, value] of record.fields) form.append(field, value);
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (token) form.set("csrfmiddlewaretoken", token.value);
    return form;
  }

  // "taken", "refused" (the record stays, marked) or "unsent" (no network).
  async function send(record) {
    let answer;
    try {
      answer = await fetch(record.url, { method: "POST", body: body(record), credentials: "same-origin" });
    } catch {
      return "unsent";
    }
    if (isTaken(answer, record)) {
      await forget(record.key);
      return "taken";
    }
    if (answer.status < 400 || answer.status >= 500) return "unsent";
    await keep({ ...record, refused: answer.status });
    return "refused";
  }

  let sending = false;
  async function sendAll() {
    if (sending) return;
    sending = true;
    let sent = null;
    try {
      for (const record of await kept()) if ((await send(record)) === "taken") sent = record;
    } finally {
      sending = false;
    }
    await show();
    if (sent) onSent(sent);
  }

  /** Keep what a form says, then send it; true when the desk has it. A refused one is said again by the page itself. */
  async function take(form, event, handler, record) {
    const buttons = [...form.querySelectorAll("button")];
    await keep({ made: Date.now(), ...record });
    for (const button of buttons) button.disabled = true;
    const end = await send({ made: Date.now(), ...record });
    if (end === "refused") {
      // The desk answers with words: let it say them on the page.
      await forget(record.key);
      for (const button of buttons) button.disabled = false;
      form.removeEventListener("submit", handler);
      form.requestSubmit(event.submitter);
    }
    if (end === "unsent") {
      form.querySelector("[data-kept]").hidden = false;
      await show();
    }
    return end === "taken";
  }

  function begin() {
    document.querySelector("[data-unsent-send]")?.addEventListener("click", (event) => {
      event.preventDefault();
      sendAll();
    });
    window.addEventListener("online", sendAll);
    show().then(sendAll);
  }

  return { begin, forget, kept, take };
}
