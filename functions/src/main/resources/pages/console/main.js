/** The console: which screen is shown, and the token that a closed installation asks for. */

import { Component, h, render } from "../preact.js";
import { session, token } from "./api.js";
import { Form, say } from "./parts.js";
import { Home } from "./home.js";
import { Project } from "./project.js";
import { Task } from "./task.js";

const SCREENS = { projects: Project, tasks: Task };
const content = document.getElementById("content");

function route() {
  const [, screen, id] = location.hash.match(/^#\/(projects|tasks)\/([\w-]+)$/) ?? [];
  return { screen, id };
}

class Console extends Component {
  state = { route: route(), asked: false };

  componentDidMount() {
    window.addEventListener("hashchange", () => {
      if (location.hash === "" || location.hash.startsWith("#/")) {
        this.setState({ route: route() }, arrive);
      }
    });
    session.addEventListener("refused", () => this.setState({ asked: true }));
    session.addEventListener("token", () => this.setState({ asked: token.get() === null }));
  }

  render(_, { route: { screen, id }, asked }) {
    if (asked) {
      return h(Entrance);
    }
    return [
      token.get() && h("p", { class: "session small quiet" }, "With your token until this tab is closed. ",
        h("button", { type: "button", class: "link", onClick: () => token.drop() }, "Forget the token")),
      screen ? h(SCREENS[screen], { key: id, id }) : h(Home, { key: "home" }),
    ];
  }
}

function Entrance() {
  return h("section", { class: "narrow" },
    h("h1", { tabIndex: -1 }, "A token is needed"),
    h("p", null, "This installation answers only to those who bring a token. It stays in this tab and is forgotten with it."),
    h(Form, {
      name: "Token",
      focus: true,
      submit: "Go on",
      fields: [{ name: "token", label: "Bearer token", kind: "secret", hint: "For development, ./catalyst token makes one." }],
      send: async (given) => given.token && token.set(given.token.trim()),
    }));
}

/** After a change of screen, reading and tabbing go on at its head. */
function arrive() {
  scrollTo({ top: 0, behavior: "instant" });
  (content.querySelector("h1") ?? content).focus({ preventScroll: true });
  say(document.title);
}

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  content.focus();
});
content.textContent = "";
render(h(Console), content);
