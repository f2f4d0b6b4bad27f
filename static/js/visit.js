// Records of visits are kept on the phone until the desk has them (outbox.js). The page works without this file,
// with a network.
"use strict";

const form = document.querySelector("form[data-visit]");
const draftKey = form && `visit-${form.dataset.visit}`;
const visits = outbox("visits", {
  isTaken: (answer, record) => answer.ok && answer.redirected && new URL(answer.url).pathname === record.page,
  onSent: (record) => record.page === location.pathname && location.reload(),
});

function draftNow() {
  const ticked = [...form.querySelectorAll("input[name=checked]:checked")].map((box) => box.value);
  const draft = { note: form.elements.note.value, ticked };
  if (draft.note || ticked.length) localStorage.setItem(draftKey, JSON.stringify(draft));
}

function fillDraft() {
  const draft = JSON.parse(localStorage.getItem(draftKey) || "null");
  if (!draft || form.querySelector(".errorlist")) return;
  if (!form.elements.note.value) form.elements.note.value = draft.note;
  for (const box of form.querySelectorAll("input[name=checked]")) box.checked ||= draft.ticked.includes(box.value);
  form.querySelector("[data-draft]").hidden = false;
}

async function submit(event) {
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  const page = location.pathname.replace(/record\/$/, "");
  const record = { key: data.get("key"), url: form.action, page, fields: [...data.entries()] };
  if (await visits.take(form, event, submit, record)) {
    localStorage.removeItem(draftKey);
    location.assign(page);
  }
}

if ("indexedDB" in window) {
  if (form) {
    fillDraft();
    form.addEventListener("input", draftNow);
    form.addEventListener("submit", submit);
  } else if (document.querySelector("[data-unsent]")) {
    for (const key of Object.keys(localStorage).filter((name) => name === `visit-${location.pathname.split("/")[3]}`))
      localStorage.removeItem(key);
  }
  visits.begin();
}
