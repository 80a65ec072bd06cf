// Live data from the server (SSE). One `Stream` per address; it pauses while the page is hidden, because
// a browser allows six connections to a site, and goes on from the newest event it has seen.

/** @typedef {"idle" | "connecting" | "live" | "lost" | "paused"} State */

/** @type {Map<Stream, State>} */
const streams = new Map();
/** @type {State[]} */
const WORST_FIRST = ["lost", "connecting", "paused", "live"];

/** The state of all streams of this page together: the worst of them. @returns {State} */
export function state() {
  const all = new Set(streams.values());
  return WORST_FIRST.find((one) => all.has(one)) ?? "idle";
}

export class Stream {
  /**
   * @param {string} address Path of the stream, with its query.
   * @param {Record<string, (data: any) => void>} handlers What to do with each kind of event.
   * @param {{after?: string | number, always?: boolean}} [options] Newest event the page already shows;
   *   `always`: stay connected while hidden (somebody listens for the sound).
   */
  constructor(address, handlers, { after, always = false } = {}) {
    this.address = address;
    this.handlers = handlers;
    this.last = after === undefined ? "" : String(after);
    this.always = always;
    /** @type {EventSource | null} */
    this.source = null;
    this.retry = 0;
    this.onVisibility = () => (document.hidden && !this.always ? this.pause() : this.open());
    document.addEventListener("visibilitychange", this.onVisibility);
    addEventListener("pagehide", () => this.source?.close());
    addEventListener("pageshow", (event) => { if (event.persisted) { this.drop(); this.open(); } });
    this.open();
  }

  open() {
    if (this.source) return;
    this.tell("connecting");
    const url = new URL(this.address, location.href);
    if (this.last) url.searchParams.set("after", this.last);
    const source = new EventSource(url);
    this.source = source;
    source.onopen = () => { this.retry = 0; this.tell("live"); };
    source.onerror = () => this.failed(source);
    // The server ends a stream now and then, to look at the rights again: go on at once.
    source.addEventListener("again", () => { this.drop(); this.open(); });
    for (const [kind, handle] of Object.entries(this.handlers)) {
      source.addEventListener(kind, (event) => {
        if (event.lastEventId) this.last = event.lastEventId;
        handle(JSON.parse(event.data));
      });
    }
  }

  /** @param {EventSource} source */
  failed(source) {
    if (source !== this.source) return;
    this.tell("lost");
    this.drop();
    const wait = Math.min(500 * 2 ** this.retry, 10_000) * (0.5 + Math.random());
    this.retry += 1;
    this.timer = setTimeout(() => this.open(), wait);
  }

  drop() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  pause() {
    this.drop();
    this.tell("paused");
  }

  close() {
    this.drop();
    document.removeEventListener("visibilitychange", this.onVisibility);
    streams.delete(this);
    document.dispatchEvent(new CustomEvent("live-state"));
  }

  /** @param {State} now */
  tell(now) {
    streams.set(this, now);
    document.dispatchEvent(new CustomEvent("live-state"));
  }
}
