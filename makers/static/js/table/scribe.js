// Writing for others, by keyboard alone: Enter saves, Ctrl+Shift and a digit choose the kind, the words
// keep the focus. With 0 it is an agreement: its own form gets the focus, and any other digit leads back. The switch stays as it was on this device, for this table and this person.
const HABIT = `scribe ${table} ${who} ${until}`;
const writing = () => $("write");
const scribes = () => Boolean(writing()?.elements.scribes?.checked);

// A form that empties itself keeps what a scribe chose.
function clear(form) {
  const chosen = scribes() && form === writing() ? { kind: form.elements.kind.value, on_behalf_of: form.elements.on_behalf_of.value } : {};
  const focused = form.contains(document.activeElement);
  empty(form);
  recall();
  Object.entries(chosen).forEach(([name, value]) => { form.elements[name].value = value; });
  if (focused) fields(form)[0].focus();
}
function recall() {
  const box = writing()?.elements.scribes;
  if (box && localStorage.getItem(HABIT)) box.checked = true;
}
on("change", ({ target }) => {
  if (target.id !== "scribes") return;
  if (target.checked) localStorage.setItem(HABIT, "on");
  else {
    localStorage.removeItem(HABIT);
    target.form.elements.on_behalf_of.value = "";
  }
});
on("htmx:after:swap htmx:after:request", recall);
recall();

on("keydown", (event) => {
  const form = event.target.form;
  const isNote = form === writing();
  if (!form || !(isNote || form.id === "agree") || event.isComposing) return;
  const digit = event.ctrlKey && event.shiftKey && !event.altKey && /^Digit([0-9])$/.exec(event.code)?.[1];
  if (scribes() && digit) {
    event.preventDefault();
    if (digit === "0") $("agree")?.elements.what.focus();
    else {
      choose(writing().querySelector(`[aria-keyshortcuts$="+${digit}"]`));
      if (!isNote) writing().elements.text.focus();
    }
  }
  if (!isNote || event.key !== "Enter") return;
  const isSaving = event.target.name === "text" && (event.ctrlKey || event.metaKey || (scribes() && !event.shiftKey));
  if (isSaving || (scribes() && event.target.name === "on_behalf_of")) event.preventDefault();
  if (isSaving) form.requestSubmit();
  else if (event.target.name === "on_behalf_of") form.elements.text.focus();
});
function choose(radio) {
  if (!radio) return;
  radio.checked = true;
  const rest = radio.closest("details");
  if (rest) rest.open = true;
  $("announce").textContent = radio.closest("label").querySelector("span").textContent;
}
