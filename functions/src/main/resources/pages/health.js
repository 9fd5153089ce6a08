/** How the service is, from its own health document, from whatever else answers in its place, or from its silence. */

const PATIENCE = 8_000;
const STATES = ["healthy", "degraded", "unhealthy"];

/** `{status, checks: [{name, status, latency, detail}], latency, at}`; `unreachable` if nothing answers. */
export async function health() {
  const asked = performance.now();
  try {
    const answer = await fetch("/api/health", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    const said = await answer.json().catch(() => ({}));
    if (!STATES.includes(said.status)) {
      return bare("unknown", `The service answers, but with ${answer.status} where its health should be.`);
    }
    return {
      status: said.status,
      checks: Object.entries(said.checks ?? {}).map(([name, check]) => ({
        name,
        status: STATES.includes(check.status) ? check.status : "unknown",
        latency: check.latency_ms,
        detail: check.detail,
      })),
      latency: said.latency_ms ?? Math.round(performance.now() - asked),
      at: said.timestamp ?? new Date().toISOString(),
    };
  } catch (silence) {
    const late = silence.name === "TimeoutError";
    return bare("unreachable", late ? `No answer within ${PATIENCE / 1000} seconds.` : "The service does not answer.");
  }
}

function bare(status, detail) {
  return { status, detail, checks: [], at: new Date().toISOString() };
}

/** Calls at once, again and again while the page is in sight, and when the page or the network comes back. */
export function every(milliseconds, call, until) {
  let timer;
  let running = false;
  const round = async () => {
    if (running || until?.aborted) {
      return;
    }
    running = true;
    clearTimeout(timer);
    try {
      await call();
    } finally {
      running = false;
      if (!document.hidden) {
        timer = setTimeout(round, milliseconds);
      }
    }
  };
  const now = () => document.hidden || round();
  document.addEventListener("visibilitychange", now, { signal: until });
  for (const change of ["online", "offline"]) {
    window.addEventListener(change, now, { signal: until });
  }
  until?.addEventListener("abort", () => clearTimeout(timer));
  round();
}
