/** A list of the API, newest first: asked again while it is in sight, and longer on demand. */

import { Component, h } from "../preact.js";
import { get, known } from "./api.js";
import { Empty, Loading, Trouble } from "./parts.js";
import { every } from "../health.js";

const PAGE = 20;
/** What one request can ask for. */
const MOST = 100;
const AGAIN = 5_000;

export class List extends Component {
  state = { items: null, cursor: null, problem: null };

  #gone = new AbortController();
  #wanted = PAGE;
  #round = 0;

  componentDidMount() {
    every(AGAIN, this.refresh, this.#gone.signal);
  }

  componentWillUnmount() {
    this.#gone.abort();
  }

  /** All that is shown anew; the last one who asks counts. */
  refresh = async () => {
    const round = ++this.#round;
    try {
      const { items, cursor } = await this.#read();
      if (round === this.#round) {
        this.setState({ items, cursor, problem: null });
      }
    } catch (problem) {
      this.#failed(problem);
    }
  };

  async #read() {
    const items = [];
    let cursor = null;
    do {
      const query = new URLSearchParams({ limit: Math.min(MOST, this.#wanted - items.length), ...(cursor && { cursor }) });
      const page = await get(`${this.props.path}${this.props.path.includes("?") ? "&" : "?"}${query}`, this.#gone.signal);
      items.push(...page.items);
      cursor = page.next_cursor;
    } while (cursor && items.length < this.#wanted);
    return { items, cursor };
  }

  longer = () => {
    this.#wanted += PAGE;
    return this.refresh();
  };

  #failed(problem) {
    if (!this.#gone.signal.aborted) {
      this.setState({ problem: known(problem) });
    }
  }

  render({ name, empty, item }, { items, cursor, problem }) {
    return [
      problem && h(Trouble, { problem, again: this.refresh }),
      items === null && !problem && h(Loading, { what: `${name} are loading` }),
      items?.length === 0 && h(Empty, null, empty),
      items?.length > 0 && h("ul", { class: "list", "aria-label": name }, items.map((one) => h("li", { key: one.id }, item(one)))),
      cursor && h("button", { type: "button", class: "more", onClick: this.longer }, "Show older ones"),
    ];
  }
}
