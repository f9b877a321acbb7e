// Signing in over the page when the session has ended: what was typed stays where it is.

import { account, askSession, keepToken, refreshToken } from "./token.js";

let underWay = null;

// Resolves to true once the same account is signed in again, to false if the person puts it off.
// Requests that fail at the same time share one dialog.
export function signInOverPage() {
  underWay ??= ask().finally(() => {
    underWay = null;
  });
  return underWay;
}

async function ask() {
  const template = document.getElementById("sign-in-again");
  if (!template) return false;
  const dialog = template.content.firstElementChild.cloneNode(true);
  document.body.append(dialog);
  try {
    return await answerOf(dialog);
  } finally {
    dialog.remove();
  }
}

function answerOf(dialog) {
  return new Promise((resolve) => {
    const form = dialog.querySelector("form");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await signIn(form)) {
        dialog.close();
        resolve(true);
      }
    });
    const goOn = dialog.querySelector("[data-continue]");
    goOn.addEventListener("click", async () => {
      if (await refreshToken()) {
        dialog.close();
        resolve(true);
      } else {
        tell(form, goOn.dataset.notYetText);
      }
    });
    dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => resolve(false));
    dialog.showModal();
    dialog.querySelector("[name=password]").focus();
  });
}

async function signIn(form) {
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    return await tryToSignIn(form, button.dataset.offlineText);
  } finally {
    button.disabled = false;
  }
}

async function tryToSignIn(form, offlineText) {
  const session = await askSession();
  if (!session) return tell(form, offlineText);
  let response;
  try {
    response = await fetch("/session", {
      method: "POST",
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        "X-CSRFToken": session.csrf_token,
      },
      credentials: "same-origin",
      body: JSON.stringify({
        login_name: form.elements.login_name.value,
        password: form.elements.password.value,
        account: account(),
      }),
    });
  } catch {
    return tell(form, offlineText);
  }
  const body = await response.json().catch(() => null);
  if (!response.ok || !body) {
    if (body?.error?.link) leadElsewhere(form, body.error.link);
    return tell(form, body?.error?.message ?? offlineText);
  }
  keepToken(body.csrf_token);
  return true;
}

// A captcha or a second factor is asked for on a page of its own; the session that begins there is this page's too.
function leadElsewhere(form, link) {
  const elsewhere = form.querySelector("[data-elsewhere]");
  elsewhere.querySelector("a").href = link;
  elsewhere.hidden = false;
  form.querySelector("[data-continue]").hidden = false;
}

function tell(form, message) {
  const problem = form.querySelector("[data-problem]");
  problem.textContent = message;
  problem.hidden = false;
  form.elements.password.focus();
  form.elements.password.select();
  return false;
}
