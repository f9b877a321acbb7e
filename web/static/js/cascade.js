// A region chosen from the province down. The selects are the server's; choosing one fills the next.

import { codeTable } from "./codes.js";
import { announce } from "./status.js";

// What only holds others together has no name people would choose.
const VIRTUAL = "virtual";

export function prepareCascades(root) {
  for (const cascade of root.querySelectorAll(".cascade")) {
    const selects = selectsOf(cascade);
    selects.forEach((each, level) => {
      each.disabled = false;
      if (level > 0) each.hidden = !selects[level - 1].value;
    });
    // the list is fetched before it is needed, and not when nobody needs it
    cascade.addEventListener("focusin", () => codeTable(cascade.dataset.system).catch(() => {}), { once: true });
  }
}

export function watchCascades(form) {
  form.addEventListener("change", (event) => {
    const cascade = event.target.closest?.(".cascade");
    if (cascade) choose(cascade, event.target);
  }, true);
}

const selectsOf = (cascade) => [...cascade.querySelectorAll("select")];

async function choose(cascade, select) {
  const selects = selectsOf(cascade);
  const level = selects.indexOf(select);
  // at once, so that nothing is saved that stands below another province
  for (const each of selects.slice(level + 1)) {
    each.length = 1;
    each.value = "";
    each.hidden = true;
  }
  if (!select.value || level + 1 === selects.length) return;
  let table;
  try {
    table = await codeTable(cascade.dataset.system);
  } catch {
    announce("现在列不出下一级，请稍后再选一次");
    return;
  }
  const next = selects[level + 1];
  const below = table.children(select.value);
  if (selects[level].value !== below[0]?.parent || below.length === 0) return;
  next.append(...below.map((each) => new Option(each.name, each.code)));
  next.hidden = false;
  if (below.length === 1 && below[0].kind === VIRTUAL) {
    next.value = below[0].code;
    next.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
