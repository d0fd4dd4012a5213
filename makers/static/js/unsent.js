// What was not sent from this device, of whoever wrote it: nothing clears it away unasked.
function rows(name, store) {
  return new Promise((done, fail) => {
    const asked = indexedDB.open(name);
    asked.onupgradeneeded = () => asked.transaction.abort();  // it is not here, and need not be
    asked.onerror = () => done([]);
    asked.onsuccess = () => {
      const found = asked.result.transaction(store).objectStore(store).getAll();
      found.onsuccess = () => done(found.result);
      found.onerror = () => fail(found.error);
      asked.result.close();
    };
  });
}
let waiting = [];

// Whether anything waits; what cannot be read may be something.
async function unsent() {
  const [outbox, drafts, photos] = await Promise.all([rows("makers", "outbox"), rows("makers", "drafts"), rows("photos", "unsent")]).catch(() => [[{}], [], []]);
  const seen = photos.filter((one) => one.text || one.picture);
  waiting = [...drafts, ...seen];
  return outbox.length + waiting.length > 0 || Object.keys(localStorage).some((name) => name.startsWith("draft "));
}
// The dialog says on which other pages it waits, for it goes from there.
function askFirst() {
  const elsewhere = new Map(waiting.filter((one) => one.page && one.page !== location.pathname + location.search).map((one) => [one.page, one.title]));
  const list = document.querySelector("#unsent [data-elsewhere]");
  list.replaceChildren(...[...elsewhere].map(([page, title]) => {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("a"), { href: page, textContent: title }));
    return item;
  }));
  list.hidden = list.previousElementSibling.hidden = !elsewhere.size;
  document.getElementById("unsent").showModal();
}
Object.assign(globalThis.makers, { unsent, askFirst });

// Logging out at the desk clears this device as well; a table's page has more to wait for.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-leaves]")) return;
  event.preventDefault();
  if (await unsent()) askFirst();
  else form.submit();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-discards]")) document.querySelector("form[data-leaves]")?.submit();
});
