/* What the buttons under an answer do. */

/** Returns the actions on one answer. The parts: api, memory, reading, root, ask, say, title, onRated. */
function answerActions(turn, { api, memory, reading, root, ask, say, title, onRated }) {
  const copy = async (content, done) => say((await copied(content, root)) ? done : TEXT.notCopied);
  return {
    ask,
    say,
    copy: () => copy(asPlainText(turn), TEXT.copied),
    async share() {
      const url = shareLink(turn);
      if (!navigator.share || !TOUCH.matches) return copy(url, TEXT.linkCopied);
      await navigator.share({ title: title(), text: turn.question, url }).catch(() => {});
    },
    read: (event) => reading.toggle(turn, event.currentTarget),
    async rate(rating, comment) {
      await api.rate(turn.reply.answer_id, rating, comment);
      turn.rating = rating;
      memory.save();
      onRated(turn);
    },
  };
}
