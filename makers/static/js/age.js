// How old what stands here is: the last thing that was heard from the server, by the server's clock.
// A pulse comes every 15 seconds; after 40 without one, or while a part cannot be fetched, it says so.
const QUIET = 40_000;
const age = document.querySelector("[data-age]");
const clock = new Intl.DateTimeFormat("nl-NL", { timeZone: "Europe/Amsterdam", hour: "2-digit", minute: "2-digit", second: "2-digit" });
const behind = new Set(); // parts whose last request failed
let asOf = Number(document.documentElement.dataset.now), heard = Date.now(), shown = "";

function hear(serverNow) {
  if (!behind.size) asOf = serverNow ?? asOf + Date.now() - heard;
  heard = Date.now();
  show();
}
function show() {
  const old = behind.size > 0 || Date.now() - heard > QUIET;
  const text = (old ? age.dataset.old : age.dataset.fresh).replace("#", clock.format(asOf).replaceAll(":", "."));
  if (text !== shown) age.textContent = shown = text;
  age.classList.toggle("is-old", old);
}
document.addEventListener("pulse", (e) => hear(JSON.parse(e.detail.data).now));
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const part = ctx.sourceElement;
  if (!part.matches?.("[data-live]")) return;
  if (ctx.response.status < 400) behind.delete(part); else behind.add(part);
  hear();
});
document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (ctx?.sourceElement?.matches?.("[data-live]")) behind.add(ctx.sourceElement);
  show();
});
setInterval(show, 1000);
show();
