/* "Tùy chọn": size of the letters, what is remembered, speech, print, restart. A disclosure, closed by Esc. */

class Menu {
  #memory;
  #actions;
  #restart = node("div", { class: "restart" });

  /** `actions`: changed (a setting), keep (or not), print, stored, restart. */
  constructor(memory, actions) {
    this.#memory = memory;
    this.#actions = actions;
    this.toggle = button({ class: "options", "aria-expanded": "false", "aria-controls": "menu" },
      () => (this.isOpen ? this.close() : this.#open()), icon("menu"), TEXT.menu);
    this.element = node("div", { class: "menu", id: "menu", part: "menu", role: "group", "aria-label": TEXT.menu });
    this.element.hidden = true;
  }

  get isOpen() {
    return !this.element.hidden;
  }

  #open() {
    this.#fill();
    this.element.hidden = false;
    this.toggle.setAttribute("aria-expanded", "true");
    this.element.querySelector("input").focus();
  }

  close() {
    this.element.hidden = true;
    this.toggle.setAttribute("aria-expanded", "false");
    this.toggle.focus();
  }

  #fill() {
    const memory = this.#memory;
    const { changed, keep, print, stored } = this.#actions;
    this.element.replaceChildren(...[
      this.#fontSize(),
      tick(TEXT.keep, TEXT.keepHint, memory.isLasting, keep),
      reader.voice && tick(TEXT.readAloud, null, memory.readsAloud, (isOn) => changed({ readsAloud: isOn })),
      Listener.isAvailable && tick(TEXT.speak, TEXT.speakHint, memory.listens, (isOn) => changed({ listens: isOn })),
      memory.turns.length > 0 && node("div", { class: "buttons" }, button({}, print, TEXT.print),
        memory.conversationId && button({}, stored, TEXT.stored), button({}, () => this.#askRestart(), TEXT.restart)),
      this.#restart,
    ].filter(Boolean));
    this.#restart.replaceChildren();
  }

  #fontSize() {
    const sizes = TEXT.fontSizes.map((name, size) => {
      const radio = node("input", { type: "radio", name: "size", checked: size === this.#memory.fontSize });
      radio.addEventListener("change", () => this.#actions.changed({ fontSize: size }));
      return node("label", {}, radio, name);
    });
    return node("fieldset", { class: "sizes" }, node("legend", {}, TEXT.fontSize), ...sizes);
  }

  #askRestart() {
    const no = button({}, () => this.close(), TEXT.restartNo);
    const yes = button({ class: "primary" }, () => {
      this.close();
      this.#actions.restart();
    }, TEXT.restartYes);
    this.#restart.replaceChildren(node("p", {}, TEXT.reallyRestart), node("div", { class: "buttons" }, yes, no));
    no.focus();
  }
}

function tick(label, hint, isOn, onChange) {
  const box = node("input", { type: "checkbox", checked: isOn });
  box.addEventListener("change", () => onChange(box.checked));
  return node("label", { class: "tick" }, box, node("span", {}, label, hint && node("small", {}, hint)));
}
