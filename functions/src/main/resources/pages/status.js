/** The status page: the whole and each part, asked again every ten seconds. */

import { h, render } from "./preact.js";
import { health, every } from "./health.js";
import { moment, words } from "./format.js";

const WORDS = {
  healthy: "All parts are healthy",
  degraded: "Degraded: something is not as it should be, but the service works",
  unhealthy: "Unhealthy: a part that the service cannot do without has failed",
  unreachable: "Unreachable: the service does not answer",
  unknown: "Unknown: the service answers, but does not say how it is",
};

const page = document.getElementById("status");

/** The last answer that told of parts. */
let known;

function Overall({ now, known }) {
  return h("div", { class: "overall", "data-health": now.status },
    h("p", { class: "state word", role: "status" }, WORDS[now.status]),
    h("p", { class: "quiet small" },
      now.latency === undefined ? null : `Answered in ${now.latency} ms. `,
      now.detail ? `${now.detail} ` : null,
      "Last update ", h("time", { dateTime: now.at }, moment(now.at)), ", asked again every 10 seconds.",
      known ? ` What follows is from ${moment(known.at)}.` : null));
}

function Parts({ checks, stale }) {
  return h("ul", { class: "parts", "aria-label": "Parts of the service" }, checks.map((check) =>
    h("li", { key: check.name },
      h("span", null, words(check.name)),
      h("span", { class: "state", "data-health": stale ? "unknown" : check.status },
        stale ? `was ${check.status}` : check.status),
      h("span", { class: "number" }, check.latency === undefined ? "" : `${check.latency} ms`),
      h("span", { class: "about quiet small" }, check.detail))));
}

every(10_000, async () => {
  const now = await health();
  const stale = now.checks.length === 0;
  known = stale ? known : now;
  // what stands there before the first answer is none of Preact's
  page.querySelector(":scope > p")?.remove();
  render([
    h(Overall, { now, known: stale ? known : undefined }),
    known ? h(Parts, { checks: known.checks, stale }) : null,
  ], page);
});
