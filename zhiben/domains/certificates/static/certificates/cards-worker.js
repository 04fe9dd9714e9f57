// Keeps the holder's own page for use without a network. Fresh from the network whenever there is one.
"use strict";
const KEPT = "zb-cards-1";
const PAGE = "/my/";
const PATIENCE = 3000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname === PAGE) event.respondWith(page(event.request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(still(event.request));
});

// The first visit came before there was a keeper: it asks for what that page was made of.
self.addEventListener("message", (event) => {
  const wanted = (event.data && event.data.keep) || [];
  event.waitUntil((async () => {
    const kept = await caches.open(KEPT);
    const answer = await fetch(PAGE, { headers: { "X-Keeping": "1" } });
    if (answer.ok && answer.headers.get("X-Cards")) await kept.put(PAGE, answer);
    await Promise.all(wanted.filter((one) => new URL(one).origin === self.location.origin).map((one) => still(new Request(one))));
  })());
});

async function page(request) {
  const kept = await caches.open(KEPT);
  const fresh = fetch(request).then(async (answer) => {
    if (answer.ok && answer.headers.get("X-Cards")) await kept.put(PAGE, answer.clone());
    else if (answer.ok) await kept.delete(PAGE);
    return answer;
  });
  try {
    return await Promise.race([fresh, new Promise((_, late) => setTimeout(late, PATIENCE, new Error("late")))]);
  } catch {
    fresh.catch(() => undefined);
    return (await kept.match(PAGE)) || fresh;
  }
}

async function still(request) {
  const kept = await caches.open(KEPT);
  const found = await kept.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await kept.put(request, answer.clone());
  return answer;
}
