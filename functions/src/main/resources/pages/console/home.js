/** The first screen: projects, and the latest tasks of all of them. */

import { Component, h } from "../preact.js";
import { post } from "./api.js";
import { List } from "./list.js";
import { Form, Opener, State } from "./parts.js";
import { TaskList } from "./tasks.js";
import { day } from "../format.js";

export const PROJECT_FIELDS = [
  { name: "name", label: "Project name" },
  { name: "description", label: "Description", kind: "area", optional: true },
  { name: "repo_url", label: "Repository", kind: "address", optional: true, hint: "https address of a repository; its tasks begin with its files." },
  { name: "budget_usd", label: "Budget, USD", kind: "money", optional: true, hint: "What each task may cost at most." },
  { name: "require_approval", label: "Ask a person before anything is deployed", kind: "checkbox" },
];

export class Home extends Component {
  componentDidMount() {
    document.title = "Catalyst";
  }

  create = async (fields) => {
    const project = await post("/api/projects", fields);
    location.hash = `#/projects/${project.id}`;
  };

  render() {
    return [
      h("div", { class: "row" },
        h("h1", { tabIndex: -1 }, "Projects"),
        h(Opener, { label: "New project", kind: "main" }, (close) =>
          h(Form, { name: "New project", fields: PROJECT_FIELDS, submit: "Create project", send: this.create, focus: true, close }))),
      h(List, {
        name: "Projects",
        path: "/api/projects",
        empty: "There is no project yet. A project holds the tasks that belong together.",
        item: ProjectItem,
      }),
      h(TaskList, { title: "Latest tasks", path: "/api/tasks" }),
    ];
  }
}

function ProjectItem(project) {
  return h("a", { class: "item project", href: `#/projects/${project.id}` },
    h("span", { class: "what" }, project.name),
    project.status === "archived" && h(State, { of: "archived" }),
    h("span", { class: "quiet small" }, day(project.created_at)),
    project.description && h("span", { class: "quiet small about" }, project.description));
}
