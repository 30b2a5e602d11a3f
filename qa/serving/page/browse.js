// Looking into the collection without a question: its articles, and the passages that words find.

import { get, post } from "./api.js";
import { announce, byId, count, element } from "./dom.js";
import { shown } from "./text.js";

const SHOWN = 30; // articles at first, and more each time
const PASSAGES = 8;

export class Browse {
  constructor(page) {
    this.page = page; // what narrows, which collection, and how a citation is shown and opened
    this.turn = 0; // of what was looked for: a slower one that was looked for before is not shown
    byId("find").addEventListener("submit", (event) => {
      event.preventDefault();
      this.find();
    });
  }

  async find() {
    const turn = ++this.turn;
    const words = byId("words").value.trim();
    const { since, until, source } = this.page.narrowed();
    const narrowing = { since, until, source, collection: this.page.collection };
    try {
      const [articles, passages] = await Promise.all([
        get("/v1/articles", { words, limit: SHOWN, ...narrowing }),
        words ? post("/v1/search", { words, top: PASSAGES, ...narrowing }) : null,
      ]);
      if (turn === this.turn) this.#show(articles, passages, words, narrowing);
    } catch (error) {
      byId("found").replaceChildren(element("p", { class: "note", role: "alert" }, error.message));
    }
  }

  #show(articles, passages, words, narrowing) {
    const list = element("ul", { class: "listing" }, ...articles.articles.map((one) => this.#item(one)));
    const least = articles.exact ? "" : "At least ";
    const said = `${least}${count(articles.total, "article", "articles")}${words ? ` with “${words}”` : ""}`;
    const found = [element("h3", {}, said), list, this.#more(list, articles, words, narrowing)];
    if (passages?.passages.length) {
      const items = passages.passages.map((one) => this.page.answers.citation(one));
      found.push(element("h3", {}, "Passages"), element("ol", { class: "citations" }, ...items));
    }
    byId("found").replaceChildren(...found);
    announce(said);
  }

  #more(list, articles, words, narrowing) {
    const button = element("button", { type: "button" }, "Show more");
    const left = () => articles.total - list.children.length;
    button.hidden = left() <= 0;
    button.addEventListener("click", async () => {
      const next = await get("/v1/articles", { words, limit: SHOWN, skip: list.children.length, ...narrowing });
      list.append(...next.articles.map((one) => this.#item(one)));
      button.hidden = left() <= 0 || !next.articles.length;
    });
    return button;
  }

  #item(summary) {
    const button = element("button", { type: "button", class: "title" }, shown(summary.title));
    const place = { article_id: summary.id, start: 0, end: 0, digest: summary.digest, quote: "", in_title: false };
    button.addEventListener("click", () => this.page.open(place, button));
    const file = summary.source.split("/").at(-1);
    return element(
      "li",
      {},
      button,
      element("span", { class: "faint" }, [summary.published, file].filter(Boolean).map(shown).join(" · ")),
    );
  }
}
