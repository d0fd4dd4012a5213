// Observations on the street: the picture is made smaller here, and text and picture stay on this
// device until the server has them, through a bad line, a closed tab and a reload. What is sent
// again carries the key it was made with, so it arrives once. Without this script the form is sent
// as any form is.
const form = document.querySelector("[data-observe]");
const address = form.getAttribute("action");
const LONGEST = 1600, QUALITY = 0.82, EVERY = 5000, DAYS = 2 * 86_400_000;
const part = (name) => form.querySelector(`[data-${name}]`);
const list = document.querySelector("[data-unsent]"), one = document.querySelector("[data-unsent-one]");

// One store, by key: what waits to be sent, and under the page's address what is still being written.
const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open("photos", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("unsent", { keyPath: "key" });
  asked.onsuccess = () => {
    asked.result.onversionchange = () => asked.result.close(); // another tab left this device
    resolve(asked.result);
  };
  asked.onerror = () => reject(asked.error);
});
async function stored(mode, act) {
  const work = (await opened).transaction("unsent", mode, { durability: "strict" });
  const asked = act(work.objectStore("unsent"));
  return new Promise((resolve, reject) => {
    work.oncomplete = () => resolve(asked.result);
    work.onabort = work.onerror = () => reject(work.error);
  });
}
const keep = (record) => stored("readwrite", (store) => store.put(record));
const forget = (key) => stored("readwrite", (store) => store.delete(key));
const draft = `draft ${address}`;

// The picture: upright, at most so many pixels each way; drawing it anew leaves place and date behind.
async function smaller(file) {
  const whole = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(whole.width, whole.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(whole.width * scale);
  canvas.height = Math.round(whole.height * scale);
  canvas.getContext("2d").drawImage(whole, 0, 0, canvas.width, canvas.height);
  whole.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/webp", QUALITY));
  // a browser that cannot make WebP answers with a PNG, which is large
  return blob?.type === "image/webp" ? blob : new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
}
const asAddress = (blob) => new Promise((done) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result);
  reader.readAsDataURL(blob);
});
let picture = null;
async function show(blob) {
  picture = blob;
  part("photo-chosen").hidden = !blob;
  form.elements.photo.hidden = Boolean(blob);
  if (blob) part("photo-preview").src = await asAddress(blob);
  else part("photo-preview").removeAttribute("src");
}
form.elements.photo.addEventListener("change", async () => {
  const [file] = form.elements.photo.files;
  if (!file) return;
  const wrong = part("photo-wrong");
  wrong.hidden = true;
  try {
    await show(await smaller(file));
  } catch {
    wrong.textContent = form.dataset.noPicture;
    wrong.hidden = false;
  }
  form.elements.photo.value = "";
  await write();
});
part("photo-drop").addEventListener("click", async () => {
  await show(null);
  await write();
  form.elements.photo.focus();
});

// What is being written is kept with every change, so that a reload loses nothing.
const typed = () => ({
  page: location.pathname,
  title: document.querySelector("h1").textContent,
  text: form.elements.text.value,
  stop: form.elements.stop?.value ?? "",
  named: form.elements.named.checked,
});
const write = () => keep({ key: draft, at: Date.now(), ...typed(), picture });
form.addEventListener("input", ({ target }) => { if (target !== form.elements.photo) write(); });
async function goOn() {
  const kept = await stored("readonly", (store) => store.get(draft));
  if (!kept || form.querySelector("[data-errors]")) return;
  if (!form.elements.text.value) form.elements.text.value = kept.text;
  if (kept.stop && form.elements.stop) form.elements.stop.value = kept.stop;
  form.elements.named.checked = kept.named;
  if (kept.picture) await show(kept.picture);
}

// Sending: into the store first, then to the server, again and again until it answers.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
form.addEventListener("submit", async (e) => {
  if (!form.elements.text.value.trim()) return; // the server says what is missing
  e.preventDefault();
  const { key } = form.elements;
  await keep({ key: key.value, address, at: Date.now(), ...typed(), picture });
  await forget(draft);
  form.elements.text.value = "";
  key.value = newKey();
  await show(null);
  form.elements.text.focus();
  await send();
});
async function waiting() {
  const all = await stored("readonly", (store) => store.getAll());
  const old = all.filter((record) => Date.now() - record.at > DAYS);
  for (const record of old) await forget(record.key);
  return all.filter((record) => record.address === address && !old.includes(record)).sort((a, b) => a.at - b.at);
}
async function post(record) {
  const body = new FormData();
  body.set("csrf_token", form.elements.csrf_token.value);
  body.set("key", record.key);
  body.set("text", record.text);
  if (record.stop) body.set("stop", record.stop);
  if (record.named) body.set("named", "y");
  if (record.picture) body.set("photo", record.picture, "photo");
  return fetch(address, {
    method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(60_000),
  }).catch(() => null);
}
let sending = false;
async function send() {
  if (sending) return;
  sending = true;
  try {
    for (const record of await waiting()) {
      if (record.refused) continue;
      await draw();
      const answer = await post(record);
      if (answer?.ok) {
        await forget(record.key);
        htmx.trigger(document.getElementById("sent"), "refresh");
      } else if (answer && answer.status < 500 && answer.status !== 429) {
        const said = await answer.json().catch(() => ({}));
        if (said.sentence) await keep({ ...record, refused: said.sentence });
      } else break;
    }
  } finally {
    sending = false;
  }
  await draw();
}
async function draw() {
  const all = await waiting();
  const lines = await Promise.all(all.map(async (record) => {
    const line = one.content.cloneNode(true).firstElementChild;
    line.querySelector("[data-text]").textContent = record.text;
    if (record.picture) {
      const image = line.querySelector("[data-picture]");
      image.src = await asAddress(record.picture);
      image.hidden = false;
    }
    line.querySelector("[data-waits]").hidden = Boolean(record.refused);
    const refused = line.querySelector("[data-refused]");
    refused.hidden = !record.refused;
    refused.textContent = record.refused ?? "";
    line.querySelector("[data-drop]").addEventListener("click", async () => {
      await forget(record.key);
      await draw();
    });
    return line;
  }));
  list.replaceChildren(...lines);
  list.hidden = !lines.length;
}
setInterval(send, EVERY);
window.addEventListener("online", send);
await goOn();
await send();
