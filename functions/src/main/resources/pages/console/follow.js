/** The events of a task: all that there are, then those that come, whatever happens to the connection. */

import { get, post, token } from "./api.js";

const PAGE = 100;
const HEARTBEAT = 20_000;
const SILENCE = 10_000;
const LONGEST_PAUSE = 8_000;

/**
 * What was missed is read by HTTP from the last event on; then the socket goes on from there. Any doubt (a cut, a gap, a
 * silence, a demand to resync) closes the socket and begins again, so there is one way to recover and no other.
 */
export class Follow {
  events = [];
  /** `loading`, `live`, `waiting` for another try, or `ended` by a problem that no other try mends. */
  state = "loading";
  /** Why there is no connection; null else. */
  problem = null;

  #task;
  #tell;
  #stop = new AbortController();
  #failures = 0;
  #wake = () => {};
  #cut = () => {};

  constructor(taskId, tell) {
    this.#task = taskId;
    this.#tell = tell;
    const signal = this.#stop.signal;
    window.addEventListener("online", () => this.#again(), { signal });
    window.addEventListener("offline", () => this.#cut(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this.#wake(), { signal });
    this.#run();
  }

  stop() {
    this.#stop.abort();
    this.#cut();
    this.#wake();
  }

  get #last() {
    return this.events.at(-1)?.seq ?? 0;
  }

  #again() {
    this.#failures = 0;
    this.#cut();
    this.#wake();
  }

  async #run() {
    while (!this.#stop.signal.aborted) {
      let problem = null;
      try {
        await this.#catchUp();
        await this.#live();
      } catch (refusal) {
        problem = refusal;
      }
      if (this.#stop.signal.aborted) {
        return;
      }
      this.#turn(problem?.passing === false ? "ended" : "waiting", problem);
      if (this.state === "ended") {
        return;
      }
      await this.#pause(problem?.retryAfter ?? 0);
    }
  }

  #turn(state, problem) {
    this.state = state;
    this.problem = problem;
    this.#tell();
  }

  #take(events) {
    this.events.push(...events);
    this.#tell();
  }

  async #catchUp() {
    for (let full = true; full;) {
      const page = await get(`/api/logs/${this.#task}?after=${this.#last}&limit=${PAGE}`, this.#stop.signal);
      this.#take(page.items.filter((event) => event.seq > this.#last));
      full = page.items.length === PAGE;
    }
  }

  async #address() {
    const given = document.querySelector("meta[name=sockets]").content;
    const url = new URL(given, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    if (token.get()) {
      url.searchParams.set("ticket", (await post("/api/stream/tickets")).ticket);
    }
    return url;
  }

  /** Ends when the socket does. */
  async #live() {
    const socket = new WebSocket(await this.#address());
    let heart;
    let heard;
    await new Promise((end) => {
      this.#cut = () => {
        socket.onmessage = null;
        socket.close();
        end();
      };
      const listen = () => {
        clearTimeout(heard);
        heard = setTimeout(this.#cut, HEARTBEAT + SILENCE);
      };
      listen();
      socket.onopen = () => {
        socket.send(JSON.stringify({ action: "subscribe", task_id: this.#task, after: this.#last }));
        heart = setInterval(() => socket.send('{"action": "ping"}'), HEARTBEAT);
      };
      socket.onmessage = ({ data }) => {
        listen();
        if (!this.#hear(JSON.parse(data))) {
          this.#cut();
        }
      };
      socket.onclose = end;
      if (this.#stop.signal.aborted) {
        this.#cut();
      }
    });
    clearInterval(heart);
    clearTimeout(heard);
  }

  /** Whether the frame leaves no doubt. */
  #hear(frame) {
    if (frame.type === "snapshot") {
      this.#failures = 0;
      this.#turn("live", null);
      return true;
    }
    if (frame.type === "resync_required") {
      this.events = [];
      return false;
    }
    if (frame.seq === undefined) {
      return frame.type === "pong";
    }
    if (frame.task_id !== this.#task || frame.seq <= this.#last) {
      return true;
    }
    if (frame.seq > this.#last + 1) {
      return false;
    }
    this.#take([frame]);
    return true;
  }

  /** Longer after each failure in a row, never the same for all who were cut off; cut short when the network is back. */
  #pause(atLeastSeconds) {
    const longest = Math.min(LONGEST_PAUSE, 250 * 2 ** this.#failures++);
    return new Promise((end) => {
      this.#wake = end;
      setTimeout(end, atLeastSeconds * 1000 + longest * (0.5 + Math.random() / 2));
    });
  }
}
