// A page on which something is changed stays, with what was typed, until the house has it. On a dead line
// it says so and tries again; the page that answers (two texts, what is wrong) comes in its place.
let sent = null, later = 0;
const isChange = (form) => form && "settles" in form.dataset;

on("submit", (event) => {
  if (!isChange(event.target)) return;
  event.preventDefault();
  event.stopPropagation();
  hand(event.target);
}, document, true);
on("input", ({ target: { form } }) => { if (form && form === sent) { sent = null; answerIn(form, ""); } });
const handAgain = () => sent && hand(sent);
on("online pageshow", handAgain, window);
on("visibilitychange", () => document.hidden || handAgain());

async function hand(form) {
  if (form.ariaBusy) return;
  clearTimeout(later);
  clearTimeout(resting.get(form));
  sent = form;
  form.ariaBusy = "true";
  answerIn(form, "");
  nameAnew(form);
  await keepDraft(form).catch(() => {});
  await settle(form, await post(form)).catch(() => wait(form));
  form.ariaBusy = null;
  await show();
}
// What may have arrived already, and says something else by now, is another: it needs a name of its own.
function nameAnew(form) {
  const key = form.querySelector("[data-key]");
  if (key && form.tried && form.tried !== wordsOf(form) && !("addsUp" in form.dataset)) key.value = newKey();
  form.tried = wordsOf(form);
}
const wordsOf = (form) => JSON.stringify(fields(form).map((field) => field.value));
// null without a line; a page that stood open too long asks for a token once more.
async function post(form) {
  if (!navigator.onLine) passes.clear();
  const pass = passes.get(table) ?? (await askPass(table));
  if (!pass) return null;
  const body = new URLSearchParams(new FormData(form)), headers = { "Makers-As": who, "Makers-Stays": "1" };
  body.set("csrf_token", pass.token);
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers, signal: AbortSignal.timeout(20_000) }).catch(() => null);
  if (!answer?.headers.has("Makers-Next")) passes.delete(table);
  return answer?.status === 400 && !pass.fresh ? post(form) : answer;
}
async function settle(form, answer) {
  const status = answer?.status ?? 0, next = answer?.headers.get("Makers-Next");
  if (next) {
    sent = null;
    if (wordsOf(form) !== form.tried) return;  // typed on meanwhile: that is not kept yet
    await forgetDrafts(form);
    location.assign(next);
  } else if (status === 412) location.reload();
  else if (status === 401 || (!status && closed)) answerIn(form, words.closed);
  else if (status < 400 || status >= 500 || status === 408 || status === 429) wait(form);
  else takeIn(form, status === 409 || status === 422 ? await answer.text() : "");
}
function wait(form) {
  answerIn(form, words.dead);
  failures += 1;
  if (sent === form) later = setTimeout(handAgain, RETRY[Math.min(failures, RETRY.length) - 1]);
}
function answerIn(form, sentence) {
  const told = form.querySelector("[data-failed]");
  told.textContent = sentence;
  told.hidden = !sentence;
}
function takeIn(form, text) {
  const answer = new DOMParser().parseFromString(policy.createHTML(text), "text/html"), main = answer.getElementById("main");
  sent = null;
  if (!main?.querySelector("form")) return answerIn(form, words.refused);
  document.title = answer.title;
  $("main").replaceChildren(...main.childNodes);
  settleDrafts();
  recallDrafts();
  $("main").querySelector("[autofocus]")?.focus();
}
// Also of the other ways on from this page.
async function forgetDrafts({ dataset }) {
  const typed = (await all("drafts")).filter((draft) => draft.page === HERE && draft.who === who);
  for (const name of [dataset.settles, dataset.draft, ...typed.map((draft) => draft.name)]) if (name) await forgetDraft(name);
}
