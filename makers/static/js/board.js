// The board: drag somebody to another table, with its price shown before it lands. Everything here
// can also be done with the button "Verplaats", which opens the same prices in a dialog.
const drop = document.getElementById("drop"), dialog = document.getElementById("person");
let dragged = null, prices = {};

const tables = () => document.querySelectorAll("[data-table]");
const at = (event) => event.target.closest?.("[data-table]");

function show() {
  tables().forEach((table) => {
    const price = prices[table.dataset.table];
    table.querySelector("[data-price]").textContent = price?.words ?? "";
    table.classList.toggle("refuses", price?.allowed === false);
  });
}
function end() {
  dragged = null;
  prices = {};
  show();
  tables().forEach((table) => table.classList.remove("over"));
}

document.addEventListener("dragstart", (event) => {
  const seat = event.target.closest?.("[data-signup]");
  if (!seat || !drop) return;
  dragged = seat.dataset.signup;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged);
  const asked = dragged;
  fetch(drop.dataset.prices.replace("/people/0/", `/people/${asked}/`), { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : {}), () => ({}))
    .then((found) => { if (dragged === asked) { prices = found; show(); } });
});
document.addEventListener("dragover", (event) => {
  const table = at(event);
  if (!dragged || !table || prices[table.dataset.table]?.allowed === false) return;
  event.preventDefault();
  tables().forEach((one) => one.classList.toggle("over", one === table));
});
document.addEventListener("drop", (event) => {
  const table = at(event);
  if (!dragged || !table) return;
  event.preventDefault();
  drop.elements.signup.value = dragged;
  drop.elements.table.value = table.dataset.table;
  drop.elements.other.value = prices[table.dataset.table]?.other ?? "";
  end();
  drop.requestSubmit();
});
document.addEventListener("dragend", end);
document.addEventListener("htmx:after:swap", () => {
  if (dialog && !dialog.open && document.getElementById("person-name")) dialog.showModal();
});
dialog?.addEventListener("close", () => document.getElementById("person-body").replaceChildren());
