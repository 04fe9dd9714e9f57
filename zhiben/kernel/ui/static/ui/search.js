/* Ctrl-K. Without this file the button leads to the page /search, which does the same. */
"use strict";
(function () {
  const MOST = 8;
  const dialog = document.getElementById("search");
  if (!dialog || !dialog.showModal) return;
  const field = document.getElementById("search-q");
  const found = document.getElementById("search-found");
  const recent = dialog.querySelector("[data-search-recent]");
  const key = `zb_searched_${dialog.dataset.who}`;
  let here = -1;

  function open() {
    if (!dialog.open) dialog.showModal();
    field.focus();
    field.select();
    showRecent();
    if (field.value) window.htmx.trigger(field, "recall");
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const ctrlK = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k";
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!ctrlK && !(slash && !document.querySelector("dialog[open]"))) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-search-open]")) { event.preventDefault(); open(); }
    if (event.target.closest("[data-search-close]") || event.target === dialog) dialog.close();
    if (event.target.closest("[data-search-forget]")) { keep([]); showRecent(); field.focus(); }
    const again = event.target.closest("[data-search-again]");
    if (again) { field.value = again.textContent; field.focus(); showRecent(); window.htmx.trigger(field, "recall"); }
    if (event.target.closest("#search [data-hit]")) remember(field.value);
  });
  // Whoever signs out leaves nothing on a shared computer.
  document.addEventListener("submit", (event) => {
    if (new URL(event.target.action, location.href).pathname === "/logout") keep([]);
    if (dialog.contains(event.target)) remember(field.value);
  });
  field.addEventListener("input", () => { showRecent(); if (!field.value.trim()) found.replaceChildren(); });
  dialog.addEventListener("keydown", (event) => {
    if (event.isComposing || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
    const hits = [...dialog.querySelectorAll("[data-hit], [data-search-again]")].filter((one) => one.offsetParent);
    if (event.key === "Enter") {
      if (event.target !== field || !hits[here]) return;
      event.preventDefault();
      hits[here].click();
      return;
    }
    if (!hits.length) return;
    event.preventDefault();
    here = (here + (event.key === "ArrowDown" ? 1 : hits.length - (here < 0 ? 0 : 1))) % hits.length;
    show(hits);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target !== found) return;
    here = -1;
    const hits = [...found.querySelectorAll("[data-hit]")];
    if (hits.length) { here = 0; show(hits); }
  });
  function show(hits) {
    hits.forEach((one, place) => {
      one.id = `search-hit-${place}`;
      one.classList.toggle("is-here", place === here);
    });
    field.setAttribute("aria-activedescendant", `search-hit-${here}`);
    if (hits[here]) hits[here].scrollIntoView({ block: "nearest" });
  }

  function kept() { try { return JSON.parse(localStorage.getItem(key)) || []; } catch { return []; } }
  function keep(words) { try { localStorage.setItem(key, JSON.stringify(words)); } catch { /* a browser that keeps nothing */ } }
  function remember(text) {
    const word = text.trim();
    if (!word || /^\d+$/.test(word)) return; // a number may be somebody's
    keep([word, ...kept().filter((one) => one !== word)].slice(0, MOST));
  }
  function showRecent() {
    const words = kept();
    here = -1;
    recent.hidden = Boolean(field.value.trim()) || !words.length;
    recent.querySelector("ul").replaceChildren(...words.map((word) => {
      const line = document.createElement("li");
      const again = document.createElement("button");
      again.type = "button"; again.className = "zb-search-again"; again.dataset.searchAgain = ""; again.textContent = word;
      line.append(again);
      return line;
    }));
  }
})();
