// Options: what one asks for is shown while it is chosen; one that stands alone clears the others.

import { within } from "./enhance.js";
import { fieldOf } from "./fields.js";

export function prepareOptions(root) {
  for (const asks of within(root, ".option__asks")) showIfChosen(asks);
}

export function watchOptions(form) {
  form.addEventListener("change", (event) => {
    const control = event.target;
    if (control.matches("[type=checkbox]") && control.checked) clearOthers(control);
    const field = fieldOf(control);
    if (!field) return;
    for (const asks of field.querySelectorAll(".option__asks")) if (fieldOf(asks) === field) showIfChosen(asks, true);
  });
}

// Chosen a moment ago, its fields show at once; whether they all apply the server says a second later.
function showIfChosen(asks, justNow = false) {
  const field = fieldOf(asks);
  const option = CSS.escape(asks.dataset.option);
  const box = [...field.querySelectorAll(`input[value="${option}"]`)].find((each) => each.name === field.dataset.field);
  const select = [...field.querySelectorAll("select")].find((each) => each.name === field.dataset.field);
  const chosen = box ? box.checked : select?.value === asks.dataset.option;
  if (chosen && justNow && asks.hidden) for (const each of asks.children) each.hidden = false;
  asks.hidden = !chosen;
}

function clearOthers(box) {
  const others = [...box.form.querySelectorAll(`input[type=checkbox][name="${CSS.escape(box.name)}"]`)];
  for (const each of others) {
    if (each === box || !each.checked) continue;
    if (box.hasAttribute("data-exclusive") || each.hasAttribute("data-exclusive")) each.checked = false;
  }
}
