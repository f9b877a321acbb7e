// Saving what is typed, a second after the last key: quietly, in order, and never less than once.
//
// One request is under way at a time; what is typed during it is sent after it. What does not get through stays in this
// browser (changes.js) and is tried again, later each time.

import { applyAnswer, markScoreStale, replaceField } from "./answer.js";
import { Changes } from "./changes.js";
import { canonical, collect } from "./collect.js";
import { fieldId, fieldOf, findField, ownOf } from "./fields.js";
import { Offline, request } from "./send.js";
import { signInOverPage } from "./session.js";
import { showNotice, showState, stateShown, timeOf } from "./status.js";
import { refreshToken } from "./token.js";
import { pause } from "./wait.js";

const AFTER_TYPING = 1000;
const AFTER_CHOOSING = 150;
const FIRST_RETRY = 2000;
const LAST_RETRY = 60_000;
const QUIET = 1200; // nobody is interrupted by a dialog sooner than this after a key
const MOST_KEPT_ALIVE = 60_000; // browsers refuse larger requests from a page that is left
const NOT_ANY_MORE = "这份申报已经提交，不能再修改。";

export class Autosave {
  #form;
  #changes;
  #pending = new Map(); // field → HTML that waits until nobody is busy with the field
  #running = null; // the request under way
  #stopped = ""; // why nothing is sent any more
  #timer = 0;
  #keepTimer = 0;
  #refreshTimer = 0;
  #retry = 0;
  #composing = false;
  #pressing = false;
  #typedAt = 0;
  #savedAt = "";
  #asLoaded = document.getElementById("save-state")?.textContent ?? "";
  #listeners = new Map();

  constructor(form, keeper) {
    this.#form = form;
    this.#changes = new Changes(form, keeper);
  }

  get revision() {
    return this.#changes.revision;
  }

  // Whether something is not on the server yet.
  get hasUnsent() {
    this.#changes.gather();
    return this.#changes.all.length > 0;
  }

  // Whether something is not on the server and would be lost with this page.
  get wouldLose() {
    return !this.#changes.isKept && this.hasUnsent;
  }

  get conflicts() {
    return this.#changes.conflicts;
  }

  // Do `work` when something happens: "acknowledged" ({ answer, fields }), "conflict" ({ field, label, html }).
  on(event, work) {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), work]);
  }

  #tell(event, details) {
    for (const work of this.#listeners.get(event) ?? []) work(details);
  }

  // --- When to save -------------------------------------------------------------------------------------------------

  start() {
    const form = this.#form;
    form.addEventListener("input", (event) => this.#typed(event));
    form.addEventListener("change", (event) => this.#chosen(event));
    form.addEventListener("keydown", () => (this.#typedAt = Date.now()));
    form.addEventListener("compositionstart", () => {
      this.#composing = true;
      clearTimeout(this.#timer);
    });
    form.addEventListener("compositionend", (event) => {
      this.#composing = false;
      this.touch(fieldOf(event.target), AFTER_TYPING);
    });
    form.addEventListener("focusout", () => {
      if (this.hasUnsent) this.#schedule(50);
      setTimeout(() => this.#applyPending(), 400);
    });
    for (const event of ["pointerdown", "pointerup", "pointercancel"]) {
      document.addEventListener(event, () => (this.#pressing = event === "pointerdown"), true);
    }
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.#leave());
    window.addEventListener("pagehide", () => this.#leave());
    window.addEventListener("online", () => this.flush());
    this.#changes.touchAll(); // what was typed before this module was there
    if (this.hasUnsent) this.#schedule(AFTER_TYPING);
  }

  #typed(event) {
    this.#typedAt = Date.now();
    if (!this.#composing && !event.isComposing) this.touch(fieldOf(event.target), AFTER_TYPING);
  }

  #chosen(event) {
    const isText = event.target.matches("textarea, input:not([type=checkbox], [type=radio], [type=date])");
    this.touch(fieldOf(event.target), isText ? AFTER_TYPING : AFTER_CHOOSING);
  }

  // Look at a field soon, because something was done to it.
  touch(field, delay = AFTER_CHOOSING) {
    if (!field) return;
    this.#changes.touch(fieldId(field));
    if (stateShown() === "saved") showState("saving");
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(() => this.#changes.keep(), 250);
    this.#schedule(delay);
  }

  #schedule(delay) {
    clearTimeout(this.#timer);
    if (this.#composing || this.#stopped) return;
    this.#timer = setTimeout(() => this.flush(), delay);
  }

  // The page is being left: keep everything at once, and try to send it on the way out.
  #leave() {
    if (this.#stopped === "discarded") return;
    this.#changes.keepNow();
    if (this.#stopped || this.#running || this.#changes.waiting.size === 0) return;
    const group = this.#changes.nextGroup();
    if (new Blob([JSON.stringify(body(group))]).size > MOST_KEPT_ALIVE) return;
    this.#alone(() => this.#send(group, { keepalive: true })).then(() => this.#settle());
  }

  // --- Sending ------------------------------------------------------------------------------------------------------

  // Send everything that waits; resolves to true when the server has it all (but for conflicts).
  async flush() {
    clearTimeout(this.#timer);
    while (this.#running) await this.#running;
    this.#changes.gather();
    if (this.#changes.waiting.size === 0) {
      this.#settle();
      return true;
    }
    return this.#stopped ? false : this.#alone(() => this.#sendAll());
  }

  // Let `work` be the only request.
  async #alone(work) {
    while (this.#running) await this.#running;
    this.#running = work().catch((error) => {
      reportError(error);
      return false;
    });
    try {
      return await this.#running;
    } finally {
      this.#running = null;
    }
  }

  async #sendAll() {
    while (this.#changes.waiting.size > 0 && !this.#stopped) {
      await this.#changes.keep();
      if (!(await this.#send(this.#changes.nextGroup()))) return false;
      this.#changes.gather();
    }
    this.#settle();
    return this.#changes.waiting.size === 0;
  }

  async #send(group, { keep, keepalive = false } = {}) {
    this.#changes.depart(group);
    showState("saving");
    const answer = await this.#post(body(group, keep), { keepalive });
    this.#changes.land();
    if (answer?.status === 200) {
      this.#acknowledge(group, answer.body, keep);
      return true;
    }
    this.#changes.giveBack(group, keep ? this.#changes.conflicts : this.#changes.waiting);
    return this.#refused(answer, group);
  }

  // The answer of the server; null where it cannot be reached.
  async #post(content, options) {
    const url = this.#form.dataset.answersUrl;
    try {
      let answer = await request("POST", url, content, options);
      if (answer.status === 400 && answer.body?.error?.code === "stale_token" && (await refreshToken())) {
        answer = await request("POST", url, content, options);
      }
      if (answer.status === 401 && (await this.#signIn())) answer = await request("POST", url, content, options);
      return answer;
    } catch (error) {
      if (error instanceof Offline) return null;
      throw error;
    }
  }

  // Ask to sign in, but not in the middle of a word.
  async #signIn() {
    showState("expired");
    while (this.#composing || Date.now() - this.#typedAt < QUIET) await pause(200);
    return signInOverPage();
  }

  #acknowledge(group, answer, keep) {
    this.#retry = 0;
    markScoreStale(false);
    const undecided = new Set((answer.conflicts ?? []).map((each) => each.field));
    const done = group.filter((each) => !undecided.has(each.field));
    const told = new Map(done.map((each) => [each.field, errorsOf(findField(each.field, this.#form))]));
    const { revision } = answer;
    const isTheirs = Boolean(keep) && Object.values(keep).includes("theirs");
    this.#changes.acknowledge(done, { previous: this.revision, revision, isTheirs });
    for (const each of group.filter((one) => undecided.has(one.field))) this.#changes.hold(each);
    this.#savedAt = timeOf(answer.saved_at);
    this.#apply(answer, new Set(done.map((each) => each.field)));
    for (const each of answer.conflicts ?? []) this.#tell("conflict", each);
    this.#tell("acknowledged", { answer, fields: answer.applied });
    if (done.some((each) => this.#needsMore(each.field, told))) this.#refreshSoon();
  }

  // The answer holds only the messages of a field that was typed into. Where these change what is marked, or the field
  // reckons something of its own (totals of a table), the whole field is asked for.
  #needsMore(id, told) {
    const field = findField(id, this.#form);
    return Boolean(field) && (field.dataset.kind === "table" || errorsOf(field) !== told.get(id));
  }

  #refreshSoon() {
    clearTimeout(this.#refreshTimer);
    this.#refreshTimer = setTimeout(() => this.refresh(), 300);
  }

  // --- What an answer shows -----------------------------------------------------------------------------------------

  // Put an answer on the page; fields with unsent changes, and the one in use, keep their inputs for now.
  #apply(answer, done = new Set()) {
    this.#changes.gather();
    const previous = this.revision;
    this.#setRevision(answer.revision);
    for (const each of done) this.#pending.delete(each);
    const busy = (id, field) => this.#isBusy(id, field);
    for (const { id, html } of answer.fields ?? []) {
      const field = findField(id, this.#form);
      if (!field || !busy(id, field)) continue;
      this.#pending.set(id, html);
      if (!done.has(id)) this.#changes.staysAt(id, previous);
    }
    applyAnswer(this.#form, answer, busy);
    for (const { id } of answer.fields ?? []) {
      const field = findField(id, this.#form);
      if (field && !busy(id, field)) this.#shown(field);
    }
  }

  // Show what was held back, where nobody is busy any more.
  #applyPending() {
    if (this.#pressing) return;
    this.#changes.gather();
    for (const [id, html] of this.#pending) {
      const field = findField(id, this.#form);
      if (field && this.#isBusy(id, field)) continue;
      const fresh = replaceField(this.#form, id, html);
      if (fresh) this.#shown(fresh);
    }
  }

  #shown(field) {
    this.#changes.remember(field);
    for (const each of [field, ...field.querySelectorAll("[data-field]")]) this.#pending.delete(fieldId(each));
  }

  #isBusy(id, field) {
    if (field.contains(document.activeElement) || "uploading" in field.dataset) return true;
    if (field.querySelector(".grid__undo")) return true;
    return [id, ...[...field.querySelectorAll("[data-field]")].map(fieldId)].some((each) => this.#changes.has(each));
  }

  #setRevision(revision) {
    this.#form.dataset.revision = revision;
    const posted = this.#form.querySelector("input[name=_revision]");
    if (posted) posted.value = revision;
  }

  // Say how things stand when nothing is under way.
  #settle() {
    if (this.#stopped) return;
    const [refused] = this.#changes.refusals.values();
    if (this.#changes.conflicts.size > 0) showState("conflict");
    else if (refused) showState("error", { text: `“${refused.label}”没有存上：${refused.message}` });
    else if (this.#changes.waiting.size > 0) return;
    else showState("saved", this.#savedAt ? { at: this.#savedAt } : { text: this.#asLoaded });
  }

  // --- When it does not work ----------------------------------------------------------------------------------------

  // What an answer other than "saved" means; true if the rest may be sent at once.
  async #refused(answer, group) {
    await this.#changes.keep();
    const { code = "", message, fields = [] } = answer?.body?.error ?? {};
    if (!answer) {
      showState("offline", { text: this.#changes.isKept ? undefined : "未联网，请不要关闭本页" });
      markScoreStale(true);
      this.#tryAgain();
    } else if (answer.status === 401) {
      this.#stopped = "expired";
      showState("expired", { action: { label: "重新登录", run: () => this.#signInAndGoOn() } });
    } else if (answer.status === 404 || code === "submitted") {
      this.#stop(message ?? NOT_ANY_MORE);
    } else if (code === "future_revision") {
      return this.#goBack();
    } else if (answer.status === 429 || answer.status >= 500) {
      showState("error");
      this.#tryAgain();
    } else {
      this.#changes.setAside(group, message ?? "服务器没有接受这处修改。", fields);
      return true;
    }
    return false;
  }

  #tryAgain() {
    this.#retry = Math.min(LAST_RETRY, this.#retry ? this.#retry * 2 : FIRST_RETRY);
    this.#schedule(this.#retry * (0.75 + Math.random() / 2));
  }

  async #signInAndGoOn() {
    if (!(await signInOverPage())) return;
    this.#stopped = "";
    await this.flush();
  }

  // Nothing of this draft can be saved any more; say what was not.
  #stop(message) {
    this.#stopped = "discarded";
    const labels = this.#changes.all.map((each) => each.label);
    this.#changes.discard();
    showState("error", { text: "不能再保存" });
    showNotice(labels.length > 0 ? `${message}没有存上的：${labels.join("、")}。` : message, { kind: "warning" });
  }

  // The server's draft is older than this page believes (it was restored): take its revision and send once more.
  async #goBack() {
    const answer = await this.#askState();
    if (answer && this.#changes.goBackTo(answer.revision)) {
      this.#setRevision(answer.revision);
      return true;
    }
    showState("error");
    this.#tryAgain();
    return false;
  }

  // --- Other ways an answer comes -----------------------------------------------------------------------------------

  async #askState() {
    try {
      const { status, body: answer } = await request("GET", this.#form.dataset.stateUrl);
      if (answer?.state === "submitted") this.#stop(NOT_ANY_MORE);
      return status === 200 && Number.isInteger(answer?.revision) ? answer : null;
    } catch (error) {
      if (error instanceof Offline) return null;
      throw error;
    }
  }

  // Fetch how the draft stands and show it in every field nobody is busy with.
  async refresh() {
    while (this.#running) await this.#running;
    const answer = await this.#askState();
    // a save that went out meanwhile knows better
    if (answer && answer.revision >= this.revision) this.#apply(answer);
  }

  // An answer that came another way (a file was handed in).
  adopt(answer) {
    this.#apply(answer);
    this.#savedAt = timeOf(answer.saved_at);
    this.#tell("acknowledged", { answer, fields: [] });
    this.#settle();
  }

  // Decide a conflict: "mine" or "theirs".
  async decide(id, choice) {
    while (this.#running) await this.#running;
    this.#changes.gather();
    const change = this.conflicts.get(id);
    if (!change) return true;
    const group = [{ ...change, basedOn: this.revision }];
    this.conflicts.delete(id);
    const done = await this.#alone(() => this.#send(group, { keep: { [id]: choice } }));
    this.#settle();
    if (this.#changes.waiting.size > 0) this.#schedule(AFTER_CHOOSING);
    return done;
  }

  // Send what an earlier visit could not.
  async sendKept() {
    const kept = await this.#changes.takeUp();
    if (kept.length === 0) return;
    const fields = new Set(kept.map((each) => each.field));
    let count = 0;
    this.on("acknowledged", ({ fields: applied }) => (count += applied.filter((each) => fields.delete(each)).length));
    await this.flush();
    fields.clear();
    if (kept.some((each) => this.#standsOtherwise(each))) await this.refresh();
    if (count > 0) showNotice(`上次未发送的 ${count} 处修改已补存`, { kind: "success" });
  }

  #standsOtherwise({ field: id, value }) {
    const field = findField(id, this.#form);
    return field && !this.#changes.has(id) && canonical(collect(field)) !== canonical(value);
  }

  // Everything is saved: say so in the page that is posted now, so that nothing in it counts as a change.
  noteShown() {
    const shown = this.#form.querySelector("input[name=_shown]");
    if (!shown) return;
    const fields = [...this.#form.querySelectorAll("[data-field]")].map((each) => [fieldId(each), collect(each)]);
    shown.value = JSON.stringify(Object.fromEntries(fields.filter(([, value]) => value !== undefined)));
  }

  // Forget everything that was not sent: somebody said so.
  async discard() {
    this.#stopped = "discarded";
    await this.#changes.discard();
  }
}

function body(group, keep) {
  const [{ basedOn, section }] = group;
  const changes = Object.fromEntries(group.map((each) => [each.field, each.value]));
  return { based_on: basedOn, section, changes, ...(keep ? { keep } : {}) };
}

const errorsOf = (field) => (field ? ownOf(field, ".field__error").map((each) => each.textContent.trim()).join() : "");
