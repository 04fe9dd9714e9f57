/* Picking a clause: search narrows the options, the choice fills what the person has not written. Without it: a plain select. */
"use strict";
(function () {
  const pickerOf = (element) => element.closest("[data-clause-picker]");

  function reveal(root) {
    for (const box of root.querySelectorAll("[data-clause-search]")) box.hidden = false;
  }
  reveal(document);
  document.addEventListener("htmx:load", (event) => reveal(event.target));

  document.addEventListener("htmx:configRequest", (event) => {
    const box = event.target;
    if (!box.matches || !box.matches("[data-clause-search]")) return;
    const picker = pickerOf(box);
    const day = picker.dataset.dayField && document.querySelector(picker.dataset.dayField);
    event.detail.parameters.q = box.value;
    event.detail.parameters.on = (day && day.value) || box.dataset.day || "";
    event.detail.parameters.picked = picker.querySelector("[data-clause-pick]").value;
  });

  document.addEventListener("change", (event) => {
    const select = event.target;
    if (!select.matches("select[data-clause-pick]")) return;
    const chosen = select.selectedOptions[0].dataset;
    fill(select.dataset.fillWording, chosen.wording);
    fill(select.dataset.fillMeasure, chosen.measure);
    fill(select.dataset.fillCategory, chosen.category);
    const hint = pickerOf(select).querySelector("[data-clause-evidence]");
    hint.textContent = chosen.evidence ? "应取证据：" + chosen.evidence : "";
  });

  // What a person has typed is never overwritten; what an earlier choice filled in is.
  function fill(address, text) {
    const field = address && document.querySelector(address);
    if (!field || (field.value !== "" && field.value !== field.dataset.filled)) return;
    field.value = text || "";
    field.dataset.filled = field.value;
  }
})();
