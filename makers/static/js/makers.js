// What pages do beyond HTML and htmx: watch the stream, keep drafts, run clocks, open dialogs.
const $ = (id) => document.getElementById(id);
const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);
const on = (names, act, where = document, capture = false) =>
  names.split(" ").forEach((name) => where.addEventListener(name, act, capture));
const say = (id, text) => { if ($(id) && $(id).textContent !== text) $(id).textContent = text; };

// The server's time: this machine's clock is only trusted to tick.
const page = performance.getEntriesByType("navigation")[0] ?? { responseStart: 0 };
let offset = Number(document.documentElement.dataset.now) - (performance.timeOrigin + page.responseStart);
const now = () => Date.now() + offset;
const onTheClock = (moment) => new Date(moment).toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Amsterdam" }).replace(":", ".");

// Numbers that a signal brings: how many, and the moments of a table's clock. A fragment that was
// under way when they came is older than they are, so the newest stay at hand.
const told = new Map();
function hearNumbers({ topic, version, numbers }) {
  if (!numbers) return;
  if ("clock" in numbers) told.set(String(numbers.clock), { version, ...numbers });
  for (const [name, value] of Object.entries(numbers)) each(`[data-number="${topic} ${name}"]`, (e) => { e.textContent = value; });
  tick();
}
function setClock(clock, { version, started_at, seconds, paused_at, paused_seconds }) {
  Object.assign(clock.dataset, { version, startedAt: started_at, seconds, pausedSeconds: paused_seconds });
  if (paused_at === null) delete clock.dataset.pausedAt;
  else clock.dataset.pausedAt = paused_at;
}

// Clocks. A fragment may come from a cache, so its moment can only be too early, never too late.
// Who listens hears 10, 5 and 1 minutes and the end, and nothing when time is added.
const said = new Map();
function tick() {
  each("[data-now]", (e) => { offset = Math.max(offset, Number(e.dataset.now) - Date.now()); }, document.body);
  each("[data-clock]", (clock) => {
    const newest = told.get(clock.dataset.of);
    if (newest && newest.version > Number(clock.dataset.version)) setClock(clock, newest);
    const { startedAt, pausedAt, pausedSeconds = 0, seconds, sayLeft, sayOne, sayOver } = clock.dataset;
    if (!startedAt) return;
    const gone = (Number(pausedAt ?? now()) - Number(startedAt)) / 1000 - Number(pausedSeconds);
    const left = Math.ceil(Number(seconds) - gone);
    const size = Math.abs(left);
    const text = `${left < 0 ? "-" : ""}${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
    const time = clock.querySelector("[data-time]");
    if (time.textContent !== text) time.textContent = text;
    clock.classList.toggle("is-over", left < 0);
    clock.classList.toggle("is-last-minute", left >= 0 && left <= 60);
    const wasPressed = document.activeElement?.closest(".when-running, .when-paused")?.parentElement;
    clock.classList.toggle("is-paused", pausedAt !== undefined);
    if (wasPressed && !document.activeElement.getClientRects().length) wasPressed.querySelector(pausedAt ? ".when-paused button" : ".when-running button").focus();
    if (!sayLeft) return;
    const mark = left <= 0 ? 0 : [1, 5, 10].find((minutes) => left <= minutes * 60) ?? Infinity;
    const key = `${clock.id} ${startedAt}`;
    if (mark < said.get(key)) {
      say("announce", mark === 0 ? sayOver : mark === 1 ? sayOne : sayLeft.replace("#", mark));
      clock.dispatchEvent(new CustomEvent("minute", { bubbles: true, detail: mark }));
    }
    said.set(key, mark);
  });
  turn();
}

// The programme. A part asks again when its next moment comes, not all phones at once; who does not
// see what is on hears it when that changed.
const asked = new Map(), wasOn = new Map();
function turn() {
  each("[data-next-at]", (mark) => {
    const left = Number(mark.dataset.nextAt) - now(), part = mark.closest("[data-live]");
    if (!part || left > 1000 || asked.get(part.id) > Date.now()) return;
    asked.set(part.id, Date.now() + 4000);
    setTimeout(() => htmx.trigger(part, "refresh"), Math.max(left, 0) + Math.random() * 1000);
  });
  each("[data-on]", ({ id, dataset }) => {
    if (wasOn.has(id) && wasOn.get(id) !== dataset.on) say("announce", dataset.says);
    wasOn.set(id, dataset.on);
  });
}
setInterval(tick, 1000);
tick();

// The stream. htmx reopens one that breaks; one that falls silent, or sleeps, is reopened here. A page
// that this device kept was fresh when it was kept.
const SILENT = 45_000, SLEPT = 15_000;
const { kept } = document.documentElement.dataset;
let heard = Date.now(), fresh = Number(kept ?? heard), watched = heard, opened = 0;
let broken = kept ? 1 : 0, lost = false, lastId = "", refused = false;
const hear = () => {
  heard = fresh = Date.now();
  broken = 0;
  if (!lost) return;
  lost = false;
  say("connection", $("connection").dataset.back);
  setTimeout(() => lost || say("connection", ""), 4000);
  each("[data-live]", (part) => htmx.trigger(part, "refresh"));
};
const lose = (status) => {
  broken ||= Date.now();
  if (status === 401 || status === 404) { refused = true; reload(); }
};
function watch() {
  const stream = $("stream"), slept = Date.now() - watched > SLEPT;
  watched = Date.now();
  if (!stream || document.hidden || refused) return;
  const silent = Date.now() - heard > SILENT;
  if (slept || (silent && Date.now() - opened > SLEPT)) reopen();
  if (!lost && (silent || (broken && Date.now() - broken > 4000))) {
    lost = true;
    tellAge();
  }
}
const tellAge = () => say("connection", $("connection").dataset.lost.replace("#", onTheClock(fresh + offset)));
function reopen() {
  const stream = $("stream"), connection = stream?._htmx?.sse;
  if (!stream || refused) return;
  opened = Date.now();
  if (!connection) htmx.trigger(stream, "every");
  else if (connection.delayCanceller) connection.delayCanceller();
  else connection.reader?.cancel();
}
setInterval(watch, 3000);
if (kept) watch();
on("htmx:sse:after:message", (e) => {
  lastId = e.detail.message.id || lastId;
  hearNumbers(JSON.parse(e.detail.message.data));
  hear();
});
// An open stream says something at once, unless something on the way holds it back.
on("htmx:sse:after:connection", () => { broken ||= Date.now(); });
on("htmx:sse:error htmx:sse:close", (e) => lose(e.detail.status));
on("htmx:sse:before:connection", (e) => refused && e.preventDefault());
on("online pageshow", (e) => { if (broken || e.type === "online" || e.persisted) reopen(); }, window);
on("visibilitychange", () => { if (!document.hidden) { heard = Math.max(heard, Date.now() - SILENT + 8000); watch(); } });
on("pulse", (e) => { offset = JSON.parse(e.detail.data).now - Date.now(); });
on("reload", reload);
on("htmx:config:request", (e) => {
  const { sourceElement, request } = e.detail.ctx;
  if (sourceElement.id !== "stream") return;
  if (refused) e.preventDefault();
  if (lastId) request.headers["Last-Event-ID"] = lastId;
});

// Where no stream comes through, what changed is asked for, every few seconds.
async function poll() {
  const stream = $("stream");
  if (!stream || !lost || refused || document.hidden) return;
  const address = new URL(stream.getAttribute("hx-sse:connect"), location.href);
  address.searchParams.set("once", "");
  if (lastId) address.searchParams.set("since", lastId);
  const answer = await fetch(address, { signal: AbortSignal.timeout(10_000) }).catch(() => null);
  if (answer?.status === 401 || answer?.status === 404) return lose(answer.status);
  if (!lost) return;
  const told = answer?.ok ? await answer.text().catch(() => null) : null;
  if (told === null) return tellAge();
  for (const [, id, name, data] of told.matchAll(/(?:id: (\d+)\n)?event: (.+)\ndata: (.+)/g)) {
    lastId = id || lastId;
    hearNumbers(JSON.parse(data));
    htmx.trigger(stream, name, { data });
  }
  fresh = Date.now();
  say("connection", "");
}
setInterval(poll, 4000);

// Reload, unless someone is typing: then they choose when.
const typed = (field) => field.type !== "hidden" && field.value !== field.defaultValue;
function reload() {
  const typing = [...document.querySelectorAll("form :is(textarea, input:not([type=checkbox], [type=radio]))")].some(typed);
  if (typing && $("stale")) $("stale").hidden = false;
  else location.reload();
}

// Requests that fail: the form says so, by the house's own sentence where it gave one; a live part asks
// again, what was tapped at the door is sent again.
const FORM_AGAIN = [409, 422];
const sentenceOf = ({ response, text }) => (response?.headers.get("Content-Type")?.startsWith("text/plain") ? text : "");
function failed(e) {
  const { sourceElement: source, response, request } = e.detail.ctx ?? {};
  const sentence = response?.status < 500 ? sentenceOf(e.detail.ctx) : "";
  if (!source || (FORM_AGAIN.includes(response?.status) && !sentence)) return;
  if (source.id === "stream") return lose(response?.status);
  if (source.matches("[data-live]")) setTimeout(() => htmx.trigger(source, "refresh"), 4000 + Math.random() * 4000);
  if (!source.matches("form")) return;
  const again = source.dataset.again, waits = again && !(response?.status < 500);
  each("[data-failed]", (told) => { told.dataset.failed ||= told.textContent; told.textContent = sentence || told.dataset.failed; }, source);
  each("[data-pending]", (text) => { text.hidden = !waits; }, source);
  each("[data-failed]", (text) => { text.hidden = waits; }, source);
  if (waits && again === "tap") taps.set(request.action, String(request.body));
  showTaps();
}
on("htmx:error htmx:response:error", failed);
on("htmx:before:request", ({ detail: { ctx: { sourceElement: source } } }) => {
  if (source.matches("form")) each("[data-failed]", (text) => { text.hidden = true; }, source);
});

// Into a page go parts of a page: no refusal that is a sentence, and no page to which the house leads on.
on("htmx:after:request", (e) => {
  const { response, text } = e.detail.ctx;
  if (FORM_AGAIN.includes(response.status) && sentenceOf(e.detail.ctx)) { e.preventDefault(); failed(e); }
  if (response.status < 400 && /^\s*<!doctype/i.test(text)) { e.preventDefault(); reload(); }
});

// Taps that did not arrive wait here by address, whatever the list shows meanwhile; each is sent again
// as it was, key and all, until it is answered. A form stays on the screen and sends itself again.
const taps = new Map(JSON.parse(sessionStorage.getItem("taps") ?? "[]"));
let sending = false;
function showTaps() {
  sessionStorage.setItem("taps", JSON.stringify([...taps]));
  each("[data-again=tap]", (form) => { form.querySelector("[data-pending]").hidden = !taps.has(form.getAttribute("action")); });
}
async function sendAgain() {
  each("[data-again=form]:not(.htmx-request)", (form) => { if (!form.querySelector("[data-pending]").hidden) form.requestSubmit(); });
  if (sending || !taps.size) return;
  sending = true;
  let answered = false;
  for (const [address, body] of taps) {
    const answer = await fetch(address, {
      method: "POST", body: new URLSearchParams(body), headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(20_000),
    }).catch(() => null);
    if (!answer || answer.status >= 500) break;
    taps.delete(address);
    answered = true;
  }
  sending = false;
  showTaps();
  if (!answered) return;
  if ($("people")) each("[data-live]", (part) => htmx.trigger(part, "refresh"));
  else reload();
}
on("htmx:after:request", ({ detail: { ctx } }) => { if (ctx.response.status < 500) taps.delete(ctx.request.action); });
setInterval(sendAgain, 4000);
on("online", sendAgain, window);

// Drafts: what is typed stays on this device until it was kept by the server, for a day at most.
const DAY = 86_400_000, cameBack = () => document.querySelector("[data-errors]");  // what was typed came back as it was
const fields = (form) => [...form.elements].filter((f) => f.name && (f.tagName === "TEXTAREA" || /^(text|email|search|url|tel|number|date|time|datetime-local)$/.test(f.type)));
const draftOf = (form) => `draft ${form.dataset.draft}`;
const forget = (form) => { localStorage.removeItem(draftOf(form)); sessionStorage.removeItem(draftOf(form)); };
function restore(form) {
  if (form.restored) return;
  form.restored = true;
  const draft = JSON.parse(localStorage.getItem(draftOf(form)) ?? "null");
  if (!draft || Date.now() - draft.at > DAY) return forget(form);
  fields(form).forEach((f) => { if (!typed(f) && draft.values[f.name]) f.value = draft.values[f.name]; });
  // It goes on from the version it was typed over, whatever stands there by now.
  if (draft.version && !cameBack()) form.elements.version.value = draft.version;
}
on("input", ({ target: { form } }) => {
  if (!form?.dataset.draft) return;
  const isBack = cameBack(), version = form.elements.version?.value;
  const values = Object.fromEntries(fields(form).filter((f) => typed(f) || (isBack && f.value)).map((f) => [f.name, f.value]));
  if (Object.keys(values).length) localStorage.setItem(draftOf(form), JSON.stringify({ at: Date.now(), version, values }));
  else forget(form);
});
on("submit", (e) => {
  const form = e.target, told = form.querySelector("[data-failed]");
  if (form.hasAttribute("hx-post") || form.dataset.outbox !== undefined) return;
  // Without a line the browser would put a page of its own in the place of what was typed.
  if (told && form.method === "post" && !navigator.onLine) { e.preventDefault(); told.hidden = false; }
  else if (form.dataset.draft) sessionStorage.setItem(draftOf(form), "sent");
});
on("htmx:after:request", (e) => {
  const { sourceElement: form, response } = e.detail.ctx;
  if (!form.matches("form")) return;
  // A field that was sized by hand carries a style; htmx would copy it and the policy forbids that.
  if (response.status >= 400) return each("[style]", (field) => field.removeAttribute("style"), form);
  if (form.dataset.draft) forget(form);
  if ("resets" in form.dataset) empty(form);
});
function empty(form) {
  // A refused form came back with what was typed as its values: those are not what it goes back to.
  each("[data-errors], .error", (wrong) => wrong.remove(), form);
  each("[aria-invalid]", (field) => field.removeAttribute("aria-invalid"), form);
  each("option", (option) => { option.defaultSelected = false; }, form);
  each("[type=checkbox]:not([role=switch])", (box) => { box.defaultChecked = false; }, form);
  fields(form).forEach((field) => { field.defaultValue = ""; });
  form.reset();
  each("[data-key]", (key) => { key.value = key.defaultValue = newKey(); }, form);
}
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
// A form sent without htmx was kept when the server led on to a page without an error; else its draft stays.
if (page.type === "navigate") {
  for (const key of Object.keys(sessionStorage)) {
    if (!key.startsWith("draft ")) continue;
    if (page.redirectCount && !cameBack()) localStorage.removeItem(key);
    sessionStorage.removeItem(key);
  }
}
const settle = () => { each("form[data-draft]", restore); showTaps(); tick(); };
on("htmx:after:swap htmx:after:settle", settle);
settle();
// A button that a swap carries elsewhere keeps the focus.
let held = null;
on("htmx:before:swap", () => { held = document.activeElement; });
on("htmx:after:swap", () => {
  if (document.activeElement === document.body && held?.isConnected) held.focus({ preventScroll: true });
});

// Dialogs and buttons.
on("click", (e) => {
  const opener = e.target.closest("[data-opens]");
  if (opener) $(opener.dataset.opens).showModal();
  if (e.target.closest("[data-reloads]")) location.reload();
  const summary = e.target.closest(".confirm > summary");
  if (!summary) return;
  e.preventDefault();
  summary.parentElement.open = summary.parentElement.dataset.asks = true;
  summary.nextElementSibling.showModal();
});
on("close", (e) => { const asked = e.target.closest(".confirm"); if (asked) asked.open = false; }, document, true);

// What a table's page stands on (js/table), and what no page may keep past its day.
globalThis.makers = { now, onTheClock, fields, forget, empty, newKey, cameBack, settleDrafts: settle };
globalThis.caches?.keys().then((names) => names.forEach((name) => { if (Number(name.split(" ")[2]) < Date.now()) caches.delete(name); })).catch(() => {});
