// Signing out of a shared computer: what was not sent yet is deleted, but not without asking.

import { openKeeper } from "./offline.js";
import { account } from "./token.js";
import { eventIsOver } from "./wait.js";

export function guardSigningOut(autosave = null) {
  for (const form of document.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", (event) => beforeSigningOut(event, autosave));
  }
}

async function beforeSigningOut(event, autosave) {
  const form = event.currentTarget;
  if (form.dataset.agreed) return;
  event.preventDefault();
  if (autosave) await autosave.flush();
  const keeper = await openKeeper(account());
  const kept = await keeper.list();
  if (kept.length > 0 && !(await ask(kept))) return;
  await autosave?.discard();
  await keeper.clear();
  form.dataset.agreed = "yes";
  await eventIsOver();
  form.requestSubmit();
}

function ask(kept) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", "sign-out-title");
  const labels = [...new Set(kept.map((each) => each.label).filter(Boolean))];
  dialog.append(
    element("h2", { className: "dialog__title", id: "sign-out-title" }, `还有 ${kept.length} 处修改没有发送`),
    element("p", {}, `退出登录会从这台电脑上删除它们：${labels.slice(0, 5).join("、")}${labels.length > 5 ? "等" : ""}。`),
  );
  const stay = element("button", { className: "button", type: "button" }, "先不退出");
  const leave = element("button", { className: "button button--warning", type: "button" }, "删除并退出");
  const actions = element("div", { className: "actions" });
  actions.append(stay, leave);
  dialog.append(actions);
  document.body.append(dialog);
  return new Promise((resolve) => {
    stay.addEventListener("click", () => dialog.close());
    leave.addEventListener("click", () => dialog.close("leave"));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "leave");
    });
    dialog.showModal();
    stay.focus();
  });
}

function element(name, properties, text = "") {
  const made = Object.assign(document.createElement(name), properties);
  made.textContent = text;
  return made;
}
