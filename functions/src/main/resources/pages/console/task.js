/** A task, live: what it is, its agents, and its log, files, cost and deployment. */

import { Component, h } from "../preact.js";
import { all, get, known } from "./api.js";
import { Actions } from "./actions.js";
import { Agents } from "./agents.js";
import { Cost } from "./cost.js";
import { Deployment } from "./deployment.js";
import { Files } from "./files.js";
import { Follow } from "./follow.js";
import { Log } from "./log.js";
import { Loading, Meter, Simulated, State, Trouble, Views, say } from "./parts.js";
import { count, duration, moment, short, usd } from "../format.js";

/** Between two looks at the task while its events come in. */
const BREATH = 700;
const ENDS = ["completed", "failed", "cancelled"];

export class Task extends Component {
  state = { task: null, project: null, ledger: [], problem: null, view: "log", agent: null };

  #follow;
  #gone = new AbortController();
  #looking = false;
  #stale = false;
  #drawn;
  #seen = 0;

  componentDidMount() {
    document.title = "Task · Catalyst";
    this.#follow = new Follow(this.props.id, this.#heard);
    this.look();
  }

  componentWillUnmount() {
    this.#gone.abort();
    this.#follow.stop();
  }

  /** Many events come at once: one drawing and one look at the task for all of them. */
  #heard = () => {
    this.#drawn ??= setTimeout(() => {
      this.#drawn = undefined;
      const { events, state } = this.#follow;
      if (events.length !== this.#seen || state === "live") {
        this.#announce(events.slice(this.#seen));
        this.#seen = events.length;
        this.look();
      }
      this.setState({});
    }, 50);
  };

  #announce(events) {
    const milestone = events.findLast((event) => /^(task|agent)\./.test(event.type));
    if (milestone && this.#follow.state === "live") {
      say(milestone.message);
    }
  }

  /** The task and its ledger as they are now; one look at a time, and another one if something came in between. */
  look = async () => {
    if (this.#looking) {
      this.#stale = true;
      return;
    }
    this.#looking = true;
    const path = `/api/tasks/${this.props.id}`;
    const { signal } = this.#gone;
    try {
      do {
        this.#stale = false;
        const [task, ledger] = await Promise.all([get(path, signal), all(`${path}/ledger`, signal)]);
        const project = this.state.project ?? await get(`/api/projects/${task.project_id}`, signal);
        document.title = `${short(task.prompt, 40)} · Catalyst`;
        this.setState({ task, ledger, project, problem: null });
        await new Promise((rest) => setTimeout(rest, BREATH));
      } while (this.#stale && !signal.aborted);
    } catch (problem) {
      if (!signal.aborted) {
        this.setState({ problem: known(problem) });
      }
    } finally {
      this.#looking = false;
    }
  };

  changed = (task) => {
    this.setState({ task });
    this.look();
  };

  render({ id }, { task, project, ledger, problem, view, agent }) {
    const follow = this.#follow;
    // the heading is the same one before and after: it may have the focus
    const head = [
      h("p", { class: "crumbs small" }, h("a", { href: "#/" }, "Projects"),
        project && [" / ", h("a", { href: `#/projects/${project.id}` }, project.name)]),
      h("h1", { tabIndex: -1, class: task?.prompt.length > 160 ? "prompt long" : "prompt" }, task?.prompt ?? "Task"),
      problem && !(task && problem.status === 0) && h(Trouble, { problem, again: this.look }),
    ];
    if (!task) {
      return [...head, !problem && h(Loading, { what: "The task is loading" })];
    }
    const written = follow.events.filter((event) => event.type === "file.written").length;
    return [
      ...head,
      h(Figures, { task }),
      h(Outcome, { task }),
      h(Actions, { task, changed: this.changed }),
      h(Agents, { task, ledger, events: follow.events, chosen: agent, choose: (one) => this.setState({ agent: one, view: "log" }) }),
      h(Views, {
        label: "About this task",
        chosen: view,
        choose: (to) => this.setState({ view: to }),
        views: [["log", "Log", count(follow.events.length)], ["files", "Files"], ["cost", "Cost", usd(task.cost)], ["deployment", "Deployment"]],
      },
      view === "log" && h(Log, { follow, agent, everyone: () => this.setState({ agent: null }) }),
      view === "files" && h(Files, { key: id, task, written }),
      view === "cost" && h(Cost, { task, ledger }),
      view === "deployment" && h(Deployment, { key: id, task })),
    ];
  }
}

function Figures({ task }) {
  const end = ENDS.includes(task.status) ? task.finished_at : null;
  return [
    h("p", { class: "facts outcome" }, h(State, { of: task.status }), h(Simulated, task)),
    h("dl", { class: "figures" },
      h(Figure, { name: "Cost" }, usd(task.cost), h("span", { class: "quiet" }, ` of ${usd(task.budget_usd)}`),
        task.cost > 0 && h(Meter, { label: "Part of the budget that is spent", value: task.cost, most: task.budget_usd })),
      h(Figure, { name: "Tokens" }, count(task.tokens.input + task.tokens.output)),
      h(Figure, { name: "Created" }, h("time", { dateTime: task.created_at }, moment(task.created_at))),
      end && task.started_at && h(Figure, { name: "Took" }, duration(new Date(end) - new Date(task.started_at))),
      task.redrives > 0 && h(Figure, { name: "Redriven" }, task.redrives),
      task.forked_from && h(Figure, { name: "Fork of" }, h("a", { href: `#/tasks/${task.forked_from}` }, "another task"))),
  ];
}

function Figure({ name, children }) {
  return h("div", null, h("dt", null, name), h("dd", null, children));
}

/** What a person should know before anything else. */
function Outcome({ task }) {
  if (task.failure) {
    const { agent, code, message } = task.failure;
    return h("div", { class: "trouble" },
      h("p", null, h("strong", null, agent ? `The ${agent} failed` : "The task failed"), " · ", h("code", null, code)),
      h("p", null, message));
  }
  if (task.status === "cancelled" && task.reason) {
    return h("div", { class: "note-box" }, h("p", null, `Cancelled: ${task.reason}`));
  }
  if (task.status === "awaiting_approval") {
    return h("div", { class: "note-box waiting" },
      h("p", null, h("strong", null, "It waits for you."), " Built, tested and reviewed: look at the files, then approve or reject the deployment."));
  }
  return null;
}
