// What the people of a shift know of their work, kept outside the server: every shot, every word on
// it. At the end it must be what the server says.

const statuses = ['pending', 'approved', 'retake', 'nonconforming'];

export class Ledger {
  constructor() {
    this.photos = new Map(); // id → {id, owner, slot, status, newest, extra, withdrawn, answers}
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
    const photo = { id, owner: person.id, slot, status: 'pending', newest: true, extra: false, withdrawn: false, answers };
    if (answers) answers.newest = false;
    this.photos.set(id, photo);
    return photo;
  }

  decided(person, photo, status) {
    this.work(person)[status] += 1;
    photo.status = status;
  }

  reopened(photo) {
    photo.status = 'pending';
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
