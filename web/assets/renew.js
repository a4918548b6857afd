// Parts of a page that change while somebody looks at them: each is fetched anew every so many seconds, as data-renew says, and
// put in place of itself, unless something in it has the focus. A page that is hidden asks for nothing.

const was = new Map();

for (const part of document.querySelectorAll("[data-renew][id]")) {
  const ticks = setInterval(() => document.hidden || renew(part.id, ticks), Number(part.dataset.renew) * 1000);
}

async function renew(id, ticks) {
  const old = document.getElementById(id);
  if (!old || old.contains(document.activeElement) && document.activeElement !== old) return;
  let text;
  try {
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "renew" } });
    if (!answer.ok) return;
    text = await answer.text();
  } catch {
    return; // it is tried again
  }
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById(id);
  const html = fresh?.innerHTML;
  if (fresh && !fresh.dataset.renew) clearInterval(ticks); // nothing changes any more
  if (html === undefined || html === was.get(id)) return;
  was.set(id, html);
  const open = [...old.querySelectorAll("details[open]")].map((d) => d.id);
  for (const details of fresh.querySelectorAll("details[id]")) if (open.includes(details.id)) details.open = true;
  old.replaceChildren(...fresh.childNodes);
  old.dispatchEvent(new CustomEvent("contacts:changed", { bubbles: true }));
}
