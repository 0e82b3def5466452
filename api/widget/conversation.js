/* One conversation: asking, waiting, trouble, trying again. One question at a time; nothing typed is ever lost. */

const SLOW_MS = 2000;  // an answer that takes longer is said to be under way

class Conversation {
  #memory;
  #api;
  #parts;
  #attempt = null;
  #unanswered = null;  // the turn that a retry asks again, and why it failed

  /** `parts`: panel, composer, answerTurn (makes the nodes of a turn), onReply, onTrouble. */
  constructor(memory, api, parts) {
    this.#memory = memory;
    this.#api = api;
    this.#parts = parts;
  }

  async ask(question, commune) {
    const { panel } = this.#parts;
    if (this.#attempt) return panel.say(TEXT.stillBusy);
    const turn = { question, commune: commune || null, reply: null, rating: null };
    this.#memory.turns.push(turn);
    this.#memory.save();
    panel.say("");
    panel.add(questionTurn(turn));
    await this.#answer(turn);
  }

  stop() {
    this.#attempt?.giveUp("stopped");
  }

  restart() {
    this.stop();
    this.#unanswered = null;
    if (this.#memory.conversationId) this.#api.forget(this.#memory.conversationId);
    this.#memory.forget();
    this.#parts.panel.hideTrouble();
    this.#parts.panel.fill([]);
    this.#parts.panel.say(TEXT.restarted);
  }

  /** Gives the person a file of what the server stores. */
  async downloadStored() {
    const { panel } = this.#parts;
    try {
      const stored = await this.#api.stored(this.#memory.conversationId);
      if (stored) saveFile(TEXT.storedFile, stored);
      panel.say(stored ? TEXT.downloaded : TEXT.notStored);
    } catch (fault) {
      if (!(fault instanceof Trouble)) throw fault;
      panel.say(fault.sentence);
    }
  }

  /** Shows what the memory holds; a question that a reload cut off can be asked again. */
  recall() {
    const { turns } = this.#memory;
    const nodes = turns.flatMap((turn) => [questionTurn(turn), turn.reply && this.#parts.answerTurn(turn)]);
    this.#parts.panel.fill(nodes.filter(Boolean));
    const last = turns.at(-1);
    if (last && !last.reply) this.#showTrouble(last, new Trouble("unanswered"));
  }

  onOnline() {
    if (this.#unanswered?.kind !== "offline") return;
    this.#parts.panel.say(TEXT.backOnline);
    this.#retry();
  }

  async #answer(turn) {
    const { panel, composer } = this.#parts;
    const attempt = (this.#attempt = new Attempt());
    const slow = setTimeout(() => panel.say(TEXT.waiting, { isUnseen: true }), SLOW_MS);
    this.#unanswered = null;
    panel.hideTrouble();
    panel.showDraft("");
    composer.setBusy(true);
    const outcome = await this.#outcome(turn, attempt);
    clearTimeout(slow);
    attempt.end();
    this.#attempt = null;
    panel.hideDraft();
    composer.setBusy(false);
    if (!this.#memory.turns.includes(turn)) return;  // restarted meanwhile
    if (outcome instanceof Trouble) this.#showTrouble(turn, outcome);
    else this.#showReply(turn, outcome);
  }

  /** Returns the reply or the Trouble. */
  async #outcome(turn, attempt) {
    const body = { question: turn.question, commune: turn.commune, conversation_id: this.#memory.conversationId };
    try {
      return await this.#api.ask(body, attempt, (words) => this.#parts.panel.showDraft(words));
    } catch (fault) {
      if (!(fault instanceof Trouble)) throw fault;
      return fault;
    }
  }

  #showReply(turn, reply) {
    turn.reply = reply;
    this.#memory.conversationId = reply.conversation_id;
    this.#memory.save();
    this.#parts.panel.say("");
    this.#parts.panel.add(this.#parts.answerTurn(turn));
    this.#parts.onReply(turn);
  }

  #showTrouble(turn, trouble) {
    const { panel, composer, onTrouble } = this.#parts;
    panel.say("");
    if (trouble.isWorthRetrying) {
      this.#unanswered = { turn, kind: trouble.kind };
      const readyAt = Date.now() + trouble.waitS * 1000;
      panel.showTrouble(trouble.sentence, () => {
        const leftS = Math.ceil((readyAt - Date.now()) / 1000);
        if (leftS > 0) panel.say(TEXT.busy(leftS));
        else this.#retry();
      });
    } else {
      panel.showTrouble(trouble.sentence, null);
      this.#memory.turns.pop();
      this.#memory.save();  // else a reload would offer to ask it again
      if (!composer.value) composer.value = turn.question;  // to be put otherwise
    }
    onTrouble(trouble);
  }

  #retry() {
    if (this.#unanswered && !this.#attempt) this.#answer(this.#unanswered.turn);
  }
}
