// The people of a shift. Each does the work of a day by the public API, keeps the common books, and
// asks again when an answer was lost: as a phone or a browser does.
import { newId, sha256 } from '../live/client.mjs';
import { variantOf } from '../live/photos.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const chance = (share) => Math.random() < share;
const pick = (list) => list[Math.floor(Math.random() * list.length)];

const kIdleMost = 100;
const kReceipt_ms = 60_000;

// Whoever lost the answer to his decision asks: did it stand? → the version it made, 0 when the photo
// was changed since, null when it did not.
export async function versionMade(asker, id, decision) {
  const { json } = await asker.get(`/api/photos/${id}`);
  const { reviewer_id, decision: last } = json.last_decision ?? {};
  if (reviewer_id !== asker.person.id || last !== decision) return null;
  return json.status === decision ? json.version : 0;
}

class Person {
  constructor(stage, person) {
    this.stage = stage;
    this.person = person;
    this.complaints = [];
  }

  // Sends until there is an answer that is none of a server being away or busy.
  async insist(send) {
    for (let tries = 1; ; ++tries) {
      const answer = await send().catch(() => null);
      if (answer && answer.status !== 503) return { ...answer, again: tries > 1 };
      if (tries === 600) throw new Error('the server did not come back');
      await pause(50);
    }
  }

  post(path, body = {}) {
    return this.insist(() => this.person.client.post(path, body));
  }

  get(path) {
    return this.insist(() => this.person.client.get(path));
  }

  complain(what, answer) {
    this.complaints.push(`${this.person.name}: ${what}: ${answer.status} ${answer.body}`);
  }
}

export class Crew extends Person {
  constructor(stage, person, firstSection) {
    super(stage, person);
    this.done = false;
    this.corrections = 0;
    const { world, ledger, shots } = stage;
    this.due = [];
    for (let n = firstSection; this.due.length < shots; ++n)
      for (const checkpoint of world.checkpoints)
        for (let index = 1; index <= checkpoint.photos_due && this.due.length < shots; ++index)
          this.due.push({ slot: ledger.slot(world.sections[n].id, checkpoint.id, index), stage: checkpoint.stage });
  }

  get own() {
    return [...this.stage.ledger.photos.values()].filter(({ owner }) => owner === this.person.id);
  }

  async work() {
    const gapMs = (this.stage.minutes * 60_000) / this.due.length;
    for (const due of this.due) {
      await pause(gapMs * Math.random() * 2);
      if (chance(0.03)) await this.askWaiver(due);
      else await this.shoot(due);
      if (chance(0.06)) await this.correct();
      await this.answerOne();
    }
    // What comes back later is answered too, until the office is through.
    this.done = true;
    while (!this.stage.over) {
      await this.answerOne();
      await pause(100);
    }
  }

  async shoot({ slot, stage }, answers = null) {
    const { world, ledger } = this.stage;
    const bytes = variantOf(pick(world.photos.slice(0, 12)).bytes);
    const meta = {
      id: newId(), section_id: slot.section_id, checkpoint_id: slot.checkpoint_id, stage, index: slot.index,
      sha256: sha256(bytes), taken_at_ms: Date.now(), taken_offset_min: 0, source: 'camera',
      ...(answers && { comment: 'Closer now' }),
    };
    const path = answers ? `/api/photos/${answers.id}/resubmit` : '/api/photos';
    const answer = await this.insist(() => this.person.client.upload(meta, bytes, path));
    if (answer.status === 409 && answers) return this.complain(`answering ${answers.id}`, answer);
    if (answer.status !== 201 && answer.status !== 200) return this.complain('upload', answer);
    if (answer.json.extra) this.complaints.push(`${meta.id} became an extra`);
    ledger.taken(this.person, meta.id, slot, answers);
  }

  async answerOne() {
    const back = this.own.find(({ status, newest }) => newest && (status === 'retake' || status === 'nonconforming'));
    if (!back) return;
    const { stage } = this.stage.world.checkpoints.find(({ id }) => id === back.slot.checkpoint_id);
    await this.shoot({ slot: back.slot, stage }, back);
  }

  // Withdraws a photo nobody has decided on, and then brings it back.
  async correct() {
    const { ledger } = this.stage;
    const photo = pick(this.own.filter(({ status, newest }) => newest && status === 'pending'));
    if (!photo) return;
    const before = photo.answers;
    const gone = await this.post(`/api/photos/${photo.id}/withdraw`);
    const withdrawn = gone.status === 200 || (gone.again && gone.json?.detail === 'It was withdrawn already.');
    if (!withdrawn) return; // decided meanwhile
    ledger.withdrawn(photo, this.person);
    this.corrections += 1;
    const back = await this.post(`/api/photos/${photo.id}/restore`);
    if (back.status !== 200 && !back.again) return this.complain('restore', back);
    ledger.restored(photo, this.person, before);
  }

  async askWaiver({ slot }) {
    const path = `/api/sections/${slot.section_id}/not-applicable`;
    const { checkpoint_id, index } = slot;
    const answer = await this.post(path, { checkpoint_id, index, reason: 'There is none here' });
    if (answer.status !== 201 && !answer.again) this.complain('not applicable', answer);
    this.corrections += 1;
  }
}

export class Reviewer extends Person {
  constructor(stage, person) {
    super(stage, person);
    this.made = 0;
  }

  // Decides until all is decided; after `decisions`, everything is approved.
  async work(crewsAreDone) {
    const { world, decisions } = this.stage;
    for (;;) {
      await this.decideWaivers();
      const queue = await this.get(`/api/review/queue?project_id=${world.project.id}&limit=60`);
      const items = queue.json.items.filter((row) => !this.stage.desk?.keepsForItself(row)).slice(0, 20);
      const last = crewsAreDone() && this.made >= decisions;
      if (!items.length) {
        if (crewsAreDone() && (await this.nothingIsLeft())) return;
        await pause(50);
        continue;
      }
      await this.decide(pick(items), last);
    }
  }

  async nothingIsLeft() {
    const { ledger } = this.stage;
    const changes = ledger.changes;
    await pause(300); // whoever answers what came back is about to
    const open = [...ledger.photos.values()].filter(({ newest, status }) => newest && status !== 'approved');
    if (open.length === 0) return true;
    // The books say that something waits, the queue is empty, and nothing happens: they differ.
    this.idle = ledger.changes === changes ? (this.idle ?? 0) + 1 : 0;
    return this.idle > kIdleMost;
  }

  async decide({ id, version }, gently) {
    const { ledger } = this.stage;
    const decision = gently || chance(0.88) ? 'approved' : chance(0.6) ? 'retake' : 'nonconforming';
    const comment = decision === 'approved' ? undefined : 'Show the whole staff';
    const body = { photo_ids: [id], decision, comment, seen_versions: [version] };
    const answer = await this.post('/api/decisions', body);
    let made = answer.status === 200 ? answer.json.outcomes[0].version : null;
    if (answer.status === 409 && answer.again) made = await versionMade(this, id, decision);
    if (made === null && (answer.status === 409 || answer.status === 404))
      return; // somebody was quicker, or it was withdrawn
    if (made === null) return this.complain('decision', answer);
    // The phone may still be writing its receipt down.
    const known = ledger.photos.get(id) ?? (await this.waitFor(() => ledger.photos.get(id)));
    if (!known) return this.complain(`decided on ${id}, which nobody took`, answer);
    ledger.decided(this.person, known, decision, made);
    this.made += 1;
    if (decision === 'approved' && chance(0.01)) await this.reopen(known);
  }

  async waitFor(find) {
    for (const until = Date.now() + kReceipt_ms; Date.now() < until; await pause(10)) {
      const found = find();
      if (found) return found;
    }
    return null;
  }

  async reopen(photo) {
    const answer = await this.post(`/api/photos/${photo.id}/reopen`, { comment: 'Looked again' });
    const stands = answer.status === 200 || (answer.again && answer.status === 409);
    if (!stands) return this.complain('reopen', answer);
    const now = answer.status === 200 ? answer : await this.get(`/api/photos/${photo.id}`);
    // Else somebody has decided anew, and says so himself.
    if (now.json.status === 'pending') this.stage.ledger.reopened(photo, now.json.version);
  }

  async decideWaivers() {
    const { world, ledger } = this.stage;
    const asked = await this.get(`/api/not-applicable?project_id=${world.project.id}`);
    for (const waiver of asked.json.items) {
      const body = { decision: 'approved', seen_version: waiver.version };
      const answer = await this.post(`/api/not-applicable/${waiver.id}/decide`, body);
      if (answer.status === 200 || answer.again)
        ledger.slot(waiver.section_id, waiver.checkpoint_id, waiver.index).closed = true;
      else if (answer.status !== 409) this.complain('waiver', answer);
    }
  }
}

// Viewers and an admin, who look at what the others do.
export class Onlooker extends Person {
  looks = 0;

  async work() {
    const { world } = this.stage;
    const project = `project_id=${world.project.id}`;
    const paths = [
      `/api/dashboard?${project}`, `/api/dashboard?${project}&route_id=${world.sections[0].route_id}`,
      `/api/photos?${project}`, `/api/photos?${project}&status=approved`, `/api/sections/counts?${project}`,
      `/api/sections/${pick(world.sections).id}/slots`,
    ];
    while (!this.stage.over) {
      const answer = await this.get(pick(paths));
      if (answer.status !== 200) this.complain('look', answer);
      this.looks += 1;
      await pause(200);
    }
  }
}
