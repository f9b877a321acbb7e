// Saving what is typed, a second after the last key: quietly, in order, and never less than once.
//
// Each change remembers the revision it was based on, so that the server can tell whether somebody else changed the same
// field meanwhile. One request is under way at a time; what is typed during it is sent after it. Before anything is sent it
// is kept in this browser, and forgotten only when the server has acknowledged it.

import { applyAnswer, markScoreStale, replaceField } from "./answer.js";
import { canonical, collect } from "./collect.js";
import { fieldId, fieldOf, findField, labelOf, ownOf } from "./fields.js";
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

export class Autosave {
  #form;
  #keeper;
  #known = new Map(); // field → its answer on the server, as far as this page knows
  #touched = new Set(); // fields to look at
  #changes = new Map(); // field → a change that waits
  #flight = new Map(); // field → a change that is under way
  #conflicts = new Map(); // field → a change that somebody has to decide about
  #refusals = new Map(); // field → a change the server will not take
  #pending = new Map(); // field → HTML that waits until nobody is busy with the field
  #seenAt = new Map(); // field → the revision its inputs show, where that is not the page's
  #timer = 0;
  #keepTimer = 0;
  #refreshTimer = 0;
  #retry = 0;
  #composing = false;
  #typedAt = 0;
  #stopped = ""; // why nothing is sent any more: "expired", "submitted", "gone"
  #unkept = false;
  #pressing = false;
  #running = null;
  #savedAt = "";
  #asLoaded = document.getElementById("save-state")?.textContent ?? "";
  #listeners = new Map();

  constructor(form, keeper) {
    this.#form = form;
    this.#keeper = keeper;
    for (const field of form.querySelectorAll("[data-field]")) {
      this.#known.set(fieldId(field), canonical(collect(field, { initial: true })));
    }
  }

  get revision() {
    return Number(this.#form.dataset.revision);
  }

  // Whether something is not on the server yet.
  get hasUnsent() {
    this.#gather();
    return this.#changes.size + this.#flight.size + this.#conflicts.size + this.#refusals.size > 0;
  }

  // Whether something is not on the server and would be lost with this page.
  get wouldLose() {
    return this.#unkept && this.hasUnsent;
  }

  get conflicts() {
    return this.#conflicts;
  }

  // Tell `work` of an event: "acknowledged" ({ revision, fields }), "conflict" ({ field, label, html, mine }).
  on(event, work) {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), work]);
  }

  #tell(event, details) {
    for (const work of this.#listeners.get(event) ?? []) work(details);
  }

  start() {
    const form = this.#form;
    form.addEventListener("input", (event) => this.#typed(event));
    form.addEventListener("change", (event) => this.#chosen(event));
    form.addEventListener("compositionstart", () => {
      this.#composing = true;
      clearTimeout(this.#timer);
    });
    form.addEventListener("compositionend", (event) => {
      this.#composing = false;
      this.touch(fieldOf(event.target), AFTER_TYPING);
    });
    form.addEventListener("focusout", () => {
      if (this.#touched.size + this.#changes.size > 0) this.#schedule(50);
      setTimeout(() => this.#applyPending(), 400);
    });
    document.addEventListener("pointerdown", () => (this.#pressing = true), true);
    for (const event of ["pointerup", "pointercancel"]) {
      document.addEventListener(event, () => (this.#pressing = false), true);
    }
    form.addEventListener("keydown", () => (this.#typedAt = Date.now()));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.#leave();
    });
    window.addEventListener("pagehide", () => this.#leave());
    window.addEventListener("online", () => this.flush());
    // what was typed before this module was there
    for (const field of form.querySelectorAll("[data-field]")) this.#touched.add(fieldId(field));
    this.#gather();
    if (this.#changes.size > 0) this.#schedule(AFTER_TYPING);
  }

  #typed(event) {
    this.#typedAt = Date.now();
    if (this.#composing || event.isComposing) return;
    this.touch(fieldOf(event.target), AFTER_TYPING);
  }

  #chosen(event) {
    const isText = event.target.matches("textarea, input:not([type=checkbox], [type=radio], [type=date])");
    this.touch(fieldOf(event.target), isText ? AFTER_TYPING : AFTER_CHOOSING);
  }

  // Look at a field again: soon, because something was done to it.
  touch(field, delay = AFTER_CHOOSING) {
    if (!field) return;
    this.#touched.add(fieldId(field));
    if (stateShown() === "saved") showState("saving");
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(() => this.#keep(), 250);
    this.#schedule(delay);
  }

  #schedule(delay) {
    clearTimeout(this.#timer);
    if (this.#composing || this.#stopped) return;
    this.#timer = setTimeout(() => this.flush(), delay);
  }

  // --- What has changed ---------------------------------------------------------------------------------------

  // Read the touched fields; what differs from what the server has becomes a change.
  #gather() {
    for (const id of this.#touched) {
      const field = findField(id, this.#form);
      const value = field ? collect(field) : undefined;
      if (value === undefined) continue;
      const text = canonical(value);
      const conflict = this.#conflicts.get(id);
      if (conflict) {
        Object.assign(conflict, { value, at: Date.now() });
        continue;
      }
      const waiting = this.#changes.get(id) ?? this.#flight.get(id) ?? this.#refusals.get(id);
      if (text === (waiting ? canonical(waiting.value) : this.#known.get(id))) continue;
      if (this.#changes.has(id) && !this.#flight.has(id) && text === this.#known.get(id)) {
        this.#forget([{ ...this.#changes.get(id), at: Date.now() }]);
        this.#changes.delete(id);
        continue;
      }
      this.#refusals.delete(id);
      const basedOn = this.#changes.get(id)?.basedOn ?? this.#seenAt.get(id) ?? this.revision;
      this.#changes.set(id, this.#entry(id, value, basedOn, labelOf(field)));
    }
    this.#touched.clear();
  }

  #entry(field, value, basedOn, label) {
    const { draft, section, answersUrl: url } = this.#form.dataset;
    return { draft, field, section, url, label, value, basedOn, at: Date.now() };
  }

  async #keep() {
    this.#gather();
    const entries = this.#all();
    if (entries.length > 0) this.#unkept = !(await this.#keeper.put(entries));
  }

  #all() {
    const places = [this.#flight, this.#changes, this.#conflicts, this.#refusals];
    return [...new Map(places.flatMap((each) => [...each])).values()];
  }

  #forget(entries) {
    return this.#keeper.remove(this.#form.dataset.draft, entries);
  }

  // --- Sending ------------------------------------------------------------------------------------------------

  // Send everything that waits; resolves to true when the server has it all (but for conflicts).
  async flush() {
    clearTimeout(this.#timer);
    while (this.#running) await this.#running;
    this.#gather();
    if (this.#changes.size === 0) {
      this.#settle();
      return this.#flight.size === 0;
    }
    if (this.#stopped) return false;
    this.#running = this.#sendAll();
    try {
      return await this.#running;
    } finally {
      this.#running = null;
    }
  }

  async #sendAll() {
    while (this.#changes.size > 0 && !this.#stopped) {
      await this.#keep();
      if (!(await this.#sendOnce())) return false;
      this.#gather();
    }
    this.#settle();
    return this.#changes.size === 0;
  }

  // Changes of one section that share a revision go together, the oldest first.
  #nextGroup() {
    const waiting = [...this.#changes.values()].sort((left, right) => left.basedOn - right.basedOn);
    const [first] = waiting;
    if (first.alone) return [first];
    return waiting.filter((each) => each.basedOn === first.basedOn && each.section === first.section);
  }

  async #sendOnce(group = this.#nextGroup(), { keep, keepalive = false } = {}) {
    for (const each of group) {
      this.#changes.delete(each.field);
      this.#flight.set(each.field, each);
    }
    showState("saving");
    let answer = null;
    try {
      answer = await this.#post(body(group, keep), { keepalive });
    } catch (error) {
      if (!(error instanceof Offline)) throw error;
    } finally {
      this.#flight.clear();
    }
    if (answer?.status === 200) {
      this.#acknowledge(group, answer.body, keep);
      return true;
    }
    for (const each of group) {
      if (keep) this.#conflicts.set(each.field, each);
      else if (!this.#changes.has(each.field)) this.#changes.set(each.field, each);
      else this.#changes.get(each.field).basedOn = each.basedOn;
    }
    return this.#refused(answer, group);
  }

  async #post(content, options) {
    const url = this.#form.dataset.answersUrl;
    let answer = await request("POST", url, content, options);
    if (answer.status === 400 && answer.body?.error?.code === "stale_token" && (await refreshToken())) {
      answer = await request("POST", url, content, options);
    }
    if (answer.status === 401 && (await this.#signIn())) answer = await request("POST", url, content, options);
    return answer;
  }

  // Ask to sign in, but not in the middle of a word.
  async #signIn() {
    showState("expired");
    while (this.#composing || Date.now() - this.#typedAt < QUIET) await pause(200);
    return signInOverPage();
  }

  #acknowledge(group, answer, keep) {
    this.#retry = 0;
    const undecided = new Map((answer.conflicts ?? []).map((each) => [each.field, each]));
    const done = group.filter((each) => !undecided.has(each.field));
    const previous = this.revision;
    const told = new Map(done.map((each) => [each.field, errorsOf(findField(each.field, this.#form))]));
    this.setRevision(answer.revision);
    for (const each of done) {
      if (!keep || keep[each.field] === "mine") this.#known.set(each.field, canonical(each.value));
      this.#pending.delete(each.field);
      this.#seenAt.delete(each.field);
      // typed again meanwhile: that is based on what was just saved
      const again = this.#changes.get(each.field);
      if (again) again.basedOn = answer.revision;
    }
    // nobody else came between: what waits is as good as based on this
    const waiting = answer.revision <= previous + 1 ? [...this.#changes.values()] : [];
    for (const each of waiting) if (each.basedOn === previous) each.basedOn = answer.revision;
    this.#forget(done);
    for (const each of group.filter((one) => undecided.has(one.field))) this.#hold(each);
    markScoreStale(false);
    this.apply(answer, { previous, done: new Set(done.map((each) => each.field)) });
    for (const each of undecided.values()) this.#tell("conflict", { ...each, mine: this.#conflicts.get(each.field)?.value });
    this.#tell("acknowledged", { answer, fields: answer.applied ?? done.map((each) => each.field) });
    this.#savedAt = timeOf(answer.saved_at);
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

  // A change somebody must decide about. Of a field on another page it stays kept, and is asked for there.
  #hold(change) {
    const newer = this.#changes.get(change.field);
    this.#changes.delete(change.field);
    if (findField(change.field, this.#form)) {
      this.#conflicts.set(change.field, { ...change, value: newer?.value ?? change.value });
    }
  }

  // Put an answer on the page; fields with unsent changes, and the one in use, keep their inputs for now.
  apply(answer, { previous = this.revision, done = new Set() } = {}) {
    this.#gather();
    const busy = (id, field) => this.#isBusy(id, field);
    for (const { id, html } of answer.fields ?? []) {
      const field = findField(id, this.#form);
      if (!field || !html || !busy(id, field)) continue;
      this.#pending.set(id, html);
      if (!done.has(id) && !this.#seenAt.has(id)) this.#seenAt.set(id, previous);
    }
    applyAnswer(this.#form, answer, busy);
    for (const { id } of answer.fields ?? []) {
      const field = findField(id, this.#form);
      if (field && !busy(id, field)) this.#remember(field);
    }
  }

  // Show what was held back, where nobody is busy any more.
  #applyPending() {
    if (this.#pressing) return;
    this.#gather();
    for (const [id, html] of this.#pending) {
      const field = findField(id, this.#form);
      if (field && this.#isBusy(id, field)) continue;
      const fresh = replaceField(this.#form, id, html);
      if (fresh) this.#remember(fresh);
    }
  }

  // What a field says now is what the server has.
  #remember(field) {
    for (const each of [field, ...field.querySelectorAll("[data-field]")]) {
      const id = fieldId(each);
      this.#known.set(id, canonical(collect(each, { initial: true })));
      this.#pending.delete(id);
      this.#seenAt.delete(id);
    }
  }

  #isBusy(id, field) {
    if (field.contains(document.activeElement) || "uploading" in field.dataset) return true;
    if (field.querySelector(".grid__undo")) return true;
    const inside = [id, ...[...field.querySelectorAll("[data-field]")].map(fieldId)];
    const places = [this.#changes, this.#flight, this.#conflicts, this.#refusals, this.#touched];
    return inside.some((each) => places.some((place) => place.has(each)));
  }

  setRevision(revision) {
    if (!Number.isInteger(revision)) return;
    this.#form.dataset.revision = revision;
    const posted = this.#form.querySelector("input[name=_revision]");
    if (posted) posted.value = revision;
  }

  // --- When it does not work ----------------------------------------------------------------------------------

  // What an answer other than "saved" means; true if the rest may be sent at once.
  async #refused(answer, group) {
    await this.#keep();
    const { code = "", message } = answer?.body?.error ?? {};
    if (!answer) {
      showState("offline", { text: this.#unkept ? "未联网，请不要关闭本页" : undefined });
      markScoreStale(true);
      this.#tryAgain();
    } else if (answer.status === 401) {
      this.#stopped = "expired";
      showState("expired", { action: { label: "重新登录", run: () => this.#signInAndGoOn() } });
    } else if (answer.status === 409 && code === "submitted") {
      this.#stop("submitted", message ?? "这份申报已经提交，不能再修改。");
    } else if (answer.status === 404) {
      this.#stop("gone", message ?? "找不到这份申报。");
    } else if (answer.status === 409 && code === "future_revision") {
      return this.#startOver();
    } else if (answer.status === 429 || answer.status >= 500) {
      showState("error");
      this.#tryAgain();
    } else {
      return this.#setAside(group, message ?? "服务器没有接受这处修改。", answer.body?.error?.fields ?? []);
    }
    return false;
  }

  #stop(reason, message) {
    this.#stopped = reason;
    showState("error", { text: "不能再保存" });
    showNotice(`${message}本页还没有保存的修改没有存上。`, { kind: "warning" });
  }

  // The server will not take something of this group, however often it is asked: find out what.
  #setAside(group, message, fields) {
    const named = group.filter((each) => fields.includes(each.field));
    const refused = named.length > 0 ? named : group.length === 1 ? group : [];
    for (const each of refused) {
      this.#changes.delete(each.field);
      this.#refusals.set(each.field, { ...each, message });
    }
    if (refused.length === 0) for (const each of group) each.alone = true;
    return true;
  }

  #tryAgain() {
    this.#retry = Math.min(LAST_RETRY, this.#retry ? this.#retry * 2 : FIRST_RETRY);
    const delay = this.#retry * (0.75 + Math.random() / 2);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), delay);
  }

  async #signInAndGoOn() {
    this.#stopped = "";
    if (await signInOverPage()) {
      await this.flush();
    } else {
      this.#stopped = "expired";
    }
  }

  // The server's draft is older than this page believes (it was restored): take its revision and send once more.
  async #startOver() {
    const answer = await this.#askState();
    if (!answer || answer.revision >= this.revision) {
      showState("error");
      this.#tryAgain();
      return false;
    }
    this.setRevision(answer.revision);
    this.#seenAt.clear();
    for (const each of this.#changes.values()) each.basedOn = answer.revision;
    return true;
  }

  // Say how things stand when nothing is under way.
  #settle() {
    if (this.#stopped) return;
    const [refused] = this.#refusals.values();
    if (this.#conflicts.size > 0) showState("conflict");
    else if (refused) showState("error", { text: `“${refused.label}”没有存上：${refused.message}` });
    else if (this.#changes.size === 0) showState("saved", this.#savedAt ? { at: this.#savedAt } : { text: this.#asLoaded });
  }

  // --- Other ways an answer comes ------------------------------------------------------------------------------

  async #askState() {
    const url = new URL(this.#form.dataset.stateUrl, location.href);
    url.searchParams.set("section", this.#form.dataset.section);
    try {
      const { status, body: answer } = await request("GET", url);
      if (answer?.state === "submitted") this.#stop("submitted", "这份申报已经提交，不能再修改。");
      return status === 200 && Number.isInteger(answer.revision) ? answer : null;
    } catch (error) {
      if (error instanceof Offline) return null;
      throw error;
    }
  }

  // Fetch how the draft stands and show it in every field nobody is busy with.
  async refresh() {
    while (this.#running) await this.#running;
    const answer = await this.#askState();
    if (!answer) return false;
    // a field that is being changed keeps the revision it was changed at
    this.#gather();
    const previous = this.revision;
    this.setRevision(answer.revision);
    this.apply(answer, { previous });
    return true;
  }

  // Everything is saved: say so in the page that is posted now, so that nothing in it counts as a change.
  noteShown() {
    const shown = this.#form.querySelector("input[name=_shown]");
    if (!shown) return;
    const fields = [...this.#form.querySelectorAll("[data-field]")].map((each) => [fieldId(each), collect(each)]);
    shown.value = JSON.stringify(Object.fromEntries(fields.filter(([, value]) => value !== undefined)));
  }

  // An answer that came another way (a file was handed in).
  adopt(answer) {
    const previous = this.revision;
    this.setRevision(answer.revision);
    this.apply(answer, { previous });
    this.#tell("acknowledged", { answer, fields: [] });
    if (answer.saved_at) this.#savedAt = timeOf(answer.saved_at);
    this.#settle();
  }

  // Decide a conflict: "mine" or "theirs".
  async decide(id, choice) {
    while (this.#running) await this.#running;
    this.#gather();
    const change = this.#conflicts.get(id);
    if (!change) return true;
    this.#conflicts.delete(id);
    this.#running = this.#sendOnce([{ ...change, basedOn: this.revision }], { keep: { [id]: choice } });
    const done = await this.#running;
    this.#running = null;
    this.#settle();
    if (this.#changes.size > 0) this.#schedule(AFTER_CHOOSING);
    return done;
  }

  // Send what an earlier visit could not.
  async sendKept() {
    const kept = await this.#keeper.list(this.#form.dataset.draft);
    if (kept.length === 0) return;
    const fields = new Set(kept.map((each) => each.field));
    let count = 0;
    const watch = ({ fields: applied }) => (count += applied.filter((each) => fields.delete(each)).length);
    this.on("acknowledged", watch);
    this.#gather(); // the page shows what the server has; that takes none of these back
    for (const each of kept) if (!this.#changes.has(each.field)) this.#changes.set(each.field, each);
    await this.flush();
    this.#listeners.set("acknowledged", this.#listeners.get("acknowledged").filter((each) => each !== watch));
    if (kept.some((each) => this.#standsOtherwise(each))) await this.refresh();
    if (count > 0) showNotice(`上次未发送的 ${count} 处修改已补存`, { kind: "success" });
  }

  #standsOtherwise({ field: id, value }) {
    const field = findField(id, this.#form);
    return field && !this.#changes.has(id) && !this.#conflicts.has(id) && canonical(collect(field)) !== canonical(value);
  }

  // Forget everything that was not sent: somebody said so.
  discard() {
    this.#stopped = "discarded";
    for (const each of [this.#touched, this.#changes, this.#conflicts, this.#refusals]) each.clear();
  }

  // The page is being left: keep everything at once, and try to send it on the way out.
  #leave() {
    if (this.#stopped === "discarded") return;
    this.#gather();
    const entries = this.#all();
    if (entries.length === 0) return;
    this.#unkept = !this.#keeper.putNow(entries);
    if (this.#stopped || this.#changes.size === 0 || this.#running) return;
    const group = this.#nextGroup();
    if (new Blob([JSON.stringify(body(group))]).size > MOST_KEPT_ALIVE) return;
    this.#running = this.#sendOnce(group, { keepalive: true }).finally(() => {
      this.#running = null;
      this.#settle();
    });
  }
}

function body(group, keep) {
  const content = {
    based_on: group[0].basedOn,
    section: group[0].section,
    changes: Object.fromEntries(group.map((each) => [each.field, each.value])),
  };
  return keep ? { ...content, keep } : content;
}

const errorsOf = (field) => (field ? ownOf(field, ".field__error").map((each) => each.textContent.trim()).join() : "");

