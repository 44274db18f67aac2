// A route, or one person, among the people around. Positions come with the data, so the drawing stands still and needs no physics.

import { element, initials, tint } from "../common.js";
import { DataSet, Network } from "./vis-network.min.js";

const ROUTE_RADIUS = 19;
const OTHER_RADIUS = 8;
const TARGET_PIXELS = 28; // a small dot can be hit within this square
const MOST_STRETCH = 1.35;
const COLOURS = ["page", "text", "muted", "line", "dot", "accent", "warn", "ink"];

const OPTIONS = {
  physics: false,
  layout: { improvedLayout: false },
  autoResize: false, // ours sets positions and size together
  interaction: { dragView: false, dragNodes: false, zoomView: false, hover: true, selectable: false },
  edges: { smooth: false, chosen: false, hoverWidth: 0, selectionWidth: 0 },
};

const maps = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let map = maps.get(parentElement);
  if (!map) maps.set(parentElement, (map = build(parentElement)));
  map.open = (id) => setTriggerValue("person", id);
  show(map, data);
  return () => {
    map.resized.disconnect();
    map.network.destroy();
    map.root.remove();
    maps.delete(parentElement);
  };
}

function build(parentElement) {
  const drawing = element("div", "drawing");
  drawing.setAttribute("role", "img");
  const colours = element("div", "colours", COLOURS.map((name) => element("span", name)));
  const summary = element("summary");
  const list = element("ul");
  const root = element("div", "map", [colours, drawing, element("details", "", [summary, list])]);
  parentElement.append(root);

  const map = { root, drawing, colours, summary, list, nodes: new DataSet(), edges: new DataSet(), people: new Map() };
  const nodes = { shape: "custom", chosen: false, ctxRenderer: (node) => person(map, node) };
  map.network = new Network(drawing, { nodes: map.nodes, edges: map.edges }, { ...OPTIONS, nodes });
  map.network.on("click", ({ pointer }) => {
    const id = map.network.getNodeAt(pointer.DOM);
    if (id !== undefined) map.open(id);
  });
  map.network.on("hoverNode", () => drawing.classList.add("pointing"));
  map.network.on("blurNode", () => drawing.classList.remove("pointing"));
  map.network.on("afterDrawing", () => ready(map));
  map.resized = new ResizeObserver(() => place(map));
  map.resized.observe(drawing);
  colours.addEventListener("transitionend", () => {
    paint(map);
    map.network.redraw();
  });
  document.fonts.ready.then(() => map.network.redraw());
  return map;
}

function show(map, data) {
  map.data = data;
  map.drawing.style.height = `${data.height}px`;
  map.people = new Map(data.ids.map((id, i) => [id, { name: data.names[i], role: data.roles[i], x: data.x[i] }]));
  map.drawing.setAttribute("aria-label", data.label);
  map.summary.textContent = `The ${data.ids.length} people in this picture as a list`;
  map.list.replaceChildren(...data.ids.map((id, i) => entry(map, id, data.names[i], data.roles[i])));
  paint(map);
  place(map);
}

function entry(map, id, name, role) {
  const button = element("button", "", name);
  button.type = "button";
  button.addEventListener("click", () => map.open(id));
  return element("li", role === "other" ? "" : "on-route", [button]);
}

/** Takes the theme's colours and gives ties theirs. */
function paint(map) {
  map.palette = Object.fromEntries(COLOURS.map((name, i) => [name, colour(map.colours.children[i])]));
  map.palette.page = surface(map.root) ?? map.palette.page;
  map.font = getComputedStyle(map.drawing).fontFamily;
  const ties = map.data.ties.map(([from, to, role, dashed]) => tie(map, from, to, role, dashed));
  map.edges.remove(map.edges.getIds().filter((id) => !ties.some((known) => known.id === id)));
  map.edges.update(ties);
}

/** The opaque colour that a drawing lies on: a card's, or the page's. */
function surface(node) {
  for (let at = node; at; at = at.parentElement ?? at.getRootNode().host) {
    const { backgroundColor } = getComputedStyle(at);
    if (backgroundColor.startsWith("rgb(")) return backgroundColor;
  }
  return undefined;
}

/** An element's colour as vis-network understands it: mixed colours compute to "color(srgb 0.1 0.2 0.3)". */
function colour(probe) {
  const { color } = getComputedStyle(probe);
  if (!color.startsWith("color(srgb ")) return color;
  const parts = color.slice(11).match(/[\d.e-]+/g).slice(0, 3);
  return `rgb(${parts.map((part) => Math.round(255 * part)).join(", ")})`;
}

function tie({ data, palette }, from, to, role, dashed) {
  const onRoute = role === "route";
  // Straight, it would run through the faces between its ends
  const shortcut = !onRoute && data.roles[from] !== "other" && data.roles[to] !== "other";
  return {
    id: `${from}-${to}`,
    from: data.ids[from],
    to: data.ids[to],
    width: onRoute ? 3.5 : 1,
    color: { color: !onRoute ? palette.line : dashed ? palette.warn : palette.accent, inherit: false },
    dashes: dashed ? (onRoute ? [7, 6] : [3, 4]) : false,
    smooth: shortcut ? { enabled: true, type: "curvedCW", roundness: 0.3 } : false,
  };
}

/** Stretches the drawing to its frame at a zoom of 1, so that names have the same size on every screen. */
function place(map) {
  const { width, height } = map.drawing.getBoundingClientRect();
  if (!width) return;
  const { ids, roles, x, y } = map.data;
  const across = stretch(x, width / 2 - Math.min(62, width * 0.13));
  const down = stretch(y, height / 2 - 40);
  map.room = { route: Math.min(150, width * 0.29), other: Math.min(118, width * 0.25) };
  map.nodes.remove(map.nodes.getIds().filter((id) => !map.people.has(id)));
  // The route keeps its swing: the names of its people stand there
  map.nodes.update(ids.map((id, i) => ({ id, x: x[i] * (roles[i] === "other" ? across : 1), y: y[i] * down - 6 })));
  map.network.setSize(`${width}px`, `${height}px`);
  map.network.moveTo({ position: { x: 0, y: 0 }, scale: 1 });
  map.network.redraw();
}

function stretch(values, room) {
  return Math.min(MOST_STRETCH, room / Math.max(1, ...values.map(Math.abs)));
}

/** How vis-network draws somebody: a face with initials on the route, a dot beside it, the name as canvas text. */
function person(map, { ctx, id, x, y, state }) {
  const { name, role, x: side } = map.people.get(id) ?? { name: "", role: "other", x: 0 };
  const onRoute = role !== "other";
  const radius = onRoute ? ROUTE_RADIUS : OTHER_RADIUS;
  return {
    drawNode() {
      disc(ctx, x, y, radius + (onRoute ? 5 : 2), map.palette.page);
      if (onRoute) face(map, ctx, id, name, role, x, y);
      else disc(ctx, x, y, radius, state.hover ? map.palette.accent : map.palette.dot);
      if (role === "target" || (onRoute && state.hover)) ring(ctx, x, y, radius + 4, map.palette.accent);
    },
    drawExternalLabel() {
      if (role === "ego") return; // the face says "You"
      if (onRoute && side) label(map, ctx, name, x - Math.sign(side) * (radius + 9), y, -side);
      else if (onRoute) label(map, ctx, name, x, y + radius + 16, 0);
      else label(map, ctx, name, x, y + radius + 11, 0);
    },
    nodeDimensions: { width: Math.max(2 * radius, TARGET_PIXELS), height: Math.max(2 * radius, TARGET_PIXELS) },
  };
}

function face(map, ctx, id, name, role, x, y) {
  const ego = role === "ego";
  disc(ctx, x, y, ROUTE_RADIUS, ego ? map.palette.text : tintColour(map, id));
  ctx.font = `600 13px ${map.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillStyle = ego ? map.palette.page : map.palette.ink;
  ctx.fillText(ego ? "You" : initials(name), x, y + 1);
}

function tintColour(map, id) {
  const probe = map.colours.lastChild;
  probe.className = `ink tint-${tint(id)}`;
  return getComputedStyle(probe).getPropertyValue("--tint");
}

function disc(ctx, x, y, radius, colour) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = colour;
  ctx.fill();
}

function ring(ctx, x, y, radius, colour) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2.5;
  ctx.stroke();
}

/** A name below a dot (side 0), or beside a face: to its right (side > 0) or left, between the ties of the route. */
function label(map, ctx, name, x, y, side) {
  ctx.font = side ? `600 14px ${map.font}` : `12px ${map.font}`;
  ctx.textAlign = !side ? "center" : side > 0 ? "left" : "right";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.lineWidth = 6;
  ctx.strokeStyle = map.palette.page;
  ctx.fillStyle = side ? map.palette.text : map.palette.muted;
  const lines = wrapped(ctx, name, side ? map.room.route : map.room.other);
  const leading = side ? 16 : 13.5;
  const top = side ? y - ((lines.length - 1) * leading) / 2 : y;
  lines.forEach((line, i) => ctx.strokeText(line, x, top + i * leading));
  lines.forEach((line, i) => ctx.fillText(line, x, top + i * leading));
}

/** At most two lines, each as wide as there is room; what does not fit can be read in the list. */
function wrapped(ctx, name, room) {
  if (ctx.measureText(name).width <= room) return [name];
  const words = name.split(/\s+/);
  let first = words.shift();
  while (words.length > 1 && ctx.measureText(`${first} ${words[0]}`).width <= room) first += ` ${words.shift()}`;
  return [first, words.join(" ")].filter(Boolean).map((line) => cut(ctx, line, room));
}

function cut(ctx, line, room) {
  if (ctx.measureText(line).width <= room) return line;
  const letters = Array.from(line.slice(0, 60));
  while (letters.length > 1 && ctx.measureText(`${letters.join("")}…`).width > room) letters.pop();
  return `${letters.join("")}…`;
}

/** Tells tests that the drawing is there, and where everybody stands in it. */
function ready(map) {
  if (!map.data.ids.every((id) => map.nodes.get(id))) return; // drawn between two sets of people
  const spots = map.data.ids.map((id) => [id, map.network.canvasToDOM(map.network.getPosition(id))]);
  map.root.dataset.positions = JSON.stringify(Object.fromEntries(spots.map(([id, { x, y }]) => [id, [x, y]])));
  map.root.dataset.ready = "";
}
