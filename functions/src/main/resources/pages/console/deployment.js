/** Where the result went, and the report of it. */

import { Component, h } from "../preact.js";
import { get, known } from "./api.js";
import { follow } from "./actions.js";
import { Empty, Loading, Simulated, Trouble } from "./parts.js";
import { moment, usd, words } from "../format.js";

export class Deployment extends Component {
  state = { deployment: null, problem: null };

  componentDidMount() {
    this.load();
  }

  componentDidUpdate(before) {
    if (made(this.props.task) && !made(before.task)) {
      this.load();
    }
  }

  load = async () => {
    if (!made(this.props.task)) {
      return;
    }
    try {
      this.setState({ deployment: await get(`/api/deployments/${this.props.task.id}`), problem: null });
    } catch (problem) {
      this.setState({ problem: known(problem) });
    }
  };

  /** A bundle's link is signed for a while: asked for anew when it is wanted. */
  download = async () => {
    await this.load();
    if (this.state.problem === null) {
      follow(this.state.deployment.url);
    }
  };

  render({ task }, { deployment, problem }) {
    if (!made(task)) {
      return h(Empty, null, "It is not deployed.");
    }
    if (!deployment) {
      return problem ? h(Trouble, { problem, again: this.load }) : h(Loading, { what: "The deployment is loading" });
    }
    const { url, mock, commit_sha, cost, created_at, report } = deployment;
    return [
      problem && h(Trouble, { problem }),
      h("p", { class: "facts" },
        mock ? h("button", { type: "button", class: "main", onClick: this.download }, "Download the bundle")
          : /^https?:/.test(url) && h("a", { href: url, rel: "noreferrer" }, url),
        mock && h("span", { class: "mark", title: "The bundle was stored and started in the sandbox, and nothing was published" }, "mock deployment"),
        h(Simulated, task)),
      h("dl", { class: "pairs" },
        h("dt", null, "Commit"), h("dd", null, h("code", null, commit_sha)),
        h("dt", null, "Deployed"), h("dd", null, h("time", { dateTime: created_at }, moment(created_at))),
        h("dt", null, "Cost up to here"), h("dd", null, usd(cost))),
      h("h2", null, "Report"),
      h(Value, { of: report }),
    ];
  }
}

function made(task) {
  return task.graph_state.deployer === "completed";
}

/** Any JSON as lists and pairs. */
function Value({ of: value }) {
  if (Array.isArray(value)) {
    return value.length === 0 ? "none" : h("ul", null, value.map((one, i) => h("li", { key: i }, h(Value, { of: one }))));
  }
  if (value !== null && typeof value === "object") {
    return h("dl", { class: "pairs" }, Object.entries(value).map(([name, one]) => [
      h("dt", { key: `${name} is` }, words(name)),
      h("dd", { key: name }, h(Value, { of: one })),
    ]));
  }
  return value === null ? "none" : String(value);
}
