/* Talking to the API: server-sent events where they come through, one plain request where they do not. */

const MAX_QUESTION_LENGTH = 1000;
const SILENCE_MS = 30_000;  // without a byte for so long the request is given up

/** Why a question has no answer. `kind`: offline, unreachable, slow, busy, server, refused, unreadable, stopped
 * or unanswered (a reload cut it off). */
class Trouble extends Error {
  constructor(kind, { detail = null, waitS = 0 } = {}) {
    super(kind);
    Object.assign(this, { kind, detail, waitS });
  }

  get isWorthRetrying() {
    return this.kind !== "refused";
  }

  /** The server's own sentence where it gave one. */
  get sentence() {
    if (this.kind === "busy") return this.waitS ? TEXT.busy(this.waitS) : this.detail || TEXT.unreachable;
    return this.detail || TEXT[this.kind] || TEXT.unreachable;
  }
}

/** A stream that ended or broke before its reply: some proxies do that, so the question is asked once more, plainly. */
class BrokenStream extends Error {}

/** One try at a question: gives up when told, when the network goes, or after a silence. */
class Attempt {
  #controller = new AbortController();
  #timer;
  #onOffline = () => this.giveUp("offline");
  reason = null;

  constructor() {
    addEventListener("offline", this.#onOffline);
    this.sign();
  }

  get signal() {
    return this.#controller.signal;
  }

  /** A sign of life: the silence begins anew. */
  sign() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.giveUp("slow"), SILENCE_MS);
  }

  giveUp(reason) {
    this.reason ??= reason;
    this.#controller.abort();
  }

  end() {
    clearTimeout(this.#timer);
    removeEventListener("offline", this.#onOffline);
  }
}

class Api {
  #element;

  constructor(element) {
    this.#element = element;
  }

  /** Returns the checked reply; `onText` gets the text so far. Throws Trouble. */
  async ask(body, attempt, onText) {
    try {
      return await this.#streamed(body, attempt, onText).catch((fault) => {
        if (!(fault instanceof BrokenStream) || attempt.reason || !navigator.onLine) throw fault;
        onText("");
        attempt.sign();
        return this.#plain(body, attempt);
      });
    } catch (fault) {
      throw attempt.reason ? new Trouble(attempt.reason) : asTrouble(fault);
    }
  }

  /** Throws Trouble when the rating was not taken. */
  async rate(answerId, rating, comment) {
    const body = { answer_id: answerId, rating, ...(comment ? { comment } : {}) };
    await this.#post("/v1/feedback", body, "application/json").catch((fault) => { throw asTrouble(fault); });
  }

  /** Returns what the server stores about a conversation, as text; null where it stores nothing. Throws Trouble. */
  async stored(conversationId) {
    try {
      const response = await this.#call("GET", conversationId);
      if (response.ok) return await response.text();
      if (response.status === 404) return null;
      throw await troubleOf(response);
    } catch (fault) {
      throw asTrouble(fault);
    }
  }

  /** Asks the server to delete what it stores about a conversation; what it does not hear of, it deletes in time. */
  forget(conversationId) {
    this.#call("DELETE", conversationId).catch(() => {});
  }

  #call(method, conversationId) {
    const headers = this.#element.siteKey ? { "X-Site-Key": this.#element.siteKey } : {};
    const address = `${this.#element.endpoint}/v1/conversations/${encodeURIComponent(conversationId)}`;
    return fetch(address, { method, headers, credentials: "omit", cache: "no-store", keepalive: method === "DELETE" });
  }

  async #streamed(body, attempt, onText) {
    const response = await this.#post("/v1/ask", body, "text/event-stream", attempt);
    if (!(response.headers.get("content-type") || "").includes("text/event-stream")) return this.#read(response);
    try {
      let answer = "";
      for await (const { name, data } of events(response, attempt)) {
        if (name === "delta") onText((answer += data));
        if (name === "reply") return this.#parsed(data);
      }
    } catch (fault) {
      if (fault instanceof Trouble) throw fault;
    }
    throw new BrokenStream();
  }

  async #plain(body, attempt) {
    return this.#read(await this.#post("/v1/ask", body, "application/json", attempt));
  }

  async #read(response) {
    return this.#parsed(await response.text());
  }

  #parsed(json) {
    const reply = checkedReply(attempted(() => JSON.parse(json)), this.#element.endpoint);
    if (!reply) throw new Trouble("unreadable");
    return reply;
  }

  /** Returns a response that is well; throws the Trouble of any other, or what `fetch` throws. */
  async #post(path, body, accept, attempt = null) {
    const headers = { "Content-Type": "application/json", Accept: accept };
    if (this.#element.siteKey) headers["X-Site-Key"] = this.#element.siteKey;
    const response = await fetch(this.#element.endpoint + path, {
      method: "POST", headers, body: JSON.stringify(body), credentials: "omit", signal: attempt && attempt.signal,
    });
    if (!response.ok) throw await troubleOf(response);
    return response;
  }
}

function asTrouble(fault) {
  return fault instanceof Trouble ? fault : new Trouble(navigator.onLine ? "unreachable" : "offline");
}

async function troubleOf(response) {
  const problem = await response.json().catch(() => null);
  const detail = problem && text(problem.detail, null);
  if (response.status === 429) {
    return new Trouble("busy", { detail, waitS: Number(response.headers.get("retry-after")) || 0 });
  }
  return new Trouble(response.status >= 500 ? "server" : "refused", { detail });
}

/** Yields the events of a response as the HTML standard reads them ("Server-sent events", section 9.2.6). */
async function* events(response, attempt) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let buffer = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      attempt.sign();
      buffer = (buffer + decoder.decode(value, { stream: true })).replace(/\r\n/g, "\n");
      const whole = buffer.split("\n\n");
      buffer = whole.pop();
      for (const block of whole) yield event(block);
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function event(block) {
  const made = { name: "message", data: [] };
  for (const line of block.split("\n")) {
    const [, field, value] = line.match(/^([^:]*):? ?([^]*)$/);
    if (field === "event") made.name = value;
    if (field === "data") made.data.push(value);
  }
  return { name: made.name, data: made.data.join("\n") };
}
