// Selecting events: all of the page with one box, and how many are selected is said.

const bar = document.getElementById("picked");
const boxes = [...document.querySelectorAll("input[name=id][form=picked]")];
const all = bar?.querySelector("[data-all]");
const says = bar?.querySelector("[data-selected]");

function tell() {
  const n = boxes.filter((box) => box.checked).length;
  says.textContent = n === 0 ? "Nothing is selected" : `${n} selected on this page`;
  all.checked = n === boxes.length;
  all.indeterminate = n > 0 && n < boxes.length;
}

if (bar && boxes.length > 0) {
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  for (const box of boxes) box.addEventListener("change", tell);
  addEventListener("pageshow", tell);
  tell();
}
