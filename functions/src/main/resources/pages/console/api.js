/** The HTTP API. What it refuses is thrown as a Problem, whose detail is shown where the request was made. */

const PATIENCE = 30_000;
const TOKEN = "catalyst.token";

/** A problem document, or the lack of an answer (status 0). */
export class Problem extends Error {
  constructor(status, { title, detail, errors = [], request_id }, retryAfter) {
    super(detail ?? title);
    this.status = status;
    this.title = title;
    this.errors = errors;
    this.requestId = request_id;
    this.retryAfter = retryAfter;
  }

  /** Whether the same request may be answered another time. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** The problem, if it is one; a fault of the page itself goes on to the browser's console. */
export function known(fault) {
  if (fault instanceof Problem) {
    return fault;
  }
  throw fault;
}

/** Told when a token is asked for, given or taken back. */
export const session = new EventTarget();

// of this tab alone, and gone with it
export const token = {
  get: () => sessionStorage.getItem(TOKEN),
  set(value) {
    sessionStorage.setItem(TOKEN, value);
    session.dispatchEvent(new Event("token"));
  },
  drop() {
    sessionStorage.removeItem(TOKEN);
    session.dispatchEvent(new Event("token"));
  },
};

export async function get(path, signal) {
  return (await send("GET", path, { signal })).json();
}

/** All items of a list, page by page. */
export async function all(path, signal) {
  const items = [];
  for (let cursor = ""; cursor !== null;) {
    const page = await get(`${path}${path.includes("?") ? "&" : "?"}limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, signal);
    items.push(...page.items);
    cursor = page.next_cursor ?? null;
  }
  return items;
}

export async function bytes(path) {
  return new Uint8Array(await (await send("GET", path, { accept: "application/octet-stream" })).arrayBuffer());
}

export async function patch(path, body) {
  return (await send("PATCH", path, { body })).json();
}

/** Requests whose answer was lost, and the keys that make them safe to send again. */
const unanswered = new Map();

/** Changes something once, even if it has to be sent twice. */
export async function post(path, body = {}) {
  const request = `${path} ${JSON.stringify(body)}`;
  const key = unanswered.get(request) ?? random();
  unanswered.set(request, key);
  try {
    const answer = await (await send("POST", path, { body, key })).json();
    unanswered.delete(request);
    return answer;
  } catch (problem) {
    if (problem.status > 0 && problem.status < 500) {
      unanswered.delete(request);
    }
    throw problem;
  }
}

function random() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function send(method, path, { body, key, signal, accept = "application/json" }) {
  const headers = { Accept: accept };
  if (token.get()) {
    headers.Authorization = `Bearer ${token.get()}`;
  }
  if (body) {
    headers["Content-Type"] = "application/json";
  }
  if (key) {
    headers["Idempotency-Key"] = key;
  }
  let answer;
  try {
    const late = AbortSignal.timeout(PATIENCE);
    answer = await fetch(path, {
      method,
      headers,
      body: body && JSON.stringify(body),
      cache: "no-store",
      signal: signal ? AbortSignal.any([signal, late]) : late,
    });
  } catch (silence) {
    if (signal?.aborted) {
      throw silence;
    }
    throw new Problem(0, { title: "No answer", detail: navigator.onLine ? "The server does not answer." : "You are offline." });
  }
  if (answer.ok) {
    return answer;
  }
  throw await refused(answer);
}

async function refused(answer) {
  const said = await answer.json().catch(() => ({}));
  const seconds = Number(answer.headers.get("Retry-After")) || undefined;
  if (answer.status === 401) {
    session.dispatchEvent(new Event("refused"));
    return new Problem(401, { title: "A token is needed", detail: "This installation answers only to a token, and the one that was sent, if any, is not or no longer good." });
  }
  if (answer.status === 403) {
    return new Problem(403, { ...said, title: "Your token does not allow this", detail: said.detail ?? said.message });
  }
  if (answer.status === 429) {
    const when = seconds ? `Try again in ${seconds} second${seconds === 1 ? "" : "s"}.` : "Try again in a while.";
    return new Problem(429, { ...said, title: "Too much was asked for", detail: `${said.detail ?? ""} ${when}`.trim() }, seconds);
  }
  const title = said.title ?? `The server answered ${answer.status}`;
  return new Problem(answer.status, { ...said, title }, seconds);
}
