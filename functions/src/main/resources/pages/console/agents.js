/** The six agents as a line of work: what each is at, what it has cost, and the coder's components. */

import { h } from "../preact.js";
import { State } from "./parts.js";
import { count, usd, words } from "../format.js";

export function Agents({ task, ledger, events, chosen, choose }) {
  return h("section", { "aria-labelledby": "agents" },
    h("h2", { id: "agents", class: "unseen" }, "Agents"),
    h("ol", { class: "agents" }, Object.entries(task.graph_state).map(([agent, state]) => {
      const rows = ledger.filter((row) => row.agent === agent);
      return h("li", { key: agent, class: "agent", "data-state": state, "aria-current": state === "running" ? "step" : undefined },
        h("button", {
          type: "button",
          "aria-pressed": String(chosen === agent),
          title: chosen === agent ? "Show the lines of all agents" : `Show the ${agent}'s lines alone`,
          onClick: () => choose(chosen === agent ? null : agent),
        }, words(agent)),
        h(State, { of: state }),
        h("span", { class: "small quiet" }, `cost ${spent(rows)}`),
        h("span", { class: "small quiet" }, turns(rows.length)),
        task.mode !== "live" && h("span", { class: "small quiet" }, task.mode),
        agent === "coder" && h(Components, { rows, events, state }));
    })));
}

function turns(number) {
  return number === 1 ? "1 turn" : `${count(number)} turns`;
}

function spent(rows) {
  return rows.some((row) => row.cost === null) ? "unknown" : usd(rows.reduce((sum, row) => sum + row.cost, 0));
}

/** Known by their turns; one is done when the log says so, and the last one with the coder. */
function Components({ rows, events, state }) {
  const names = [...new Set(rows.map((row) => row.component).filter(Boolean))];
  const done = new Set(events.map((event) => event.type === "log" && event.data.component).filter(Boolean));
  return names.length > 0 && h("ul", { class: "components", "aria-label": "Components" }, names.map((name) =>
    h("li", { key: name }, name, done.has(name) || state === "completed" ? h("span", { class: "done" }, " done")
      : state === "running" && h("span", { class: "quiet" }, " at work"))));
}
