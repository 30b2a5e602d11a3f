// The article beside the answer, with what was quoted marked in its text.

import { articlePath, get, save } from "./api.js";
import { details } from "./answers.js";
import { copying, element } from "./dom.js";
import { linkTo, linked } from "./links.js";
import { length, pieces, shown, slice } from "./text.js";

const BEFORE = 15_000; // code points of the text shown before what is marked
const WINDOW = 40_000; // and in all, at first
const WHOLE = 1_000_000; // the most that the server gives at once
const WIDE = window.matchMedia("(min-width: 60rem)");

export class Reader {
  constructor(pane, main) {
    this.pane = pane;
    this.main = main;
    this.opener = null;
    this.turn = 0; // of what was asked to be shown: a slower one that was asked for before is not shown
    pane.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    WIDE.addEventListener("change", () => this.#cover());
  }

  // Show a citation, or a place that a link leads to. `opener` is focused when the pane is closed; without one
  // (the page shows it by itself) nothing is focused, and narrow screens show nothing.
  async open(place, collection, opener = null) {
    if (!opener && !WIDE.matches) return;
    const turn = ++this.turn;
    this.opener = opener;
    try {
      const found = await located(place, collection);
      if (turn === this.turn) this.#show({ ...found, place, collection });
    } catch (error) {
      if (turn === this.turn) this.#tell(error.message);
    }
    this.pane.hidden = false;
    this.#cover();
    if (opener) this.pane.querySelector("h2")?.focus({ preventScroll: true });
  }

  // Take away what was shown without being asked for.
  withdraw() {
    if (!this.opener) this.#hide();
  }

  #hide() {
    this.turn++;
    this.pane.hidden = true;
    this.pane.replaceChildren();
    this.#cover();
  }

  close() {
    this.#hide();
    if (linked(location.hash)) history.replaceState(null, "", location.pathname);
    (this.opener?.isConnected ? this.opener : document.getElementById("question")).focus();
  }

  // On a narrow screen the article lies over the conversation, which cannot be reached meanwhile.
  #cover() {
    const over = !this.pane.hidden && !WIDE.matches;
    this.main.inert = over;
    document.querySelector(".top").inert = over;
    document.documentElement.classList.toggle("covered", over);
    document.documentElement.classList.toggle("beside", !this.pane.hidden && WIDE.matches);
  }

  #tell(message) {
    this.pane.replaceChildren(this.#bar(), element("h2", { tabindex: "-1" }, "This article cannot be shown"), element("p", {}, message));
  }

  #bar(...buttons) {
    const close = element("button", { type: "button", class: "quiet", id: "close-reader" }, "Close");
    close.addEventListener("click", () => this.close());
    return element("p", { class: "bar" }, ...buttons, close);
  }

  #show(state) {
    const { record, place, collection, mark, note } = state;
    const cited = { ...place, title: record.title, digest: record.digest, ...mark };
    const heading = element("h2", { tabindex: "-1" }, ...marked(record.title, mark?.in_title ? mark : null));
    const body = element("div", { class: "body" });
    const where = place.source === undefined ? { source: record.source, published: record.published } : place;
    this.pane.replaceChildren(
      this.#bar(
        saving(record, collection),
        mark ? copying("Copy link", () => linkTo({ ...cited, quote: mark.quote }, collection)) : null,
      ),
      heading,
      element("p", { class: "where" }, details(where, pageLink(record))),
      note ? element("p", { class: "note" }, note) : "",
      record.note ? element("p", { class: "note" }, shown(record.note)) : "",
      body,
    );
    this.#fill(body, state);
    const target = body.querySelector("mark");
    if (target) target.scrollIntoView({ block: "center" });
    else this.pane.scrollTop = 0;
  }

  // The text that was loaded, its pages named, and buttons for what stands before and behind it.
  #fill(body, state) {
    const { record, mark } = state;
    const end = record.start + length(record.text);
    const more = (label, from, limit) => {
      const button = element("button", { type: "button" }, label);
      button.addEventListener("click", async () => {
        button.disabled = true;
        const part = await get(articlePath(record.id), { start: from, limit, collection: state.collection });
        if (from < record.start) Object.assign(record, { text: part.text + record.text, start: from });
        else record.text += part.text;
        this.#fill(body, state);
      });
      return element("p", {}, button);
    };
    const earlier = Math.max(0, record.start - WINDOW);
    body.replaceChildren(
      record.start > 0 ? more("Show what stands before", earlier, record.start - earlier) : "",
      element("div", { class: "text", tabindex: "0", role: "region", "aria-label": "Text of the article" }, ...inside(record, end, mark)),
      end < record.length ? more("Show more", end, WINDOW) : "",
    );
  }
}

// The text that was loaded as nodes: marks, and a line at the beginning of each page.
function inside(record, end, mark) {
  const pages = new Map();
  record.page_starts.forEach((start, at) => start >= record.start && start < end && pages.set(start, at + 1));
  const quote = mark && !mark.in_title ? [mark.start, mark.end] : [];
  const cuts = [...new Set([record.start, ...pages.keys(), ...quote, end])]
    .filter((cut) => cut >= record.start && cut <= end)
    .sort((one, other) => one - other);
  const parts = pieces(record.text, cuts.map((cut) => cut - record.start));
  return parts.flatMap((part, at) => {
    const within = quote.length && cuts[at] >= mark.start && cuts[at] < mark.end;
    const page = pages.has(cuts[at]) ? [element("span", { class: "page" }, `Page ${pages.get(cuts[at])}`)] : [];
    return [...page, within ? element("mark", {}, shown(part)) : shown(part)];
  });
}

function marked(text, mark) {
  if (!mark) return [shown(text)];
  const [before, quote, after] = pieces(text, [0, mark.start, mark.end, Infinity]);
  return [shown(before), element("mark", {}, shown(quote)), shown(after)];
}

// The article of a place, with what is to be marked: by offsets where the text is what it was, else by its words.
async function located(place, collection) {
  const path = articlePath(place.article_id);
  const start = place.in_title ? 0 : Math.max(0, place.start - BEFORE);
  const limit = Math.max(WINDOW, Math.min(WHOLE, place.end - start + BEFORE));
  const record = await get(path, { start, limit, collection });
  const quoted = place.end > place.start;
  if (!quoted || record.digest.startsWith(place.digest)) {
    const text = place.in_title ? record.title : record.text;
    const from = place.in_title ? 0 : record.start;
    const quote = slice(text, place.start - from, place.end - from);
    return { record, mark: quoted ? { start: place.start, end: place.end, in_title: place.in_title, quote } : null };
  }
  return moved(place, await get(path, { limit: WHOLE, collection }));
}

// The article has changed: its offsets mean nothing now, but the words may still stand in it.
function moved(place, record) {
  const text = place.in_title ? record.title : record.text;
  const at = place.quote ? text.indexOf(place.quote) : -1;
  if (at < 0) {
    return { record, mark: null, note: "The article has changed since this was quoted, and the words are not in it any more." };
  }
  const start = length(text.slice(0, at));
  const mark = { start, end: start + length(place.quote), in_title: place.in_title, quote: place.quote };
  return { record, mark, note: "The article has changed since this was quoted. The same words stand in it now here." };
}

function pageLink(record) {
  const address = record.metadata.url ?? "";
  if (!/^https?:\/\//i.test(address)) return null;
  return element("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, "Web page");
}

function saving(record, collection) {
  if (!record.path) return null;
  const name = record.path.split("/").at(-1);
  const button = element("button", { type: "button", class: "quiet" }, `Save ${shown(name)}`);
  button.addEventListener("click", async () => {
    try {
      await save(record.id, collection, name);
    } catch (error) {
      button.disabled = true;
      button.parentElement.after(element("p", { class: "note", role: "alert" }, `The file cannot be saved: ${error.message}.`));
    }
  });
  return button;
}
