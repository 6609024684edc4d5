// What the people of a shift know of their work, kept outside the server: every shot, every word on
// it. At the end it must be what the server says.

const statuses = ['pending', 'approved', 'retake', 'nonconforming'];

export class Ledger {
  constructor() {
    // id → {id, owner, slot, status, version, newest, extra, withdrawn, answers}
    this.photos = new Map();
    this.slots = new Map(); // key → {section_id, closed: not applicable}
    this.changes = 0;
    this.people = new Map(); // id → {taken, approved, retake, nonconforming}
  }

  slot(section_id, checkpoint_id, index) {
    const key = `${section_id} ${checkpoint_id} ${index}`;
    if (!this.slots.has(key)) this.slots.set(key, { key, section_id, checkpoint_id, index, closed: false });
    return this.slots.get(key);
  }

  work(person) {
    this.changes += 1;
    if (!this.people.has(person.id)) this.people.set(person.id, { taken: 0, approved: 0, retake: 0, nonconforming: 0 });
    return this.people.get(person.id);
  }

  taken(person, id, slot, answers = null) {
    this.work(person).taken += 1;
    const untouched = { status: 'pending', version: 0, newest: true, extra: false, withdrawn: false };
    const photo = { id, owner: person.id, slot, answers, ...untouched };
    if (answers) answers.newest = false;
    this.photos.set(id, photo);
    return photo;
  }

  // Made the photo its `version`; 0: somebody has changed it since.
  decided(person, photo, status, version) {
    this.work(person)[status] += 1;
    this.became(photo, status, version);
  }

  reopened(photo, version) {
    this.became(photo, 'pending', version);
  }

  // Answers may arrive in another order than the server worked in.
  became(photo, status, version) {
    if (version > photo.version) Object.assign(photo, { status, version });
  }

  withdrawn(photo, person) {
    this.work(person).taken -= 1;
    photo.withdrawn = true;
    photo.newest = false;
    if (photo.answers) photo.answers.newest = true;
    photo.answers = null;
  }

  restored(photo, person, before) {
    this.work(person).taken += 1;
    photo.withdrawn = false;
    photo.newest = true;
    photo.answers = before;
    if (before) before.newest = false;
  }

  // Progress of the slots of one section, or of all.
  progress(due, section_id = null) {
    const count = { due, taken: 0, pending: 0, approved: 0, retake: 0, nonconforming: 0, not_applicable: 0, extras: 0 };
    for (const { slot, newest, extra, status } of this.photos.values()) {
      if (!newest || (section_id && slot.section_id !== section_id)) continue;
      if (extra) count.extras += 1;
      else count[status] += 1;
    }
    for (const slot of this.slots.values())
      if (slot.closed && (!section_id || slot.section_id === section_id)) count.not_applicable += 1;
    count.taken = statuses.reduce((sum, status) => sum + count[status], 0);
    return count;
  }
}
