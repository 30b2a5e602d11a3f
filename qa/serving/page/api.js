// The server's API: documented in /openapi.json.

import { byId } from "./dom.js";

const KEY = "qa-token";

export class Problem extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

// A link may bring the token behind its #; it is taken out of the address at once.
export function takeToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given === null) return;
  sessionStorage.setItem(KEY, given);
  history.replaceState(null, "", location.pathname);
}

async function request(method, path, { body, accept = "application/json", signal } = {}) {
  const headers = { accept };
  const token = sessionStorage.getItem(KEY);
  if (token) headers.authorization = `Bearer ${token}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method, headers, body: body && JSON.stringify(body), signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, "The server cannot be reached. Is it still running?");
  }
  if (response.status === 401) {
    await unlocked();
    return request(method, path, { body, accept, signal });
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function problemOf(response) {
  try {
    return new Problem(response.status, (await response.json()).detail);
  } catch {
    return new Problem(response.status, `The server said ${response.status}.`);
  }
}

// Asks for the token; what waits for it goes on when it was given.
let asked = null;

function unlocked() {
  asked ??= new Promise((resolve) => {
    const dialog = byId("locked");
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    byId("unlock").addEventListener(
      "submit",
      () => {
        sessionStorage.setItem(KEY, byId("token").value);
        byId("token").value = "";
        asked = null;
        resolve();
      },
      { once: true },
    );
    if (!dialog.open) dialog.showModal();
  });
  return asked;
}

export async function get(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const search = new URLSearchParams(given);
  return (await request("GET", given.length ? `${path}?${search}` : path)).json();
}

export async function post(path, body, signal) {
  return (await request("POST", path, { body, signal })).json();
}

export function articlePath(id, kind = "articles") {
  return `/v1/${kind}/${encodeURIComponent(id)}`;
}

// A file, saved by the browser and never shown by it.
export async function save(id, collection, name) {
  const query = new URLSearchParams({ collection });
  const response = await request("GET", `${articlePath(id, "originals")}?${query}`, { accept: "*/*" });
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

// Server-sent events of a POST: calls `heard` with each event's name and data.
export async function events(path, body, heard, signal) {
  const response = await request("POST", path, { body, accept: "text/event-stream", signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (waiting + value).split("\n\n");
    waiting = parts.pop();
    for (const part of parts) {
      const name = /^event: (.*)$/m.exec(part)?.[1];
      const data = JSON.parse(/^data: (.*)$/m.exec(part)[1]);
      if (name === "problem") throw new Problem(data.status, data.detail);
      heard(name, data);
    }
  }
}
