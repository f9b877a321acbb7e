// The desk by keyboard: / looks for something, j and k go down and up, x ticks. Whoever needs these keys for
// something else switches them off; without this module the links, boxes and buttons do it all.

const KEPT = "desk-shortcuts";
const form = document.querySelector("[data-desk]");
const search = document.querySelector("[data-search]");
const lines = form ? [...form.querySelectorAll("[data-line]")] : [];
const boxes = lines.map((line) => line.querySelector("input[type=checkbox]"));
const all = form?.querySelector("[data-tick-all]");
const told = form?.querySelector("[data-ticked]");

function kept() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
}

function keep(wanted) {
  try {
    localStorage.setItem(KEPT, wanted ? "on" : "off");
  } catch {
    // nothing is kept where nothing may be
  }
}

let listening = kept();
const choice = document.querySelector("[data-shortcuts]");
if (choice) {
  const box = choice.querySelector("input");
  choice.hidden = false;
  box.checked = listening;
  box.addEventListener("change", () => {
    listening = box.checked;
    keep(listening);
  });
}

function show() {
  const ticked = boxes.filter((box) => box.checked).length;
  if (told) told.textContent = ticked ? `已勾选 ${ticked} 件。` : "";
  if (all) {
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }
}

if (all) {
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
}
form?.addEventListener("change", show);
window.addEventListener("pageshow", show);
show();

function here() {
  return lines.findIndex((line) => line.contains(document.activeElement));
}

function go(step) {
  const from = here();
  const to = from < 0 ? (step > 0 ? 0 : lines.length - 1) : from + step;
  const line = lines[to];
  (line?.querySelector("[data-open]") ?? line?.querySelector("input"))?.focus();
}

const KEYS = {
  "/": () => search?.focus(),
  j: () => go(1),
  k: () => go(-1),
  x: () => {
    const box = boxes[here()];
    if (!box) return;
    box.checked = !box.checked;
    show();
  },
};

function isTyped(target) {
  return target.matches("input:not([type=checkbox]), select, textarea") || target.isContentEditable;
}

document.addEventListener("keydown", (event) => {
  const deed = KEYS[event.key];
  if (!deed || !listening || event.ctrlKey || event.metaKey || event.altKey || isTyped(event.target)) return;
  event.preventDefault();
  deed();
});
