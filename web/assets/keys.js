// Single keys: / searches, n begins something new, j and k go through the rows of a table, ? lists them. They do nothing in
// fields and while a word is being composed, and can be switched off.

const off = "contacts:keys-off";
const dialog = document.getElementById("keys");
const box = dialog.querySelector("[data-keys-on]");
box.checked = localStorage.getItem(off) === null;
box.addEventListener("change", () => {
  if (box.checked) localStorage.removeItem(off);
  else localStorage.setItem(off, "yes");
});

const inField = (at) => at.closest?.("input:not([type='checkbox'], [type='radio']), select, textarea, [contenteditable]") !== null;

function row(from, step) {
  const all = [...from.closest("table").querySelectorAll("tbody tr")];
  const here = all.indexOf(from.closest("tbody tr"));
  const next = all[here < 0 ? 0 : Math.min(Math.max(here + step, 0), all.length - 1)];
  (next?.querySelector("th a") ?? next?.querySelector("a, button, input"))?.focus();
}

document.addEventListener("keydown", (e) => {
  if (e.isComposing || e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || inField(e.target) || dialog.open) return;
  if (e.key === "?") { // also where keys are off: here they are switched on again
    e.preventDefault();
    return dialog.showModal();
  }
  if (!box.checked) return;
  const marked = (key) => document.querySelector(`[data-key="${key}"]`);
  if (e.key === "/" && marked("/")) {
    e.preventDefault();
    marked("/").focus();
    marked("/").select?.();
  } else if (e.key === "n" && marked("n")) {
    e.preventDefault();
    marked("n").click();
  } else if ((e.key === "j" || e.key === "k") && e.target.closest?.("table, .table")) {
    e.preventDefault();
    row(e.target.closest("table") ? e.target : e.target.querySelector("table").querySelector("thead"), e.key === "j" ? 1 : -1);
  }
});
