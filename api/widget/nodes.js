/* Building nodes. Nothing in this script ever parses text as HTML: what a document or a person wrote stays text. */

/** Returns an element with attributes and children; strings become text nodes, null and false are left out. */
function node(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== false));
  return element;
}

function button(attributes, onPress, ...children) {
  const made = node("button", { type: "button", ...attributes }, ...children);
  made.addEventListener("click", onPress);
  return made;
}

/** Drawings of 24 × 24, drawn with the colour of the text. */
const ICONS = {
  // A speech bubble with a door in it: "một cửa" is one door.
  door: "M4 3h16a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3h-8l-5 4v-4H4a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3z"
    + "M9 15.5h6v-5.5a3 3 0 0 0-6 0z",
  close: "M5.7 4.3 12 10.6l6.3-6.3 1.4 1.4L13.4 12l6.3 6.3-1.4 1.4L12 13.4l-6.3 6.3-1.4-1.4L10.6 12 4.3 5.7z",
  menu: "M3 5h18v2.5H3zM3 10.75h18v2.5H3zM3 16.5h18V19H3z",
  up: "M2 10h4v11H2zM8 21h9.5a2 2 0 0 0 2-1.5l2.4-7A2 2 0 0 0 20 10h-5.6l.8-4.3A2.2 2.2 0 0 0 13 3L8 9.5z",
  down: "M22 14h-4V3h4zM16 3H6.5a2 2 0 0 0-2 1.5l-2.4 7A2 2 0 0 0 4 14h5.6l-.8 4.3A2.2 2.2 0 0 0 11 21l5-6.5z",
  copy: "M8 2h11a2 2 0 0 1 2 2v12h-2V4H8zM5 6h9a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2z",
  share: "M18 16a3 3 0 0 0-2.2 1L9 13a3 3 0 0 0 0-2l6.8-4A3 3 0 1 0 15 5l-7 4.1a3 3 0 1 0 0 5.8L15 19a3 3 0 1 0 3-3z",
  read: "M3 9h4l6-5v16l-6-5H3zM15.5 8.2a4.5 4.5 0 0 1 0 7.6zM15.5 4.5v-2a9.5 9.5 0 0 1 0 19v-2a7.5 7.5 0 0 0 0-15z",
  mic: "M12 2a3 3 0 0 1 3 3v6a3 3 0 0 1-6 0V5a3 3 0 0 1 3-3z"
    + "M5 11h2a5 5 0 0 0 10 0h2a7 7 0 0 1-6 6.9V22h-2v-4.1A7 7 0 0 1 5 11z",
  send: "M2 21 23 12 2 3v7l13 2-13 2z",
  stop: "M6 6h12v12H6z",
};

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  path.setAttribute("fill-rule", "evenodd");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  svg.append(path);
  return svg;
}

function unseen(text) {
  return node("span", { class: "unseen" }, text);
}

/** Returns `url` made absolute, or null: only web addresses become links. `base` may be missing. */
function webAddress(url, base) {
  try {
    const address = new URL(url, base);
    return ["http:", "https:"].includes(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
}

function link(address, attributes, ...children) {
  if (address === null) return node("span", attributes, ...children);
  const elsewhere = { href: address, target: "_blank", rel: "noopener noreferrer" };
  return node("a", { ...elsewhere, ...attributes }, ...children, unseen(` ${TEXT.newTab}`));
}
