/** A project: what it is, a new task for it, and its tasks. */

import { Component, h } from "../preact.js";
import { get, known, patch, post } from "./api.js";
import { PROJECT_FIELDS } from "./home.js";
import { Form, Loading, Opener, State, Trouble } from "./parts.js";
import { TaskList } from "./tasks.js";
import { usd } from "../format.js";

export class Project extends Component {
  state = { project: null, problem: null };

  componentDidMount() {
    document.title = "Project · Catalyst";
    this.load();
  }

  load = async () => {
    try {
      this.show(await get(`/api/projects/${this.props.id}`));
    } catch (problem) {
      this.setState({ problem: known(problem) });
    }
  };

  show = (project) => {
    document.title = `${project.name} · Catalyst`;
    this.setState({ project, problem: null });
  };

  change = async (fields) => this.show(await patch(`/api/projects/${this.props.id}`, fields));

  create = async (fields) => {
    const task = await post("/api/tasks", { project_id: this.props.id, ...fields });
    location.hash = `#/tasks/${task.id}`;
  };

  render({ id }, { project, problem }) {
    return [
      h("p", { class: "crumbs small" }, h("a", { href: "#/" }, "Projects")),
      h("h1", { tabIndex: -1 }, project?.name ?? "Project"),
      problem && h(Trouble, { problem, again: this.load }),
      !project && !problem && h(Loading, { what: "The project is loading" }),
      project && h(About, { project, change: this.change }),
      project?.status === "active" && h("section", { class: "card" }, h("h2", null, "New task"), h(Form, {
        name: "New task",
        submit: "Start task",
        send: this.create,
        fields: [
          { name: "prompt", label: "Prompt", kind: "area", hint: "What is to be built, such as: a recipe book with title, ingredients, minutes and rating" },
          { name: "budget_usd", label: "Budget, USD", kind: "money", optional: true, value: project.budget_usd ?? "" },
          { name: "require_approval", label: "Ask a person before it is deployed", kind: "checkbox", value: project.require_approval },
        ],
      })),
      h(TaskList, { title: "Tasks", path: `/api/tasks?project_id=${encodeURIComponent(id)}` }),
    ];
  }
}

function About({ project, change }) {
  const archived = project.status === "archived";
  const fields = PROJECT_FIELDS.map((field) => ({ ...field, value: project[field.name] }));
  return h("div", { class: "about" },
    project.description && h("p", null, project.description),
    h("p", { class: "quiet small facts" },
      archived && h(State, { of: "archived" }),
      project.repo_url && h("span", null, project.repo_url),
      project.budget_usd !== null && h("span", null, `${usd(project.budget_usd)} a task`),
      project.require_approval && h("span", null, "deploys after approval")),
    h("div", { class: "actions" },
      h(Opener, { label: "Change the project" }, (close) => h(Form, {
        name: "Project",
        fields,
        submit: "Save",
        focus: true,
        close,
        send: async (given) => {
          await change({ description: "", ...given });
          close();
        },
      })),
      h(Opener, { label: archived ? "Make it active" : "Archive" }, (close) => h(Form, {
        name: "Archive",
        fields: [],
        submit: archived ? "Make it active" : "Archive the project",
        focus: true,
        close,
        send: async () => {
          await change({ status: archived ? "active" : "archived" });
          close();
        },
      }, h("p", null, archived ? "It takes new tasks again." : "It takes no new tasks; what it has stays.")))));
}
