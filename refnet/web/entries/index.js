// People as lines or cards: a sentence on each, its reasons on request, and a button for what can be done.

import { element, reasonItems, squares } from "../common.js";

const roots = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let root = roots.get(parentElement);
  if (!root) {
    roots.set(parentElement, (root = element("ul")));
    parentElement.append(root);
  }
  const shown = JSON.stringify(data);
  // A rerun with the same entries keeps the reasons open that the owner reads
  if (root.shown !== shown) {
    root.className = data.layout;
    root.setAttribute("aria-label", data.label);
    root.replaceChildren(...data.entries.map((entry) => line(root, entry, data.primary)));
  }
  root.shown = shown;
  root.open = (id) => setTriggerValue("open", id);
  root.act = (id) => setTriggerValue("act", id);
  root.dataset.ready = "";
  return () => {
    root.remove();
    roots.delete(parentElement);
  };
}

function line(root, entry, primary) {
  const name = entry.opens ? button("name", entry.name, () => root.open(entry.id)) : element("div", "name", entry.name);
  const top = element("div", "top", entry.word ? [name, badge(entry)] : [name]);
  const parts = [top];
  if (entry.detail) parts.push(element("div", "detail", entry.detail));
  if (entry.text) parts.push(element("p", "text", entry.text));
  const actions = [];
  if (entry.action) actions.push(button(primary ? "act primary" : "act", entry.action, () => root.act(entry.id)));
  if (entry.action) actions[0].setAttribute("aria-label", `${entry.action}: ${entry.name}`);
  const why = entry.reasons.length ? reasons(entry) : null;
  if (why && !entry.whyOpen) actions.push(opener(why, entry.name));
  if (actions.length) parts.push(element("div", "actions", actions));
  if (why) parts.push(why);
  const made = element("li", "entry", parts);
  if (entry.depth) made.style.setProperty("--depth", String(entry.depth));
  return made;
}

function button(className, text, act) {
  const made = element("button", className, text);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

function badge({ word, squares: full }) {
  return element("span", full > 1 ? "badge" : "badge low", [squares(full), element("span", "", word)]);
}

function reasons({ reasons: told, whyOpen }) {
  const list = element("ul", "panel", reasonItems(told));
  list.hidden = !whyOpen;
  return list;
}

function opener(panel, name) {
  const why = button("why", "Why", () => {
    panel.hidden = !panel.hidden;
    why.setAttribute("aria-expanded", String(!panel.hidden));
  });
  why.setAttribute("aria-label", `Why: ${name}`);
  why.setAttribute("aria-expanded", "false");
  return why;
}
