// A reviewer at a desk who decides by keys, in the sections whose crews have phones; the others leave
// those to this desk until it is done.
import { versionMade } from './people.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const isDecision = (request) =>
  request.method() === 'POST' && new URL(request.url()).pathname === '/api/decisions';

const kDecisions = 20;
const kPatience_ms = 10_000;
const kReceipt_ms = 60_000;

export class Desk {
  made = { approved: 0, retake: 0 };
  lost = 0;
  unsure = null; // the decision whose answer was lost
  complaints = [];

  constructor(stage, person, page, sections) {
    Object.assign(this, { stage, person, page });
    this.approve = page.getByRole('button', { name: /^Approve/ });
    this.sections = new Set(sections.map(({ id }) => id));
  }

  async prepare() {}

  complain(what) {
    this.complaints.push(`${this.person.name}: ${what}`);
  }

  get count() {
    return this.made.approved + this.made.retake;
  }

  keepsForItself({ section_id }) {
    return this.sections.has(section_id);
  }

  async work(phonesAreDone) {
    try {
      while (this.count < kDecisions) {
        if (this.unsure) await this.lookAfterTheLost();
        const section_id = this.waitsIn();
        if (section_id) await this.decideIn(section_id);
        else if (phonesAreDone()) break;
        else await pause(200);
      }
      if (this.count < kDecisions) this.complain(`only ${this.count} photos came to this desk`);
    } catch (error) {
      this.complain(error.stack);
    }
    this.sections.clear();
  }

  waitsIn() {
    for (const { slot, newest, status } of this.stage.ledger.photos.values())
      if (newest && status === 'pending' && this.sections.has(slot.section_id)) return slot.section_id;
    return null;
  }

  async decideIn(section_id) {
    await this.page.goto(`/review?section=${section_id}`);
    const shown = await this.approve.waitFor({ timeout: kPatience_ms }).then(() => true, () => false);
    while (shown && !this.unsure && this.count < kDecisions && (await this.approve.isVisible()))
      await this.decideOne(this.count % 5 === 4 ? 'retake' : 'approved');
  }

  async decideOne(decision) {
    const asked = this.page.waitForRequest(isDecision, { timeout: kPatience_ms });
    const [request] = await Promise.all([asked, this.press(decision)]);
    const { photo_ids: [id], decision: sent } = request.postDataJSON();
    if (sent !== decision) this.complain(`pressed ${decision}, the page sent ${sent}`);
    const response = await request.response();
    if (!response || response.status() >= 500) {
      this.lost += 1;
      this.unsure = { id, decision };
      return;
    }
    if (response.status() === 200) await this.stands(id, decision, (await response.json()).outcomes[0].version);
    else this.complain(`${id}: ${response.status()} ${await response.text()}`);
  }

  async press(decision) {
    const { keyboard } = this.page;
    if (decision === 'approved') return keyboard.press('a');
    await keyboard.press('r');
    await this.page.getByRole('button', { name: 'Staff missing or unreadable' }).click();
    return keyboard.press('Control+Enter');
  }

  async stands(id, decision, version) {
    const { ledger } = this.stage;
    const until = Date.now() + kReceipt_ms; // the phone may not have it yet
    while (!ledger.photos.has(id) && Date.now() < until) await pause(10);
    if (!ledger.photos.has(id)) return this.complain(`decided on ${id}, which nobody took`);
    ledger.decided(this.person, ledger.photos.get(id), decision, version);
    this.made[decision] += 1;
  }

  // The answer was lost with the server: did the decision stand?
  async lookAfterTheLost() {
    const { id, decision } = this.unsure;
    const made = await versionMade(this, id, decision);
    this.unsure = null;
    if (made !== null) await this.stands(id, decision, made);
  }

  async get(path) {
    for (;;) {
      const answer = await this.person.client.get(path).catch(() => null);
      if (answer?.status === 200) return answer;
      await pause(100);
    }
  }
}
