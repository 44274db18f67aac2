// A box to type in and the people and companies that fit. What fits is asked of the server, which sends 20 at most.

import { element } from "../common.js";

const PAUSE_MS = 120;

const pickers = new WeakMap();

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  let picker = pickers.get(parentElement);
  if (!picker) pickers.set(parentElement, (picker = build(parentElement, data)));
  picker.ask = (text) => setStateValue("text", text);
  picker.pick = (id) => setTriggerValue("picked", id);
  picker.label.textContent = data.label;
  picker.label.className = data.labelShown ? "label" : "unseen";
  picker.input.placeholder = data.placeholder;
  if (picker.chosen !== data.chosen) {
    picker.chosen = picker.input.value = data.chosen;
    close(picker);
  } else if (picker.asked && data.text === picker.input.value) offer(picker, data.options);
  picker.root.dataset.ready = "";
  return () => {
    clearTimeout(picker.timer);
    picker.root.remove();
    pickers.delete(parentElement);
  };
}

function build(parentElement, data) {
  const input = element("input");
  Object.assign(input, { id: "box", type: "search", autocomplete: "off", spellcheck: false });
  const aria = { role: "combobox", "aria-expanded": "false", "aria-controls": "list", "aria-autocomplete": "list" };
  for (const [name, value] of Object.entries(aria)) input.setAttribute(name, value);
  const label = element("label");
  label.htmlFor = "box";
  const list = element("ul", "list");
  list.id = "list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", data.label);
  list.hidden = true;
  const told = element("span", "unseen");
  told.setAttribute("role", "status");
  const root = element("div", "picker", [label, element("div", "box", [input, list]), told]);
  parentElement.append(root);

  const picker = { root, input, label, list, told, options: [], active: -1, chosen: "", asked: false };
  input.addEventListener("input", () => type(picker));
  input.addEventListener("keydown", (event) => press(picker, event));
  input.addEventListener("blur", () => close(picker));
  input.addEventListener("focus", () => input.select());
  // The list must not take the focus from the box, or it would close before the click arrives
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  return picker;
}

function type(picker) {
  clearTimeout(picker.timer);
  picker.asked = Boolean(picker.input.value.trim());
  if (!picker.asked) close(picker);
  else picker.timer = setTimeout(() => picker.ask(picker.input.value), PAUSE_MS);
}

function offer(picker, options) {
  picker.asked = false;
  picker.options = options;
  const lines = options.map((option, place) => {
    const words = [element("span", "name", option.name)];
    if (option.detail) words.push(element("span", "detail", option.detail));
    const line = element("li", option.kind, words);
    line.id = `option-${place}`;
    line.setAttribute("role", "option");
    line.addEventListener("click", () => take(picker, place));
    line.addEventListener("pointermove", () => mark(picker, place));
    return line;
  });
  picker.list.replaceChildren(...(lines.length ? lines : [element("li", "nobody", "Nobody fits. Try fewer letters.")]));
  picker.told.textContent = `${options.length} found`;
  picker.list.hidden = false;
  picker.input.setAttribute("aria-expanded", "true");
  mark(picker, options.length ? 0 : -1);
}

function mark(picker, place) {
  picker.active = place;
  [...picker.list.children].forEach((line, i) => line.setAttribute("aria-selected", String(i === place)));
  if (place < 0) picker.input.removeAttribute("aria-activedescendant");
  else {
    picker.input.setAttribute("aria-activedescendant", `option-${place}`);
    picker.list.children[place].scrollIntoView({ block: "nearest" });
  }
}

function take(picker, place) {
  const { id } = picker.options[place];
  // The name comes back with the next data where the page keeps it in the box
  picker.input.value = picker.chosen;
  close(picker);
  picker.pick(id);
}

function close(picker) {
  picker.list.hidden = true;
  picker.input.setAttribute("aria-expanded", "false");
  mark(picker, -1);
}

function press(picker, event) {
  // Streamlit listens for single letters page-wide: "r" and "c" are text here
  event.stopPropagation();
  const { list, options, active } = picker;
  if (event.key === "Escape") close(picker);
  if (list.hidden || !options.length) return;
  if (event.key === "Enter" && active >= 0) take(picker, active);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  mark(picker, (active + step + options.length) % options.length);
}
