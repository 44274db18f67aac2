// A message to change, copy and send. What the owner wrote stays until another message comes.

import { element } from "../common.js";

const TOLD_MS = 4000;

const forms = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let form = forms.get(parentElement);
  if (!form) forms.set(parentElement, (form = build(parentElement)));
  form.copied = () => setTriggerValue("copied", true);
  form.data = data;
  if (form.given !== data.text) {
    form.given = form.area.value = data.text;
    form.told.textContent = "";
  }
  address(form);
  form.root.dataset.ready = "";
  return () => {
    clearTimeout(form.timer);
    form.root.remove();
    forms.delete(parentElement);
  };
}

function build(parentElement) {
  const area = element("textarea");
  area.id = "text";
  area.rows = 10;
  const label = element("label", "unseen", "Message");
  label.htmlFor = area.id;
  const copy = element("button", "copy", "Copy message");
  copy.type = "button";
  const mail = element("a", "mail", "Open in mail");
  const told = element("span", "told");
  told.setAttribute("role", "status");
  const root = element("div", "message", [label, area, element("div", "actions", [copy, mail, told])]);
  parentElement.append(root);

  const form = { root, area, mail, told };
  area.addEventListener("input", () => address(form));
  // Streamlit listens for single letters page-wide: "r" and "c" are text here
  area.addEventListener("keydown", (event) => event.stopPropagation());
  copy.addEventListener("click", () => take(form));
  return form;
}

function address({ data, area, mail }) {
  mail.hidden = !data.address;
  if (mail.hidden) return;
  const body = area.value.replace(/\r?\n/g, "\r\n");
  const at = encodeURIComponent(data.address).replace("%40", "@");
  mail.href = `mailto:${at}?subject=${encodeURIComponent(data.subject)}&body=${encodeURIComponent(body)}`;
}

async function take(form) {
  const done = (await byClipboard(form.area.value)) || bySelection(form.area);
  form.told.textContent = done ? "Copied" : "Could not copy: select the text and copy it by hand";
  clearTimeout(form.timer);
  form.timer = setTimeout(() => (form.told.textContent = ""), TOLD_MS);
  if (done) form.copied();
}

/** The clipboard needs a permission that some browsers and all pages without https lack. */
async function byClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function bySelection(area) {
  area.select();
  return document.execCommand("copy");
}
