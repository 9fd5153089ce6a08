/** What a person can ask of a task in the state that it is in. */

import { Component, h } from "../preact.js";
import { get, known, post } from "./api.js";
import { Form, Opener, Trouble } from "./parts.js";

const AGENTS = ["planner", "architect", "coder", "tester", "reviewer", "deployer"];
const RUNNING = ["pending", "running", "awaiting_approval"];

export class Actions extends Component {
  state = { problem: null, busy: false };

  ask = async (action, body) => this.props.changed(await post(`/api/tasks/${this.props.task.id}/${action}`, body));

  /** For buttons without a form: what was refused is shown below them. */
  now = async (call) => {
    if (this.state.busy) {
      return;
    }
    this.setState({ busy: true, problem: null });
    try {
      await call();
      this.setState({ busy: false });
    } catch (problem) {
      this.setState({ busy: false, problem: known(problem) });
    }
  };

  fork = async (fields) => {
    const task = await post(`/api/tasks/${this.props.task.id}/fork`, fields);
    location.hash = `#/tasks/${task.id}`;
  };

  archive = async () => {
    const { url } = await get(`/api/tasks/${this.props.task.id}/archive`);
    follow(url);
  };

  render({ task }, { problem, busy }) {
    const waits = task.status === "awaiting_approval";
    const hasFiles = task.graph_state.coder !== "pending";
    return h("div", { class: "actions", role: "group", "aria-label": "Actions" },
      waits && h("button", { type: "button", class: "main", "aria-disabled": String(busy), onClick: () => this.now(() => this.ask("approve")) }, "Approve"),
      waits && h(Opener, { key: "reject", label: "Reject" }, (close) => h(Form, {
        name: "Reject",
        fields: [{ name: "reason", label: "Reason" }],
        submit: "Reject it",
        kind: "grave",
        focus: true,
        close,
        send: (fields) => this.ask("reject", fields),
      })),
      task.status === "failed" && h(Opener, { key: "redrive", label: "Redrive", kind: "main" }, (close) => h(Form, {
        name: "Redrive",
        fields: [{ name: "budget_usd", label: "New budget, USD", kind: "money", optional: true, hint: "Empty keeps the present one." }],
        submit: "Go on",
        focus: true,
        close,
        send: (fields) => this.ask("redrive", fields),
      }, h("p", null, "It goes on with the step that failed, with what the others have made."))),
      h(Opener, { key: "fork", label: "Fork" }, (close) => h(Form, {
        name: "Fork",
        fields: [
          { name: "from", label: "From which agent", kind: "choice", options: reached(task), value: "coder", hint: "The agents before it are not run again: their work is taken over." },
          { name: "prompt", label: "Another prompt", kind: "area", optional: true, hint: "Empty keeps the present one." },
        ],
        submit: "Fork it",
        focus: true,
        close,
        send: this.fork,
      })),
      hasFiles && h("button", { type: "button", onClick: () => this.now(this.archive) }, "Download archive"),
      RUNNING.includes(task.status) && h(Opener, { key: "cancel", label: "Cancel task" }, (close) => h(Form, {
        name: "Cancel task",
        fields: [],
        submit: "Stop it now",
        kind: "grave",
        focus: true,
        close,
        send: () => this.ask("cancel"),
      }, h("p", null, "Its work stops for good; what it has made can still be read and forked."))),
      problem && h(Trouble, { problem }));
  }
}

/** A fork may begin where the task has been. */
function reached(task) {
  const been = AGENTS.filter((agent) => agent === "planner" || task.graph_state[agent] !== "pending");
  return been.map((agent) => [agent, agent]);
}

/** Goes to a file's own address, which downloads it; nothing but the web can be followed. */
export function follow(url) {
  if (/^https?:/.test(url)) {
    const link = document.createElement("a");
    link.href = url;
    link.rel = "noreferrer";
    link.download = "";
    link.click();
  }
}
