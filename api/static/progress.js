// Shows how far a piece of work is without loading the page again, and goes on to what came of it.
"use strict";

const EVERY_MS = 1000;

async function update() {
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (response.redirected) {
      location.replace(response.url);
      return;
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const told = page.getElementById("tien-do");
    if (!response.ok || told === null || told.querySelector("progress") === null) {
      location.reload();
      return;
    }
    const shown = document.getElementById("tien-do");
    const bar = told.querySelector("progress");
    if (bar.hasAttribute("value")) {
      const status = told.querySelector("[role=status]").textContent;
      shown.querySelector("[role=status]").textContent = status;
      shown.querySelector("progress").max = bar.max;
      shown.querySelector("progress").value = bar.value;
    }
  } catch {
    // The network or the server is away for the moment; the next round tells.
  }
  setTimeout(update, EVERY_MS);
}

setTimeout(update, EVERY_MS);
