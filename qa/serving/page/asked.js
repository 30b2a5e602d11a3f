// What is asked for: an answer, or what the archive says over time. The form and the address say the same.

import { byId } from "./dom.js";
import { shown } from "./text.js";

const ASKING = ["since", "until", "source", "as_of"];
export const KINDS = {
  answer: { label: "Your question", placeholder: "Ask a question", button: "Ask", fields: ASKING },
  timeline: {
    name: "Time line",
    label: "A question or a topic",
    placeholder: "A question or a topic",
    button: "Show",
    path: "/v1/timeline",
    words: "question",
    fields: ASKING,
  },
  quotes: {
    name: "Quotations",
    label: "Words that are said",
    placeholder: "Words that are said, or none",
    button: "Find",
    path: "/v1/quotes",
    words: "words",
    fields: ["speaker", "about", "since", "until", "source"],
  },
  list: {
    name: "List",
    label: "A question that many things answer",
    placeholder: "Which …? Who …? List the …",
    button: "List",
    path: "/v1/list",
    words: "question",
    fields: ASKING,
  },
};
const EVERY = [...new Set(Object.values(KINDS).flatMap((kind) => kind.fields))];

// The kind that is chosen.
export function kind() {
  return document.querySelector("#kinds :checked").value;
}

// What stands in the fields that this kind has, those that are empty left out.
export function given(name) {
  const values = KINDS[name].fields.map((field) => [field, byId(field).value.trim()]);
  return Object.fromEntries(values.filter(([, value]) => value));
}

// Choose a kind: the fields that it has are shown.
export function choose(name) {
  document.querySelector(`#kinds [value="${name}"]`).checked = true;
  for (const part of document.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(name);
  byId("question-label").textContent = KINDS[name].label;
  byId("question").placeholder = KINDS[name].placeholder;
}

// Put what an address asks for into the form.
export function fill(asked) {
  choose(asked.kind);
  for (const field of EVERY) byId(field).value = asked.given[field] ?? "";
  byId("question").value = asked.kind === "answer" ? "" : asked.words;
}

// The body of the request.
export function bodyOf(asked, collection) {
  return { [KINDS[asked.kind].words]: asked.words, ...asked.given, collection };
}

// The address that asks for the same, to be shared.
export function addressOf(asked, collection) {
  return `#${new URLSearchParams({ show: asked.kind, words: asked.words, ...asked.given, collection })}`;
}

// What an address asks for, or null.
export function askedIn(hash) {
  const query = new URLSearchParams(hash.slice(1));
  const name = query.get("show");
  if (!Object.hasOwn(KINDS, name)) return null;
  const values = KINDS[name].fields.map((field) => [field, query.get(field)]).filter(([, value]) => value);
  const asked = { kind: name, words: query.get("words") ?? "", given: Object.fromEntries(values) };
  return { asked, collection: query.get("collection") ?? "" };
}

// What is asked for, in words.
export function inWords({ kind: name, words, given: narrowing }) {
  if (name !== "quotes") return shown(words);
  const { speaker, about } = narrowing;
  const parts = [speaker && `By ${speaker}`, about && `About ${about}`, words && `With “${words}”`].filter(Boolean);
  return shown(parts.join(" · ") || "The newest");
}
