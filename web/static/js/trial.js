// Trying a form: after each answer the page is reckoned again by the server, which keeps nothing of it.

import { prepareCascades, watchCascades } from "./cascade.js";
import { prepareComboboxes } from "./combobox.js";
import { prepareCounters, watchCounters } from "./counter.js";
import { enhance, enhanceWith } from "./enhance.js";
import { guardEnter } from "./enter.js";
import { fieldId, findField } from "./fields.js";
import { watchMoney } from "./money.js";
import { prepareOptions, watchOptions } from "./options.js";

const AFTER = 600;

export function startTrying(form) {
  for (const maker of [prepareOptions, prepareCascades, prepareComboboxes, prepareCounters]) enhanceWith(maker);
  enhance(form);
  for (const watch of [watchOptions, watchCascades, watchCounters, watchMoney]) watch(form);
  guardEnter(form);
  let timer = 0;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => reckon(form), AFTER);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  document.getElementById("result").hidden = false;
  form.dataset.ready = "yes";
}

let latest = 0;

async function reckon(form) {
  const mine = ++latest;
  const page = await ask(form);
  if (!page || mine !== latest) return; // the button still works, and says what is wrong
  for (const id of ["result", "trial-panel"]) {
    document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
  }
  for (const fresh of page.querySelectorAll("#trial-form [data-field]")) take(form, fresh);
}

async function ask(form) {
  try {
    const response = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
    return response.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
  } catch {
    return null;
  }
}

// A field shows what the server says, unless somebody is in it; then only what is said of it is told.
function take(form, fresh) {
  const shown = findField(fieldId(fresh), form);
  if (!shown || shown.contains(document.activeElement)) return;
  if (shown.outerHTML === fresh.outerHTML || shown.querySelector("[data-field]")?.contains(document.activeElement)) return;
  if (shown.parentElement.closest("[data-field]")?.contains(document.activeElement)) return;
  const copy = document.importNode(fresh, true);
  shown.replaceWith(copy);
  enhance(copy);
}
