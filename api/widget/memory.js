/* What the widget remembers: in this tab, or, once the person has ticked it, on this machine for thirty days. */

const MAX_TURNS = 50;
const MAX_AGE_MS = 30 * 24 * 60 * 60 * 1000;
const PAUSE_MS = 400;

class Memory {
  #key;
  #saving = 0;  // the timer of a draft that is not saved yet

  constructor(key) {
    this.#key = key;
    const saved = this.#read(storageOf(true)) || this.#read(storageOf(false)) || {};
    this.turns = objects(saved.turns).slice(-MAX_TURNS).map(checkedTurn);
    this.conversationId = text(saved.conversationId, null);
    this.typed = text(saved.typed);
    this.fontSize = [0, 1, 2].includes(saved.fontSize) ? saved.fontSize : 0;
    this.readsAloud = saved.readsAloud === true;
    this.listens = saved.listens === true;
    this.wasGreeted = saved.wasGreeted === true;
    this.fragment = text(saved.fragment);  // of the shared link that was taken up last
  }

  /** Whether the person has agreed that the conversation stays on this machine. */
  get isLasting() {
    return Boolean(attempted(() => storageOf(true).getItem(this.#key)));
  }

  /** Withdrawing is erasing: what stays is this tab's. */
  setLasting(isLasting) {
    attempted(() => storageOf(!isLasting).removeItem(this.#key));
    this.#write(storageOf(isLasting));
  }

  save() {
    clearTimeout(this.#saving);
    this.#saving = 0;
    this.#write(storageOf(this.isLasting));
  }

  /** Saves a draft when the person pauses: on a slow phone each key would cost. */
  keepTyped(words) {
    if (words === this.typed) return;
    this.typed = words;
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => this.save(), PAUSE_MS);
  }

  /** Saves the draft now if it still waits for a pause. */
  saveTyped() {
    if (this.#saving) this.save();
  }

  /** Forgets the conversation; the settings stay. */
  forget() {
    Object.assign(this, { turns: [], conversationId: null, typed: "" });
    this.save();
  }

  #read(storage) {
    const saved = attempted(() => JSON.parse(storage.getItem(this.#key)));
    if (!saved || typeof saved !== "object") return null;
    if (Date.now() - saved.savedAt < MAX_AGE_MS) return saved;
    attempted(() => storage.removeItem(this.#key));
    return null;
  }

  #write(storage) {
    const { turns, ...rest } = this;
    const kept = { ...rest, turns: turns.slice(-MAX_TURNS), savedAt: Date.now() };
    attempted(() => storage.setItem(this.#key, JSON.stringify(kept)));
  }
}

/** A browser may refuse its storage (private window, full, cookies off): the widget then remembers nothing. */
function storageOf(isLasting) {
  return attempted(() => (isLasting ? window.localStorage : window.sessionStorage));
}
