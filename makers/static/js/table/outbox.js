// Sending: in the order in which it was written, each with its own key until it is answered. Only who
// wrote something sends it: on a shared laptop someone else may sit here by now.
const RETRY = [1000, 2000, 4000, 8000, 15_000, 30_000];
const passes = new Map();  // table → as whom this browser would send there, and a token
const ownToken = document.querySelector("[name=csrf_token]").value;
if (!kept) passes.set(table, { who, token: ownToken });
const TWICE = 1500;  // so soon a second tap is the first one again
let busy = false, again = false, failures = 0, closed = false, savedAt = 0, timer = 0, wroteAt = 0;
const mine = (entry) => entry.table === table && entry.who === who;

on("submit", (event) => {
  const form = event.target;
  const isBlank = [...form.elements].some((field) => field.required && field.tagName === "TEXTAREA" && !field.value.trim());
  if (!("outbox" in form.dataset)) return;
  const isTwice = isBlank && now() - wroteAt < TWICE;
  if (!isTwice && (!usable || isBlank)) return;  // the server says what is missing
  event.preventDefault();
  event.stopPropagation();
  if (!isTwice) write(form);
}, document, true);

async function write(form) {
  const sent = [...new FormData(form)].filter(([name]) => name !== "csrf_token");
  const entry = {
    key: form.querySelector("[data-key]").value, table, who, until: Number(until), at: now(),
    address: form.getAttribute("action"), form: form.id, draft: form.dataset.draft, fields: sent, kind: kindOf(form),
  };
  if (form.dataset.number) entry.number = Number(form.dataset.number);
  delete form.dataset.number;
  clearTimeout(resting.get(form));
  form.querySelectorAll("[data-failed]").forEach((text) => { text.hidden = true; });
  wroteAt = now();
  clear(form);
  if (!(await put(entry).then(() => true, () => false))) return sendPlainly(form, entry);
  if (!isTyped(form)) forget(form);
  send();
}
// A device that keeps nothing sends as any other form.
function sendPlainly(form, entry) {
  refill(form, entry);
  delete form.dataset.outbox;
  form.requestSubmit();
}
const kindOf = (form) => form.querySelector("[name=kind]:checked")?.closest("label").querySelector("span").textContent ?? "";

function refill(form, entry) {
  for (const [name, value] of entry.fields) {
    const field = form.elements[name];
    if (!field || name === "key") continue;
    const box = [...form.elements].find((one) => one.name === name && one.type === "checkbox" && one.value === value);
    if (box) box.checked = true;
    else field.value = value;
  }
  fields(form)[0].dispatchEvent(new Event("input", { bubbles: true }));
}

async function send() {
  clearTimeout(timer);
  if (busy) { again = true; return; }
  busy = true;
  show();
  try {
    do { again = false; await work(); } while (again);
  } finally {
    busy = false;
  }
  await show();
  const mayGo = (entry) => !entry.refused && (passes.get(entry.table)?.who ?? entry.who) === entry.who;
  const pause = RETRY[Math.min(failures, RETRY.length - 1)] * (0.7 + Math.random() * 0.6);
  if ((await everything()).some(mayGo)) timer = setTimeout(send, pause);
}

async function work() {
  const waiting = (await everything()).filter((entry) => !entry.refused);
  const queue = (entry) => `${entry.table} ${entry.who}`;
  for (const name of new Set(waiting.map(queue))) {
    for (const entry of waiting.filter((one) => queue(one) === name)) {
      if (!(await deliver(entry))) break;
    }
  }
}

// Whether the next of this table may go: it was answered, or is no longer there.
async function deliver(entry) {
  if (!navigator.onLine) passes.clear();
  const pass = passes.get(entry.table) ?? (await askPass(entry.table));
  if (pass && pass.who !== entry.who) { closed ||= mine(entry); return false; }
  if (!pass) return false;
  if (!(await setOut(entry.number))) return true;
  const body = new URLSearchParams([...entry.fields, ["csrf_token", pass.token]]);
  const headers = { "HX-Request": "true", "HX-Target": "written", "Makers-As": entry.who };
  const answer = await fetch(entry.address, { method: "POST", body, headers, signal: AbortSignal.timeout(20_000) }).catch(() => null);
  const status = answer?.status ?? 0;
  if (answer?.ok && answer.headers.get("Makers-Kept") === entry.key) return arrived(entry, await answer.text().catch(() => ""));
  passes.delete(entry.table);
  if (status === 401 || status === 404 || status === 412) { closed ||= mine(entry); failures = RETRY.length; return false; }
  if (status < 400 || status >= 500 || status === 408 || status === 429 || (status === 400 && !pass.fresh)) {
    failures += 1;
    return false;
  }
  await turnedDown(entry, answer);
  return true;
}

// Asked anew when the last answer stayed out or the page is an old one: nothing sets out on a dead line.
async function askPass(place) {
  const headers = { Accept: "application/json" };
  const answer = await fetch(`/table/${place}/device`, { headers, signal: AbortSignal.timeout(10_000) }).catch(() => null);
  const pass = answer?.ok ? await answer.json().catch(() => null) : null;
  failures += pass ? 0 : 1;
  if (place === table && answer) closed = [401, 404].includes(answer.status) || (pass !== null && pass.who !== who);
  if (pass) passes.set(place, { ...pass, fresh: true });
  return pass && passes.get(place);
}

// What was kept goes; what the house says of it stands beside the form.
async function arrived(entry, html) {
  await drop(entry.number);
  failures = 0;
  if (!mine(entry)) return true;
  closed = false;
  savedAt = now();
  const said = new DOMParser().parseFromString(policy.createHTML(html), "text/html").getElementById("written");
  if (said) $("written")?.replaceChildren(...said.childNodes);
  const target = $(entry.form)?.getAttribute("hx-target");
  if (target) htmx.trigger(document.querySelector(target), "refresh");
  await show();
  return true;
}

// A refusal says why; the text goes back where it was typed, or waits in the list while that is taken.
async function turnedDown(entry, answer) {
  const text = await answer.text(), isSentence = answer.headers.get("Content-Type")?.startsWith("text/plain");
  const page = new DOMParser().parseFromString(policy.createHTML(isSentence ? "" : text), "text/html");
  const said = isSentence ? text : [...page.querySelectorAll(".summary p, .summary li")].map((one) => one.textContent.trim()).join(" ");
  await refuse(entry.number, said || $("kept").dataset.refused);
  const form = $(entry.form);
  if (mine(entry) && form && !isTyped(form)) await edit(entry.number);
}

const kick = () => { failures = 0; send(); };
on("online pageshow", kick, window);
on("visibilitychange", () => document.hidden || kick());
on("pulse", () => { if (failures) kick(); });
recallDrafts().then(everything).then(async (found) => {
  for (const entry of found) if (entry.until < Date.now()) await drop(entry.number);
  found.filter(mine).forEach(undouble);
  send();
});

// Who pulled the plug just as something was put away finds it waiting, not in the form as well.
function undouble(entry) {
  const form = $(entry.form), words = Object.fromEntries(entry.fields);
  if (form && fields(form).every((field) => field.value === (words[field.name] ?? "")) && isTyped(form)) { clear(form); forget(form); }
}
