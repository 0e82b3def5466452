/* 👍/👎 on an answer; "chưa đúng" asks why before it is sent. */

let warnings = 0;  // ids: several forms may be open at once

/** `given` is the rating so far or null; `rate(rating, comment)` resolves when the server has it. */
class Rating {
  #given;
  #rate;
  #say;
  #up;
  #down;
  #form = null;
  #isSending = false;

  constructor(given, { rate, say }) {
    this.#given = given;
    this.#rate = rate;
    this.#say = say;
    this.#up = button({ class: "tool" }, () => this.#send("up", ""), icon("up"), TEXT.good);
    this.#down = button({ class: "tool", "aria-expanded": "false" }, () => this.#askWhy(), icon("down"), TEXT.bad);
    this.element = node("div", { class: "rating", role: "group", "aria-label": TEXT.rating }, this.#up, this.#down);
    this.#showState();
  }

  #showState() {
    for (const [pressed, rating] of [[this.#up, "up"], [this.#down, "down"]]) {
      pressed.setAttribute("aria-pressed", String(this.#given === rating));
      if (this.#given) pressed.setAttribute("aria-disabled", "true");
    }
  }

  #askWhy() {
    if (this.#given) return;
    if (this.#form) return this.#closeForm();
    const reasons = TEXT.reasons.map((reason) =>
      node("label", {}, node("input", { type: "radio", name: "reason", value: reason }), reason));
    const warning = `warning-${++warnings}`;
    const remark = node("textarea", { rows: "2", maxlength: "1000", "aria-describedby": warning });
    this.#form = node("form", { class: "why" },
      node("fieldset", {}, node("legend", {}, TEXT.whatWrong), ...reasons),
      node("label", {}, TEXT.remark, remark),
      node("p", { class: "hint", id: warning }, TEXT.remarkWarning),
      node("div", { class: "buttons" },
        node("button", { type: "submit", class: "primary" }, TEXT.sendRating),
        button({}, () => this.#closeForm(), TEXT.cancel)));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const reason = this.#form.querySelector("input:checked");
      this.#send("down", [reason && reason.value, remark.value.trim()].filter(Boolean).join(": "));
    });
    this.element.append(this.#form);
    this.#down.setAttribute("aria-expanded", "true");
    this.#form.querySelector("input").focus();
    this.#form.scrollIntoView({ block: "nearest" });
  }

  #closeForm() {
    this.#form.remove();
    this.#form = null;
    this.#down.setAttribute("aria-expanded", "false");
    this.#down.focus();
  }

  async #send(rating, comment) {
    if (this.#given || this.#isSending) return;
    this.#isSending = true;
    try {
      await this.#rate(rating, comment);
    } catch (trouble) {
      this.#say(trouble.detail || TEXT.notRated);  // the form stays as it was filled in
      return;
    } finally {
      this.#isSending = false;
    }
    this.#given = rating;
    if (this.#form) this.#closeForm();
    this.#showState();
    this.#say(TEXT.thanks);
  }
}
