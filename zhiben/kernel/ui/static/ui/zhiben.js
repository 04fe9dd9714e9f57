/* Small conveniences. Every page works without this file. */
"use strict";
(function () {
  // Open menus close when one clicks elsewhere or presses Escape.
  document.addEventListener("click", (event) => {
    for (const drop of document.querySelectorAll("details[data-drop][open]")) {
      if (!drop.contains(event.target)) drop.open = false;
    }
    const target = event.target.closest("[data-print]");
    if (target) window.print();
    const copy = event.target.closest("[data-copy]");
    if (copy) copyText(copy);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const drop of document.querySelectorAll("details[data-drop][open]")) drop.open = false;
  });

  function copyText(button) {
    const source = document.querySelector(button.dataset.copy);
    const text = "value" in source ? source.value : source.textContent;
    const done = () => { button.querySelector("[data-copy-word]").textContent = "已复制"; };
    if (navigator.clipboard && window.isSecureContext) { navigator.clipboard.writeText(text).then(done); return; }
    const area = document.createElement("textarea");
    area.value = text; document.body.append(area); area.select(); document.execCommand("copy"); area.remove(); done();
  }

  // What went wrong takes the focus, so that it is read out first.
  function focusOnErrors(root) { const first = root.querySelector("[data-focus]"); if (first) first.focus(); }
  document.addEventListener("htmx:afterSwap", (event) => { focusOnErrors(event.target); watchBulk(); });

  // A form is sent once: a second press while the first is under way does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.dataset.sent) { if (form.dataset.sent) event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
  window.addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });

  // Chosen pictures are shown before they are sent.
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input.matches("input[type=file][data-preview]")) preview(input);
    if (input.matches("[data-pick-all]")) {
      for (const box of input.closest("table").querySelectorAll("input[name=pick]")) box.checked = input.checked;
    }
    if (input.matches("[data-pick-all], input[name=pick]")) countPicked();
    if (input.matches("[data-show-password]")) {
      for (const box of input.form.querySelectorAll("[autocomplete$=password]")) box.type = input.checked ? "text" : "password";
    }
    if (input.matches("select[data-go]") && input.value) window.location.assign(input.value);
  });
  function preview(input) {
    const box = document.getElementById(input.dataset.preview);
    box.replaceChildren();
    for (const file of input.files) {
      const figure = document.createElement("figure");
      const caption = document.createElement("figcaption");
      caption.textContent = file.name;
      if (file.type.startsWith("image/")) {
        const image = document.createElement("img");
        image.src = URL.createObjectURL(file); image.alt = file.name;
        image.onload = () => URL.revokeObjectURL(image.src);
        figure.append(image);
      }
      figure.append(caption); box.append(figure);
    }
  }

  function countPicked() {
    const number = document.querySelectorAll("input[name=pick]:checked").length;
    for (const bar of document.querySelectorAll("[data-bulk]")) {
      bar.hidden = number === 0;
      bar.querySelector("[data-picked]").textContent = String(number);
    }
  }
  function watchBulk() { if (document.querySelector("[data-bulk]")) countPicked(); }

  document.addEventListener("DOMContentLoaded", () => { focusOnErrors(document); watchBulk(); });

  // The inbox by keyboard: j and k move, Enter opens, o does the first verb.
  document.addEventListener("alpine:init", () => {
    window.Alpine.data("inbox", () => ({
      here: -1,
      rows() { return [...this.$root.querySelectorAll("[data-row]")]; },
      press(event) {
        if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
        const rows = this.rows();
        if (event.key === "j") this.go(rows, Math.min(this.here + 1, rows.length - 1));
        else if (event.key === "k") this.go(rows, Math.max(this.here - 1, 0));
        else if (event.key === "o" && rows[this.here]) rows[this.here].querySelector("[data-verb]").click();
      },
      go(rows, number) {
        if (!rows[number]) return;
        rows.forEach((row) => row.classList.remove("is-here"));
        this.here = number;
        rows[number].classList.add("is-here");
        rows[number].querySelector("[data-open]").focus();
      },
    }));
  });
})();
