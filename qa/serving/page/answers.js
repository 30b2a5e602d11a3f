// What an answer looks like.

import { copying, count, element } from "./dom.js";
import { linkTo } from "./links.js";
import { pieces, shown } from "./text.js";

const CONTEXT = 240; // code points of a sentence shown on each side of its quote
const NAMED = 5; // other candidates shown
const LEVELS = ["sure", "likely", "possible", "unsure"];

const REPLIES = {
  greeting: "Hello. Ask the articles anything.",
  goodbye: "Goodbye.",
  reaction: "All right. Ask another question whenever you like.",
  assistant:
    "I find answers in articles, in the articles’ own words, and say where they stand. What they do not say, I do not know. Ask a question and go on from it: “And in 2018?”, “Why?”, “I meant Sweden”, “Are you sure?”, “How do you know?”",
  command: "This page has buttons for that: filters below, “New conversation” to begin again, “Browse” for the articles.",
  other: "I only know what the articles say. Ask a question about them.",
};

// `wordings`: from the server, the least confidence of each and its words, the best first.
export class Answers {
  constructor(wordings, collection, open, choose, along) {
    this.wordings = wordings;
    this.collection = collection; // gives the name of the one that is asked
    this.open = open; // a citation
    this.choose = choose; // a reading of an unclear question
    this.along = along; // shows a question's time line
  }

  // The answer as an element.
  shown(answer) {
    const parts = [answer, ...answer.then];
    return element("div", { class: "answers" }, ...parts.map((one) => this.#one(one, parts.length > 1)));
  }

  // The answer in one sentence, for a screen reader.
  said(answer) {
    if (answer.act in REPLIES) return REPLIES[answer.act];
    if (answer.listing) return listed(answer.listing);
    if (answer.readings.length) return "Which did you mean?";
    if (answer.kind === "none") return answer.about ? "See what was found." : "The articles do not say.";
    const conflict = answer.conflict.length ? "The articles disagree. " : "";
    const old = answer.age ? ` ${aged(answer.age)}` : "";
    return `${conflict}${shown(answer.text)}. ${this.sure(answer.confidence)}${old}`;
  }

  sure(confidence) {
    return `${this.#wording(confidence).words} (${percent(confidence)})`;
  }

  #wording(confidence) {
    return this.wordings.find((one) => confidence >= one.least);
  }

  #one(answer, named) {
    const made = element("section", { class: "answer" });
    if (named) made.append(element("h3", {}, shown(answer.question)));
    if (answer.resolved_question !== answer.question && !answer.readings.length) {
      made.append(element("p", { class: "understood" }, "Understood as: ", shown(answer.resolved_question)));
    }
    made.append(...this.#parts(answer).filter(Boolean));
    return made;
  }

  #parts(answer) {
    if (answer.listing) return this.#listing(answer.listing);
    if (answer.act === "doubt") return this.#doubted(answer);
    if (answer.act === "source") return this.#sources(answer.about);
    if (answer.act in REPLIES) return [element("p", { class: "reply" }, REPLIES[answer.act])];
    if (answer.readings.length) return this.#readings(answer.readings);
    if (answer.kind === "none") return [...this.#withheld(answer), ...this.#said(answer)];
    const before = this.#before(answer);
    const main = answer.conflict.length
      ? [...this.#conflict(answer), ...before]
      : [this.#text(answer), this.#confidence(answer), ...before, this.citations(answer.citations)];
    return [...main, ...this.#said(answer), this.#others(answer), this.#overTime(answer)];
  }

  // What somebody said, where that is asked for.
  #said(answer) {
    if (!answer.quotations.length) return [];
    const items = answer.quotations.map((one) => this.quotation({ ...one, ...one.citation }));
    const label = "What was said, the newest first";
    return [element("p", { class: "faint" }, `${label}:`), element("ol", { class: "citations", "aria-label": label }, ...items)];
  }

  #overTime(answer) {
    const button = element("button", { type: "button", class: "quiet" }, "Show it over time");
    button.addEventListener("click", () => this.along(answer.resolved_question));
    return element("p", { class: "actions" }, button);
  }

  #text(answer) {
    const perhaps = answer.unsure ? element("span", { class: "perhaps" }, "Perhaps: ") : null;
    const more = answer.items
      .filter((item) => !answer.citations.some((one) => holds(one, item.citation)))
      .map((item) => element("li", {}, this.opening(item.citation, shown(item.text))));
    const main = element("p", { class: answer.kind === "evidence" || isList(answer.text) ? "text evidence" : "text" }, perhaps, ...lines(answer.text));
    return more.length ? element("div", {}, main, element("ul", { class: "more" }, ...more)) : main;
  }

  #confidence(judged) {
    const several = judged.articles > 1;
    const support = several ? `${count(judged.articles, "article", "articles")}, ${count(judged.support, "story", "stories")}` : "";
    return this.confidence(judged.confidence, support);
  }

  // How sure something is, and what speaks for it.
  confidence(confidence, support) {
    const { words, least } = this.#wording(confidence);
    const level = LEVELS[this.wordings.findIndex((one) => one.least === least)] ?? "unsure";
    return element(
      "p",
      { class: `confidence ${level}` },
      element("span", { class: "dots", "aria-hidden": "true" }, ...LEVELS.map(() => element("i"))),
      element("span", {}, `${words} (${percent(confidence)})`),
      support && element("span", { class: "faint" }, ` · ${support}`),
    );
  }

  // How old the answer is, and what was said before it: corrected, or replaced by what is newer.
  #before(answer) {
    const lines = answer.earlier.map((one) => {
      const how = one.how === "corrected" ? `Corrected${one.until ? ` on ${one.until}` : ""}, before: ` : "Before: ";
      const told = one.citations.length ? this.opening(one.citations[0], shown(one.text)) : shown(one.text);
      return element("p", { class: "before" }, how, told, one.published ? ` (${one.published})` : "");
    });
    return [answer.age ? element("p", { class: "note" }, aged(answer.age)) : null, ...lines].filter(Boolean);
  }

  citations(citations, label = "Where it stands") {
    return element("ol", { class: "citations", "aria-label": label }, ...citations.map((one) => this.citation(one)));
  }

  // A citation as an item of a list: where it stands, and its words: its sentence with the quote marked, or others.
  citation(citation, words = sentence(citation), more = "") {
    return element(
      "li",
      { class: "citation" },
      element("p", { class: "where" }, this.opening(citation, shown(citation.title)), details(citation)),
      citation.section && element("p", { class: "faint" }, `${shown(citation.section)}${/[?!.:]$/.test(citation.section) ? "" : ":"}`),
      element("blockquote", isList(citation.quote) ? { class: "list" } : {}, ...words),
      citation.means && element("p", { class: "faint" }, `— that is ${citation.means}, by the article’s date`),
      citation.speaker && element("p", { class: "faint" }, `— ${saidBy(citation)}`),
      more && element("p", { class: "faint" }, more),
      citation.note && element("p", { class: "note" }, shown(citation.note)),
      element("p", { class: "actions" }, copying("Copy link", () => linkTo(citation, this.collection()))),
    );
  }

  // What is said; what interrupts it is paler.
  quotation(one) {
    const cuts = [0, ...one.parts.flat().map((at) => at - one.start), Infinity];
    const parts = pieces(one.quote, cuts).map((part, at) => (at % 2 ? shown(part) : part && element("span", { class: "faint" }, shown(part))));
    const words = one.direct ? ["“", ...parts, "”"] : parts;
    const cited = { ...one, speaker: one.speaker ?? one.named, verb: one.verb ?? "" };
    return this.citation(cited, words, one.articles > 1 && `printed by ${count(one.articles, "article", "articles")}`);
  }

  opening(citation, label) {
    const button = element("button", { type: "button", class: "title" }, label);
    button.addEventListener("click", () => this.open(citation, button));
    return button;
  }

  #others(answer) {
    const named = new Set([answer.text, ...answer.items.map((item) => item.text), ...answer.conflict.map((one) => one.text), ...answer.earlier.map((one) => one.text)]);
    const others = answer.alternatives.filter((one) => !named.has(one.text) && /[\p{L}\p{N}]/u.test(one.text)).slice(0, NAMED);
    if (!others.length) return null;
    return element(
      "details",
      { class: "others" },
      element("summary", {}, `Other candidates (${others.length})`),
      this.#candidates(others),
    );
  }

  #candidates(candidates) {
    return element(
      "ul",
      { class: "candidates" },
      ...candidates.map((one) =>
        element(
          "li",
          {},
          element("p", { class: "candidate" }, element("b", {}, shown(one.text))),
          this.#confidence(one),
          this.citations(one.citations.slice(0, 1), "Where it stands"),
        ),
      ),
    );
  }

  // Answers of different dates that disagree, the newest first.
  #conflict(answer) {
    const points = answer.conflict.map((one) =>
      element(
        "li",
        { class: one.text === answer.text ? "given" : null },
        element("p", { class: "when" }, newest(one.citations) || "undated"),
        element("p", { class: "text" }, shown(one.text)),
        this.#confidence(one),
        this.citations(one.citations),
      ),
    );
    return [
      element("p", { class: "reply" }, "The articles disagree."),
      element("ol", { class: "timeline", "aria-label": "What the articles said, newest first" }, ...points),
    ];
  }

  // That somebody is quoted, but not about what was asked for; empty where that is not so.
  unsaid([speaker, about]) {
    return speaker ? `${shown(speaker)} is quoted, but not about ${shown(about)}.` : "";
  }

  #withheld(answer) {
    const closest = answer.closest.length
      ? [element("p", { class: "faint" }, "What comes closest:"), this.citations(answer.closest, "What comes closest")]
      : [];
    return [element("p", { class: "reply" }, this.unsaid(answer.unsaid) || "The articles do not say."), ...closest];
  }

  #readings(readings) {
    const buttons = readings.map((reading) => {
      const button = element("button", { type: "button", class: "reading" }, shown(reading));
      button.addEventListener("click", () => this.choose(reading));
      return element("li", {}, button);
    });
    return [element("p", { class: "reply" }, "Which did you mean?"), element("ul", { class: "readings" }, ...buttons)];
  }

  #doubted({ about, claimed, closest }) {
    if (!about) return [element("p", { class: "reply" }, "There is no answer yet to be sure of: ask a question first.")];
    const judged = `is the best answer that I found to “${shown(about.resolved_question)}”.`;
    const named = isList(about.text ?? "")
      ? [element("p", { class: "text evidence" }, ...lines(about.text)), element("p", { class: "reply" }, `This ${judged}`)]
      : [element("p", { class: "reply" }, element("b", {}, shown(about.text ?? "")), ` ${judged}`)];
    const best = about.text
      ? [...named, this.#confidence(about)]
      : [element("p", { class: "reply" }, `I found no answer to “${shown(about.resolved_question)}” that can be relied on.`)];
    const found = new Map([...about.alternatives, ...about.conflict].map((one) => [one.text, one]));
    const others = [...found.values()].filter((one) => one.text !== about.text).sort((one, other) => other.confidence - one.confidence).slice(0, 3);
    return [...this.#stated(claimed, closest), ...best, ...(others.length ? [element("p", { class: "faint" }, "What else came up:"), this.#candidates(others)] : [])];
  }

  // Whether the articles have the value that somebody stated instead of the answer.
  #stated(claimed, places) {
    if (!claimed) return [];
    const said = places.length ? `“${shown(claimed)}” stands in the articles, too:` : `The articles do not say “${shown(claimed)}” about this.`;
    return [element("p", { class: "reply" }, said), places.length ? this.citations(places) : null].filter(Boolean);
  }

  #sources(about) {
    if (!about) return [element("p", { class: "reply" }, "There is no answer yet that could have a source: ask a question first.")];
    const cited = about.kind === "none" ? about.closest : about.citations;
    const said = about.text ? "This stands in the articles:" : "No article says it, as far as I can tell. This comes closest:";
    return [element("p", { class: "reply" }, cited.length ? said : "The last answer has no source."), this.citations(cited)];
  }

  #listing(listing) {
    const items = listing.articles.map((one) =>
      element("li", {}, this.opening(one, shown(one.title)), one.published ? element("span", { class: "faint" }, one.published) : null),
    );
    const more = listing.total - listing.articles.length;
    return [
      element("p", { class: "reply" }, listed(listing)),
      element("ol", { class: "listing" }, ...items),
      listing.asked === "all" && more > 0 ? element("p", { class: "faint" }, `… and ${more.toLocaleString("en")} more: “Browse” has all.`) : null,
    ].filter(Boolean);
  }
}

// Who says it; a participle reports within another sentence and is left out.
function saidBy({ speaker, verb }) {
  if ((verb ?? "").toLowerCase() === "according to") return `according to ${shown(speaker)}`;
  return verb && !verb.endsWith("ing") ? `${shown(speaker)} ${shown(verb)}` : shown(speaker);
}

function percent(confidence) {
  return `${Math.round(100 * confidence)}%`;
}

function aged(age) {
  const than = age.asked ? age.before : "the newest article read";
  return `Last told ${age.told}, ${count(age.years, "year", "years")} before ${than}.`;
}

function newest(citations) {
  return citations.map((one) => one.published ?? "").sort().at(-1);
}

function holds(whole, part) {
  const same = whole.article_id === part.article_id && whole.in_title === part.in_title;
  return same && whole.start <= part.start && part.end <= whole.end;
}

function listed(listing) {
  const topic = listing.topic ? ` that mention ${shown(listing.topic)}` : "";
  const dated = listing.dated ? ` from ${shown(listing.dated)}` : "";
  if (!listing.total) return `No articles${dated}${topic}.`;
  const span = listing.first === listing.last ? listing.first : `${listing.first} to ${listing.last}`;
  if (listing.asked === "period") return listing.first ? `The articles are from ${span}.` : "None of the articles has a date.";
  if (listing.asked !== "all" && listing.first) return `The ${listing.asked} article:`;
  const least = listing.exact ? "" : "At least ";
  return `${least}${count(listing.total, "article", "articles")}${dated}${topic}${listing.first ? ` (${span})` : ""}:`;
}

// Date, file and place of a citation, on a line of their own.
export function details(citation, more = null) {
  const file = citation.source.split("/").at(-1) || citation.source;
  const place = citation.in_title
    ? "title"
    : citation.place || (citation.page ? `page ${citation.page}` : citation.line ? `line ${citation.line}` : "");
  const spans = [citation.published, file, place]
    .filter(Boolean)
    .map((detail) => element("span", { title: detail === file ? citation.source : null }, shown(detail)));
  const parts = [...spans, more].filter(Boolean).flatMap((part) => [" · ", part]);
  return element("span", { class: "details" }, ...parts.slice(1));
}

// Whether an answer is a whole list: its lines begin with bullets or numbers, or go on below one.
function isList(text) {
  const all = text.split("\n");
  return all.length > 1 && all.every((line, at) => /^\s*(?:[-*+•–]|\d{1,3}[.)])\s/.test(line) || (at > 0 && /^\s/.test(line)));
}

// A text, of a list a line an item.
function lines(text) {
  return isList(text) ? text.split("\n").map((line) => element("span", { class: "item" }, shown(line))) : [shown(text)];
}

function sentence(citation) {
  const [start, end] = [citation.start - citation.sentence_start, citation.end - citation.sentence_start];
  const parts = pieces(citation.sentence, [0, start, end, Infinity]);
  const [before, quote, after] = parts.map((part) => part.replace(/^#{1,6}[ \t]+/gm, "")); // marks of headings
  if (!before && !after) return [shown(beginning(quote, 400))];
  return [shown(ending(before, CONTEXT)), element("mark", {}, shown(quote)), shown(beginning(after, CONTEXT))];
}

function beginning(text, most) {
  const points = Array.from(text);
  return points.length <= most ? text : `${points.slice(0, most).join("").trimEnd()} …`;
}

function ending(text, most) {
  const points = Array.from(text);
  return points.length <= most ? text : `… ${points.slice(-most).join("").trimStart()}`;
}
