// What was sent and what was acknowledged, kept outside the server, and the questions that the
// server must answer rightly after it was killed.
import { newId, sha256 } from '../live/client.mjs';
import { variantOf } from '../live/photos.mjs';

export class Ledger {
  constructor(world, random) {
    this.world = world; // {crews: [{client, …}], sections, checkpoints, photos}
    this.random = random;
    this.shots = []; // every shot ever sent: {id, sha, size, crew, meta, bytes?, receipt?}
    this.late = 0; // committed, though the kill swallowed the receipt
  }

  pick(list) {
    return list[Math.floor(this.random() * list.length)];
  }

  newShot() {
    const { world } = this;
    const bytes = variantOf(this.pick(world.photos).bytes);
    const checkpoint = this.pick(world.checkpoints);
    const shot = { id: newId(), sha: sha256(bytes), size: bytes.length, bytes, crew: this.pick(world.crews) };
    shot.meta = {
      id: shot.id,
      section_id: this.pick(world.sections).id,
      checkpoint_id: checkpoint.id,
      stage: checkpoint.stage,
      index: 1 + Math.floor(this.random() * checkpoint.photos_due),
      sha256: shot.sha,
      taken_at_ms: Date.now(),
      taken_offset_min: 60,
      source: 'camera',
    };
    this.shots.push(shot);
    return shot;
  }

  // Sends so many at once, and comes back as soon as a number of them, by chance, is acknowledged.
  // → {shots, acknowledged() so far, sends: a promise of all}
  async sendInFlight(count) {
    const shots = Array.from({ length: count }, () => this.newShot());
    const enough = Math.floor(this.random() * count);
    const acknowledged = () => shots.filter(({ receipt }) => receipt).length;
    let seen;
    const reached = new Promise((resolve) => (seen = () => acknowledged() >= enough && resolve()));
    seen();
    const sends = Promise.all(
      shots.map(async (shot) => {
        const complaint = await this.send(shot);
        seen();
        // A server that ends answers nothing; but what it does answer must be right.
        if (complaint) throw new Error(complaint);
      }),
    );
    sends.catch(() => {}); // thrown where it is awaited
    await Promise.race([reached, sends]);
    return { shots, acknowledged, sends };
  }

  // Sends; a receipt counts only when it came whole. Complains of any answer but a receipt.
  async send(shot) {
    const answer = await shot.crew.client.upload(shot.meta, shot.bytes).catch(() => null);
    if (!answer) return null;
    if (answer.status !== 200 && answer.status !== 201)
      return `upload of ${shot.id} was answered ${answer.status} ${answer.body}`;
    const { id, sha256: sha, size_bytes: size, durable } = answer.json;
    if (id !== shot.id || sha !== shot.sha || size !== shot.size || durable !== true)
      return `the receipt of ${shot.id} is of something else: ${answer.body}`;
    shot.receipt = answer.json;
    return null;
  }

  // After a restart: complaints about the shots of this cycle.
  async check(shots) {
    const listed = await this.listed();
    const complaints = await this.checkListed(listed);
    for (const shot of shots) {
      if (shot.receipt && !listed.has(shot.id)) complaints.push(`acknowledged ${shot.id} is not listed`);
      if (!shot.receipt && listed.has(shot.id)) this.late += 1;
      if (listed.has(shot.id)) complaints.push(...(await this.checkBytes(shot)));
    }
    return complaints;
  }

  // Everything the admin sees, by id.
  async listed() {
    const { admin, project } = this.world;
    const rows = await admin.all(`/api/photos?project_id=${project.id}`);
    const byId = new Map(rows.map((row) => [row.id, row]));
    byId.rows = rows.length;
    return byId;
  }

  checkListed(listed) {
    const complaints = [];
    if (listed.rows !== listed.size) complaints.push('an id is listed twice');
    const known = new Set(this.shots.map(({ id }) => id));
    for (const id of listed.keys()) if (!known.has(id)) complaints.push(`${id} is listed, but nobody sent it`);
    return complaints;
  }

  // A listed shot has its facts and its bytes, receipt or not.
  async checkBytes(shot) {
    const { admin } = this.world;
    const facts = await admin.get(`/api/photos/${shot.id}`);
    if (facts.status !== 200) return [`${shot.id} is listed but answers ${facts.status}`];
    const complaints = [];
    const { sha256: sha, size_bytes: size, received } = facts.json;
    if (sha !== shot.sha || size !== shot.size || received !== 'original')
      complaints.push(`${shot.id} has facts of something else`);
    const original = await admin.get(`/api/photos/${shot.id}/image?size=original`);
    if (original.status !== 200 || sha256(original.body) !== shot.sha)
      complaints.push(`the original of ${shot.id} is lost: ${original.status}, ${original.body.length} bytes`);
    return complaints;
  }

  // What had no receipt is sent again, with the same id: it must arrive, and once.
  async resend(shots) {
    const complaints = [];
    for (const shot of shots) {
      if (shot.receipt) continue;
      const complaint = await this.send(shot);
      if (complaint) complaints.push(complaint);
      else if (!shot.receipt) complaints.push(`${shot.id} could not be sent again`);
    }
    const listed = await this.listed();
    complaints.push(...this.checkListed(listed));
    if (listed.size !== this.shots.length)
      complaints.push(`${this.shots.length} shots were sent, ${listed.size} are listed`);
    for (const shot of shots) delete shot.bytes; // acknowledged: the phone may forget it
    return complaints;
  }
}
