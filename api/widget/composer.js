/* The field and its buttons. While an answer is under way one may go on typing; "Gửi" then is "Dừng". */

class Composer {
  #actions;
  #field;
  #send;
  #fault = node("p", { class: "hint fault-hint", id: "fault", role: "alert" });
  #mic;
  #listener = new Listener();
  #isBusy = false;

  /** `actions`: send (a question), stop, typed (the text so far), say. */
  constructor(actions) {
    this.#actions = actions;
    this.#field = node("textarea", { id: "question", rows: "1", placeholder: TEXT.placeholder, part: "field",
      "aria-describedby": "fault", enterkeyhint: "send" });
    this.#send = node("button", { type: "submit", class: "primary send", part: "send" });
    this.#mic = button({ class: "round mic", hidden: true }, () => this.#toggleListening(), icon("mic"));
    this.element = node("form", { class: "composer", part: "composer" },
      node("label", { class: "unseen", for: "question" }, TEXT.field),
      this.#fault, this.#field, this.#mic, this.#send);
    this.#field.addEventListener("input", () => this.#onTyped());
    this.#field.addEventListener("keydown", (event) => this.#onKey(event));
    this.element.addEventListener("submit", (event) => this.#onSubmit(event));
    this.setBusy(false);
    this.#showListening(false);
  }

  get value() {
    return this.#field.value;
  }

  set value(text) {
    this.#field.value = text;
    this.#onTyped();
  }

  focus() {
    this.#field.focus();
  }

  setBusy(isBusy) {
    this.#isBusy = isBusy;
    this.#send.replaceChildren(icon(isBusy ? "stop" : "send"), isBusy ? TEXT.stop : TEXT.send);
  }

  setListens(isOn) {
    this.#mic.hidden = !(isOn && Listener.isAvailable);
  }

  /** Grows with what is typed, up to the height that the stylesheet allows. */
  fit() {
    this.#field.style.height = "auto";
    if (this.value && this.#field.scrollHeight) this.#field.style.height = `${this.#field.scrollHeight + 2}px`;
  }

  #onTyped() {
    this.#fault.textContent = "";
    this.#field.removeAttribute("aria-invalid");
    this.fit();
    this.#actions.typed(this.value);
  }

  #onKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;  // isComposing: a Vietnamese input method
    event.preventDefault();
    if (this.#isBusy) this.#actions.say(TEXT.stillBusy);
    else this.element.requestSubmit();
  }

  #onSubmit(event) {
    event.preventDefault();
    if (this.#isBusy) return this.#actions.stop();
    const question = this.value.trim();
    if (question.length > MAX_QUESTION_LENGTH) {
      this.#fault.textContent = TEXT.tooLong(question.length);
      this.#field.setAttribute("aria-invalid", "true");
    } else if (question) {
      this.#listener.stop();
      this.#actions.send(question);
    }
    this.focus();
  }

  #toggleListening() {
    if (this.#listener.isOn) return this.#listener.stop();
    const before = this.value && `${this.value.trim()} `;
    this.#showListening(true);
    this.#actions.say(TEXT.listening);
    this.#listener.start((heard) => { this.value = before + heard; }, (fault) => {
      this.#showListening(false);
      const isForbidden = fault === "not-allowed" || fault === "service-not-allowed";
      this.#actions.say(fault ? (isForbidden ? TEXT.noMicrophone : TEXT.notHeard) : "");
      this.focus();
    });
  }

  #showListening(isOn) {
    this.#mic.setAttribute("aria-pressed", String(isOn));
    this.#mic.setAttribute("aria-label", isOn ? TEXT.stopListening : TEXT.listen);
  }
}
