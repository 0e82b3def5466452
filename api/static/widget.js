/* The chat widget of Một Cửa: one file, no dependency, text nodes only, works under a strict Content-Security-Policy.
 *
 *   <mot-cua-chat commune="lac-phuong"></mot-cua-chat>            where the page wants it
 *   <script src="…/widget.js" data-commune="lac-phuong" defer>    a button in the corner
 */
(() => {
  "use strict";

  const TAG = "mot-cua-chat";
  const SCRIPT = document.currentScript;
  const BASE = new URL(SCRIPT ? SCRIPT.src : location.href).origin;
  const TEXT = {
    title: "Trợ lý ảo",
    machine: "Máy trả lời tự động từ văn bản của xã, phường",
    welcome: "Chào anh/chị. Đây là trợ lý ảo (máy trả lời tự động). Anh/chị có thể hỏi về chỉ tiêu, cơ quan phụ trách, "
      + "thời hạn trong kế hoạch cải cách hành chính. Xin đừng nhập thông tin cá nhân.",
    label: "Câu hỏi của anh/chị",
    placeholder: "Nhập câu hỏi…",
    send: "Gửi",
    waiting: "Đang tra cứu…",
    sources: "Nguồn",
    open: "Hỏi trợ lý ảo",
    close: "Đóng",
    offline: "Không kết nối được với trợ lý. Anh/chị thử lại sau ít phút.",
    you: "Anh/chị",
  };
  const CSS = `
    :host { display: block; color-scheme: light; font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
    :host([hidden]) { display: none; }
    * { box-sizing: border-box; }
    .panel { display: flex; flex-direction: column; height: min(36rem, 85vh); background: #fff; color: #1d2433;
      border: 1px solid #dfe3ea; border-radius: .8rem; overflow: hidden; box-shadow: 0 8px 30px rgb(20 30 60 / 12%); }
    header { background: #9b1c1c; color: #fff; padding: .7rem 1rem; display: flex; gap: .5rem; align-items: center; }
    header div { flex: 1; } header strong { display: block; } header small { opacity: .9; }
    .log { flex: 1; overflow-y: auto; padding: 1rem; display: flex; flex-direction: column; gap: .8rem; background: #f8f9fb; }
    .turn { max-width: 92%; padding: .6rem .9rem; border-radius: .8rem; overflow-wrap: anywhere; }
    .turn:focus { outline: none; }
    .person { align-self: flex-end; background: #9b1c1c; color: #fff; border-bottom-right-radius: .2rem; }
    .machine { align-self: flex-start; background: #fff; border: 1px solid #dfe3ea; border-bottom-left-radius: .2rem; }
    .fault { border-color: #d9a3a3; }
    p, ul { margin: 0 0 .5rem; } ul { padding-left: 1.2rem; } .turn > :last-child { margin-bottom: 0; }
    a { color: #9b1c1c; } sup a { text-decoration: none; padding: 0 .1rem; }
    .notice { background: #fff8e6; border: 1px solid #ecd9a0; border-radius: .4rem; padding: .4rem .6rem; font-size: .9rem; }
    .sources { font-size: .88rem; border-top: 1px solid #e8ebf0; padding-top: .5rem; }
    .sources ol { margin: .2rem 0 0; padding: 0; list-style: none; display: grid; gap: .35rem; }
    .sources q { color: #5a6478; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
    .buttons { display: flex; flex-wrap: wrap; gap: .4rem; }
    button { font: inherit; cursor: pointer; border-radius: .5rem; border: 1px solid #9b1c1c; padding: .45rem .9rem;
      min-height: 2.75rem; background: #9b1c1c; color: #fff; }
    .buttons button { background: #fff; color: #9b1c1c; text-align: left; font-size: .92rem; min-height: 2.4rem; }
    .buttons button:hover { background: #fbeeee; }
    header button { background: transparent; border-color: rgb(255 255 255 / 50%); min-height: 2.2rem; padding: .2rem .7rem; }
    form { display: flex; gap: .5rem; padding: .7rem; border-top: 1px solid #dfe3ea; }
    textarea { flex: 1; min-width: 0; font: inherit; resize: none; height: 2.75rem; padding: .55rem .7rem; border: 1px solid #8a93a5; border-radius: .5rem; }
    :focus-visible { outline: 3px solid #1a73e8; outline-offset: 1px; }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    .launcher { display: none; }
    :host([floating]) { position: fixed; right: 1rem; bottom: 1rem; z-index: 2147483000; }
    :host([floating]) .panel { width: min(25rem, calc(100vw - 2rem)); height: min(38rem, calc(100vh - 2rem)); }
    :host([floating]:not([open])) .panel { display: none; }
    :host([floating]:not([open])) .launcher { display: block; border-radius: 2rem; box-shadow: 0 4px 16px rgb(0 0 0 / 25%); }
    :host(:not([floating])) .closer { display: none; }
    @media (prefers-reduced-motion: no-preference) { .log { scroll-behavior: smooth; } }`;

  /** Returns an element with attributes and children; strings become text nodes, so nothing is ever parsed as HTML. */
  function node(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  /** Only web addresses may become links: a reply is data, and "javascript:" is not a source. */
  function isWebAddress(url) {
    try {
      return ["http:", "https:"].includes(new URL(url, BASE).protocol);
    } catch {
      return false;
    }
  }

  function link(url, label, ...children) {
    return isWebAddress(url)
      ? node("a", { href: new URL(url, BASE).href, target: "_blank", rel: "noopener", "aria-label": label }, ...children)
      : node("span", {}, ...children);
  }

  /** Returns the nodes of one line of the answer: **bold** and [n] marks, the rest as text. */
  function inline(line, citations) {
    return line.split(/(\*\*.+?\*\*|\[\d+\])/).filter(Boolean).map((part) => {
      if (/^\*\*.+\*\*$/.test(part)) return node("strong", {}, ...inline(part.slice(2, -2), citations));
      const cited = /^\[\d+\]$/.test(part) && citations.find((source) => `[${source.id}]` === part);
      return cited ? node("sup", {}, link(cited.url, `Nguồn ${cited.id}`, part)) : document.createTextNode(part);
    });
  }

  /** Returns paragraphs and lists of the contract's Markdown subset. */
  function blocks(markdown, citations) {
    const made = [];
    let list = null;
    for (const line of markdown.split("\n")) {
      if (line.startsWith("- ")) {
        if (!list) made.push((list = node("ul")));
        list.append(node("li", {}, ...inline(line.slice(2), citations)));
      } else {
        list = null;
        if (line.trim()) made.push(node("p", {}, ...inline(line, citations)));
      }
    }
    return made;
  }

  class MotCuaChat extends HTMLElement {
    #conversation = null;
    #log;
    #field;
    #isWaiting = false;

    connectedCallback() {
      if (this.shadowRoot) return;
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
      root.adoptedStyleSheets = [sheet];
      const title = this.getAttribute("title-text") || TEXT.title;
      this.#log = node("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": title, tabindex: "0" });
      this.#field = node("textarea", { id: "question", maxlength: "1000", rows: "1", placeholder: TEXT.placeholder, required: "" });
      const closer = node("button", { type: "button", class: "closer" }, TEXT.close);
      const launcher = node("button", { type: "button", class: "launcher" }, TEXT.open);
      const form = node("form", {}, node("label", { class: "unseen", for: "question" }, TEXT.label), this.#field,
        node("button", { type: "submit" }, TEXT.send));
      const heading = node("div", {}, node("strong", {}, title), node("small", {}, TEXT.machine));
      root.append(node("div", { class: "panel" }, node("header", {}, heading, closer), this.#log, form), launcher);

      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.ask(this.#field.value);
      });
      this.#field.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {  // isComposing: a Vietnamese input method
          event.preventDefault();
          form.requestSubmit();
        }
      });
      launcher.addEventListener("click", () => { this.setAttribute("open", ""); this.#field.focus(); });
      closer.addEventListener("click", () => { this.removeAttribute("open"); launcher.focus(); });
      this.#say("machine", ...blocks(this.getAttribute("welcome-message") || TEXT.welcome, []));
    }

    /** Asks a question as if it had been typed; `commune` overrides the element's own. */
    async ask(question, commune = this.getAttribute("commune")) {
      const text = question.trim();
      if (!text || this.#isWaiting) return;
      this.#isWaiting = true;
      this.#field.value = "";
      this.#say("person", node("span", { class: "unseen" }, `${TEXT.you}: `), text);
      const waiting = this.#say("machine", TEXT.waiting);
      try {
        const reply = await this.#fetchReply(text, commune || null);
        waiting.remove();
        this.#conversation = reply.conversation_id;
        this.#show(reply);
      } catch (fault) {
        waiting.remove();
        this.#say("machine fault", fault.detail || TEXT.offline);
      } finally {
        this.#isWaiting = false;
      }
    }

    async #fetchReply(question, commune) {
      const response = await fetch(`${this.getAttribute("endpoint") || BASE}/v1/ask`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ question, commune, conversation_id: this.#conversation }),
      });
      const body = await response.json();
      if (!response.ok) throw Object.assign(new Error("refused"), { detail: body.detail });
      return body;
    }

    #show(reply) {
      const parts = blocks(reply.answer, reply.citations);
      if (reply.notice) parts.push(node("p", { class: "notice" }, reply.notice));
      if (reply.citations.length) parts.push(this.#sources(reply.citations));
      const presses = [
        ...reply.choices.map((choice) => [choice.label, choice.question, choice.commune || undefined]),
        ...reply.suggestions.map((suggestion) => [suggestion, suggestion]),
      ];
      if (presses.length) parts.push(this.#buttons(presses));
      const turn = this.#say("machine", ...parts);
      turn.tabIndex = -1;
      turn.focus({ preventScroll: true });
      this.dispatchEvent(new CustomEvent("mot-cua-reply", { bubbles: true, composed: true, detail: { status: reply.status } }));
    }

    #sources(citations) {
      const items = citations.map((source) => node("li", {},
        link(source.url, `Nguồn ${source.id}: ${source.document_title}`, `[${source.id}] ${source.document_title}, ${source.section}`),
        node("q", {}, source.quote)));
      return node("div", { class: "sources" }, node("strong", {}, TEXT.sources), node("ol", {}, ...items));
    }

    #buttons(presses) {
      return node("div", { class: "buttons" }, ...presses.map(([label, question, commune]) => {
        const button = node("button", { type: "button" }, label);
        button.addEventListener("click", () => this.ask(question, commune));
        return button;
      }));
    }

    #say(who, ...children) {
      const turn = node("div", { class: `turn ${who}` }, ...children);
      this.#log.append(turn);
      // The beginning of a long answer matters more than its end.
      this.#log.scrollTop = turn.offsetTop - this.#log.offsetTop - 12;
      return turn;
    }
  }

  if (!customElements.get(TAG)) customElements.define(TAG, MotCuaChat);

  /** The script-tag form: data-* attributes become the element's. */
  if (SCRIPT && "commune" in SCRIPT.dataset) {
    const { commune, title, welcomeMessage } = SCRIPT.dataset;
    const element = node(TAG, { floating: "" });
    if (commune) element.setAttribute("commune", commune);
    if (title) element.setAttribute("title-text", title);
    if (welcomeMessage) element.setAttribute("welcome-message", welcomeMessage);
    if (document.body) document.body.append(element);
    else addEventListener("DOMContentLoaded", () => document.body.append(element));
  }
})();
