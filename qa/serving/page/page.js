// The page: a conversation, what the archive says over time, the articles, and what all of these are narrowed to.

import { events, get, post, takeToken } from "./api.js";
import { Answers } from "./answers.js";
import { Archive } from "./archive.js";
import { KINDS, addressOf, askedIn, bodyOf, choose, fill, given, inWords, kind } from "./asked.js";
import { Browse } from "./browse.js";
import { announce, byId, count, element } from "./dom.js";
import { linked } from "./links.js";
import { Reader } from "./reader.js";
import { shown } from "./text.js";

const FILTERS = ["since", "until", "source", "as_of"];
const NAMES = { since: "since", until: "until", source: "source", as_of: "as of" };
const TITLES = 3; // named while they are read
const SPEAKERS = 200; // offered to choose from

class Page {
  constructor() {
    this.reader = new Reader(byId("reader"), document.querySelector("main"));
    this.conversation = null; // its id, from the first question on
    this.asking = null; // an AbortController while something that was asked for is looked for
    this.turns = Promise.resolve(); // one after the other
    this.named = null; // the collection whose speakers are offered
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
      (reading) => this.ask({ kind: "answer", words: reading, given: given("answer") }),
      (question) => this.ask({ kind: "timeline", words: question, given: given("timeline") }),
    );
    this.archive = new Archive(this.answers, () => this.collection);
    byId("collection").replaceChildren(
      ...collections.map((one) => element("option", { value: one.name, selected: one.default }, one.name)),
    );
    byId("collection-choice").hidden = collections.length < 2;
    this.collections = collections;
    this.#described();
    this.#choose(kind()); // a browser that loads the page anew keeps what was chosen
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

  // What is asked for while something else is looked for waits for its turn.
  ask(asked) {
    byId("welcome").hidden = true;
    byId("afresh").hidden = false;
    const shownIn = element("div", { class: "waiting" }, element("p", { class: "faint" }, "Searching …"));
    const name = asked.kind === "answer" ? null : element("span", { class: "kind" }, KINDS[asked.kind].name);
    const turn = element("li", { class: "turn" }, element("h2", {}, name, inWords(asked)), shownIn);
    byId("turns").append(turn);
    turn.scrollIntoView({ block: "start" });
    this.turns = this.turns.then(() => turn.isConnected && this.#taken(asked, shownIn));
  }

  async #taken(asked, shownIn) {
    this.#busy(new AbortController());
    announce("Searching");
    try {
      await (asked.kind === "answer" ? this.#turn(asked, shownIn) : this.#found(asked, shownIn));
    } catch (error) {
      const stopped = error.name === "AbortError";
      shownIn.replaceChildren(element("p", { class: "note", role: "alert" }, stopped ? "Stopped." : error.message));
    } finally {
      shownIn.classList.remove("waiting");
      this.#busy(null);
    }
  }

  async #turn(asked, shownIn, again = true) {
    this.conversation ??= (await post("/v1/conversations", { collection: this.collection })).id;
    const path = `/v1/conversations/${this.conversation}`;
    try {
      await events(
        path,
        { question: asked.words, ...asked.given },
        (name, data) => (name === "titles" ? this.#reading(shownIn, data.articles) : this.#answered(asked, shownIn, data)),
        this.asking.signal,
      );
    } catch (error) {
      if (error.status !== 404 || !again) throw error;
      this.conversation = null; // it was forgotten: what was said before counts no longer
      await this.#turn(asked, shownIn, false);
    }
  }

  async #found(asked, shownIn) {
    const found = await post(KINDS[asked.kind].path, bodyOf(asked, this.collection), this.asking.signal);
    shownIn.replaceChildren(this.archive.shown(asked, found));
    announce(this.archive.said(asked, found));
    this.reader.withdraw();
    this.#keep(asked);
  }

  // The address asks for what is shown, so that it can be shared.
  #keep(asked) {
    history.replaceState(null, "", addressOf(asked, this.collection));
  }

  #reading(shownIn, articles) {
    if (!articles.length) return;
    const titles = articles.slice(0, TITLES).map((one) => element("li", {}, shown(one.title)));
    shownIn.replaceChildren(element("p", { class: "faint" }, "Reading …"), element("ul", { class: "titles" }, ...titles));
    announce("Reading");
  }

  #answered(asked, shownIn, answer) {
    shownIn.replaceChildren(this.answers.shown(answer));
    announce(this.answers.said(answer));
    const first = answer.kind === "none" ? null : answer.citations[0];
    if (!first) return this.reader.withdraw();
    this.#beside(first, shownIn.closest(".turn"));
    this.#keep({ ...asked, words: answer.then.length ? asked.words : answer.resolved_question });
  }

  // The article comes beside the answer, which keeps its place on the screen.
  async #beside(citation, turn) {
    const moves = byId("reader").hidden;
    await this.open(citation, null);
    if (moves) turn.scrollIntoView({ block: "start" });
  }

  // While something is looked for, the button stops that.
  #busy(asking) {
    this.asking = asking;
    byId("send").textContent = asking ? "Stop" : KINDS[kind()].button;
  }

  #choose(name) {
    choose(name);
    this.#busy(this.asking);
    this.#summed();
    if (name === "quotes") this.#named();
  }

  // The names of those who speak most, to choose from; without them any can be typed.
  async #named() {
    const collection = this.collection;
    if (this.named === collection) return;
    this.named = collection;
    const { speakers } = await post("/v1/speakers", { limit: SPEAKERS, collection }).catch(() => ({ speakers: [] }));
    byId("speakers").replaceChildren(...speakers.map((one) => element("option", { value: shown(one.name) })));
  }

  #listen() {
    const question = byId("question");
    byId("asking").addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.asking) return this.asking.abort();
      const asked = { kind: kind(), words: question.value.trim(), given: given(kind()) };
      if (!asked.words && asked.kind !== "quotes") return question.focus();
      if (asked.kind === "answer") question.value = ""; // what was said before counts; else it is made more precise
      this.#grow();
      this.ask(asked);
    });
    byId("kinds").addEventListener("change", () => this.#choose(kind()));
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
      if (kind() === "quotes") this.#named();
      if (byId("ask").hidden) this.browse.find();
    });
    byId("view-ask").addEventListener("click", () => this.#view("ask"));
    byId("view-browse").addEventListener("click", () => this.#view("browse"));
    window.addEventListener("hashchange", () => this.#follow());
  }

  // A link to a place in an article opens it; one to what was asked for asks it.
  #follow() {
    const place = linked(location.hash);
    const link = askedIn(location.hash);
    if (!place && !link) return;
    const { collection } = place ?? link;
    if (collection !== this.collection && this.collections.some((one) => one.name === collection)) {
      byId("collection").value = collection;
      if (byId("turns").children.length) this.#afresh();
    }
    this.#described();
    if (place) return this.open(place, byId("question"));
    if (byId("ask").hidden) this.#view("ask");
    fill(link.asked);
    this.#grow();
    this.#choose(link.asked.kind);
    this.ask(link.asked);
  }

  #view(name) {
    for (const view of ["ask", "browse"]) {
      byId(view).hidden = view !== name;
      byId(`view-${view}`).setAttribute("aria-pressed", String(view === name));
    }
    document.body.classList.toggle("browsing", name === "browse");
    const narrowing = byId("narrowing"); // both views are narrowed by the same fields
    name === "browse" ? byId("find").append(narrowing) : byId("afresh").before(narrowing);
    if (name === "browse") this.browse.find();
    else byId("question").focus();
  }

  #afresh() {
    this.asking?.abort();
    this.conversation = null;
    byId("turns").replaceChildren(); // with what waits for its turn
    history.replaceState(null, "", location.pathname);
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
    const narrowing = Object.entries(given(kind())).filter(([name]) => FILTERS.includes(name));
    byId("narrowed").textContent = narrowing.map(([name, value]) => `${NAMES[name]} ${value}`).join(" · ");
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
