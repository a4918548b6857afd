// Shows as what the number is understood that is being typed. A late answer is dropped.

const form = document.querySelector("[data-new]");
const shown = document.querySelector("[data-number]");
const wait = 250; // ms after the last key

let timer;
let asked;

async function read() {
  asked?.abort();
  const own = (asked = new AbortController());
  const q = new URLSearchParams({ phone: form.elements.phone.value, channel_id: form.elements.channel_id.value });
  try {
    const answer = await fetch(`${shown.dataset.number}?${q}`, { headers: { "X-Requested-With": "number" }, signal: own.signal });
    const text = await answer.text();
    if (!own.signal.aborted && answer.ok) shown.innerHTML = text;
  } catch (e) {
    if (e.name !== "AbortError") shown.textContent = ""; // it is read when the form is sent
  }
}

function soon(e) {
  clearTimeout(timer);
  if (!e.isComposing) timer = setTimeout(read, wait);
}
form?.elements.phone.addEventListener("input", soon);
form?.elements.channel_id.addEventListener("change", soon);
