// Links to a place in an article. They carry the digest of its text: where that has changed, offsets mean nothing.

const QUOTED = 200; // code points of the quote, by which it is looked for in a text that has changed
const DIGEST = 32; // hexadecimal digits

export function linkTo(citation, collection) {
  const query = new URLSearchParams({
    article: citation.article_id,
    at: `${citation.start}-${citation.end}`,
    digest: citation.digest.slice(0, DIGEST),
    quote: Array.from(citation.quote).slice(0, QUOTED).join(""),
    collection,
  });
  if (citation.in_title) query.set("title", "1");
  return `${location.origin}${location.pathname}#${query}`;
}

// The place that an address leads to, or null.
export function linked(hash) {
  const query = new URLSearchParams(hash.slice(1));
  const article = query.get("article");
  if (!article) return null;
  const [, start, end] = /^(\d{1,10})-(\d{1,10})$/.exec(query.get("at") ?? "") ?? [0, 0, 0];
  return {
    article_id: article,
    start: Number(start),
    end: Number(end),
    digest: query.get("digest") ?? "",
    quote: query.get("quote") ?? "",
    in_title: query.get("title") === "1",
    collection: query.get("collection") ?? "",
  };
}
