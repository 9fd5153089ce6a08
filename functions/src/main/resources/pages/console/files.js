/** The task's files as they are now, and what became of them since an earlier state or in a fork. */

import { Component, h } from "../preact.js";
import { bytes, get, known } from "./api.js";
import { diff, excerpt } from "./diff.js";
import { Empty, Loading, Trouble } from "./parts.js";
import { bytes as size } from "../format.js";

/** Lines of a file that are shown unasked. */
const LINES = 1_500;
const SIGNS = { added: "+", changed: "~", removed: "−" };
/** Agents that find files worth comparing with; before the coder there are those that the task began with. */
const FINDERS = ["coder", "tester", "reviewer", "deployer"];

export class Files extends Component {
  state = { items: null, base: "", before: null, path: null, problem: null };

  componentDidMount() {
    const { forked_from } = this.props.task;
    this.setState({ base: forked_from ? "fork" : "" }, this.load);
  }

  componentDidUpdate(last) {
    if (last.written !== this.props.written) {
      clearTimeout(this.soon);
      this.soon = setTimeout(this.load, 500);
    }
  }

  componentWillUnmount() {
    clearTimeout(this.soon);
  }

  /** Where the other files are: those of the task it was forked from, or those that an agent found. */
  other = (path = "") => {
    const { id, forked_from } = this.props.task;
    const { base } = this.state;
    return base === "fork" ? `/api/tasks/${forked_from}/files${path}` : `/api/tasks/${id}/files${path}?found_by=${base}`;
  };

  load = async () => {
    try {
      const { base } = this.state;
      const [now, before] = await Promise.all([get(`/api/tasks/${this.props.task.id}/files`), base === "" ? null : get(this.other())]);
      if (base === this.state.base) {
        this.setState({ items: now.items, before: before && before.items, problem: null });
      }
    } catch (problem) {
      this.setState({ problem: known(problem) });
    }
  };

  compare = (event) => this.setState({ base: event.target.value, before: null }, this.load);

  render({ task }, { items, base, before, path, problem }) {
    if (!items) {
      return problem ? h(Trouble, { problem, again: this.load }) : h(Loading, { what: "The files are loading" });
    }
    const rows = compared(items, before);
    const chosen = rows.find((row) => row.path === path);
    const found = FINDERS.filter((agent) => task.graph_state[agent] !== "pending");
    return [
      problem && h(Trouble, { problem, again: this.load }),
      h("div", { class: "filter" },
        h("label", { for: "compare" }, "Changes since"),
        h("select", { id: "compare", value: base, onChange: this.compare },
          h("option", { value: "" }, "(show the files)"),
          task.forked_from && h("option", { value: "fork" }, "the task that this is a fork of"),
          found.map((agent) => h("option", { key: agent, value: agent },
            agent === "coder" ? "the coder began" : `the ${agent} first began`))),
        h("span", { class: "quiet small place" }, tally(rows, before))),
      rows.length === 0 ? h(Empty, null, before ? "Nothing has changed." : "There is no file yet.") : h("div", { class: "files" },
        h("ul", { "aria-label": "Files" }, rows.map((row) => h("li", { key: row.path },
          h("button", { type: "button", class: "file", "aria-current": row === chosen ? "true" : undefined, onClick: () => this.setState({ path: row.path }) },
            row.change && h("span", { class: "change", "data-change": row.change },
              h("span", { "aria-hidden": "true" }, SIGNS[row.change]), h("span", { class: "unseen" }, `${row.change} `)),
            h("span", { class: "path" }, row.path),
            h("span", { class: "quiet small" }, size(row.size)))))),
        chosen
          ? h(Content, { key: `${base} ${chosen.path} ${chosen.sha256}`, row: chosen, own: `/api/tasks/${task.id}/files`, other: this.other })
          : h(Empty, null, "Choose a file to read it.")),
    ];
  }
}

/** The files; or, beside those of before, the ones that differ. */
function compared(items, before) {
  if (!before) {
    return items;
  }
  const old = new Map(before.map((item) => [item.path, item]));
  const now = new Set(items.map((item) => item.path));
  return [
    ...items.filter((item) => old.get(item.path)?.sha256 !== item.sha256)
      .map((item) => ({ ...item, change: old.has(item.path) ? "changed" : "added" })),
    ...before.filter((item) => !now.has(item.path)).map((item) => ({ ...item, change: "removed" })),
  ];
}

function tally(rows, before) {
  const word = rows.length === 1 ? "file" : "files";
  return before ? `${rows.length} ${word} differ${rows.length === 1 ? "s" : ""}` : `${rows.length} ${word}`;
}

class Content extends Component {
  state = { text: null, script: null, whole: false, problem: null };

  componentDidMount() {
    this.load();
  }

  load = async () => {
    const { row, own, other } = this.props;
    const path = `/${row.path.split("/").map(encodeURIComponent).join("/")}`;
    try {
      const [now, old] = await Promise.all([
        row.change === "removed" ? new Uint8Array() : bytes(own + path),
        row.change === "changed" || row.change === "removed" ? bytes(other(path)) : new Uint8Array(),
      ]);
      const [is, was] = [text(now), text(old)];
      const readable = is !== undefined && was !== undefined;
      this.setState({ text: readable ? is : undefined, script: readable && row.change ? diff(was, is) : null, problem: null });
    } catch (problem) {
      this.setState({ problem: known(problem) });
    }
  };

  render({ row }, { text: now, script, whole, problem }) {
    const label = row.change ? `${row.path}, ${row.change}` : row.path;
    return h("section", { class: "content", "aria-label": label },
      h("h3", null, h("code", null, row.path)),
      problem ? h(Trouble, { problem, again: this.load })
        : now === null ? h(Loading, { what: "The file is loading" })
        : now === undefined ? h(Empty, null, "This is not text. It comes with the download of all files.")
        : script ? h(Changes, { label, script, whole })
        : h(Lines, { label, text: now, whole }),
      now && !whole && now.split("\n").length > LINES
        && h("button", { type: "button", class: "more", onClick: () => this.setState({ whole: true }) }, "Show the whole file"));
  }
}

/** The text of a file; undefined if it is none. */
function text(content) {
  try {
    const found = new TextDecoder("utf-8", { fatal: true }).decode(content);
    return found.includes("\0") ? undefined : found;
  } catch {
    return undefined;
  }
}

function Lines({ label, text: content, whole }) {
  const lines = content.replace(/\n$/, "").split("\n");
  return h("pre", { tabIndex: 0, role: "region", "aria-label": label, class: "numbered" },
    (whole ? lines : lines.slice(0, LINES)).map((line, i) => h("span", { key: i }, line, "\n")));
}

function Changes({ label, script, whole }) {
  const shown = excerpt(script);
  return h("pre", { tabIndex: 0, role: "region", "aria-label": `Changes of ${label}` },
    (whole ? shown : shown.slice(0, LINES)).map((line, i) => typeof line === "number"
      ? h("span", { key: i, class: "left-out" }, `${line} unchanged line${line === 1 ? "" : "s"}`, "\n")
      : h({ "+": "ins", "-": "del", " ": "span" }[line.sign], { key: i }, `${line.sign} ${line.text}\n`)));
}
