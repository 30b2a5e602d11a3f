// What the archive says over time: time lines, quotations and lists.

import { post } from "./api.js";
import { KINDS, bodyOf } from "./asked.js";
import { count, element } from "./dom.js";
import { shown } from "./text.js";

const MORE = 20; // quotations at first, and more each time
const MOST = 200; // that the server gives
const DAY = 86_400_000; // milliseconds
const MONTH = 30.4 * DAY;
const YEAR = 365.25 * DAY;
const READ = ["timeline", "list"]; // for which passages are read

export class Archive {
  constructor(answers, collection) {
    this.answers = answers; // shows citations, and how sure something is
    this.collection = collection; // gives the name of the one that is asked
  }

  // What was found, as an element.
  shown(asked, found) {
    const parts = { timeline: () => this.#timeline(found), quotes: () => this.#quotations(asked, found), list: () => this.#list(found) };
    const read = READ.includes(asked.kind) ? element("p", { class: "hint" }, lookedAt(found)) : null;
    return element("div", { class: "answer" }, ...parts[asked.kind](), read);
  }

  // What was found in one sentence, for a screen reader.
  said(asked, found) {
    if (asked.kind === "quotes") return this.answers.unsaid(found.unsaid) || count(found.quotations.length, "quotation", "quotations");
    const number = (found.changes ?? found.items).length;
    if (!number) return "The articles do not say.";
    return asked.kind === "list" ? count(number, "thing", "things") : `A time line of ${count(number, "entry", "entries")}`;
  }

  #timeline(line) {
    const undated = line.found && !line.read;
    if (!line.changes.length) return [element("p", { class: "reply" }, undated ? "No dated article bears on this." : "The articles do not say.")];
    const answers = line.kind === "answers";
    const points = line.changes.map((change, at) => this.#change(change, line.changes[at - 1], answers));
    const label = answers ? "How the answer changed, the oldest first" : "What was written, the oldest first";
    return [element("ol", { class: "timeline", "aria-label": label }, ...points)];
  }

  #change(change, before, answers) {
    const several = change.told.length > 1;
    const told = change.told.map((one) => this.#told(one, change, answers));
    return element(
      "li",
      { class: change.correction ? "corrected" : several ? "contradicted" : "given" },
      before ? later(before.date, change.date) : null,
      element(
        "p",
        { class: "when" },
        shown(change.date),
        " ",
        change.correction && element("span", { class: "badge" }, "Correction"),
        several && element("span", { class: "badge" }, "Articles disagree"),
      ),
      several ? element("ul", { class: "sides" }, ...told.map((one) => element("li", {}, ...one))) : told[0],
    );
  }

  // What is said from a day on: an answer and where it was given first, or a sentence where it stands.
  #told(told, change, answers) {
    const [first, ...others] = told.citations;
    const whole = first.quote === (first.sentence || first.quote); // the citation shows it as well
    const until = told.last === change.date ? "" : `, until ${told.last}`;
    const stories = told.stories > 1 || until ? `${count(told.stories, "story", "stories")}${until}` : "";
    return [
      whole ? "" : element("p", { class: "text" }, shown(told.text)),
      answers ? this.answers.confidence(told.confidence, stories) : stories && element("p", { class: "hint" }, stories),
      this.answers.citations([first]),
      others.length > 0 && this.#folded(`${others.length} more`, others),
    ].filter(Boolean);
  }

  #folded(label, citations) {
    return element("details", { class: "others" }, element("summary", {}, label), this.answers.citations(citations));
  }

  #quotations(asked, found) {
    const list = element("ol", { class: "citations", "aria-label": "Quotations, the newest first" });
    const told = element("p", { class: "hint" });
    const button = element("button", { type: "button" }, "Show more");
    const show = ({ quotations, complete }) => {
      list.replaceChildren(...quotations.map((one) => this.answers.quotation(one)));
      const number = quotations.length;
      told.textContent = number ? `${count(number, "quotation", "quotations")}, the newest first${complete ? "" : "; there may be more"}.` : "";
      button.hidden = complete || number < MORE || number >= MOST;
    };
    button.addEventListener("click", async () => {
      const limit = Math.min(MOST, list.children.length + MORE);
      try {
        show(await post(KINDS.quotes.path, { ...bodyOf(asked, this.collection()), limit }));
      } catch (error) {
        told.textContent = error.message;
      }
    });
    show(found);
    const nothing = this.answers.unsaid(found.unsaid) || "Nobody is quoted so.";
    return found.quotations.length ? [told, list, button] : [element("p", { class: "reply" }, nothing)];
  }

  #list(found) {
    if (!found.items.length) return [element("p", { class: "reply" }, "The articles do not say.")];
    return [element("ol", { class: "items", "aria-label": "What answers, named by most stories first" }, ...found.items.map((one) => this.#item(one)))];
  }

  #item(item) {
    const stories = `${count(item.stories, "story", "stories")}${item.articles > item.stories ? `, ${count(item.articles, "article", "articles")}` : ""}`;
    return element(
      "li",
      {},
      element("p", { class: "text" }, this.answers.opening(item.citations[0], shown(item.text))),
      this.answers.confidence(item.confidence, stories),
      item.variants.length > 0 && element("p", { class: "hint" }, `Also: ${shown(item.variants.join(", "))}`),
      this.#folded("Where it stands", item.citations),
    );
  }
}

function lookedAt({ read, found }) {
  if (read >= found) return `All ${count(found, "passage", "passages")} found were read.`;
  return `${read} of ${count(found, "passage", "passages")} found were read: there may be more.`;
}

// How long nothing else was said, where it was long.
function later(one, other) {
  const time = Date.parse(other) - Date.parse(one); // partial dates are their first day
  if (time >= YEAR) return element("p", { class: "later" }, `${count(Math.round(time / YEAR), "year", "years")} later`);
  if (time >= 2 * MONTH) return element("p", { class: "later" }, `${Math.round(time / MONTH)} months later`);
  return null;
}
