// What the components share. Text of the book reaches the page through `textContent` and canvas only, never as HTML.

const TINTS = 6;
const SQUARES = 4;

/** An element with a class and, where given, text or children. */
export function element(tag, className = "", content = null) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (typeof content === "string") made.textContent = content;
  else if (content) made.append(...content);
  return made;
}

/** First letters of the first and the last word of a name: "Priya Nandakumar" is "PN". */
export function initials(name) {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => Array.from(word ?? "")[0] ?? "");
  return letters.join("").toUpperCase() || "?";
}

/** Which tint a person has, everywhere: a number from 0. */
export function tint(id) {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.codePointAt(0)) % 65521;
  return sum % TINTS;
}

/** Four squares of which some are full: how warm a tie is, beside its word. */
export function squares(full) {
  const boxes = Array.from({ length: SQUARES }, (_, i) => element("i", i < full ? "full" : ""));
  const shown = element("span", "squares", boxes);
  shown.setAttribute("aria-hidden", "true");
  return shown;
}

/** A list item for each reason: its sentence, its points of 100 if any, and on request the rows behind it. */
export function reasonItems(reasons) {
  return reasons.map(({ text, points, rows }) => {
    const parts = [element("span", "", text), element("span", "points", points ? `${points}` : "")];
    return element("li", "reason", rows.length ? [...parts, behind(rows)] : parts);
  });
}

function behind(rows) {
  const summary = element("summary", "", `Rows behind this (${rows.length})`);
  return element("details", "rows", [summary, ...rows.map((row) => element("div", "", row))]);
}
