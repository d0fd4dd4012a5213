// What comes in leaves the writer alone: the field stays where the eyes are, and a new phase, which asks
// for other kinds, leaves the kind of a note that is being written.
let place = null, kindChosen = "";

on("htmx:before:swap", ({ detail: { ctx } }) => {
  const field = document.activeElement, form = ctx.sourceElement.id === "kinds" && ctx.sourceElement.closest("form");
  place = field.matches("textarea, input, select") ? { field, top: field.getBoundingClientRect().top } : null;
  kindChosen = form && isTyped(form) ? form.elements.kind.value : "";
});
on("htmx:after:swap", () => {
  if (kindChosen) {
    $("write").elements.kind.value = kindChosen;
    const rest = $("write").querySelector("[name=kind]:checked").closest("details");
    if (rest) rest.open = true;
  }
  if (place?.field.isConnected) scrollBy(0, place.field.getBoundingClientRect().top - place.top);
});
