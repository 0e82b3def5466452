/* What comes from outside (the network, the browser's storage) is checked here, once, before anything uses it. */

/** Returns what `action` returns, or null where it throws. */
function attempted(action) {
  try {
    return action();
  } catch {
    return null;
  }
}

function text(value, fallback = "") {
  return typeof value === "string" ? value : fallback;
}

function list(value) {
  return Array.isArray(value) ? value : [];
}

function objects(value) {
  return list(value).filter((item) => item !== null && typeof item === "object");
}

/** Returns the reply with every field of the right type and its addresses whole, or null when `body` is no reply. */
function checkedReply(body, base) {
  if (body === null || typeof body !== "object" || typeof body.answer !== "string") return null;
  return {
    answer_id: text(body.answer_id),
    conversation_id: text(body.conversation_id, null),
    status: text(body.status),
    answer: body.answer,
    citations: objects(body.citations).filter(({ id }) => Number.isInteger(id)).map((citation) => ({
      id: citation.id,
      document_title: text(citation.document_title),
      document_number: text(citation.document_number, null),
      section: text(citation.section),
      quote: text(citation.quote),
      url: webAddress(text(citation.url), base),  // null: not an address one may follow
    })),
    choices: objects(body.choices).map((choice) => ({
      label: text(choice.label),
      question: text(choice.question),
      commune: text(choice.commune, null),
    })),
    suggestions: list(body.suggestions).filter((item) => typeof item === "string"),
    notice: text(body.notice, null),
  };
}

/** Returns a turn as the memory keeps it: the question, its commune and, once there, the reply and its rating. */
function checkedTurn(turn) {
  return {
    question: text(turn.question),
    commune: text(turn.commune, null),
    reply: checkedReply(turn.reply),
    rating: ["up", "down"].includes(turn.rating) ? turn.rating : null,
  };
}
