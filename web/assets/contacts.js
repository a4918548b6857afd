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
  said.textContent = list.querySelector("[data-count]")?.textContent ?? "";
  for (const kept of document.querySelectorAll('input[type="hidden"][name="q"]')) kept.value = field.value;
  for (const link of document.querySelectorAll("[data-exports] a")) {
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

// Escape closes what is open above the list.
document.addEventListener("keydown", (e) => {
  const open = document.querySelector(".panel[open]");
  if (e.key !== "Escape" || e.isComposing || !open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
