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

// The way back leads to the list as it was left, with who was selected there.
const back = document.querySelector("nav.place a");
const kept = sessionStorage.getItem("contacts:list");
if (back && kept) {
  const to = new URL(kept);
  const whole = to.href;
  for (const name of ["pick", "select", "of"]) to.searchParams.delete(name);
  const plain = new URL(back.href);
  to.searchParams.sort();
  plain.searchParams.sort();
  if (to.pathname === plain.pathname && to.search === plain.search) back.href = whole.split("#")[0] + plain.hash;
}
