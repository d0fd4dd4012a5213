// The outbox: what was sent from this device and not answered yet, in order, on disk before anything
// else happens to it. Beside it the drafts: a browser that is killed takes its own quick memory along.
const opening = new Promise((done) => {
  const asked = indexedDB.open("makers", 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("outbox", { keyPath: "number", autoIncrement: true });
    asked.result.createObjectStore("drafts", { keyPath: "name" });
  };
  asked.onsuccess = () => {
    asked.result.onversionchange = () => asked.result.close();  // another tab left this device
    done(asked.result);
  };
  asked.onerror = () => done(null);
}).catch(() => null);
let usable = false;
opening.then((database) => { usable = database !== null; });

// One transaction that is on disk when this resolves; act(stores, answer) may give an answer.
async function onDisk(act, mode = "readwrite", durability = "strict") {
  const database = await opening;
  return new Promise((done, fail) => {
    const work = database.transaction(["outbox", "drafts"], mode, { durability });
    let result;
    act({ outbox: work.objectStore("outbox"), drafts: work.objectStore("drafts") }, (answer) => { result = answer; });
    work.oncomplete = () => done(result);
    work.onabort = () => fail(work.error);
  });
}
const all = async (store) => ((await opening) ? onDisk((stores, answer) => {
  stores[store].getAll().onsuccess = ({ target }) => answer(target.result);
}, "readonly") : []);
const everything = () => all("outbox");
const put = (entry) => onDisk(({ outbox, drafts }) => { outbox.put(entry); drafts.delete(entry.draft); });
const drop = (number) => onDisk(({ outbox }) => outbox.delete(number));
// The entry as it stood, after act; undefined when it is gone.
const change = (number, act, durability) => onDisk(({ outbox }, answer) => {
  outbox.get(number).onsuccess = ({ target: { result: entry } }) => {
    if (!entry) return;
    answer(entry);
    act(entry, outbox);
  };
}, "readwrite", durability);
const setOut = (number) => change(number, (entry, outbox) => outbox.put({ ...entry, tried: true }), "relaxed");
const refuse = (number, sentence) => change(number, (entry, outbox) => outbox.put({ ...entry, refused: sentence }));
const takeBack = (number) => change(number, (entry, outbox) => { if (!entry.tried || entry.refused) outbox.delete(number); });

// What is being typed, as soon as a finger rests.
const RESTS = 400;
const resting = new Map();
on("input", ({ target: { form } }) => {
  if (!usable || !form?.dataset.draft) return;
  clearTimeout(resting.get(form));
  resting.set(form, setTimeout(() => keepDraft(form), RESTS));
});
async function keepDraft(form) {
  const name = form.dataset.draft, values = Object.fromEntries(fields(form).map((field) => [field.name, field.value]));
  if (!usable || !name) return;
  const draft = { name, values, at: Date.now(), until: Number(until), table, who };
  if (isChange(form)) Object.assign(draft, { page: HERE, title: document.querySelector("h1").textContent, tried: form.tried, ...hidden(form) });
  await onDisk(({ drafts }) => (isTyped(form) || cameBack() ? drafts.put(draft) : drafts.delete(name)));
  await show();
}
// What goes along with a change: over which version it was typed, and under which key it went out.
const HERE = location.pathname + location.search;
const hidden = ({ elements: { version, key } }) => ({ version: version?.value, key: key?.value });
function recallHidden(form, draft) {
  if (draft.version && !cameBack()) form.elements.version.value = draft.version;
  if (draft.tried && form.elements.key) form.elements.key.value = draft.key;
  form.tried = draft.tried;
}
async function forgetDraft(name) {
  localStorage.removeItem(`draft ${name}`);
  if (usable) await onDisk(({ drafts }) => drafts.delete(name));
}
// Changes of who sits here that were typed and not sent: one for each page.
async function changes() {
  const own = (await all("drafts")).filter((draft) => draft.page && draft.table === table && draft.who === who);
  return [...new Map(own.map((draft) => [draft.page, draft])).values()];
}
const isTyped = (form) => fields(form).some((field) => field.value && field.value !== field.defaultValue);
const formOf = (draft) => document.querySelector(`form[data-draft="${draft}"]`);
async function recallDrafts() {
  for (const draft of await all("drafts")) {
    const { name, values, at, until: end } = draft;
    const form = formOf(name), quick = JSON.parse(localStorage.getItem(`draft ${name}`) ?? "{}").at ?? 0;
    if (end < Date.now()) await onDisk(({ drafts }) => drafts.delete(name));
    else if (form && (at > quick || !isTyped(form))) fields(form).forEach((field) => { field.value = values[field.name] ?? ""; });
    if (form && end >= Date.now() && isChange(form)) recallHidden(form, draft);
  }
}
