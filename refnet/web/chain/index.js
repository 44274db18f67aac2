// A route as a chain: people, the ties between them, and the reasons of each tie on request.

import { element, initials, reasonItems, squares, tint } from "../common.js";

const NARROW = 640;
const TIE_WIDTH = 215; // below this a tie's facts are too narrow to read beside each other

const roots = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let root = roots.get(parentElement);
  if (!root) {
    roots.set(parentElement, (root = element("section")));
    parentElement.append(root);
    root.resized = new ResizeObserver(() => arrange(root));
    root.resized.observe(root);
  }
  const shown = JSON.stringify(data);
  // A rerun with the same route keeps the reasons open that the owner reads
  if (root.shown !== shown) draw(root, data);
  root.shown = shown;
  root.ties = data.ties.length;
  arrange(root);
  root.open = (id) => setTriggerValue("person", id);
  root.dataset.ready = "";
  return () => {
    root.resized.disconnect();
    root.remove();
    roots.delete(parentElement);
  };
}

/** Side by side where there is room, else top to bottom. */
function arrange(root) {
  root.classList.toggle("narrow", root.clientWidth < Math.max(NARROW, TIE_WIDTH * root.ties));
}

function draw(root, data) {
  const badge = element("span", data.squares > 2 ? "badge" : "badge low", `${data.word} route`);
  const top = element("div", "top", [element("h2", "", data.heading), badge]);
  const route = element("ol", "route");
  route.style.setProperty("--ties", data.ties.length);
  data.people.forEach((person, i) => {
    route.append(whom(root, person, i === data.people.length - 1));
    if (i < data.ties.length) route.append(...tie(route, data, i));
  });
  const caution = data.caution ? [element("p", "caution", data.caution)] : [];
  root.replaceChildren(top, element("p", "summary", data.summary), ...caution, route);
}

function whom(root, { id, name, headline, you }, last) {
  const face = element("span", `face tint-${tint(id)}`, you ? "You" : initials(name));
  if (!you) face.setAttribute("aria-hidden", "true");
  const words = [element("span", "name", name)];
  if (headline) words.push(element("span", "headline", headline));
  const card = element(you ? "div" : "button", you ? "self" : "", [face, element("span", "words", words)]);
  if (!you) {
    card.type = "button";
    card.addEventListener("click", () => root.open(id));
  }
  return element("li", last ? "person target" : "person", [card]);
}

/** A tie and, as the next item, its reasons: below the whole route when it is wide, below the tie when narrow. */
function tie(route, data, place) {
  const { word, squares: full, assumed, fact } = data.ties[place];
  const strength = element("div", "strength", [squares(full), element("span", "", word)]);
  if (assumed) strength.append(element("span", "assumed", "assumed"));
  const names = [data.people[place], data.people[place + 1]].map(({ name, you }) => (you ? "You" : name));
  const panel = reasons(names, data.ties[place]);
  const why = element("button", "why", "Why");
  why.type = "button";
  why.setAttribute("aria-label", `Why: ${names.join(" and ")}`);
  why.setAttribute("aria-expanded", "false");
  why.addEventListener("click", () => toggle(route, why, panel));
  const bar = element("div", "bar");
  return [element("li", full > 1 ? "tie" : "tie dashed", [bar, strength, element("p", "fact", fact), why]), panel];
}

function reasons(names, { word, points, reasons: told }) {
  const total = [element("span", "", `Together: ${word}`), element("span", "points", `${points} of 100`)];
  const list = element("ul", "", [...reasonItems(told), element("li", "reason total", total)]);
  const panel = element("li", "panel", [element("h3", "", names.join(" and ")), list]);
  panel.hidden = true;
  return panel;
}

/** Opens one tie's reasons and closes the others. */
function toggle(route, why, panel) {
  const open = panel.hidden;
  for (const other of route.querySelectorAll(".panel")) other.hidden = true;
  for (const other of route.querySelectorAll(".why")) other.setAttribute("aria-expanded", "false");
  panel.hidden = !open;
  why.setAttribute("aria-expanded", String(open));
}
