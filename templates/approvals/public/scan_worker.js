// Keeps the guard's page on the phone (made by approvals.views.scanning). Answers of the desk are never kept.
"use strict";

const CACHE = "scan-{{ version }}";
const FILES = [{% for file in files %}"{{ file|escapejs }}",{% endfor %}];
const CHANGING = [{% for file in changing %}"{{ file|escapejs }}",{% endfor %}];
const PATIENCE = 3_000; // milliseconds

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([...FILES, ...CHANGING.map((path) => new Request(path, { cache: "reload" }))])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// The page and the keys: what the network gives is newer; without it, or when it dawdles, what was kept.
async function newest(request, path) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (response.ok) await cache.put(path, response.clone());
    return response;
  } catch {
    return (await cache.match(path)) ?? Response.error();
  }
}

async function kept(request, path) {
  return (await (await caches.open(CACHE)).match(path)) ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (CHANGING.includes(pathname)) event.respondWith(newest(event.request, pathname));
  if (FILES.includes(pathname)) event.respondWith(kept(event.request, pathname));
});
