/* The panel: header, menu, the log with what is under way below it, the composer. A dialog in the corner, covering a
 * phone; a region where the page has put the element. */

const COVERS_SCREEN = matchMedia("(max-width: 30em), (max-height: 26em)");
const TOUCH = matchMedia("(pointer: coarse)");

class Panel {
  #isFloating;
  #heading = node("h2", { id: "title" });
  #welcome = node("div", { class: "welcome" });
  #log = node("div", { class: "log", role: "log", part: "log", "aria-labelledby": "title" });
  // Streaming happens outside the log and unseen by screen readers: they hear each answer once, when it is whole.
  #draft = node("div", { class: "draft", "aria-hidden": "true" });
  #trouble = node("div", { class: "trouble", role: "alert" });
  #status = node("div", { class: "status", role: "status" });
  #scroll;
  #frame = 0;
  #menu;

  constructor({ isFloating, menu, composer, privacyAddress, askHelp, onClose }) {
    this.#isFloating = isFloating;
    this.#menu = menu;
    const intro = node("div", { class: "turn machine intro" }, this.#welcome,
      node("div", { class: "about" }, ...TEXT.about.flatMap((paragraph) => blocks(paragraph)),
        node("p", {}, link(privacyAddress, {}, TEXT.privacy))),
      node("div", { class: "buttons choices" }, button({}, askHelp, TEXT.help)));
    this.#scroll = node("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": TEXT.conversation },
      intro, this.#log, this.#draft, this.#trouble);
    const attributes = { class: "panel", part: "panel", "aria-labelledby": "title" };
    this.element = node(isFloating ? "dialog" : "section", attributes,
      node("header", { part: "header" },
        node("div", {}, this.#heading, node("p", {}, TEXT.subtitle)),
        menu.toggle,
        isFloating && button({ class: "round", "aria-label": TEXT.close }, onClose, icon("close"))),
      menu.element, this.#scroll, this.#status, composer.element);
    this.element.addEventListener("keydown", (event) => this.#onKey(event, onClose));
    // The back gesture of a phone.
    this.element.addEventListener("cancel", (event) => { event.preventDefault(); onClose(); });
    this.element.addEventListener("close", () => { if (!this.element.open) onClose(); });
  }

  setTexts(title, welcome) {
    this.#heading.textContent = title;
    this.#welcome.replaceChildren(...blocks(welcome));
  }

  /** Shows or hides a floating panel; on a small screen it is modal and covers everything. */
  place(isOpen) {
    if (this.element.open) this.element.close();
    this.element.classList.toggle("cover", COVERS_SCREEN.matches);
    if (!isOpen) return;
    if (COVERS_SCREEN.matches) this.element.showModal();
    else this.element.setAttribute("open", "");  // unlike show() this leaves the focus where it is
    this.fitScreen();
  }

  /** Keeps the field above a phone's keyboard, which shrinks the visual viewport alone. */
  fitScreen() {
    const view = window.visualViewport;
    if (!view || Math.abs(view.scale - 1) > 0.01) return;  // zoomed by the fingers: the person is moving about
    this.element.style.setProperty("--view-height", `${view.height}px`);
    this.element.style.setProperty("--view-top", `${view.offsetTop}px`);
  }

  say(message, { isUnseen = false } = {}) {
    this.#status.replaceChildren(...(message ? [node("p", { class: isUnseen ? "unseen" : "" }, message)] : []));
  }

  fill(turns) {
    this.#log.replaceChildren(...turns);
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
  }

  add(turn) {
    this.#log.append(turn);
    this.#showFrom(turn);
  }

  /** The beginning of a long answer matters more than its end: the question goes to the top, the answer follows. */
  #showFrom(turn) {
    const isShort = (element) => element.offsetHeight < this.#scroll.clientHeight / 3;
    const before = turn.previousElementSibling;
    const first = turn.matches(".machine") && before && isShort(before) ? before : turn;
    this.#scroll.scrollTop = first.offsetTop - 12;
  }

  get lastReadButton() {
    return this.#log.lastElementChild?.querySelector(".reading") ?? null;
  }

  /** Shows the answer so far; many words may come within one frame. */
  showDraft(markdown) {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      const body = markdown ? blocks(markdown) : [node("p", { class: "waiting" }, TEXT.waiting)];
      this.#draft.replaceChildren(node("div", { class: "turn" }, ...body));
    });
  }

  hideDraft() {
    cancelAnimationFrame(this.#frame);
    this.#draft.replaceChildren();
  }

  showTrouble(sentence, onRetry) {
    this.#trouble.replaceChildren(node("div", { class: "turn machine fault" }, node("p", {}, sentence),
      onRetry && node("div", { class: "buttons" }, button({ class: "primary" }, onRetry, TEXT.retry))));
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
  }

  hideTrouble() {
    const hadFocus = this.#trouble.contains(this.element.getRootNode().activeElement);
    this.#trouble.replaceChildren();
    if (hadFocus) this.#scroll.focus();
  }

  /** Where the focus goes when the panel opens: to the field, but on a touch screen not, as its keyboard would come. */
  focusStart(composer) {
    if (TOUCH.matches) this.#scroll.focus();
    else composer.focus();
  }

  #onKey(event, onClose) {
    if (event.key === "Escape" && !event.isComposing) {
      if (this.#menu.isOpen) this.#menu.close();
      else if (this.#isFloating) onClose();
      else return;
      event.preventDefault();
      event.stopPropagation();
    }
    if (event.key === "Tab" && this.#isFloating) this.#keepFocus(event);
  }

  /** Tab goes round inside a floating panel; Esc leaves it. */
  #keepFocus(event) {
    const stops = [...this.element.querySelectorAll("a[href], button, input, textarea, summary, [tabindex='0']")]
      .filter((stop) => stop.getClientRects().length > 0);
    const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    if (this.element.getRootNode().activeElement !== from) return;
    event.preventDefault();
    to.focus();
  }
}
