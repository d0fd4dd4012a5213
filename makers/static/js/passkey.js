// Has the browser make or use a passkey, and sends the form with what it says. Without this script, or
// where the browser has no passkeys or cannot read our JSON, the form's sentence stays and its button away.
const ways = {
  create: (options) => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  get: (options) => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
};
const can = ["parseCreationOptionsFromJSON", "parseRequestOptionsFromJSON"].every((name) => globalThis.PublicKeyCredential?.[name])
  && PublicKeyCredential.prototype.toJSON;

function say(form, sentence) {
  const wrong = form.querySelector("[data-passkey-wrong]");
  wrong.textContent = sentence;
  wrong.hidden = !sentence;
}

async function ask(form) {
  const { passkey, options, known, stopped } = form.dataset, button = form.querySelector("[type=submit]");
  say(form, "");
  button.disabled = true;
  try {
    form.elements.answer.value = JSON.stringify(await ways[passkey](JSON.parse(options)));
    form.submit();
  } catch (wrong) {
    say(form, wrong.name === "InvalidStateError" ? known : stopped);
    button.disabled = false;
    button.focus();
  }
}

const form = document.querySelector("[data-passkey]");
if (can) {
  form.querySelector("[data-passkey-missing]").hidden = true;
  form.querySelector("[data-passkey-ready]").hidden = false;
  document.addEventListener("submit", (e) => {
    // Without a line the form says so; what is not filled in, the server says.
    if (e.target !== form || e.defaultPrevented || !form.checkValidity()) return;
    e.preventDefault();
    ask(form);
  });
  addEventListener("pageshow", () => { form.querySelector("[type=submit]").disabled = false; });
}
