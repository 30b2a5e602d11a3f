// Elements made of text: what comes from an article is only ever given as text, never as markup.

export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "class") made.className = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== "" && child !== false));
  return made;
}

export function byId(id) {
  return document.getElementById(id);
}

export function count(number, one, several) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : several}`;
}

// Says something to a screen reader without moving anything.
export function announce(text) {
  byId("status").textContent = text;
}

// A button that copies a text and says so.
export function copying(label, text) {
  const button = element("button", { type: "button", class: "quiet" }, label);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = "Copied";
      announce("Copied");
    } catch {
      window.prompt("Copy this link:", text());
    }
    setTimeout(() => (button.textContent = label), 2000);
  });
  return button;
}
