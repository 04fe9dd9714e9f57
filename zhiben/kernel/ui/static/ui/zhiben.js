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
  // Each press of 拍照 adds a picture instead of replacing the last one; all can be taken out again.
  const gathered = new WeakMap();
  function preview(input) {
    const files = [...(gathered.get(input) || []), ...input.files];
    const seen = new Set();
    keep(input, files.filter((file) => {
      const key = file.name + file.size + file.lastModified;
      return !seen.has(key) && seen.add(key);
    }));
  }
  function keep(input, files) {
    const all = new DataTransfer();
    for (const file of files) all.items.add(file);
    input.files = all.files;
    gathered.set(input, files);
    draw(input.dataset.preview);
  }
  function draw(id) {
    const box = document.getElementById(id);
    box.replaceChildren();
    for (const input of document.querySelectorAll(`input[data-preview="${id}"]`)) {
      (gathered.get(input) || []).forEach((file, number) => box.append(card(input, file, number)));
    }
  }
  function card(input, file, number) {
    const figure = document.createElement("figure");
    if (file.type.startsWith("image/")) {
      const image = document.createElement("img");
      image.src = URL.createObjectURL(file); image.alt = file.name;
      image.onload = () => URL.revokeObjectURL(image.src);
      figure.append(image);
    } else {
      const caption = document.createElement("figcaption");
      caption.textContent = file.name;
      figure.append(caption);
    }
    const out = document.createElement("button");
    out.type = "button"; out.className = "btn btn-sm btn-block"; out.textContent = "去掉";
    out.addEventListener("click", () => keep(input, gathered.get(input).filter((_, other) => other !== number)));
    figure.append(out);
    return figure;
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
