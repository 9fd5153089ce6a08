/** What happened, line by line. However long the log, the page holds a bounded part of it, and the rest is a key away. */

import { Component, h } from "../preact.js";
import { Empty } from "./parts.js";
import { clock, count, day, moment } from "../format.js";

/** Lines in the page at once, and how far a step goes. */
const WINDOW = 300;
const STEP = 200;

const KINDS = {
  all: ["everything", () => true],
  steps: ["steps alone", (event) => /^(task|agent|tests|deployment)\.|^log$/.test(event.type)],
  ill: ["warnings and errors", (event) => event.level === "WARNING" || event.level === "ERROR"],
};

const STATES = {
  loading: ["unknown", "Loading"],
  live: ["healthy", "Live"],
  waiting: ["degraded", "Reconnecting"],
  ended: ["unhealthy", "Stopped"],
};

export class Log extends Component {
  /** `from` is the first line in the page; null follows the end. */
  state = { kind: "all", text: "", from: null };

  #box;
  #atEnd = true;

  componentDidMount() {
    this.#settle();
  }

  componentDidUpdate() {
    this.#settle();
  }

  /** A reader at the end stays at the end; one who has scrolled up is left in peace. */
  #settle() {
    if (this.#box && this.#atEnd && this.state.from === null) {
      this.#box.scrollTop = this.#box.scrollHeight;
    }
  }

  scrolled = ({ currentTarget: box }) => {
    this.#atEnd = box.scrollTop + box.clientHeight >= box.scrollHeight - 24;
  };

  move(from, total) {
    this.#atEnd = from + WINDOW >= total;
    this.setState({ from: this.#atEnd ? null : Math.max(0, from) });
  }

  render({ follow, agent, everyone }, { kind, text, from }) {
    const { events, state, problem } = follow;
    const wanted = text.trim().toLowerCase();
    const found = events.filter((event) => KINDS[kind][1](event)
      && (agent === null || event.agent_name === agent)
      && (wanted === "" || event.message.toLowerCase().includes(wanted)));
    const start = Math.max(0, Math.min(from ?? Infinity, found.length - WINDOW));
    const shown = found.slice(start, start + WINDOW);
    const today = events.length > 0 ? day(events[0].timestamp) : "";
    const [health, word] = STATES[state];
    return h("div", { class: "log" },
      h("div", { class: "filter" },
        h("span", { class: "state", "data-health": navigator.onLine ? health : "unhealthy", role: "status" },
          navigator.onLine ? word : "Offline", state === "waiting" && problem && ` · ${problem.message}`),
        h("label", { for: "log-kind", class: "unseen" }, "Show"),
        h("select", { id: "log-kind", value: kind, onChange: (event) => this.setState({ kind: event.target.value, from: null }) },
          Object.entries(KINDS).map(([key, [name]]) => h("option", { key, value: key }, name))),
        h("label", { for: "log-text", class: "unseen" }, "Find in the log"),
        h("input", { id: "log-text", type: "search", placeholder: "Find", value: text, onInput: (event) => this.setState({ text: event.target.value, from: null }) }),
        agent && h("button", { type: "button", onClick: everyone }, `${agent} alone ×`),
        h("span", { class: "quiet small place" }, place(start, shown.length, found.length, events.length))),
      start > 0 && h("button", { type: "button", class: "more", onClick: () => this.move(start - STEP, found.length) }, "Earlier lines"),
      h("div", {
        role: "log", "aria-label": "Log", "aria-live": "off", tabIndex: 0, class: "lines", onScroll: this.scrolled,
        ref: (box) => { this.#box = box; },
      }, shown.map((event) => h(Line, { key: event.seq, event, today }))),
      found.length === 0 && h(Empty, null, events.length > 0 ? "No line is like that." : state === "loading" ? "The log is loading …" : "Nothing has happened yet."),
      start + WINDOW < found.length && h("div", { class: "buttons" },
        h("button", { type: "button", class: "more", onClick: () => this.move(start + STEP, found.length) }, "Later lines"),
        h("button", { type: "button", class: "more", onClick: () => this.move(found.length, found.length) }, "Newest lines")));
  }
}

function place(start, length, found, all) {
  const range = length < found ? `${count(start + 1)}–${count(start + length)} of ` : "";
  return found === all ? `${range}${count(all)} lines` : `${range}${count(found)} lines, of ${count(all)}`;
}

/** Never changes: neither does an event. */
class Line extends Component {
  shouldComponentUpdate({ event, today }) {
    return event !== this.props.event || today !== this.props.today;
  }

  render({ event, today }) {
    const { timestamp, agent_name, level, message, type, data } = event;
    const ill = { WARNING: "warning", ERROR: "error" }[level];
    return h("div", { class: "line", "data-level": level, "data-type": type.split(".")[0] },
      h("time", { dateTime: timestamp }, day(timestamp) === today ? clock(timestamp) : moment(timestamp)),
      h("span", { class: "who" }, agent_name),
      h("span", { class: "said" }, ill && h("strong", { class: "ill" }, `${ill}: `), message,
        type === "tests.finished" && data.failures?.length > 0
          && h("span", { class: "failures" }, data.failures.map(({ test, message: why }, i) => h("span", { key: i }, `${test}: ${why}`)))));
  }
}
