// Adds up packs and loose units while they are typed. Without this file the sum appears after saving.
"use strict";

// As the server reads it: full-width digits and separators of thousands are folded.
const counted = (field) => Number(field.value.normalize("NFKC").replace(/[,'’、\s]/g, "")) || 0;

document.addEventListener("input", (event) => {
  const row = event.target.closest("[data-count]");
  const sum = row?.querySelector("[data-count-sum]");
  if (!sum) return;
  const fields = [...row.querySelectorAll("input[data-units]")];
  const stated = fields.some((field) => field.value !== "") && fields.every((field) => counted(field) >= 0);
  const units = fields.reduce((total, field) => total + counted(field) * Number(field.dataset.units), 0);
  sum.textContent = stated ? units.toLocaleString("en") : "–";
  const unit = row.querySelector("[data-count-unit]");
  unit.textContent = stated && units === 1 ? unit.dataset.one : unit.dataset.many;
});
