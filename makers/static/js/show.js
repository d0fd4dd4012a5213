// The blank key of the projector: B, or the full stop that a presenter's clicker sends, makes the screen
// black and back; Escape goes back. A page that loads again stays black.
const black = document.getElementById("blank");
const main = document.getElementById("main");
const kept = "blank";

function blank(on) {
  black.hidden = !on;
  main.inert = on;
  sessionStorage.setItem(kept, on ? "yes" : "");
}
document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.repeat) return;
  if (e.key === "b" || e.key === "B" || e.key === ".") blank(black.hidden);
  else if (e.key === "Escape") blank(false);
});
document.getElementById("blanks").addEventListener("click", () => blank(true));
black.addEventListener("click", () => blank(false));
if (sessionStorage.getItem(kept)) blank(true);
