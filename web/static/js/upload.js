// Files: sent as soon as they are chosen, with their progress; the list is the server's.

import { replaceField } from "./answer.js";
import { within } from "./enhance.js";
import { fieldId, fieldOf, findField, parse } from "./fields.js";
import { send as ask } from "./send.js";
import { signInOverPage } from "./session.js";
import { announce } from "./status.js";
import { refreshToken, token } from "./token.js";

export function prepareUploads(root) {
  // the page's own button would send the files a second time
  for (const input of within(root, "input[type=file][name]")) {
    input.dataset.name = input.name;
    input.removeAttribute("name");
  }
}

export function watchUploads(form, autosave) {
  // "choose, then save" is for pages without this module
  for (const each of form.querySelectorAll(":scope > .aside-text")) each.hidden = true;
  form.addEventListener("change", async (event) => {
    if (!event.target.matches("input[type=file]")) return;
    const input = event.target;
    const id = fieldId(fieldOf(input));
    const files = [...input.files];
    input.value = "";
    for (const file of files) await send(form, autosave, id, file);
  });

  form.addEventListener("click", async (event) => {
    const button = event.target.closest("button.files__remove");
    if (!button) return;
    event.preventDefault();
    await remove(form, autosave, button);
  });
}

async function send(form, autosave, id, file) {
  const field = findField(id, form);
  const input = field.querySelector("input[type=file]");
  const problem = problemOf(file, input, field);
  if (problem) {
    tell(field, problem);
    return;
  }
  const line = progressLine(field, file);
  field.dataset.uploading = "yes";
  try {
    let answer = await post(form, id, file, line);
    if (isStale(answer) && (await refreshToken())) answer = await post(form, id, file, line);
    if (answer.status === 401 && (await signInOverPage())) answer = await post(form, id, file, line);
    show(form, autosave, id, answer, `“${file.name}”已上传`);
  } catch {
    tell(findField(id, form), `“${file.name}”没有传完，请检查网络后再选一次。`);
  } finally {
    line.remove();
    delete findField(id, form)?.dataset.uploading;
  }
}

// Whether a file is on its way: it would be lost with this page.
export const isUploading = (form) => form.querySelector("progress") !== null;

// What can be said before anything is sent.
function problemOf(file, input, field) {
  const most = Number(input.dataset.maxSize);
  const kinds = input.accept.split(",").filter(Boolean);
  const count = field.querySelectorAll(".files__file").length;
  if (file.size === 0) return `“${file.name}”是空文件。`;
  if (file.size > most) return `“${file.name}”有 ${megabytes(file.size)} MB，不能超过 ${megabytes(most)} MB。`;
  if (kinds.length > 0 && !kinds.some((each) => file.name.toLowerCase().endsWith(each))) {
    return `“${file.name}”不是可以上传的类型。`;
  }
  if (count >= Number(input.dataset.count)) return `最多上传 ${input.dataset.count} 个文件，请先删除一个。`;
  return "";
}

const megabytes = (size) => (size / 1024 / 1024).toFixed(size % (1024 * 1024) ? 1 : 0);

function progressLine(field, file) {
  const line = document.createElement("p");
  line.className = "upload";
  const name = document.createElement("span");
  name.className = "upload__name";
  name.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `正在上传 ${file.name}`);
  const words = document.createElement("span");
  words.textContent = "0%";
  line.append(name, bar, words);
  field.querySelector("input[type=file]").before(line);
  announce(`正在上传 ${file.name}`);
  return line;
}

// fetch tells nothing of the way up, so the older request does it.
function post(form, id, file, line) {
  const content = new FormData();
  content.append("file", file, file.name);
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", uploadAddress(form, id));
    sending.setRequestHeader("Accept", "application/json");
    sending.setRequestHeader("X-CSRFToken", token());
    sending.responseType = "json";
    sending.upload.addEventListener("progress", ({ loaded, total, lengthComputable }) => {
      if (!lengthComputable) return;
      line.querySelector("progress").value = loaded / total;
      line.lastChild.textContent = loaded === total ? "正在保存…" : `${Math.floor((100 * loaded) / total)}%`;
    });
    sending.addEventListener("load", () => resolve({ status: sending.status, body: sending.response }));
    sending.addEventListener("error", () => reject(new Error("network")));
    sending.addEventListener("abort", () => reject(new Error("aborted")));
    sending.send(content);
  });
}

const isStale = ({ status, body }) => status === 400 && body?.error?.code === "stale_token";

const uploadAddress = (form, id) => form.dataset.documentsUrl + encodeURIComponent(id);

async function remove(form, autosave, button) {
  const id = fieldId(fieldOf(button));
  const file = button.closest("[data-file]").dataset.file;
  button.disabled = true;
  try {
    const answer = await ask("DELETE", `${uploadAddress(form, id)}/${encodeURIComponent(file)}`);
    show(form, autosave, id, answer, "已删除");
  } catch {
    tell(findField(id, form), "没有删掉，请检查网络后再试。");
  } finally {
    button.disabled = false;
  }
}

function show(form, autosave, id, { status, body }, words) {
  if (status >= 400 || !body) {
    tell(findField(id, form), body?.error?.message ?? "没有传上，请稍后再试。");
    return;
  }
  replaceField(form, id, body.html);
  autosave.adopt(body);
  announce(words);
  findField(id, form)?.querySelector("input[type=file]")?.focus();
}

// The sentence at the field, where the server would put it.
function tell(field, words) {
  field.querySelectorAll(".field__error").forEach((each) => each.remove());
  const error = parse('<div class="field__error" role="alert"><p></p></div>').firstElementChild;
  error.id = `${field.id}-error`;
  error.firstElementChild.textContent = words;
  (field.querySelector(".field__hint") ?? field.querySelector(".field__label")).after(error);
  field.classList.add("field--error");
}
