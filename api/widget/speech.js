/* Speaking instead of typing, and reading aloud: both off until the person turns them on, and only where they exist. */

const LANGUAGE = "vi-VN";

/** Listens to one question at a time. */
class Listener {
  static get isAvailable() {
    return Boolean(window.SpeechRecognition || window.webkitSpeechRecognition);
  }

  #recognition = null;

  get isOn() {
    return this.#recognition !== null;
  }

  /** Calls `onText` with what was heard so far, `onEnd` with an error's name or null. */
  start(onText, onEnd) {
    const recognition = new (window.SpeechRecognition || window.webkitSpeechRecognition)();
    Object.assign(recognition, { lang: LANGUAGE, interimResults: true, continuous: false });
    let fault = null;
    recognition.onresult = ({ results }) => onText([...results].map((result) => result[0].transcript).join(" "));
    recognition.onerror = ({ error }) => { fault = error; };
    recognition.onend = () => {
      this.#recognition = null;
      onEnd(fault);
    };
    this.#recognition = recognition;
    recognition.start();
  }

  stop() {
    if (this.#recognition) this.#recognition.stop();
  }
}

/** Reads with the browser's Vietnamese voice; without one it stays silent rather than read Vietnamese in English. */
const reader = {
  get voice() {
    const voices = "speechSynthesis" in window ? speechSynthesis.getVoices() : [];
    return voices.find(({ lang }) => /^vi\b/i.test(lang.replace("_", "-"))) || null;
  },

  say(text, onEnd) {
    const utterance = new SpeechSynthesisUtterance(text);
    Object.assign(utterance, { voice: reader.voice, lang: LANGUAGE, onend: onEnd, onerror: onEnd });
    speechSynthesis.cancel();
    speechSynthesis.speak(utterance);
  },

  stop() {
    if ("speechSynthesis" in window) speechSynthesis.cancel();
  },
};

/** The answer that is being read, and the button that stops it: one at a time. */
class Reading {
  #turn = null;
  #button = null;  // null too where the answer has no buttons: a greeting, a question back

  /** Begins with `turn`, or stops when it is the one being read. */
  toggle(turn, pressed) {
    const isStop = this.#turn === turn;
    this.stop();
    if (isStop) return;
    this.#show(turn, pressed);
    reader.say(plainText(turn.reply.answer), () => { if (this.#turn === turn) this.#show(null, null); });
  }

  stop() {
    reader.stop();
    this.#show(null, null);
  }

  #show(turn, pressed) {
    this.#button?.setAttribute("aria-pressed", "false");
    this.#button?.lastChild.replaceWith(TEXT.read);
    this.#turn = turn;
    this.#button = pressed;
    pressed?.setAttribute("aria-pressed", "true");
    pressed?.lastChild.replaceWith(TEXT.stopReading);
  }
}
