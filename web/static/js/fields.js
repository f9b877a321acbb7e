// Finding the fields of a page and what belongs to each.
//
// A field is an element with data-field: a block of its own, or a row of a yearly grid. A field may hold others (those that
// an option asks for); what belongs to those does not belong to it.

export const fieldOf = (node) => node?.closest?.("[data-field]") ?? null;

export const fieldId = (field) => field.dataset.field;

export function findField(id, root = document) {
  return root.querySelector(`[data-field="${CSS.escape(id)}"]`);
}

// Whether a page asks this field, rather than only showing it.
export const isAsked = (field) => controlsOf(field).length > 0;

// The inputs that are posted for a field, in the order of the page.
export function controlsOf(field) {
  return ownOf(field, "input[name], select[name], textarea[name]");
}

// What of a field's content is its own, and not of a field inside it.
export function ownOf(field, selector) {
  return [...field.querySelectorAll(selector)].filter((each) => fieldOf(each) === field);
}

// The label of a field, without its unit and its mark.
export function labelOf(field) {
  const label = ownOf(field, ".field__label")[0];
  if (!label) return "";
  const words = label.cloneNode(true);
  for (const each of words.querySelectorAll(".field__unit, .required-mark")) each.remove();
  return words.textContent.trim();
}

// An element from HTML that the server made; table rows too.
export function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content;
}
