/** What the task has cost, by agent and by turn. */

import { h } from "../preact.js";
import { Empty } from "./parts.js";
import { clock, count, duration, usd } from "../format.js";

export function Cost({ task, ledger }) {
  if (ledger.length === 0) {
    return h(Empty, null, "No model was asked yet.");
  }
  const agents = Object.keys(task.graph_state).map((agent) => [agent, ledger.filter((row) => row.agent === agent)]).filter(([, rows]) => rows.length > 0);
  const turns = ledger.toSorted((one, other) => one.at.localeCompare(other.at));
  return [
    h("div", { class: "wide", tabIndex: 0, role: "region", "aria-label": "Cost by agent" }, h("table", null,
      h("caption", { class: "unseen" }, "Cost by agent"),
      h("thead", null, h("tr", null, ["Agent", "Turns", "Tokens read", "Tokens written", "Time", "Cost"].map((name, i) =>
        h("th", { key: name, scope: "col", class: i ? "number" : undefined }, name)))),
      h("tbody", null, agents.map(([agent, rows]) => h(Sum, { key: agent, name: agent, rows }))),
      h("tfoot", null, h(Sum, { name: "all", rows: ledger })))),
    task.mode !== "live" && h("p", { class: "small quiet" }, `${task.mode}: the offline generator did the work, and costs nothing.`),
    h("details", null, h("summary", null, `Every turn (${count(ledger.length)})`),
      h("div", { class: "wide", tabIndex: 0, role: "region", "aria-label": "Every turn" }, h("table", { class: "small" },
        h("thead", null, h("tr", null, ["Time", "Agent", "Turn", "Model", "Read", "Written", "Took", "Cost"].map((name) =>
          h("th", { key: name, scope: "col", class: ["Turn", "Read", "Written", "Took", "Cost"].includes(name) ? "number" : undefined }, name)))),
        h("tbody", null, turns.map((row) => h("tr", { key: `${row.agent} ${row.component} ${row.turn}` },
          h("td", null, h("time", { dateTime: row.at }, clock(row.at))),
          h("td", null, row.component ? `${row.agent} · ${row.component}` : row.agent),
          h("td", { class: "number" }, row.turn),
          h("td", null, row.model),
          h("td", { class: "number" }, count(row.tokens.input)),
          h("td", { class: "number" }, count(row.tokens.output)),
          h("td", { class: "number" }, duration(row.duration_ms)),
          h("td", { class: "number" }, usd(row.cost), row.lost_attempts > 0 && ` (${row.lost_attempts} lost)`))))))),
  ];
}

function Sum({ name, rows }) {
  const sum = (value) => rows.reduce((total, row) => total + value(row), 0);
  return h("tr", null,
    h("th", { scope: "row" }, name),
    h("td", { class: "number" }, count(rows.length)),
    h("td", { class: "number" }, count(sum((row) => row.tokens.input))),
    h("td", { class: "number" }, count(sum((row) => row.tokens.output))),
    h("td", { class: "number" }, duration(sum((row) => row.duration_ms))),
    h("td", { class: "number" }, rows.some((row) => row.cost === null) ? "unknown" : usd(sum((row) => row.cost))));
}
