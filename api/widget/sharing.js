/* Taking an answer elsewhere: the clipboard, a link, paper. */

const FRAGMENT = "mot-cua";

/** Returns the question and its commune of a fragment "#mot-cua=…&xa=…", or null. It never reaches a server. */
function sharedQuestion(fragment) {
  const values = new URLSearchParams(fragment.slice(1));
  const question = (values.get(FRAGMENT) || "").trim().slice(0, MAX_QUESTION_LENGTH);
  return question ? { question, commune: values.get("xa") } : null;
}

function shareLink({ question, commune }) {
  const values = new URLSearchParams({ [FRAGMENT]: question, ...(commune ? { xa: commune } : {}) });
  return `${location.href.split("#")[0]}#${values}`;
}

/** Returns the answer as one pastes it into a letter: plain, its sources and their addresses below. */
function asPlainText({ question, reply }) {
  const sources = reply.citations.map((source) => sourceLines(source).join("\n"));
  return [question, withoutBold(reply.answer), reply.notice, ...sources].filter(Boolean).join("\n\n");
}

function documentName({ document_title: title, document_number: number }) {
  return [title, number && `số ${number}`].filter(Boolean).join(", ");
}

/** Returns what stands for a source on paper: its number and name, its quote, its address. */
function sourceLines(source) {
  const name = [documentName(source), source.section].filter(Boolean).join(", ");
  return [`[${source.id}] ${name}`, source.quote && `“${source.quote}”`, source.url].filter(Boolean);
}

/** Copies `content`; resolves to whether the browser let it. */
async function copied(content, root) {
  try {
    await navigator.clipboard.writeText(content);
    return true;
  } catch {
    return copiedBySelection(content, root);  // pages without https have no clipboard object
  }
}

function copiedBySelection(content, root) {
  const focused = root.activeElement;
  const field = node("textarea", { class: "unseen", readonly: true, "aria-hidden": "true", tabindex: "-1" });
  field.value = content;
  (root.querySelector("dialog[open]") || root).append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  if (focused) focused.focus();
  return isCopied;
}

const PRINT_CSS = `
  body { font: 12pt/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; color: #000; margin: 1.5cm; }
  h1 { font-size: 16pt; margin: 0; }
  h2 { font-size: 12pt; margin: 1.2em 0 .3em; border-top: 1px solid #999; padding-top: .8em; }
  p, ul { margin: 0 0 .4em; }
  .source { font-size: 10pt; overflow-wrap: anywhere; }`;

/** Prints the conversation alone, from a frame of its own: the page around the widget is not the person's business. */
function saveFile(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  node("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address));
}

function printConversation(title, turns, root) {
  const frame = node("iframe", { class: "unseen", "aria-hidden": "true", tabindex: "-1", title: TEXT.print });
  frame.addEventListener("load", () => {  // some browsers replace the frame's first document once it has loaded
    const view = frame.contentWindow;
    fillPrint(view, title, turns.filter(({ reply }) => reply));
    view.addEventListener("afterprint", () => setTimeout(() => frame.remove()));
    view.print();
  }, { once: true });
  root.append(frame);
}

function fillPrint(view, title, turns) {
  const sheet = new view.CSSStyleSheet();
  sheet.replaceSync(PRINT_CSS);
  const page = view.document;
  page.adoptedStyleSheets = [sheet];
  page.title = title;
  page.documentElement.lang = "vi";
  page.body.append(
    node("h1", {}, title),
    node("p", {}, TEXT.printedOn(new Date().toLocaleDateString("vi-VN"))),
    ...turns.map(({ question, reply }) => node("section", {},
      node("h2", {}, question),
      ...blocks(reply.answer),
      reply.notice && node("p", {}, reply.notice),
      ...reply.citations.map((source) => node("p", { class: "source" }, sourceLines(source).join(" "))))),
  );
}
