// A function with a URL in front of an application that listens on a port; see Adapter.java, which does the same.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const ROOT = path.dirname(fileURLToPath(import.meta.url));
const START_MS = 25_000;
const DYING_MS = 1_000;
const OF_ONE_HOP = new Set([
  "connection", "content-length", "expect", "http2-settings", "keep-alive", "te", "trailer", "transfer-encoding",
  "upgrade",
]);

let folder;
let app;
let port;

const freePort = () => new Promise((done, failed) => {
  const server = net.createServer().on("error", failed).listen(0, "127.0.0.1", () => {
    const found = server.address().port;
    server.close(() => done(found));
  });
});

const listens = () => new Promise((done) => {
  const socket = net.connect(port, "127.0.0.1", () => { socket.destroy(); done(true); });
  socket.on("error", () => done(false));
});

const runs = () => app && app.exitCode === null && app.signalCode === null;

async function start() {
  if (runs()) {
    return;
  }
  const copy = folder ? "" : 'cp -R "$0"/app/. . && ';
  folder ??= mkdtempSync(path.join(os.tmpdir(), "app-"));
  port = await freePort();
  const command = readFileSync(path.join(ROOT, "run_command"), "utf8");
  app = spawn("/bin/sh", ["-c", copy + 'exec /bin/sh -c "$1"', ROOT, command], {
    cwd: folder,
    stdio: ["ignore", "inherit", "inherit"],
    // nothing of the function's own variables, among them its credentials
    env: {
      PATH: `${path.dirname(process.execPath)}:${process.env.PATH ?? "/usr/bin:/bin"}`,
      HOME: folder,
      TMPDIR: os.tmpdir(),
      LANG: "C.UTF-8",
      PORT: String(port),
    },
  });
  const end = performance.now() + START_MS;
  while (!(await listens())) {
    if (!runs()) {
      throw new Error(`the application ended by itself with exit code ${app.exitCode}`);
    }
    if (performance.now() > end) {
      throw new Error("the application does not listen on the port in PORT");
    }
    await pause(20);
  }
}

const escaped = (text) => text.replace(/[^\x21-\x7e]|["<>\\^`{|}#]/gu, encodeURIComponent);

function ask(event) {
  const query = event.rawQueryString ? `?${escaped(event.rawQueryString)}` : "";
  const body = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
  const method = event.requestContext.http.method;
  const headers = { host: "127.0.0.1" };
  for (const [name, value] of Object.entries(event.headers ?? {})) {
    if (!OF_ONE_HOP.has(name.toLowerCase()) && name.toLowerCase() !== "cookie") {
      headers[name.toLowerCase()] = Buffer.from(value, "utf8").toString("latin1");
    }
  }
  if (event.cookies?.length) {
    headers.cookie = Buffer.from(event.cookies.join("; "), "utf8").toString("latin1");
  }
  if (body.length || ["POST", "PUT", "PATCH"].includes(method)) {
    headers["content-length"] = body.length;
  }
  return new Promise((done, failed) => {
    const options = { host: "127.0.0.1", port, method, path: escaped(event.rawPath) + query, headers, agent: false };
    const request = http.request(options, (answer) => {
      const chunks = [];
      answer.on("data", (chunk) => chunks.push(chunk)).on("error", failed)
        .on("end", () => done({ answer, content: Buffer.concat(chunks) }));
    });
    request.on("error", failed).end(body);
  });
}

export async function handler(event) {
  await start();
  const { answer, content } = await ask(event).catch(async (cut) => {
    // one that dies cuts its answer a moment before it is seen as dead
    const end = performance.now() + DYING_MS;
    while (runs() && performance.now() < end) {
      await pause(20);
    }
    throw cut;
  });
  const headers = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    if (name !== "set-cookie" && !OF_ONE_HOP.has(name)) {
      headers[name] = Array.isArray(value) ? value.join(",") : value;
    }
  }
  return {
    statusCode: answer.statusCode,
    headers,
    cookies: answer.headers["set-cookie"] ?? [],
    isBase64Encoded: true,
    body: content.toString("base64"),
  };
}
