// Search while typing: the list of the same address is fetched and put in place. What is typed in one go makes one entry in
// the browser's history, nothing is sent while a word is being composed, and an answer that comes late is dropped.

const form = document.querySelector("[data-search]");
const field = form.elements.q;
const list = document.querySelector("[data-list]");
const said = document.querySelector("[data-said]");
const wait = 200; // ms after the last key

let timer;
let asked; // the search under way
let typing = false; // an entry of this typing is in the history already

const address = () => {
  const q = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...q]) if (!value.trim()) q.delete(name, value);
  const query = q.toString();
  return form.action + (query ? `?${query}` : "");
};

async function show(url) {
  asked?.abort();
  const own = (asked = new AbortController());
  let text;
  try {
    const answer = await fetch(url, { headers: { "X-Requested-With": "search" }, signal: own.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    text = await answer.text();
  } catch (e) {
    if (e.name !== "AbortError") form.submit(); // the page says what is wrong
    return;
  }
  if (own.signal.aborted) return;
  list.innerHTML = text;
  list.dispatchEvent(new CustomEvent("contacts:changed", { bubbles: true }));
  said.textContent = [...list.querySelectorAll("[data-count], [data-cleared]")].map((e) => e.textContent).join(". ");
  for (const kept of document.querySelectorAll('input[type="hidden"][name="q"]')) kept.value = field.value;
  for (const kept of document.querySelectorAll('input[type="hidden"][name="of"]')) kept.remove(); // it has been said
  for (const now of document.querySelectorAll("[data-list-now]")) {
    const q = new URLSearchParams(now.value);
    if (field.value.trim()) q.set("q", field.value);
    else q.delete("q");
    now.value = q.toString();
  }
  for (const link of document.querySelectorAll("[data-exports] a, [data-sorts] a")) {
    const to = new URL(link.href);
    if (field.value.trim()) to.searchParams.set("q", field.value);
    else to.searchParams.delete("q");
    link.href = to.href;
  }
}

function search() {
  const url = address();
  if (url === location.href) return;
  if (typing) history.replaceState(null, "", url);
  else history.pushState(null, "", url);
  typing = true;
  show(url);
}

field.addEventListener("input", (e) => {
  clearTimeout(timer);
  if (!e.isComposing) timer = setTimeout(search, wait);
});
field.addEventListener("compositionend", () => {
  clearTimeout(timer);
  timer = setTimeout(search, wait);
});
field.addEventListener("blur", () => { typing = false; });
form.addEventListener("submit", (e) => {
  e.preventDefault();
  clearTimeout(timer);
  search();
  typing = false;
});
addEventListener("popstate", () => {
  typing = false;
  field.value = new URL(location.href).searchParams.get("q") ?? "";
  show(location.href);
});

// Who is selected. It stands in the address, as in web/selection.go: ticking a box writes it there, and into the links to the
// other pages of the list.

const chosen = () => document.querySelector("[data-chosen]");
const boxes = () => [...document.querySelectorAll('[data-chosen] input[name="n"]')];
const idOf = (box) => box.closest("tr").id.slice("c-".length);
const format = new Intl.NumberFormat("en-GB");

function read() { // ids of the address
  const text = new URL(location.href).searchParams.get("pick") ?? "";
  if (new URL(location.href).searchParams.get("of") !== chosen()?.dataset.of) return [];
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const ids = [];
  for (let at = 0; at + 16 <= bytes.length; at += 16) {
    const hex = [...bytes.slice(at, at + 16)].map((c) => c.charCodeAt(0).toString(16).padStart(2, "0")).join("");
    ids.push(hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"));
  }
  return ids;
}

function written(ids) {
  const bytes = ids.flatMap((id) => id.replaceAll("-", "").match(/../g).map((two) => String.fromCharCode(parseInt(two, 16))));
  return btoa(bytes.join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// others are the ids of other pages: those of this one are its boxes.
function selected() {
  const all = chosen().dataset.all === "true";
  const here = boxes().map(idOf);
  const others = read().filter((id) => !here.includes(id));
  const own = boxes().filter((box) => box.checked !== all).map(idOf);
  return { all, own, ids: [...others, ...own] };
}

function words({ all, own, ids }) {
  const of = chosen().dataset.words;
  if (all && !ids.length) return of ? `All ${of} selected` : "All that match selected";
  if (all) return of ? `All but ${format.format(ids.length)} of ${of} selected` : `All but ${format.format(ids.length)} selected`;
  if (!ids.length) return "";
  if (own.length === ids.length) return `${format.format(ids.length)} selected on this page`;
  if (!own.length) return `${format.format(ids.length)} selected on other pages`;
  return `${format.format(ids.length)} selected, ${format.format(own.length)} of them on this page`;
}

// hide keeps a value in a form, or none.
function hide(form, name, value) {
  let field = form.querySelector(`input[type="hidden"][name="${name}"]`);
  if (!value) return field?.remove();
  field ??= form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
  field.value = value;
}

function select() {
  const now = selected();
  const any = now.all || now.ids.length > 0;
  const put = (q) => {
    for (const name of ["pick", "select", "of"]) q.delete(name);
    if (now.all) q.set("select", "all");
    if (now.ids.length) q.set("pick", written(now.ids));
    if (any) q.set("of", chosen().dataset.of);
  };
  const here = new URL(location.href);
  put(here.searchParams);
  history.replaceState(history.state, "", here);
  const mark = any ? chosen().dataset.of : "";
  for (const link of document.querySelectorAll("[data-sorts] a, #list :is(.pager, thead, .chips) a")) {
    const to = new URL(link.href);
    if (!link.closest(".chips")) put(to.searchParams);
    else if (mark) to.searchParams.set("of", mark); // another filter: who was selected is not any more
    else to.searchParams.delete("of");
    link.href = to.href;
  }
  for (const form of document.querySelectorAll("form[data-marks]")) hide(form, "of", mark);
  for (const form of document.querySelectorAll("form[data-keeps]")) {
    for (const name of ["pick", "select", "of"]) hide(form, name, here.searchParams.get(name));
  }
  const sent = chosen().elements.list;
  const q = new URLSearchParams(sent.value);
  put(q);
  sent.value = q.toString();
  document.querySelector("[data-chosen-words]").textContent = document.querySelector("[data-chosen-said]").textContent = words(now);
  chosen().querySelector("[data-cleared]")?.remove();
  chosen().querySelector(".bar").toggleAttribute("data-none", !any);
  keep();
}

// The box of the page stands for all of its boxes.
function sum() {
  const box = document.querySelector("[data-chosen-page]");
  if (!box) return;
  const on = boxes().filter((one) => one.checked).length;
  box.checked = on > 0 && on === boxes().length;
  box.indeterminate = on > 0 && !box.checked;
}

// A contact that is opened leads back to the list as it is now.
function keep() { sessionStorage.setItem("contacts:list", location.href); }

list.addEventListener("change", (e) => {
  if (e.target.matches("[data-chosen-page]")) for (const box of boxes()) box.checked = e.target.checked;
  else if (!e.target.matches('input[name="n"]')) return;
  const most = Number(chosen().dataset.most);
  if (selected().ids.length > most) {
    const before = read();
    for (const box of boxes()) box.checked = before.includes(idOf(box)) !== (chosen().dataset.all === "true");
    chosen().querySelector(".bar").removeAttribute("data-none");
    document.querySelector("[data-chosen-said]").textContent = document.querySelector("[data-chosen-words]").textContent =
      `${most} can be picked one by one. Select all that match, or narrow the filter.`;
    return sum();
  }
  select();
  sum();
});
list.addEventListener("contacts:changed", () => { sum(); keep(); });
addEventListener("pageshow", () => { sum(); keep(); });

document.addEventListener("click", (e) => { // what stands above the list is opened from within it
  const opener = e.target.closest?.("[data-opens]");
  if (!opener) return;
  e.preventDefault();
  const field = document.getElementById(opener.dataset.opens);
  field.closest("details").open = true;
  field.focus();
});

// Escape closes what is open above the list.
document.addEventListener("keydown", (e) => {
  const open = document.querySelector(".panel[open]");
  if (e.key !== "Escape" || e.isComposing || !open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
