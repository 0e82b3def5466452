/* The element: attributes and properties, one conversation, and the parts that show it. */

const TAG = "mot-cua-chat";
const ATTRIBUTES = ["commune", "title-text", "welcome-message", "auto-popup", "width", "height", "position", "theme",
  "z-index", "site-key", "endpoint"];
const DARK = matchMedia("(prefers-color-scheme: dark)");

/** The script's own address tells where the API is: the folder it lies in, so that a path prefix of a proxy works. */
const SCRIPT = document.currentScript;
const BASE = new URL(".", SCRIPT ? SCRIPT.src : location.href).href.replace(/\/$/, "");

class MotCuaChat extends HTMLElement {
  static observedAttributes = ["open", ...ATTRIBUTES];

  #root = null;
  #isFloating;
  #panel;
  #composer;
  #launcher;
  #memory;
  #api = new Api(this);
  #conversation;
  #reading = new Reading();
  #shared = null;  // the question that a shared link brought
  #returnFocusTo = null;
  #life = null;  // aborted when the element leaves the page
  #popup;
  #isPoppingUp = false;

  connectedCallback() {
    if (!this.#root) this.#build();
    this.#life = new AbortController();
    const { signal } = this.#life;
    addEventListener("online", () => this.#conversation.onOnline(), { signal });
    addEventListener("pagehide", () => this.#memory.saveTyped(), { signal });
    addEventListener("hashchange", () => this.#takeSharedQuestion(), { signal });
    DARK.addEventListener("change", () => this.#style(), { signal });
    COVERS_SCREEN.addEventListener("change", () => this.#showOpen(), { signal });
    for (const name of ["resize", "scroll"]) {
      window.visualViewport?.addEventListener(name, () => this.#panel.fitScreen(), { signal });
    }
    if (this.open) this.#showOpen();
    if (this.#isFloating) this.#greet();
    this.#takeSharedQuestion();
  }

  disconnectedCallback() {
    this.#life.abort();
    clearTimeout(this.#popup);
    this.#conversation.stop();
    this.#reading.stop();
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#root || before === after) return;
    if (name === "open") this.#onOpenChanged();
    else this.#style();
  }

  // Properties: each reflects its attribute.
  get open() { return this.hasAttribute("open"); }
  set open(isOpen) { this.toggleAttribute("open", Boolean(isOpen)); }
  get endpoint() { return (this.getAttribute("endpoint") || BASE).replace(/\/$/, ""); }
  set endpoint(address) { this.setAttribute("endpoint", address); }

  get #title() { return this.titleText || TEXT.title; }

  /** Opens the panel and puts the focus into it. */
  show() { this.open = true; }

  /** Closes the panel; the focus goes back to where it came from. */
  hide() { this.open = false; }

  /** Asks as if typed; `commune` overrides the element's own. Resolves when the answer or the trouble is shown. */
  async ask(question, commune = this.commune) {
    const words = String(question).trim();
    if (words) await this.#conversation.ask(words, commune);
  }

  /** Forgets the conversation, on the server too, and begins anew. */
  restart() {
    this.#composer.value = "";
    this.#reading.stop();
    this.#conversation.restart();
  }

  #build() {
    this.#upgradeProperties();
    this.#isFloating = this.hasAttribute("floating");
    const shadow = this.attachShadow({ mode: "open" });
    adoptStyles(shadow);
    this.#memory = new Memory(this.#memoryKey);
    const say = (message) => this.#panel.say(message);
    const menu = new Menu(this.#memory, {
      changed: (settings) => this.#onSettings(settings),
      keep: (isKept) => { this.#memory.setLasting(isKept); say(isKept ? TEXT.kept : TEXT.erased); },
      print: () => printConversation(this.#title, this.#memory.turns, shadow),
      stored: () => this.#conversation.downloadStored(),
      restart: () => this.restart(),
    });
    this.#composer = new Composer({
      send: (question) => this.#send(question),
      stop: () => this.#conversation.stop(),
      typed: (words) => this.#memory.keepTyped(words),
      say,
    });
    this.#panel = new Panel({ isFloating: this.#isFloating, menu, composer: this.#composer,
      privacyAddress: webAddress(`${this.endpoint}/rieng-tu`, location.href),
      askHelp: () => this.ask(TEXT.help), onClose: () => this.hide() });
    this.#root = node("div", { class: "root", lang: "vi", part: "root" }, this.#panel.element);
    if (this.#isFloating) {
      this.#launcher = new Launcher(() => this.show());
      this.#root.append(this.#launcher.element);
    }
    const acting = {
      api: this.#api,
      memory: this.#memory,
      reading: this.#reading,
      root: shadow,
      ask: (question, commune) => this.ask(question, commune),
      say,
      title: () => this.#title,
      onRated: ({ rating, reply }) => this.#emit("rating", { rating, answerId: reply.answer_id }),
    };
    this.#conversation = new Conversation(this.#memory, this.#api, {
      panel: this.#panel,
      composer: this.#composer,
      answerTurn: (turn) => answerTurn(turn, answerActions(turn, acting)),
      onReply: (turn) => this.#onReply(turn),
      onTrouble: ({ kind }) => this.#emit("error", { kind }),
    });
    this.#style();
    this.#applySettings();
    this.#composer.value = this.#memory.typed;
    this.#conversation.recall();
    shadow.append(this.#root);  // the log is full before screen readers see it: what is old is not read out again
  }

  /** The commune and, where several elements are of one, which of them this is. */
  get #memoryKey() {
    const alike = [...document.querySelectorAll(TAG)].filter((other) => other.commune === this.commune);
    return `${TAG}/${this.commune}/${Math.max(0, alike.indexOf(this))}`;
  }

  /** Properties that the page set before this script had arrived. */
  #upgradeProperties() {
    for (const name of Object.keys(this).filter((own) => own in MotCuaChat.prototype)) {
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
  }

  /** Attributes that only change the looks. */
  #style() {
    const words = this.theme.split(/\s+/);
    const isDark = words.includes("dark") || (words.includes("auto") && DARK.matches);
    Object.assign(this.#root.dataset, {
      mode: isDark ? "dark" : "light",
      hue: ["blue", "green"].find((hue) => words.includes(hue)) || "red",
      side: /left/.test(this.position) ? "left" : "right",
    });
    for (const [name, value] of [["--width", cssLength(this.width)], ["--height", cssLength(this.height)]]) {
      this.#root.style.setProperty(name, value);
    }
    this.style.setProperty("--z", /^\d{1,10}$/.test(this.zIndex) ? this.zIndex : "");
    this.#panel.setTexts(this.#title, this.welcomeMessage || TEXT.welcome);
    this.#launcher?.setTitle(this.#title);
  }

  #onSettings(settings) {
    Object.assign(this.#memory, settings);
    this.#memory.save();
    this.#applySettings();
    if (settings.readsAloud === false) this.#reading.stop();
  }

  #applySettings() {
    this.#root.dataset.size = this.#memory.fontSize;
    this.#root.dataset.reads = this.#memory.readsAloud;
    this.#composer.setListens(this.#memory.listens);
    this.#composer.fit();
  }

  // Opening and closing

  #onOpenChanged() {
    const focused = this.getRootNode().activeElement;
    const outside = focused === document.body || focused === this ? null : focused;
    this.#showOpen();
    this.#emit(this.open ? "open" : "close");
    if (!this.#isFloating) return;
    if (this.open) {
      this.#returnFocusTo = outside;
      this.#seen();
      if (!this.#isPoppingUp) this.#panel.focusStart(this.#composer);
    } else if (!outside) {
      (this.#returnFocusTo?.isConnected ? this.#returnFocusTo : this.#launcher.button).focus();
    }
  }

  #showOpen() {
    if (!this.#isFloating) return;
    const focused = this.shadowRoot?.activeElement;
    this.#panel.place(this.open);
    this.#launcher.element.hidden = this.open;
    this.#composer.fit();
    if (this.open && focused && this.#panel.element.contains(focused)) focused.focus();
  }

  #greet() {
    if (this.open || this.#memory.wasGreeted || this.#memory.turns.length) return;
    const seconds = Number(this.autoPopup);
    this.#launcher.greet(this.welcomeMessage || TEXT.welcome, () => this.show(), () => this.#seen());
    this.#launcher.setUnread(true);
    if (!(seconds > 0) || COVERS_SCREEN.matches) return;  // nobody wants a phone's whole screen taken
    this.#popup = setTimeout(() => {
      this.#isPoppingUp = true;  // the person is reading the page: the focus stays there
      if (!this.#memory.wasGreeted) this.open = true;
      this.#isPoppingUp = false;
    }, seconds * 1000);
  }

  #seen() {
    this.#memory.wasGreeted = true;
    this.#memory.save();
    this.#launcher.hideBubble();
    this.#launcher.setUnread(false);
  }

  /** A shared link fills in the question of the page's first widget; asking it stays the person's own act. */
  #takeSharedQuestion() {
    const fragment = location.hash;
    const shared = sharedQuestion(fragment);
    if (!shared || fragment === this.#memory.fragment || document.querySelector(TAG) !== this) return;
    this.#memory.fragment = fragment;  // a reload does not bring it again
    this.#shared = shared;
    this.#composer.value = shared.question;
    this.show();
    this.#panel.focusStart(this.#composer);
    this.#panel.say(TEXT.shared);
  }

  #send(question) {
    const isShared = this.#shared?.question === question;
    const commune = (isShared && this.#shared.commune) || this.commune;
    this.#shared = null;
    this.#composer.value = "";
    this.#conversation.ask(question, commune);
  }

  #onReply(turn) {
    if (this.#launcher && !this.open) this.#launcher.setUnread(true);
    if (this.#memory.readsAloud && reader.voice) this.#reading.toggle(turn, this.#panel.lastReadButton);
    this.#emit("reply", { status: turn.reply.status, answerId: turn.reply.answer_id });
  }

  #emit(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(`mot-cua-${name}`, { bubbles: true, composed: true, detail }));
  }
}

for (const name of ATTRIBUTES.filter((attribute) => attribute !== "endpoint")) {
  const property = name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  Object.defineProperty(MotCuaChat.prototype, property, {
    configurable: true,
    enumerable: true,
    get() { return this.getAttribute(name) || ""; },
    set(value) { this.setAttribute(name, value); },
  });
}
