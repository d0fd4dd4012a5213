// What is unsent stands above the notes, can be changed or withdrawn before it went, and is counted.
const SOON = 1500;  // what goes at once is not worth a word
const words = $("kept").dataset;
let soon = 0;

async function show() {
  const own = (await everything()).filter(mine);
  const typed = await changes();
  const old = own.filter((entry) => kept || entry.refused || failures || closed || now() - entry.at > SOON);
  clearTimeout(soon);
  if (old.length < own.length) soon = setTimeout(show, SOON);
  say(old.length + typed.length);
  if (!$("waiting")) return;
  $("waiting").querySelector("ul").replaceChildren(...typed.map(changeLine), ...old.map(line));
  $("waiting").hidden = !(old.length + typed.length);
}
function say(count) {
  const counted = count === 1 ? words.one : words.many.replace("#", count);
  const saved = savedAt ? words.saved.replace("#", onTheClock(savedAt)) : words.all;
  const text = count ? counted + (closed ? `. ${words.closed}` : "") : saved;
  const place = $("kept");
  if (place.textContent !== text) place.textContent = text;
  place.classList.toggle("asks", count > 0);
}
function line(entry) {
  const item = $("waiting-note").content.cloneNode(true), sent = Object.fromEntries(entry.fields);
  const [about, why] = item.querySelectorAll("footer span");
  item.querySelector("p").textContent = sent.text ?? sent.what;
  about.textContent = [entry.kind, onTheClock(entry.at)].filter(Boolean).join(" · ");
  why.textContent = entry.refused ?? "";
  why.hidden = !entry.refused;
  item.querySelectorAll("button").forEach((button) => {
    button.hidden = Boolean(entry.tried && !entry.refused);  // it may be at the table already
    if (entry.number) button.addEventListener("click", () => ("edits" in button.dataset ? edit(entry.number) : withdraw(entry.number)));
  });
  return item;
}

function changeLine({ page, title, at, values }) {
  const item = line({ kind: title, at, fields: [["text", Object.values(values).find(Boolean)]] });
  const [edits, withdraws] = item.querySelectorAll("button");
  edits.addEventListener("click", () => location.assign(page));
  withdraws.textContent = words.throw;
  withdraws.addEventListener("click", async () => {
    for (const draft of await all("drafts")) if (draft.page === page && draft.who === who) await forgetDraft(draft.name);
    await show();
  });
  return item;
}

async function withdraw(number) {
  await takeBack(number);
  await show();
}
async function edit(number) {
  const entry = (await everything()).find((one) => one.number === number), form = $(entry?.form);
  if (!form) return;
  if (isTyped(form)) { $("kept").textContent = words.busy; return; }
  refill(form, entry);  // first in the form and its draft, then out of here
  const taken = await takeBack(number);
  if (!taken || (taken.tried && !taken.refused)) { clear(form); forget(form); }
  else {
    form.dataset.number = number;
    tell(form, entry.refused);
    fields(form)[0].focus();
  }
  await show();
}
function tell(form, sentence) {
  form.querySelector("[data-told]")?.remove();
  if (!sentence) return;
  const told = document.createElement("p");
  told.className = "error";
  told.dataset.told = "";
  told.setAttribute("role", "alert");
  told.textContent = sentence;
  form.prepend(told);
}
