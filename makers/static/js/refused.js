// What was refused in a part that fetches itself anew is told outside it, until its reader acts again or
// closes it: the next refresh, at a busy table within a second, would take it away. A form that a refresh
// leaves alone tells it itself.
const IN_A_PART = "[data-live] :is([data-errors]:not(form *), [data-failed]:not([hidden])):not([hx-morph-skip] *)";
const place = document.getElementById("refused");

function tell() {
  document.querySelectorAll(IN_A_PART).forEach((told) => {
    place.parentElement.hidden = false;
    place.textContent = (told.querySelector("p") ?? told).textContent;
    if ("failed" in told.dataset) told.hidden = true;
    else told.remove();
  });
}
function putAway() {
  place.parentElement.hidden = true;
  place.textContent = "";
}
if (place) {
  for (const name of ["swap", "request"]) document.addEventListener(`htmx:after:${name}`, tell);
  for (const name of ["htmx:error", "htmx:response:error"]) document.addEventListener(name, tell);
  document.addEventListener("submit", putAway);
  place.nextElementSibling.addEventListener("click", () => {
    putAway();
    document.getElementById("main").focus({ preventScroll: true });
  });
  tell();
}
