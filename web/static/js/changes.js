// What was changed on this page and is not on the server yet.
//
// Each change remembers the revision it was based on: the one whose answers the field showed when it was changed. It is kept
// in this browser until the server has acknowledged it.

import { canonical, collect } from "./collect.js";
import { fieldId, findField, labelOf } from "./fields.js";

export class Changes {
  waiting = new Map(); // field → a change to be sent
  flight = new Map(); // field → a change that is under way
  conflicts = new Map(); // field → a change that somebody has to decide about
  refusals = new Map(); // field → a change the server will not take
  isKept = true; // whether this browser could keep them
  #form;
  #keeper;
  #known = new Map(); // field → its answer on the server, as far as this page knows
  #touched = new Set(); // fields to look at
  #seenAt = new Map(); // field → the revision its inputs show, where that is not the page's

  constructor(form, keeper) {
    this.#form = form;
    this.#keeper = keeper;
    for (const field of form.querySelectorAll("[data-field]")) this.remember(field);
  }

  get revision() {
    return Number(this.#form.dataset.revision);
  }

  get #places() {
    return [this.flight, this.waiting, this.conflicts, this.refusals];
  }

  // Every change, wherever it stands; the latest of each field.
  get all() {
    return [...new Map(this.#places.flatMap((each) => [...each])).values()];
  }

  // Whether a field has been changed, or may have been.
  has(id) {
    return this.#touched.has(id) || this.#places.some((each) => each.has(id));
  }

  // Look at a field again when changes are gathered.
  touch(id) {
    this.#touched.add(id);
  }

  touchAll() {
    for (const field of this.#form.querySelectorAll("[data-field]")) this.touch(fieldId(field));
  }

  // Read the touched fields; what differs from what the server has becomes a change.
  gather() {
    for (const id of this.#touched) {
      const field = findField(id, this.#form);
      const value = field ? collect(field) : undefined;
      if (value !== undefined) this.#gatherOne(id, field, value);
    }
    this.#touched.clear();
  }

  #gatherOne(id, field, value) {
    const conflict = this.conflicts.get(id);
    if (conflict) {
      Object.assign(conflict, { value, at: Date.now() });
      return;
    }
    const text = canonical(value);
    const before = this.waiting.get(id);
    const latest = before ?? this.flight.get(id) ?? this.refusals.get(id);
    if (text === (latest ? canonical(latest.value) : this.#known.get(id))) return;
    if (before && !this.flight.has(id) && text === this.#known.get(id)) {
      this.waiting.delete(id);
      this.forget([{ ...before, at: Date.now() }]);
      return;
    }
    this.refusals.delete(id);
    const basedOn = before?.basedOn ?? this.#seenAt.get(id) ?? this.revision;
    this.waiting.set(id, this.#change(id, value, basedOn, labelOf(field)));
  }

  #change(field, value, basedOn, label) {
    const { draft, section } = this.#form.dataset;
    return { draft, field, section, label, value, basedOn, at: Date.now() };
  }

  // What the field says now, as the server sent it, is what the server has.
  remember(field) {
    for (const each of [field, ...field.querySelectorAll("[data-field]")]) {
      this.#known.set(fieldId(each), canonical(collect(each, { initial: true })));
      this.#seenAt.delete(fieldId(each));
    }
  }

  // The server has moved on, the inputs of this field have not: a change of it is based on what they show.
  staysAt(id, revision) {
    if (!this.#seenAt.has(id)) this.#seenAt.set(id, revision);
  }

  // --- In this browser ----------------------------------------------------------------------------------------------

  async keep() {
    this.gather();
    const entries = this.all;
    if (entries.length > 0) this.isKept = await this.#keeper.put(entries);
  }

  keepNow() {
    this.gather();
    const entries = this.all;
    if (entries.length > 0) this.isKept = this.#keeper.putNow(entries);
  }

  forget(changes) {
    return this.#keeper.remove(this.#form.dataset.draft, changes);
  }

  // Forget everything that was not sent, here and in this browser.
  async discard() {
    this.#touched.clear();
    for (const each of this.#places) each.clear();
    await this.#keeper.clear(this.#form.dataset.draft);
  }

  // Take up what an earlier visit could not send.
  async takeUp() {
    const kept = await this.#keeper.abandoned(this.#form.dataset.draft);
    this.gather(); // the page shows what the server has; that takes none of these back
    for (const each of kept) if (!this.waiting.has(each.field)) this.waiting.set(each.field, each);
    return kept;
  }

  // --- On their way -------------------------------------------------------------------------------------------------

  // Changes of one section that share a revision go together, the oldest first.
  nextGroup() {
    const waiting = [...this.waiting.values()].sort((left, right) => left.basedOn - right.basedOn);
    const [first] = waiting;
    if (first.alone) return [first];
    return waiting.filter((each) => each.basedOn === first.basedOn && each.section === first.section && !each.alone);
  }

  depart(group) {
    for (const each of group) {
      this.waiting.delete(each.field);
      this.flight.set(each.field, each);
    }
  }

  // An answer is here, whatever it says; what was typed meanwhile was typed before it.
  land() {
    this.gather();
    this.flight.clear();
  }

  // It did not work: they wait again, or are still to be decided.
  giveBack(group, places = this.waiting) {
    for (const each of group) {
      const newer = this.waiting.get(each.field);
      if (newer) newer.basedOn = each.basedOn;
      else places.set(each.field, each);
    }
  }

  // The server has these. What is typed over them meanwhile is based on what was just saved.
  acknowledge(done, { previous, revision, isTheirs }) {
    for (const each of done) {
      if (!isTheirs) this.#known.set(each.field, canonical(each.value));
      this.#seenAt.delete(each.field);
      const again = this.waiting.get(each.field);
      if (again) again.basedOn = revision;
    }
    // nobody else came between: what waits is as good as based on this
    if (revision <= previous + 1) this.#rebase((each) => each.basedOn === previous, revision);
    this.forget(done);
  }

  // The server's draft is older than changes believe (it was restored). Whether any of them did.
  goBackTo(revision) {
    this.#seenAt.clear();
    return this.#rebase((each) => each.basedOn > revision, revision);
  }

  #rebase(which, revision) {
    const found = [...this.waiting.values()].filter(which);
    for (const each of found) each.basedOn = revision;
    return found.length > 0;
  }

  // A change somebody must decide about. Of a field on another page it stays kept, and is asked for there.
  hold(change) {
    const newer = this.waiting.get(change.field);
    this.waiting.delete(change.field);
    if (!findField(change.field, this.#form)) return;
    this.conflicts.set(change.field, { ...change, value: newer?.value ?? change.value });
  }

  // The server will not take something of this group, however often it is asked: set it aside, or find out what it is.
  setAside(group, message, fields) {
    const named = group.filter((each) => fields.includes(each.field));
    const refused = named.length === 0 && group.length === 1 ? group : named;
    for (const each of refused) {
      this.waiting.delete(each.field);
      this.refusals.set(each.field, { ...each, message });
    }
    if (refused.length === 0) for (const each of group) each.alone = true;
  }
}
