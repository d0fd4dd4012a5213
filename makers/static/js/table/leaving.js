// Leaving a shared laptop waits or asks while anything is unsent, of whoever wrote it.
const leave = $("leave");
on("submit", (event) => {
  if (event.target !== leave) return;
  event.preventDefault();
  goUnlessUnsent();
}, document, true);
on("click", (event) => { if (event.target.closest("[data-discards]")) go(); });

async function goUnlessUnsent() {
  await send().catch(() => {});
  const typing = [...document.querySelectorAll("[data-outbox]")].some(isTyped);
  if (typing || (await unsent())) askFirst();
  else await go();
}
async function go() {
  const answer = await fetch(leave.action, { method: "POST", body: new FormData(leave), redirect: "manual" }).catch(() => null);
  $("unsent").close();
  if (answer?.type !== "opaqueredirect") { leave.querySelector("[data-failed]").hidden = false; return; }
  await forgetAll();
  location.assign($("kept").dataset.next);
}
// The answer says the same to browsers that listen; these are the names we used.
async function forgetAll() {
  (await opening)?.close();
  ["makers", "photos"].forEach((name) => indexedDB.deleteDatabase(name));
  for (const name of Object.keys(localStorage)) if (/^(draft|scribe) /.test(name)) localStorage.removeItem(name);
  for (const name of (await globalThis.caches?.keys()) ?? []) await caches.delete(name);
  const worker = await navigator.serviceWorker?.getRegistration("/table/");
  await worker?.unregister();
}
