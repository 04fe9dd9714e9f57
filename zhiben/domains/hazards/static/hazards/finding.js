/* A finding asks for a clause when it is major and offers ordinary wordings when it is not. Without script both show. */
"use strict";
(function () {
  function arrange(select) {
    const box = select.closest("[data-finding]");
    if (!box) return;
    const major = select.value === "MAJOR";
    for (const part of box.querySelectorAll("[data-when-level]")) {
      part.hidden = (part.dataset.whenLevel === "MAJOR") !== major;
    }
  }
  for (const select of document.querySelectorAll("[data-finding] select[name$=level]")) arrange(select);
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-finding] select[name$=level]")) arrange(event.target);
  });
})();
