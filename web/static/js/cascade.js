// A region chosen from the province down. The selects are the server's; choosing one fills the next.

import { below } from "./codes.js";
import { announce } from "./status.js";

export function prepareCascades(root) {
  for (const cascade of root.querySelectorAll(".cascade")) {
    const selects = selectsOf(cascade);
    selects.forEach((each, level) => {
      each.disabled = false;
      if (level > 0) each.hidden = !selects[level - 1].value;
    });
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
  const chosen = select.value;
  let found;
  try {
    found = await below(cascade.dataset.system, chosen);
  } catch {
    announce("现在列不出下一级，请稍后再选一次");
    return;
  }
  if (select.value !== chosen || found.length === 0) return; // another one was chosen meanwhile
  const next = selects[level + 1];
  next.length = 1;
  next.append(...found.map((each) => new Option(each.name, each.code)));
  next.hidden = false;
  // where there is only one, it need not be chosen ("市辖区")
  if (found.length === 1) {
    next.value = found[0].code;
    next.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
