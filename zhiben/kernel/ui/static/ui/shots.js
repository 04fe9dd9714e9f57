/* The one-time code beside a camera: renewed before it runs out while the page is looked at, sent with the photos
   together with what the device's clock shows. Nobody has to do anything. */
"use strict";
(function () {
  const EARLY = 60000;
  function plan(box) {
    const left = new Date(box.dataset.until) - Date.now() - EARLY;
    if (Number.isFinite(left)) setTimeout(() => renew(box), Math.max(5000, left));
  }
  function renew(box) {
    if (!document.contains(box)) return;
    if (document.hidden) { document.addEventListener("visibilitychange", () => renew(box), { once: true }); return; }
    const input = box.querySelector("[data-shot-code]"), form = box.closest("form");
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    data.append("code", input.value);
    fetch(box.dataset.renew, { method: "POST", body: data, headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
      .then((said) => {
        input.value = said.code;
        box.querySelector("[data-shot-word]").textContent = said.code;
        box.dataset.until = said.until;
        plan(box);
      })
      .catch(() => setTimeout(() => plan(box), EARLY));
  }
  for (const box of document.querySelectorAll("[data-shot]")) plan(box);
  document.addEventListener("submit", (event) => {
    for (const field of event.target.querySelectorAll("[data-device-at]")) field.value = new Date().toISOString();
  }, true);
})();
