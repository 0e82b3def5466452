/* The round button in the corner, its unread dot, and the bubble that says hello. */

const PREVIEW_LENGTH = 160;

class Launcher {
  #bubble = null;
  #dot = node("span", { class: "dot", part: "dot", hidden: true });

  constructor(onOpen) {
    const attributes = { class: "launcher", part: "launcher", "aria-haspopup": "dialog" };
    this.button = button(attributes, onOpen, icon("door"), this.#dot);
    this.element = node("aside", { class: "corner" }, this.button);
    this.setUnread(false);
  }

  setTitle(title) {
    this.element.setAttribute("aria-label", title);
  }

  setUnread(isUnread) {
    this.#dot.hidden = !isUnread;
    this.button.setAttribute("aria-label", isUnread ? `${TEXT.launcher} (${TEXT.unread})` : TEXT.launcher);
  }

  greet(message, onOpen, onHide) {
    this.hideBubble();  // an element that the page moves about greets anew
    const words = plainText(message).replace(/\s+/g, " ").trim();
    const preview = words.length > PREVIEW_LENGTH ? `${words.slice(0, PREVIEW_LENGTH)}…` : words;
    this.#bubble = node("div", { class: "bubble", part: "bubble" },
      button({ class: "preview" }, onOpen, preview),
      button({ class: "round", "aria-label": TEXT.hideBubble }, () => {
        this.hideBubble();
        onHide();
        this.button.focus();
      }, icon("close")));
    this.element.prepend(this.#bubble);
  }

  hideBubble() {
    this.#bubble?.remove();
    this.#bubble = null;
  }
}
