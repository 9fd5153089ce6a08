/** The small light on every page. */

import { every, health } from "./health.js";

const WORDS = {
  healthy: "Healthy",
  degraded: "Degraded",
  unhealthy: "Unhealthy",
  unreachable: "Unreachable",
  unknown: "Health unknown",
};
const light = document.querySelector("a[data-health]");

every(30_000, async () => {
  const { status } = await health();
  if (light.dataset.health !== status || light.textContent !== WORDS[status]) {
    light.dataset.health = status;
    light.textContent = WORDS[status];
  }
});
