/* One exchange as it stands in the log: the person's words, the answer with its sources, what can be done with it. */

const SHOWN_SOURCES = 3;
const WITHOUT_TOOLS = ["chitchat", "clarify"];

function questionTurn({ question }) {
  return node("div", { class: "turn person", part: "question" }, unseen(`${TEXT.you}: `), question);
}

/** `actions` on this answer: ask, copy, share, read, rate, say. */
function answerTurn(turn, actions) {
  const { reply } = turn;
  const addresses = new Map(reply.citations.map(({ id, url }) => [id, url]));
  const presses = [
    [TEXT.chooseOne, reply.choices],
    [TEXT.askNext, reply.suggestions.map((question) => ({ label: question, question, commune: null }))],
  ];
  return node("div", { class: "turn machine", part: "answer" },
    unseen(`${TEXT.machine}: `),
    ...blocks(reply.answer, addresses),
    reply.notice && node("p", { class: "notice" }, reply.notice),
    // What follows belongs to the answer without being read out with it, nor again when it changes.
    node("div", { class: "extras", "aria-live": "off" },
      reply.citations.length > 0 && sources(reply.citations),
      ...presses.map(([label, choices]) => choices.length > 0 && choiceButtons(label, choices, actions)),
      !WITHOUT_TOOLS.includes(reply.status) && tools(turn, actions)));
}

/** A chip names the place; the document stands above the first of its chips. */
function sources(citations) {
  const items = citations.map((source, position) => {
    const name = documentName(source);
    const isFirst = position === 0 || documentName(citations[position - 1]) !== name;
    return node("li", {},
      isFirst && source.section && node("span", { class: "document" }, name),
      link(source.url, { class: "chip", part: "citation" },
        node("b", {}, String(source.id)), node("span", {}, source.section || name)),
      source.quote && node("q", {}, source.quote));
  });
  const rest = items.splice(SHOWN_SOURCES);
  return node("div", { class: "sources" },
    node("strong", {}, TEXT.sources),
    node("ol", { role: "list" }, ...items),
    rest.length > 0 && node("details", {}, node("summary", {}, TEXT.moreSources(rest.length)),
      node("ol", { role: "list" }, ...rest)));
}

function choiceButtons(label, choices, { ask }) {
  return node("div", { class: "buttons choices", role: "group", "aria-label": label },
    ...choices.map(({ label: name, question, commune }) =>
      button({}, () => ask(question, commune || undefined), name)));
}

function tools({ reply, rating }, actions) {
  return node("div", { class: "tools" },
    button({ class: "tool" }, actions.copy, icon("copy"), TEXT.copy),
    button({ class: "tool" }, actions.share, icon("share"), TEXT.share),
    button({ class: "tool reading", "aria-pressed": "false" }, actions.read, icon("read"), TEXT.read),
    reply.answer_id && new Rating(rating, actions).element);
}
