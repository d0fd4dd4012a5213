// Lets the page of a table open without a network, as this device saw it last. With a network nothing
// comes from here but files whose address changes with their content. Streams and posts pass by.
const PAGE = /^\/table\/\d+$/;
const PATIENCE = 8000;
const OUT_OF_ORDER = [502, 503, 504];
const find = (request) => caches.match(request, { ignoreVary: true, ignoreSearch: true });

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => event.waitUntil(settleIn(event.data)));
addEventListener("fetch", (event) => {
  const { request } = event, { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && PAGE.test(pathname)) event.respondWith(open(event, pathname));
  else if (/^\/(static|house)\//.test(pathname)) event.respondWith(find(request).then((file) => file ?? fetch(request)));
  else if (request.headers.has("Makers-As-Last-Seen")) event.respondWith(find(request).then((part) => part ?? Response.error()));
});

// The network first; what was kept only where there is none, or nothing but a gateway without a house.
async function open(event, path) {
  const coming = fetch(event.request).catch(() => null);
  const answer = await Promise.race([coming, new Promise((done) => setTimeout(done, PATIENCE))]);
  if (answer && !OUT_OF_ORDER.includes(answer.status)) {
    event.waitUntil(keep(path, answer.clone()));
    return answer;
  }
  return (await asSeen(path)) ?? (await coming) ?? Response.error();
}

// A page says for whom it is and until when it may stay. Another's goes when this one comes; what may
// not be entered any more goes too.
async function keep(path, answer) {
  if ([401, 403, 404].includes(answer.status)) return each((cache) => clear(cache, path));
  if (answer.status !== 200) return;
  const html = await answer.text();
  const [, who, until] = html.match(/data-who="([\w-]+)" data-shelved="(\d+)"/) ?? [];
  if (!who) return;
  const shelf = `table ${who} ${until}`;
  await each((cache, name) => name !== shelf && caches.delete(name));
  if (Number(until) < Date.now()) return caches.delete(shelf);
  const headers = new Headers(answer.headers);
  headers.delete("Content-Encoding");
  headers.set("Kept-At", Date.now());
  await (await caches.open(shelf)).put(path, new Response(html, { headers }));
}

// As it was, with the server's clock moved on by as long as it lay here.
async function asSeen(path) {
  await each((cache, name) => Number(name.split(" ")[2]) < Date.now() && caches.delete(name));
  const page = await find(path);
  if (!page) return null;
  const at = Number(page.headers.get("Kept-At"));
  const html = (await page.text()).replace(/<html ([^>]*)data-now="(\d+)"/, (_, more, now) =>
    `<html ${more}data-kept="${at}" data-now="${Number(now) + Date.now() - at}"`);
  return new Response(html, { headers: page.headers });
}

// The first page came before this worker did, and its files may leave the browser's own store.
async function settleIn({ page, shelf, assets }) {
  if (!(await find(page))) await keep(page, await fetch(page));
  if (Number(shelf.split(" ")[2]) < Date.now()) return;
  const cache = await caches.open(shelf);
  for (const file of assets) if (!(await cache.match(file))) await cache.add(file);
}

// The page and its parts.
async function clear(cache, path) {
  for (const request of await cache.keys()) if (`${new URL(request.url).pathname}/`.startsWith(`${path}/`)) await cache.delete(request);
}

async function each(act) {
  const names = (await caches.keys()).filter((name) => name.startsWith("table "));
  return Promise.all(names.map(async (name) => act(await caches.open(name), name)));
}
