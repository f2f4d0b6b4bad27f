// Comforts of the health declaration. Every page works without this file.
"use strict";

// A personal link carries the code behind "#": it fills the field and is taken out of the address bar.
const code = document.querySelector("input[data-code]");
if (code && location.hash.length > 1) {
  code.value = decodeURIComponent(location.hash.slice(1)).slice(0, 40);
  history.replaceState(null, "", location.pathname);
}

// One press answers "no" to what is not answered yet.
for (const button of document.querySelectorAll("[data-all-no]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const group of document.querySelectorAll(".question-yes")) {
      const no = group.querySelector("input[value=no]");
      if (no && !group.querySelector(".yes-no input:checked")) no.checked = true;
    }
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy");
    }
    button.textContent = button.dataset.copied;
  });
}
