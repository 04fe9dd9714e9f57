// Keeps the page that checks certificates, so that it opens without a network. VERSION and SHELL stand above.
const NAME = `zhiben-verify-${VERSION}`;
const OURS = "zhiben-verify-";
const PATIENCE = 600;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOthers().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  if (pathname === "/verify/") event.respondWith(page(event.request));
  else if (pathname.startsWith("/static/")) event.respondWith(file(event.request));
});

async function dropOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(OURS) && name !== NAME).map((name) => caches.delete(name)));
}

// The newest when it comes soon, else the kept one.
async function page(request) {
  const cache = await caches.open(NAME);
  const kept = await cache.match("/verify/", { ignoreVary: true });
  const fresh = fetch(request).then((answer) => {
    if (answer.ok) cache.put("/verify/", answer.clone());
    return answer;
  });
  if (!kept) return fresh;
  const late = new Promise((done) => setTimeout(() => done(kept), PATIENCE));
  return Promise.race([fresh.catch(() => kept), late]);
}

async function file(request) {
  const cache = await caches.open(NAME);
  const kept = await cache.match(request, { ignoreVary: true });
  if (kept) return kept;
  return fetch(request).catch(async () => (await cache.match(request, { ignoreSearch: true, ignoreVary: true })) || Response.error());
}
