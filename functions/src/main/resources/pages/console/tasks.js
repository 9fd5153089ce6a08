/** Lists of tasks, filtered by status. */

import { Component, h } from "../preact.js";
import { List } from "./list.js";
import { Simulated, State } from "./parts.js";
import { moment, short, usd } from "../format.js";

const STATUSES = ["pending", "running", "awaiting_approval", "completed", "failed", "cancelled"];

export class TaskList extends Component {
  state = { status: "" };

  render({ title, path }, { status }) {
    const asked = status ? `${path}${path.includes("?") ? "&" : "?"}status=${status}` : path;
    return h("section", null,
      h("div", { class: "row" },
        h("h2", null, title),
        h("label", { for: "status-filter", class: "quiet small" }, "Status"),
        h("select", { id: "status-filter", value: status, onChange: (event) => this.setState({ status: event.target.value }) },
          h("option", { value: "" }, "all"),
          STATUSES.map((one) => h("option", { key: one, value: one }, one.replaceAll("_", " "))))),
      h(List, {
        key: asked,
        name: "Tasks",
        path: asked,
        empty: status ? `No task is ${status.replaceAll("_", " ")}.` : "There is no task yet.",
        item: TaskItem,
      }));
  }
}

function TaskItem(task) {
  return h("a", { class: "item", href: `#/tasks/${task.id}` },
    h("span", { class: "what" }, short(task.prompt)),
    h(State, { of: task.status }),
    h("span", { class: "quiet small facts" },
      h(Simulated, task), h("span", null, usd(task.cost)), h("time", { dateTime: task.created_at }, moment(task.created_at))));
}
