/* Defining the element, and the script-tag form: data-* attributes become the attributes of a floating element. */

if (!customElements.get(TAG)) customElements.define(TAG, MotCuaChat);

const FROM_DATA = { title: "title-text", ...Object.fromEntries(ATTRIBUTES.filter((name) => name !== "title-text").map((name) => [name, name])) };

function floatingElement(script) {
  const element = node(TAG, { floating: true });
  for (const [name, attribute] of Object.entries(FROM_DATA)) {
    const value = script.getAttribute(`data-${name}`);
    if (value) element.setAttribute(attribute, value);
  }
  return element;
}

if (SCRIPT && Object.keys(FROM_DATA).some((name) => SCRIPT.hasAttribute(`data-${name}`))) {
  const place = () => document.body.append(floatingElement(SCRIPT));
  if (document.body) place();
  else addEventListener("DOMContentLoaded", place);
}
