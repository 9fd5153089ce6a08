/** What the screens are put together from. All text goes in as text: a child of `h` can never become markup. */

import { Component, h } from "../preact.js";
import { known } from "./api.js";

/** Tells a screen reader something in passing; the last word counts. */
export function say(text) {
  document.getElementById("said").textContent = text;
}

/** A state, told by its word and by a colour. */
export function State({ of, children }) {
  return h("span", { class: "state", "data-state": of }, children ?? of.replaceAll("_", " "));
}

export function Simulated({ mode }) {
  return mode === "live" ? null
    : h("span", { class: "mark", title: "The offline generator did the agents' work: no language model was asked" }, mode);
}

export function Loading({ what }) {
  return h("p", { class: "quiet empty", role: "status" }, `${what} …`);
}

/** What the API refused, in its own words; `fields` are shown beside their inputs instead. */
export function Trouble({ problem, again, fields = [] }) {
  const errors = problem.errors.filter((error) => !fields.includes(error.field));
  return h("div", { class: "trouble", role: "alert" },
    h("p", null, h("strong", null, problem.title), problem.message === problem.title ? null : ` · ${problem.message}`),
    errors.length > 0 && h("ul", null, errors.map((error) => h("li", { key: error.field }, `${error.field} ${error.message}`))),
    problem.requestId && h("p", { class: "small quiet" }, "Request ", h("code", null, problem.requestId)),
    again && h("button", { type: "button", onClick: again }, "Try again"));
}

export function Empty({ children }) {
  return h("p", { class: "quiet empty" }, children);
}

/** A level that a number has reached, such as money of a budget. */
export function Meter({ label, value, most }) {
  return h("meter", { "aria-label": label, min: 0, max: most || 1, high: (most || 1) * 0.8, optimum: 0, value });
}

/**
 * A form. Each field is {name, label, kind, hint, value, options, optional}; `send` gets the values by name, those left empty
 * without, and what it throws is shown at the fields that it names, or above the buttons.
 */
export class Form extends Component {
  state = { busy: false, problem: null };

  submit = async (event) => {
    event.preventDefault();
    if (this.state.busy) {
      return;
    }
    const form = event.currentTarget;
    this.setState({ busy: true, problem: null });
    try {
      await this.props.send(values(form, this.props.fields));
      this.setState({ busy: false });
    } catch (problem) {
      this.setState({ busy: false, problem: known(problem) }, () => form.querySelector("[aria-invalid=true]")?.focus());
    }
  };

  keys = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.currentTarget.requestSubmit();
    } else if (event.key === "Escape" && this.props.close) {
      event.stopPropagation();
      this.props.close();
    }
  };

  componentDidMount() {
    if (this.props.focus) {
      this.base.querySelector("input, textarea, select, button")?.focus();
    }
  }

  render({ name, fields, submit, close, kind = "main", children }, { busy, problem }) {
    const shown = fields.map((field) => field.name);
    return h("form", { "aria-label": name, class: "form", noValidate: true, onSubmit: this.submit, onKeyDown: this.keys, "aria-busy": busy },
      children,
      fields.map((field) => h(Field, { key: field.name, ...field, form: name, wrong: problem?.errors.find((error) => error.field === field.name) })),
      problem && h(Trouble, { problem, fields: shown }),
      h("div", { class: "buttons" },
        h("button", { type: "submit", class: kind, "aria-disabled": busy }, submit),
        close && h("button", { type: "button", onClick: close }, "Never mind")));
  }
}

function values(form, fields) {
  const found = {};
  for (const { name, kind } of fields) {
    const input = form.elements[name];
    if (kind === "checkbox") {
      found[name] = input.checked;
    } else if (input.value.trim() !== "") {
      found[name] = kind === "money" && Number.isFinite(Number(input.value)) ? Number(input.value) : input.value;
    }
  }
  return found;
}

function Field({ form, name, label, kind = "text", hint, value, options, optional, wrong }) {
  const id = `${form}-${name}`.replace(/\W+/g, "-").toLowerCase();
  const about = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(" ") || undefined;
  const common = { id, name, "aria-describedby": about, "aria-invalid": wrong ? "true" : undefined };
  const text = h("label", { for: id }, label, optional && h("span", { class: "quiet" }, " (optional)"));
  const notes = [
    hint && h("p", { class: "small quiet", id: `${id}-hint` }, hint),
    wrong && h("p", { class: "small wrong", id: `${id}-wrong` }, wrong.message),
  ];
  if (kind === "checkbox") {
    return h("div", { class: "field check" }, h("input", { ...common, type: "checkbox", defaultChecked: value }), text, notes);
  }
  const input = kind === "area" ? h("textarea", { ...common, rows: 4, defaultValue: value ?? "" })
    : kind === "choice" ? h("select", common, options.map(([key, word]) => h("option", { key, value: key, selected: key === value }, word)))
    : h("input", {
      ...common,
      type: kind === "secret" ? "password" : kind === "address" ? "url" : "text",
      inputMode: kind === "money" ? "decimal" : undefined,
      class: kind === "money" ? "money" : undefined,
      autocomplete: "off",
      defaultValue: value ?? "",
    });
  return h("div", { class: "field" }, text, input, notes);
}

/** A button that opens what it is for, in place; the focus goes in, and back when it closes. */
export class Opener extends Component {
  state = { open: false };

  toggle = () => this.setState({ open: !this.state.open });

  close = () => this.setState({ open: false }, () => this.base?.querySelector?.("button")?.focus());

  render({ label, kind, children }, { open }) {
    return h("div", { class: "opener" },
      h("button", { type: "button", class: kind, "aria-expanded": String(open), onClick: this.toggle }, label),
      open && h("div", { class: "panel" }, children(this.close)));
  }
}

/** Views of one thing, one of which is shown. Each is [key, label, note]. */
export function Views({ label, views, chosen, choose, children }) {
  return [
    h("nav", { class: "views", "aria-label": label }, views.map(([key, word, note]) => h("button", {
      key,
      type: "button",
      "aria-current": key === chosen ? "true" : undefined,
      onClick: () => choose(key),
    }, word, note !== undefined && h("span", { class: "note" }, ` ${note}`)))),
    h("div", { class: "view" }, children),
  ];
}
