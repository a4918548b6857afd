// What changes while one looks. <div data-live="stream" data-poll="fragment"> has its content replaced by what the stream at
// the one address sends, each event a piece of HTML. Where nothing comes through within three seconds, as behind a proxy that
// buffers, the other address is asked every two. The stream is closed while the tab is hidden. A browser has six connections
// for all of its tabs: no more than three are taken by streams, and further tabs ask. An event named "end" ends it all.

const patience = 3000;
const every = 2000;
const streams = 3;

class Live {
  constructor(at) {
    this.at = at;
    document.addEventListener("visibilitychange", () => this.look());
    this.look();
  }

  look() {
    if (this.ended || document.hidden) this.rest();
    else if (!this.source && !this.timer) this.begin();
  }

  rest() {
    this.source?.close();
    clearTimeout(this.timer);
    this.release?.();
    this.source = this.timer = this.release = undefined;
  }

  async begin() {
    this.timer = setTimeout(() => this.poll(), patience); // unless something comes before
    const release = await place();
    if (!release || !this.timer || document.hidden) return release?.();
    this.release = release;
    this.source = new EventSource(this.at.dataset.live);
    this.source.addEventListener("message", (e) => {
      clearTimeout(this.timer);
      this.show(e.data);
    });
    this.source.addEventListener("end", () => this.end());
  }

  async poll() {
    this.source?.close();
    this.release?.();
    this.source = this.release = undefined;
    try {
      const answer = await fetch(this.at.dataset.poll, { headers: { "X-Requested-With": "fetch" } });
      if (answer.status === 401) return location.reload(); // which leads to the sign-in page, and back
      if (answer.ok) this.show(await answer.text());
    } catch { /* the network is away: the next try may find it */ }
    if (this.at.querySelector("[data-ended]")) return this.end();
    if (!this.ended && !document.hidden) this.timer = setTimeout(() => this.poll(), every);
  }

  show(html) {
    if (html === this.shown) return;
    this.shown = html;
    this.at.innerHTML = html; // ours: the server has escaped what is in it
    this.at.dispatchEvent(new CustomEvent("contacts:changed", { bubbles: true }));
    if (this.at.querySelector("[data-ended]")) this.end();
  }

  end() {
    this.ended = true;
    this.rest();
  }
}

// A place among the streams of all tabs, or nothing if they are taken. Where locks are not to be had, as without TLS on another
// machine, every tab may have one.
async function place() {
  if (!navigator.locks) return () => {};
  for (let n = 0; n < streams; n++) {
    const release = await new Promise((resolve) => {
      navigator.locks.request(`contacts:stream-${n}`, { ifAvailable: true },
        (lock) => lock ? new Promise((done) => resolve(done)) : resolve(undefined));
    });
    if (release) return release;
  }
}

for (const at of document.querySelectorAll("[data-live]")) new Live(at);
