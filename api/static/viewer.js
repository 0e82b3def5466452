// What the source viewer's pages gain where scripts run: references and addresses are copied, the quote is in view.
"use strict";

{
  const LABEL = "Liên kết tới "; // how the server names a passage's own link
  const reference = document.querySelector(".reference");
  const button = document.querySelector(".copying button");
  const status = document.querySelector(".copying [role=status]");

  const own = (link) => link.getAttribute("aria-label").slice(LABEL.length);

  /** The clipboard needs https; without it the text is selected, to be copied by hand. */
  const copy = async (text, shown, said) => {
    try {
      await navigator.clipboard.writeText(text);
      status.textContent = said;
    } catch {
      if (shown) getSelection().selectAllChildren(shown);
      status.textContent = "Trình duyệt không cho chép; hãy chọn và chép bằng tay.";
    }
  };

  /** Another passage than the one that the page was asked for: the reference follows the fragment. */
  const follow = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const link = target?.querySelector(":scope > .self, :scope > * > .self");
    if (!link) return;
    const { reference: words, address } = reference.dataset;
    reference.textContent = `${words}, ${own(link)}, ${address}${location.hash}`;
  };

  button.hidden = false;
  button.addEventListener("click", () => copy(reference.textContent.trim(), reference, "Đã chép trích dẫn."));
  document.querySelector("article").addEventListener("click", (event) => {
    const link = event.target.closest(".self");
    if (link) copy(reference.dataset.address + link.hash, null, `Đã chép địa chỉ của ${own(link)}.`);
  });
  addEventListener("hashchange", follow);

  const quote = document.querySelector("mark");
  if (!quote) follow();
  // A long paragraph begins in view, while its quoted words may not.
  else addEventListener("load", () => requestAnimationFrame(() => {
    const { top, bottom } = quote.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) quote.scrollIntoView({ block: "center" });
  }));
}
