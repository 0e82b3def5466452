/* The contract's Markdown subset: paragraphs, **bold**, "- " lists and [n] citation marks. Anything else is text. */

/** Returns the nodes of one line; `marks` are the addresses of the citations by their number. */
function inline(line, marks) {
  return line.split(/(\*\*.+?\*\*|\[\d+\])/).filter(Boolean).map((part) => {
    if (/^\*\*.+\*\*$/.test(part)) return node("strong", {}, ...inline(part.slice(2, -2), marks));
    const number = /^\[\d+\]$/.test(part) ? Number(part.slice(1, -1)) : null;
    if (number === null || !marks.has(number)) return document.createTextNode(part);
    return node("sup", {}, link(marks.get(number), { class: "mark" }, unseen(`${TEXT.sources} `), part));
  });
}

/** Returns paragraphs and lists. Each line is a paragraph of its own: the assistant breaks lines on purpose. */
function blocks(markdown, marks = new Map()) {
  const made = [];
  let list = null;
  for (const line of markdown.split("\n")) {
    if (line.startsWith("- ")) {
      if (!list) made.push((list = node("ul")));
      list.append(node("li", {}, ...inline(line.slice(2), marks)));
    } else {
      list = null;
      if (line.trim()) made.push(node("p", {}, ...inline(line, marks)));
    }
  }
  return made;
}

function withoutBold(markdown) {
  return markdown.replace(/\*\*(.+?)\*\*/g, "$1");
}

/** Returns the text without its marks, as one says or previews it. */
function plainText(markdown) {
  return withoutBold(markdown).replace(/ ?\[\d+\]/g, "").replace(/^- /gm, "");
}
