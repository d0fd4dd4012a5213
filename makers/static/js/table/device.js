// The table's page on this device: who sits here, and a service worker that opens the page without a
// network. What it keeps is this visitor's alone, and goes when they leave or the event is over; what
// they wrote themselves stays a day longer (store.js).
const { now, onTheClock, fields, forget, empty, newKey, cameBack, settleDrafts, unsent, askFirst } = globalThis.makers;
const $ = (id) => document.getElementById(id);
const on = (names, act, where = document, capture = false) =>
  names.split(" ").forEach((name) => where.addEventListener(name, act, capture));
const { table, who, until, shelved, worker } = $("kept").dataset;
const kept = "kept" in document.documentElement.dataset;
const shelf = `table ${who} ${shelved}`;
const isOver = () => now() > Number(shelved);
const plain = { createHTML: (text) => text, createScriptURL: (address) => address };
const policy = globalThis.trustedTypes?.createPolicy("makers", plain) ?? plain;

async function settleIn() {
  await navigator.serviceWorker.register(policy.createScriptURL(worker));
  const { active } = await navigator.serviceWorker.ready;
  const dress = [...document.querySelectorAll("script[src], link[rel=stylesheet], link[rel=preload], .logo")];
  active.postMessage({ page: location.pathname, shelf, assets: dress.map((one) => one.src ?? one.href) });
}
if (navigator.serviceWorker && $("waiting")) settleIn().catch(() => {});

// Live parts are put away as they come in, and shown again when the page opens without a network.
const nonce = document.querySelector("script[nonce]").nonce;
const asked = new WeakSet();
on("htmx:config:request", ({ detail: { ctx } }) => {
  ctx.request.headers["Makers-As"] = who;
  const { sourceElement: part, request } = ctx;
  if (!kept || !part.matches("[data-live]") || asked.has(part)) return;
  asked.add(part);
  request.headers["Makers-As-Last-Seen"] = "1";
});
on("htmx:after:request", (e) => {
  const { ctx } = e.detail;
  const { sourceElement: part, response, request } = ctx;
  if (!globalThis.caches || isOver() || !part.matches("[data-live]") || response.status !== 200 || e.defaultPrevented || "Makers-As-Last-Seen" in request.headers) return;
  const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": `script-src 'nonce-${nonce}'` };
  const copy = new Response(ctx.text, { headers });
  caches.open(shelf).then((cache) => cache.put(part.getAttribute("hx-get"), copy)).catch(() => {});
});
on("pulse", () => { if (isOver()) globalThis.caches?.delete(shelf); });
// Someone else sits here by now: this page is not theirs.
on("htmx:response:error", (e) => { if (e.detail.ctx.response.status === 412) location.reload(); });
if (kept) document.addEventListener("htmx:after:process", () => {
  document.querySelectorAll("[data-live]").forEach((part) => htmx.trigger(part, "refresh"));
}, { once: true });
