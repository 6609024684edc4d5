// A crew member with a phone: works through the app's own screens, also while there is no server.
// The books are kept from what the camera's address says at the shutter and from the receipts.
import { allSafe, backToList, openCamera, openSection, shoot, use } from '../stories/crew.mjs';

const kShots = 12;
const kShotsBeforeTheDark = 5;
const kPatience_ms = 60_000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const kUpload = /^\/api\/photos(?:\/([^/]+)\/resubmit)?$/;
const keyOf = ({ section_id, checkpoint_id, index }) => `${section_id} ${checkpoint_id} ${index}`;

// What the page says of each photo it sends: browsers show onlookers no file of a form.
function overhear() {
  const { append } = FormData.prototype;
  FormData.prototype.append = function (name, value, ...rest) {
    if (name === 'meta') void value.text().then((text) => window.handedOver(text));
    return append.call(this, name, value, ...rest);
  };
}

export class Phone {
  done = false;
  used = 0;
  answered = 0;
  dark = 0; // taken while the server was away
  complaints = [];
  metas = new Map(); // id → what the phone says of it
  away = []; // keys of slots: used, and no receipt yet

  constructor(stage, person, page, sections) {
    Object.assign(this, { stage, person, page, sections });
  }

  async prepare() {
    await this.page.exposeBinding('handedOver', (_source, text) => {
      const meta = JSON.parse(text);
      this.metas.set(meta.id, meta);
    });
    await this.page.addInitScript(overhear);
    this.page.on('response', (response) => void this.hear(response).catch((error) => this.complain(error.stack)));
  }

  complain(what) {
    this.complaints.push(`${this.person.name}: ${what}`);
  }

  // A receipt; once for each photo, however often it was sent.
  async hear(response) {
    const upload = kUpload.exec(new URL(response.url()).pathname);
    if (!upload || response.request().method() !== 'POST') return;
    const status = response.status();
    if (status >= 500) return; // no server behind the proxy
    if (status > 201) return this.complain(`${upload[0]}: ${status} ${await response.text()}`);
    const receipt = await response.json().catch(() => null);
    if (receipt) this.write(receipt, upload[1]);
  }

  write(receipt, answers) {
    const { ledger } = this.stage;
    if (ledger.photos.has(receipt.id)) return;
    if (receipt.extra) this.complain(`${receipt.id} became an extra`);
    const { section_id, checkpoint_id, index } = this.metas.get(receipt.id);
    const slot = ledger.slot(section_id, checkpoint_id, index);
    const at = this.away.indexOf(slot.key);
    if (at < 0) this.complain(`${receipt.id} arrived for ${slot.key}, where nothing was taken`);
    else this.away.splice(at, 1);
    ledger.taken(this.person, receipt.id, slot, answers ? ledger.photos.get(answers) : null);
  }

  async work() {
    try {
      for (const section of this.sections) await this.workIn(section);
      await allSafe(this.page);
      await this.allHome();
      this.done = true;
      while (!this.stage.over) {
        await this.answerOne();
        await pause(100);
      }
    } catch (error) {
      this.complain(error.stack);
    }
    this.done = true;
  }

  async workIn(section) {
    const { page, stage } = this;
    const [[longitude, latitude]] = section.line.coordinates;
    await page.context().setGeolocation({ longitude, latitude, accuracy: 4 });
    await page.goto('/capture/find');
    await openSection(page, section);
    await openCamera(page, /^CP-1 /);
    for (let taken = 0; taken < stage.slotsPerSection && this.used < kShots; ++taken) {
      if (this.waitsForTheDark) await this.waitForTheDark();
      await this.takeOne();
      this.used += 1;
    }
  }

  // In the middle of a section whose list is known: the server may go now.
  get waitsForTheDark() {
    return this.used === kShotsBeforeTheDark;
  }

  async waitForTheDark() {
    while (!this.stage.dark && !this.stage.restarts) await pause(50);
  }

  async takeOne(words) {
    const { page } = this;
    const address = page.url();
    const [, section_id, checkpoint_id, index] = /section\/([^/]+)\/camera\/([^/]+)\/[^/]+\/(\d+)/.exec(address);
    await shoot(page);
    if (words) await page.getByRole('button', { name: words }).click();
    this.away.push(keyOf({ section_id, checkpoint_id, index }));
    await use(page);
    if (this.stage.dark) this.dark += 1;
    await page.waitForURL(({ href }) => href !== address);
  }

  // What came back is on top of its section's list, with one act that answers it.
  async answerOne() {
    const { page, stage, person } = this;
    const own = [...stage.ledger.photos.values()].filter(({ owner, newest }) => newest && owner === person.id);
    const back = own.find(({ status }) => status === 'retake' || status === 'nonconforming');
    if (!back) return;
    await page.goto(`/capture/section/${back.slot.section_id}`);
    await openCamera(page, 'Retake');
    await this.takeOne('Done as asked');
    this.answered += 1;
    await this.allHome();
  }

  async allHome() {
    for (const until = Date.now() + kPatience_ms; this.away.length && Date.now() < until; ) await pause(50);
    if (this.away.length) throw new Error(`never got home: ${this.away.join(', ')}`);
  }
}
