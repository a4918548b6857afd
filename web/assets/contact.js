// Editing in place: the field has the focus when its form opens, and Escape closes the form as it was.

for (const edit of document.querySelectorAll("details.edit")) {
  edit.addEventListener("toggle", () => {
    if (edit.open) edit.querySelector("form :is(input, select, textarea):not([type=hidden])")?.focus();
  });
  edit.addEventListener("keydown", (e) => {
    if (e.key !== "Escape" || e.isComposing) return;
    edit.querySelector("form")?.reset();
    edit.open = false;
    edit.querySelector("summary").focus();
  });
}
