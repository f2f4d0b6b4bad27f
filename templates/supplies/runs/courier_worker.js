// Keeps the courier's pages on the phone (made by supplies.views.courier; static/js/courier.js fills the cache).
"use strict";

const CACHE = "courier-{{ version }}";
const PAGES = "courier-pages";
const FILES = [{% for file in files %}"{{ file|escapejs }}",{% endfor %}];
const PAGE = /^\/supplies\/(courier\/|stops\/[0-9a-f-]{36}\/(fail\/)?)$/;
const PATIENCE = 3_000; // milliseconds

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("courier-") && name !== CACHE && name !== PAGES;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// What the network gives is newer; without it, or when it dawdles, what was kept.
async function newest(request, path) {
  const cache = await caches.open(PAGES);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (response.ok && !response.redirected) await cache.put(path, response.clone());
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
  if (PAGE.test(pathname)) event.respondWith(newest(event.request, pathname));
  if (FILES.includes(pathname)) event.respondWith(kept(event.request, pathname));
});
