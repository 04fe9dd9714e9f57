/* Dropping a file anywhere on the marked box puts it into the file input inside. Without it: choose the file. */
"use strict";
(function () {
  for (const box of document.querySelectorAll("[data-drop-file]")) {
    const input = box.querySelector("input[type=file]");
    box.addEventListener("dragover", (event) => {
      event.preventDefault();
      box.classList.add("is-over");
    });
    box.addEventListener("dragleave", () => box.classList.remove("is-over"));
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      box.classList.remove("is-over");
      if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    });
  }
})();
