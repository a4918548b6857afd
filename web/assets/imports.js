// Dropping a file, and what changes beside the bar when an import has become another.

const form = document.querySelector("[data-drop]");
if (form) {
  const file = form.querySelector("input[type=file]");
  const over = (on) => (e) => {
    if (!e.dataTransfer?.types.includes("Files")) return;
    e.preventDefault();
    form.classList.toggle("over", on);
  };
  form.addEventListener("dragover", over(true));
  form.addEventListener("dragleave", over(false));
  form.addEventListener("drop", (e) => {
    over(false)(e);
    if (!e.dataTransfer?.files.length) return;
    file.files = e.dataTransfer.files;
    form.requestSubmit(); // which asks for the channel, if there are several
  });
}

// The part that is not live is fetched anew when the status is another, or the end is there.
const live = document.querySelector("[data-live]");
if (live) {
  const state = () => `${live.querySelector("[data-status]")?.dataset.status} ${live.querySelector("[data-ended]") !== null}`;
  let known = state();
  live.addEventListener("contacts:changed", async () => {
    if (state() === known) return;
    known = state();
    document.querySelector("[data-says]").textContent = live.querySelector(".state").textContent;
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const rest = document.querySelector("[data-rest]");
    const inside = rest.contains(document.activeElement);
    rest.replaceWith(document.adoptNode(page.querySelector("[data-rest]")));
    if (inside) document.getElementById("main").focus();
    const next = page.querySelector("[data-live]");
    if (next && live.querySelector("[data-ended]")) location.reload(); // something is live again
    document.querySelector("[data-rest]").dispatchEvent(new CustomEvent("contacts:changed", { bubbles: true }));
  });
}
