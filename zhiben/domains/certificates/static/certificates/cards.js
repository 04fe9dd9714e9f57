// The holder's page: register the keeper, say how old the page is when it comes without a network, fill the screen with a code.
"use strict";
(() => {
  const about = document.querySelector("[data-cards-at]");
  if (!about) return;
  if ("serviceWorker" in navigator) {
    const looks = [...document.querySelectorAll("link[rel=stylesheet]")].map((one) => one.href);
    const scripts = [...document.querySelectorAll("script[src]")].map((one) => one.src);
    navigator.serviceWorker.register("/my/worker.js", { scope: "/my/" }).catch(() => undefined);
    navigator.serviceWorker.ready.then((there) => there.active.postMessage({ keep: [...looks, ...scripts] }));
  }
  const minutes = Math.floor((Date.now() - Number(about.dataset.cardsAt) * 1000) / 60000);
  if (minutes >= 2 || !navigator.onLine) {
    const age = minutes < 60 ? `${Math.max(minutes, 0)} 分钟` : minutes < 2880 ? `${Math.floor(minutes / 60)} 小时` : `${Math.floor(minutes / 1440)} 天`;
    about.querySelector("[data-cards-age]").textContent = age;
    about.hidden = false;
  }
  document.addEventListener("click", (event) => {
    const code = event.target.closest("[data-card-code]");
    if (code) code.classList.toggle("zb-card-code-whole");
  });
})();
