// What every page has of scripts. Nothing here is needed: without it pages work, and say less.

const path = document.body.dataset.path;

// Times. The server writes them in a zone that it names; here they are written in the browser's, and the server is told
// of that for the next page.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
const parts = new Intl.DateTimeFormat("en-GB", {
  timeZone: zone, day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

function exact(at, day) {
  const p = Object.fromEntries(parts.formatToParts(at).map((part) => [part.type, part.value]));
  const date = `${p.day} ${p.month.slice(0, 3)} ${p.year}`;
  return day ? date : `${date}, ${p.hour}:${p.minute}`;
}

function ago(at, now) {
  const s = (now - at) / 1000;
  if (s < 0 || s >= 7 * 86400) return exact(at, true);
  if (s < 60) return "just now";
  if (s < 3600) return `${Math.floor(s / 60)} min ago`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ago`;
  return `${Math.floor(s / 86400)} d ago`;
}

// Of today the hour alone.
function clock(at, now) {
  const [day, hour] = exact(at).split(", ");
  return day === exact(now, true) ? hour : exact(at);
}

// Within some part of the page, or all of it. Scripts that put something into a page call it.
export function writeTimes(within = document) {
  for (const time of within.querySelectorAll("time[data-ago], time[data-clock], time[data-exact]")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const text = "ago" in time.dataset ? ago(at, new Date()) : "clock" in time.dataset ? clock(at, new Date()) : exact(at);
    if (time.textContent !== text) time.textContent = text;
    time.title = exact(at);
  }
  for (const named of within.querySelectorAll("[data-zone]")) named.textContent = zone;
}

writeTimes();
setInterval(() => document.hidden || writeTimes(), 30000);
document.addEventListener("contacts:changed", (e) => writeTimes(e.target));
if (!document.cookie.includes(`contacts_zone=${encodeURIComponent(zone)}`)) {
  document.cookie = `contacts_zone=${encodeURIComponent(zone)}; path=${path}; max-age=31536000; samesite=lax`;
}

// A form is sent once, however often its button is pressed. A page that comes back from the browser's memory may send it again.
document.addEventListener("submit", (e) => {
  const form = e.target;
  if (form.method !== "post" || e.defaultPrevented) return;
  if (form.dataset.sent) return e.preventDefault();
  form.dataset.sent = "yes";
  e.submitter?.setAttribute("aria-disabled", "true");
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled");
});

// What was typed and not saved is asked about before it is left. Escape restores it.
const changed = (form) => [...form.elements].some((field) =>
  field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked
    : field.tagName === "SELECT" ? [...field.options].some((o) => o.selected !== o.defaultSelected) && field.selectedIndex > 0
    : "defaultValue" in field && field.type !== "hidden" && field.value !== field.defaultValue);
addEventListener("beforeunload", (e) => {
  for (const form of document.querySelectorAll("form[data-guard]")) if (!form.dataset.sent && changed(form)) e.preventDefault();
});
document.addEventListener("keydown", (e) => {
  const form = e.target.closest?.("form[data-guard]");
  if (e.key === "Escape" && form && !e.isComposing) form.reset();
});

// A choice that leads somewhere does so at once.
for (const select of document.querySelectorAll("select[data-goes]")) select.addEventListener("change", () => select.form.requestSubmit());

// Copying.
document.addEventListener("click", async (e) => {
  const button = e.target.closest?.("[data-copy]");
  if (!button) return;
  const field = button.parentElement.querySelector("[data-copied]");
  const text = button.dataset.copy || field?.value || "";
  try {
    await navigator.clipboard.writeText(text);
    const label = button.lastChild;
    const before = label.textContent;
    label.textContent = " Copied";
    button.setAttribute("aria-live", "polite");
    setTimeout(() => { label.textContent = before; }, 2000);
  } catch {
    field?.select(); // it can be copied by hand
  }
});

// Where places stand in a row, the one that is shown is in sight.
document.querySelector(".rail [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
