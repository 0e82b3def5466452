/* Defining the element, and the script-tag form: data-* attributes become the attributes of a floating element. */

if (!customElements.get(TAG)) customElements.define(TAG, MotCuaChat);

/** "title" of the tag is "title-text" of the element, whose own `title` is a tooltip; the rest are called alike. */
const FROM_DATA = Object.fromEntries(ATTRIBUTES.map((name) => [name === "title-text" ? "title" : name, name]));

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
