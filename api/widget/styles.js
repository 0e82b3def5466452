/* The stylesheet. A constructable sheet needs no "unsafe-inline"; the page's own styles stop at `.root`, and what they
 * can still do to the host element is undone with !important, which wins from inside a shadow tree. */

const CSS = `
:host { display: block !important; visibility: visible !important; opacity: 1 !important; transform: none !important;
  filter: none !important; clip-path: none !important; }
:host([hidden]) { display: none !important; }
:host([floating]) { all: initial !important; position: fixed !important; inset: auto 0 0 auto !important;
  z-index: var(--z, 2147483000) !important; }
.root { all: initial; display: block; color: var(--ink);
  font: medium/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  --paper: #fff; --ground: #f5f6f9; --ink: #1d2433; --soft: #525b6e; --line: #d9dee7; --edge: #747e90; --on-brand: #fff;
  --note: #fff8e6; --note-line: #b58a1b; --fault: #8c1d18; --fault-ground: #fdeeec; --focus: #1a66d6;
  --brand: #9b1c1c; --accent: #9b1c1c; --tint: #fbeeee; color-scheme: light; }
.root[data-hue="blue"] { --brand: #0b4f9e; --accent: #0b4f9e; --tint: #eaf2fb; }
.root[data-hue="green"] { --brand: #0d6339; --accent: #0d6339; --tint: #e9f6ef; }
.root[data-mode="dark"] { --paper: #1e232d; --ground: #14171e; --ink: #eceff5; --soft: #b7bfcd; --line: #3a4150;
  --edge: #8d97aa; --note: #3a321d; --note-line: #d8b24a; --fault: #ffb4ab; --fault-ground: #43211f; --focus: #8ab4f8;
  --accent: #ffb3ab; --tint: #3c282b; color-scheme: dark; }
.root[data-mode="dark"][data-hue="blue"] { --accent: #a5ccff; --tint: #22324a; }
.root[data-mode="dark"][data-hue="green"] { --accent: #94dfb5; --tint: #1f382a; }
.root[data-size="1"] .panel { font-size: 1.2em; }
.root[data-size="2"] .panel { font-size: 1.45em; }
*, *::before { box-sizing: border-box; }
[hidden] { display: none !important; }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; border: 0; padding: 0; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }
.icon { width: 1.25em; height: 1.25em; fill: currentColor; flex: none; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }

/* The panel */
.panel { display: flex; flex-direction: column; position: relative; margin: 0; padding: 0;
  width: min(var(--width, 100%), 100%); max-width: none; max-height: none;
  height: min(var(--height, 38em), 85vh); min-height: 22em; background: var(--paper); color: var(--ink);
  border: 1px solid var(--line); border-radius: .9em; overflow: hidden; box-shadow: 0 8px 30px rgb(20 30 60 / 14%); }
dialog.panel:not([open]) { display: none; }
dialog.panel { position: fixed; inset: auto 1em 1em auto; width: min(var(--width, 25em), calc(100vw - 2em));
  height: min(var(--height, 40em), calc(100vh - 2em)); min-height: 0; box-shadow: 0 12px 44px rgb(15 22 45 / 30%); }
.root[data-side="left"] dialog.panel { inset: auto auto 1em 1em; }
.root dialog.panel.cover { inset: var(--view-top, 0px) 0 auto 0; width: 100%; height: var(--view-height, 100dvh);
  border: 0; border-radius: 0; }
dialog::backdrop { background: transparent; }
header { background: var(--brand); color: var(--on-brand); padding: .6em .6em .6em 1em; display: flex; gap: .25em;
  align-items: center; }
header div { flex: 1; min-width: 0; }
h2 { margin: 0; font-size: 1.05em; line-height: 1.3; font-weight: 700; }
header p { margin: 0; font-size: .8em; line-height: 1.35; }
header :focus-visible { outline-color: #fff; outline-offset: -3px; }
.scroll { flex: 1 1 0; min-height: 4em; overflow-y: auto; overscroll-behavior: contain; position: relative;
  padding: 1em; background: var(--ground); }
.scroll:focus-visible { outline-offset: -3px; }
.scroll, .log { display: flex; flex-direction: column; gap: .8em; }
.log:empty, .draft:empty, .trouble:empty, .extras:empty, .restart:empty, .fault-hint:empty { display: none; }
.draft { display: flex; flex-direction: column; }

/* Turns */
.turn { max-width: 94%; padding: .65em .9em; border-radius: .9em; overflow-wrap: anywhere; background: var(--paper);
  border: 1px solid var(--line); border-bottom-left-radius: .2em; align-self: flex-start; }
.person { align-self: flex-end; background: var(--brand); color: var(--on-brand); border-color: var(--brand);
  border-radius: .9em .9em .2em; white-space: pre-line; }
.turn > :last-child, .welcome > :last-child, .about > :last-child { margin-bottom: 0; }
p, ul { margin: 0 0 .5em; }
ul { padding-left: 1.2em; }
li { margin: .1em 0; }
a { color: var(--accent); }
sup { line-height: 1; font-size: .8em; vertical-align: .25em; }
/* A thumb gets more than what is seen, out of the space before it: a full stop follows a mark as it follows a word. */
.mark { display: inline-block; padding: .4em .1em .4em .3em; margin: 0 -.1em 0 -.3em; text-decoration: none;
  font-weight: 600; }
.mark:hover { text-decoration: underline; }
.about { font-size: .9em; color: var(--soft); border-top: 1px solid var(--line); margin-top: .6em; padding-top: .6em; }
.about strong { color: var(--ink); }
.notice { background: var(--note); border: 1px solid var(--note-line); border-radius: .4em; padding: .4em .6em;
  font-size: .92em; }
.fault { background: var(--fault-ground); border-color: var(--fault); }
.waiting::before { content: ""; display: inline-block; width: .6em; height: .6em; margin-right: .5em;
  border-radius: 50%; background: var(--accent); }

/* Under an answer */
.extras { display: grid; grid-template-columns: minmax(0, 1fr); gap: .6em; margin-top: .6em; }
.sources { border-top: 1px solid var(--line); padding-top: .5em; font-size: .9em; min-width: 0; }
.sources ol { list-style: none; margin: .3em 0 0; padding: 0; display: grid; grid-template-columns: minmax(0, 1fr);
  gap: .5em; }
.sources li { min-width: 0; margin: 0; }
.document { display: block; margin-bottom: .25em; }
.chip { display: inline-flex; gap: .5em; align-items: baseline; max-width: 100%; padding: .3em .8em .3em .3em;
  border: 1px solid var(--edge); border-radius: 1.2em; background: var(--paper); color: var(--accent); line-height: 1.4;
  text-decoration: none; }
.chip:hover { background: var(--tint); text-decoration: underline; }
.chip span { min-width: 0; }
.chip b { flex: none; min-width: 1.6em; padding: 0 .35em; border-radius: 1em; background: var(--brand);
  color: var(--on-brand); text-align: center; }
q { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden;
  margin: .2em 0 0 .4em; color: var(--soft); quotes: "“" "”"; }
summary { cursor: pointer; padding: .4em 0; color: var(--accent); }
.buttons { display: flex; flex-wrap: wrap; gap: .4em; }
.intro .buttons { margin-top: .7em; }

/* Controls */
button { font: inherit; line-height: 1.3; cursor: pointer; border-radius: .6em; border: 1px solid var(--accent);
  margin: 0; padding: .45em .8em; min-height: 2.75em; max-width: 100%; background: var(--paper); color: var(--accent);
  text-align: left; overflow-wrap: anywhere; }
button:hover { background: var(--tint); }
button.primary { background: var(--brand); border-color: var(--brand); color: var(--on-brand); }
button.primary:hover { filter: brightness(.9); }
button.round { display: grid; place-items: center; flex: none; width: 2.75em; height: 2.75em; padding: 0;
  border-radius: 50%; border-color: transparent; background: transparent; color: inherit; }
button.options { display: inline-flex; align-items: center; gap: .4em; flex: none; min-height: 3em;
  padding: .3em .6em; font-size: .88em; border-color: transparent; background: transparent; color: inherit; }
header button:hover { background: rgb(255 255 255 / 18%); }
.choices button { border-radius: 1.2em; font-size: .93em; }
.tools, .rating { display: flex; flex-wrap: wrap; gap: .1em .2em; }
.rating { flex: 1 1 auto; }
.tool { display: inline-flex; align-items: center; gap: .35em; border-color: transparent; padding: .3em .5em;
  min-height: 2.85em; color: var(--soft); background: transparent; font-size: .88em; }
.tool[aria-pressed="true"] { color: var(--accent); border-color: currentColor; font-weight: 600; }
.root:not([data-reads="true"]) .reading { display: none; }
.tool[aria-disabled="true"] { cursor: default; }
.tool[aria-disabled="true"]:hover { background: transparent; }
.why { flex-basis: 100%; min-width: 0; display: grid; grid-template-columns: minmax(0, 1fr); gap: .5em; padding: .7em;
  border: 1px solid var(--line); border-radius: .6em; font-size: .93em; }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; display: grid; gap: .1em; }
legend { font-weight: 600; padding: 0; margin-bottom: .2em; }
.why label, .menu label { display: flex; flex-wrap: wrap; gap: .5em; align-items: center; min-height: 2.5em; }
.why textarea { flex-basis: 100%; }
input { width: 1.25em; height: 1.25em; margin: 0; flex: none; accent-color: var(--accent); }
textarea { flex: 1; min-width: 0; margin: 0; font: inherit; line-height: 1.4; resize: none; max-height: 7.5em;
  min-height: 2.85em; padding: .6em .75em; border: 1px solid var(--edge); border-radius: .6em;
  background: var(--paper); color: var(--ink); }
textarea::placeholder { color: var(--soft); opacity: 1; white-space: nowrap; }
textarea[aria-invalid] { border-color: var(--fault); }
.hint, small { margin: 0; font-size: .88em; color: var(--soft); }
.composer { display: flex; flex-wrap: wrap; align-items: flex-end; gap: .5em; padding: .65em;
  border-top: 1px solid var(--line); background: var(--paper); }
.fault-hint { flex-basis: 100%; color: var(--fault); }
.send { display: inline-flex; align-items: center; gap: .4em; min-height: 2.85em; }
.mic { color: var(--accent); border-color: var(--edge); }
.mic[aria-pressed="true"] { background: var(--brand); color: var(--on-brand); }
/* Without a box of its own, so that it is there, and listened to, before it says something. */
.status { font-size: .9em; }
.status p:not(.unseen) { margin: 0; padding: .4em 1em; border-top: 1px solid var(--line); }
.menu { flex: 0 1 auto; min-height: 0; overflow-y: auto; max-height: 70%; display: grid; gap: .7em; padding: .8em 1em;
  background: var(--paper); border-bottom: 1px solid var(--line); box-shadow: 0 6px 16px rgb(20 30 60 / 12%); }
.sizes { display: flex; flex-wrap: wrap; gap: 0 1em; }
.menu .tick { align-items: flex-start; flex-wrap: nowrap; }
.tick input { margin-top: .15em; }
.tick small { display: block; }
.restart p { font-weight: 600; }

/* The corner */
.corner { position: fixed; right: 1em; bottom: 1em; display: grid; justify-items: end; gap: .7em; }
.root[data-side="left"] .corner { right: auto; left: 1em; justify-items: start; }
.launcher { position: relative; display: grid; place-items: center; width: 3.75em; height: 3.75em; padding: 0;
  border-radius: 50%; border: 2px solid #fff; background: var(--brand); color: var(--on-brand);
  box-shadow: 0 4px 18px rgb(0 0 0 / 32%); }
.launcher:hover { background: var(--brand); filter: brightness(1.12); }
.launcher .icon { width: 1.9em; height: 1.9em; }
.launcher:focus-visible { outline-offset: 3px; box-shadow: 0 0 0 3px #fff; }
.dot { position: absolute; top: 0; right: 0; width: 1em; height: 1em; border-radius: 50%; background: #ffcf33;
  border: 2px solid #7a1414; }
.bubble { display: flex; align-items: flex-start; width: min(18em, calc(100vw - 2em)); background: var(--paper);
  border: 1px solid var(--line); border-radius: .9em .9em .2em; box-shadow: 0 6px 24px rgb(15 22 45 / 22%); }
.preview { flex: 1; min-width: 0; border: 0; background: transparent; color: var(--ink); padding: .75em 0 .75em .9em;
  font-size: .93em; line-height: 1.45; border-radius: .9em; overflow-wrap: anywhere; }
.bubble .round { color: var(--soft); }
.bubble .round .icon { width: 1em; height: 1em; }
@media (max-height: 26em) {
  .bubble, header p { display: none; }
  header { padding-block: .2em; }
  .cover { overflow-y: auto; }
  .composer { padding-block: .3em; }
  .scroll { padding: .5em 1em; }
}

@media (prefers-reduced-motion: no-preference) {
  dialog.panel[open]:not(.cover) { animation: rise .18s ease-out; }
  .bubble { animation: rise .25s ease-out; }
  .waiting::before { animation: pulse 1.2s ease-in-out infinite; }
  @keyframes rise { from { opacity: 0; transform: translateY(.7em); } }
  @keyframes pulse { 50% { opacity: .25; } }
}
@media (forced-colors: active) {
  .turn, .chip, button, .dot, .panel, .bubble { border: 1px solid ButtonText; }
  .waiting::before, .dot { forced-color-adjust: none; background: Highlight; }
  .tool[aria-pressed="true"], .mic[aria-pressed="true"] { border: 2px solid Highlight; }
  :focus-visible { outline-color: Highlight !important; }
}
`;

/** A length as a portal's editor writes it ("380", "24em", "90%"): a number is pixels, nonsense is "", which unsets. */
function cssLength(value) {
  const [, number, unit] = value.trim().match(/^(\d{1,4}(?:\.\d+)?)(px|em|rem|vw|vh|%)?$/) || [];
  return number ? `${number}${unit || "px"}` : "";
}

function adoptStyles(root) {
  if ("replaceSync" in CSSStyleSheet.prototype) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
  } else {
    root.append(node("style", {}, CSS));  // browsers before 2023, on pages that allow inline styles
  }
}
