// Offsets of the API count code points; JavaScript's strings count UTF-16 units.

// The units that so many code points from a place take.
function units(text, from, points) {
  let at = from;
  for (let left = points; left > 0 && at < text.length; left--) {
    const code = text.codePointAt(at);
    at += code > 0xffff ? 2 : 1;
  }
  return at;
}

// The text cut at code points: [0, 3, 7] of "abcdefgh" gives "abc" and "defg".
export function pieces(text, offsets) {
  const found = [];
  let at = 0;
  let point = 0;
  for (const offset of offsets) {
    const end = units(text, at, offset - point);
    found.push(text.slice(at, end));
    at = end;
    point = offset;
  }
  return found.slice(1);
}

export function slice(text, start, end) {
  return pieces(text, [start, end])[0];
}

export function length(text) {
  let points = 0;
  for (const _ of text) points++;
  return points;
}

// Characters that do not show, or reorder what is around them, are shown by others of the same number.
const UNSAFE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

export function shown(text) {
  return text.replace(UNSAFE, (char) =>
    char < " " ? String.fromCharCode(0x2400 + char.charCodeAt(0)) : char === "\u007f" ? "\u2421" : "\ufffd",
  );
}
