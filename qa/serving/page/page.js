// The page: a conversation, the articles, and what both are narrowed to.

import { events, get, post, takeToken } from "./api.js";
import { Answers } from "./answers.js";
import { Browse } from "./browse.js";
import { announce, byId, count, element } from "./dom.js";
import { linked } from "./links.js";
import { Reader } from "./reader.js";
import { shown } from "./text.js";

const FILTERS = ["since", "until", "source", "as_of"];
const NAMES = { since: "since", until: "until", source: "source", as_of: "as of" };
const TITLES = 3; // named while they are read

class Page {
  constructor() {
    this.reader = new Reader(byId("reader"), document.querySelector("main"));
    this.conversation = null; // its id, from the first question on
    this.asking = null; // an AbortController while a question is answered
    this.browse = new Browse(this);
    this.#listen();
  }

  get collection() {
    return byId("collection").value;
  }

  async start() {
    const [about, { collections }] = await Promise.all([get("/v1/about"), get("/v1/collections")]);
    this.answers = new Answers(
      about.confidence,
      () => this.collection,
      (citation, opener) => this.open(citation, opener),
      (reading) => this.ask(reading),
    );
    byId("collection").replaceChildren(
      ...collections.map((one) => element("option", { value: one.name, selected: one.default }, one.name)),
    );
    byId("collection-choice").hidden = collections.length < 2;
    this.collections = collections;
    this.#described();
    this.#follow();
  }

  // Show a citation, or a place of a link, in its article.
  open(place, opener) {
    return this.reader.open(place, this.collection, opener);
  }

  narrowed() {
    const given = FILTERS.map((name) => [name, byId(name).value.trim()]).filter(([, value]) => value);
    return Object.fromEntries(given);
  }

  async ask(question) {
    if (this.asking) return;
    byId("welcome").hidden = true;
    byId("afresh").hidden = false;
    const answer = element("div", { class: "waiting" }, element("p", { class: "faint" }, "Searching …"));
    const turn = element("li", { class: "turn" }, element("h2", {}, question), answer);
    byId("turns").append(turn);
    turn.scrollIntoView({ block: "start" });
    this.#busy(new AbortController());
    announce("Searching");
    try {
      await this.#turn(question, answer);
    } catch (error) {
      const stopped = error.name === "AbortError";
      answer.replaceChildren(element("p", { class: "note", role: "alert" }, stopped ? "Stopped." : error.message));
    } finally {
      answer.classList.remove("waiting");
      this.#busy(null);
    }
  }

  async #turn(question, shownIn, again = true) {
    this.conversation ??= (await post("/v1/conversations", { collection: this.collection })).id;
    const path = `/v1/conversations/${this.conversation}`;
    try {
      await events(
        path,
        { question, ...this.narrowed() },
        (name, data) => (name === "titles" ? this.#reading(shownIn, data.articles) : this.#answered(shownIn, data)),
        this.asking.signal,
      );
    } catch (error) {
      if (error.status !== 404 || !again) throw error;
      this.conversation = null; // it was forgotten: what was said before counts no longer
      await this.#turn(question, shownIn, false);
    }
  }

  #reading(shownIn, articles) {
    if (!articles.length) return;
    const titles = articles.slice(0, TITLES).map((one) => element("li", {}, shown(one.title)));
    shownIn.replaceChildren(element("p", { class: "faint" }, "Reading …"), element("ul", { class: "titles" }, ...titles));
    announce("Reading");
  }

  #answered(shownIn, answer) {
    shownIn.replaceChildren(this.answers.shown(answer));
    announce(this.answers.said(answer));
    const first = answer.kind === "none" ? null : answer.citations[0];
    if (first) this.#beside(first, shownIn.closest(".turn"));
    else this.reader.withdraw();
  }

  // The article comes beside the answer, which keeps its place on the screen.
  async #beside(citation, turn) {
    const moves = byId("reader").hidden;
    await this.open(citation, null);
    if (moves) turn.scrollIntoView({ block: "start" });
  }

  // While a question is answered, the button stops that.
  #busy(asking) {
    this.asking = asking;
    byId("send").textContent = asking ? "Stop" : "Ask";
  }

  #listen() {
    const question = byId("question");
    byId("asking").addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.asking) return this.asking.abort();
      const asked = question.value.trim();
      if (!asked) return question.focus();
      question.value = "";
      this.#grow();
      this.ask(asked);
    });
    question.addEventListener("input", () => this.#grow());
    question.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      if (!this.asking) byId("asking").requestSubmit();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
      event.preventDefault();
      byId(byId("ask").hidden ? "words" : "question").focus();
    });
    for (const name of FILTERS) byId(name).addEventListener("input", () => this.#summed());
    for (const name of FILTERS) byId(name).addEventListener("change", () => byId("ask").hidden && this.browse.find());
    byId("unfilter").addEventListener("click", () => {
      for (const name of FILTERS) byId(name).value = "";
      this.#summed();
      if (byId("ask").hidden) this.browse.find();
    });
    byId("afresh").addEventListener("click", () => this.#afresh());
    byId("collection").addEventListener("change", () => {
      this.#afresh();
      this.#described();
      if (byId("ask").hidden) this.browse.find();
    });
    byId("view-ask").addEventListener("click", () => this.#view("ask"));
    byId("view-browse").addEventListener("click", () => this.#view("browse"));
    window.addEventListener("hashchange", () => this.#follow());
  }

  // A link to a place in an article opens it.
  #follow() {
    const place = linked(location.hash);
    if (!place) return;
    if (this.collections.some((one) => one.name === place.collection)) byId("collection").value = place.collection;
    this.#described();
    this.open(place, byId("question"));
  }

  #view(name) {
    for (const view of ["ask", "browse"]) {
      byId(view).hidden = view !== name;
      byId(`view-${view}`).setAttribute("aria-pressed", String(view === name));
    }
    document.body.classList.toggle("browsing", name === "browse");
    const place = byId(name === "browse" ? "find" : "narrowing-place"); // both views are narrowed by the same fields
    name === "browse" ? place.append(byId("narrowing")) : place.prepend(byId("narrowing"));
    if (name === "browse") this.browse.find();
    else byId("question").focus();
  }

  #afresh() {
    this.asking?.abort();
    this.conversation = null;
    byId("turns").replaceChildren();
    byId("welcome").hidden = false;
    byId("afresh").hidden = true;
    if (!byId("reader").hidden) this.reader.close();
    byId("question").focus();
  }

  #described() {
    const chosen = this.collections.find((one) => one.name === this.collection);
    if (!chosen) return;
    if (chosen.problem) return byId("holdings").replaceChildren(shown(chosen.problem));
    byId("own").hidden = chosen.name !== "samples";
    const date = (one) => element("span", { class: "date" }, one);
    const span = chosen.first === chosen.last ? [date(chosen.first)] : [date(chosen.first), " to ", date(chosen.last)];
    byId("holdings").replaceChildren(count(chosen.articles, "article", "articles"), ...(chosen.first ? [", ", ...span] : []));
  }

  #summed() {
    const given = Object.entries(this.narrowed());
    byId("narrowed").textContent = given.map(([name, value]) => `${NAMES[name]} ${value}`).join(" · ");
  }

  #grow() {
    const question = byId("question");
    question.rows = Math.min(6, Math.max(1, question.value.split("\n").length, Math.ceil(question.value.length / 60)));
  }
}

takeToken();
const page = new Page();
page.start().catch((error) => {
  byId("holdings").textContent = error.message;
});
