// The accounts that match, loaded in chunks as they are scrolled to, kept in step by events.

import { get } from "../../core/api.js";

const CHUNK = 100;

export class AccountSource {
  known = false;
  total = 0;
  groups = null;
  counts = null;
  outdated = false;
  arrived = () => {};

  #signal;
  #filters = {};
  #rows = [];
  #places = new Map();
  #asked = new Set();
  #turn = 0;

  constructor(signal) {
    this.#signal = signal;
  }

  row(index) {
    return this.#rows[index];
  }

  /** Begins anew with other filters. What is shown stays until the first chunk is there. */
  async start(filters) {
    const turn = ++this.#turn;
    const page = await get("/accounts", { ...filters, offset: 0, limit: CHUNK }, this.#signal);
    if (turn !== this.#turn) return new Promise(() => {});
    this.#filters = filters;
    this.#rows = [];
    this.#places.clear();
    this.#asked = new Set([0]);
    this.outdated = false;
    this.#take(page);
  }

  /** Sees to it that the rows of these items are here or on their way. */
  need(from, to) {
    if (!this.known) return;
    for (let chunk = Math.floor(Math.max(0, from - (this.groups?.length ?? 0)) / CHUNK); chunk * CHUNK < Math.min(to, this.total); chunk += 1) {
      if (!this.#asked.has(chunk)) this.#load(chunk);
    }
  }

  /** Every account that matches, for a bulk action; 10,000 at most. */
  async all() {
    const found = [];
    for (let offset = 0; offset < Math.min(this.total, 10_000); offset += 500) {
      found.push(...(await get("/accounts", { ...this.#filters, offset, limit: 500 }, this.#signal)).items);
    }
    return found;
  }

  /** Takes what an event brought; answers the indexes of rows that changed. */
  apply(accounts, removed) {
    const changed = new Set();
    for (const account of accounts) {
      const index = this.#places.get(account.id);
      const old = this.#rows[index];
      if (!old) {
        continue;
      }
      if (account.revision < old.revision) continue;
      const trend = account.trend ?? [...old.trend.slice(0, -1), account.score ?? old.trend.at(-1)];
      this.#rows[index] = { ...account, trend };
      if (account.level !== old.level || account.mode !== old.mode || account.status !== old.status) this.outdated = true;
      changed.add(index);
    }
    if (removed.some((id) => this.#places.has(id))) this.outdated = true;
    return changed;
  }

  async recount() {
    const turn = this.#turn;
    const page = await get("/accounts", { ...this.#filters, offset: 0, limit: 1 }, this.#signal).catch(() => null);
    if (!page || turn !== this.#turn) return;
    this.counts = page.counts;
    if (page.total !== this.total) this.outdated = true;
  }

  async #load(chunk) {
    const turn = this.#turn;
    this.#asked.add(chunk);
    try {
      const page = await get("/accounts", { ...this.#filters, offset: chunk * CHUNK, limit: CHUNK }, this.#signal);
      if (turn !== this.#turn) return;
      page.items.forEach((account, place) => this.#put(chunk * CHUNK + place, account));
      this.arrived();
    } catch {
      // Asked for again when it is next scrolled to.
      if (turn === this.#turn) this.#asked.delete(chunk);
    }
  }

  #take(page) {
    this.known = true;
    this.total = page.total;
    this.groups = page.groups?.length ? page.groups : null;
    this.counts = page.counts;
    page.items.forEach((account, place) => this.#put(place, account));
  }

  #put(index, account) {
    this.#rows[index] = account;
    this.#places.set(account.id, index);
  }
}
