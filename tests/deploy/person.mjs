// A person at the browser: over https, trusting only one authority. And people at work, who notice
// every request that fails.
import assert from 'node:assert/strict';
import http from 'node:http';
import https from 'node:https';
import { catalogueCsv } from '../live/catalogue.mjs';
import { multipart, newId, sha256 } from '../live/client.mjs';
import { realPhotos, variantOf } from '../live/photos.mjs';
import { answerTo } from './proxy.mjs';
import { pause, until } from './suite.mjs';

export class Person {
  cookie = '';

  constructor(domain, ca, port = 443) {
    Object.assign(this, { domain, ca, port });
  }

  // → {status, headers, body: text, bytes}. `past`: the server's own port, behind the web server, as
  // the web server asks there.
  async send(method, path, body = null, headers = {}, past = 0) {
    const all = { host: this.domain, ...(this.cookie && { cookie: this.cookie }), ...(body && { 'content-length': Buffer.byteLength(body) }), ...headers };
    const target = { host: '127.0.0.1', method, path, agent: false };
    const request = past
      ? http.request({ ...target, port: past, headers: { ...all, 'x-forwarded-proto': 'https', 'x-forwarded-for': '127.0.0.1' } })
      : https.request({ ...target, port: this.port, servername: this.domain, ca: this.ca, headers: all });
    const answer = await answerTo(request, body);
    const set = answer.headers['set-cookie']?.[0];
    if (set) [this.cookie] = set.split(';');
    return answer;
  }

  async json(method, path, value, past = 0) {
    const answer = await this.send(method, path, value && JSON.stringify(value), value && { 'content-type': 'application/json' }, past);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.body}`);
    return answer.body ? JSON.parse(answer.body) : null;
  }

  // A small project to take photos in.
  async startProject() {
    const csv = catalogueCsv(['admin@lab.test']);
    assert.equal((await this.send('POST', '/api/imports/catalogue?mode=commit', csv, { 'content-type': 'text/csv' })).status, 200);
    [this.project] = (await this.json('GET', '/api/projects')).items;
    [this.section] = (await this.json('GET', `/api/sections?project_id=${this.project.id}`)).items;
    [this.checkpoint] = (await this.json('GET', `/api/checkpoints?project_id=${this.project.id}`)).items;
  }

  // → {id, sha} of a photo that the server has acknowledged.
  async upload(bytes, type = 'image/jpeg', past = 0) {
    const sha = sha256(bytes);
    const { headers, body } = multipart({ id: newId(), section_id: this.section.id, checkpoint_id: this.checkpoint.id, stage: 'during', index: 1,
      sha256: sha, taken_at_ms: Date.now(), taken_offset_min: 0, source: 'file' }, bytes, 'photo', type);
    const sent = await this.send('POST', '/api/photos', body, headers, past);
    assert.equal(sent.status, 201, sent.body);
    return { id: JSON.parse(sent.body).id, sha };
  }

  // The same, and developed.
  async takePhoto(bytes = variantOf(realPhotos('photos').at(-1).bytes), type = 'image/jpeg') {
    const photo = await this.upload(bytes, type);
    const picture = `/api/photos/${photo.id}/image?size=display`;
    await until('the photo is developed', 60_000, async () => (await this.send('GET', picture)).status === 200);
    return photo;
  }

  // What the server gives back of a photo, as a hash.
  async originalOf(id, past = 0) {
    const { status, bytes } = await this.send('GET', `/api/photos/${id}/image?size=original`, null, {}, past);
    assert.equal(status, 200, `the original of ${id}`);
    return sha256(bytes);
  }
}

// People who ask and upload through the web server and past it, until told to stop. → {asked(),
// stop()}; stop throws when one request of theirs was lost, or a receipt was not kept.
export function peopleAtWork(person, past) {
  const complaints = [];
  const acknowledged = [];
  const small = realPhotos('exif').at(-1).bytes;
  let asked = 0;
  let slowest = 0;
  let goes = true;
  const again = async (what, rest, work) => {
    while (goes) {
      const began = Date.now();
      await work().catch((error) => complaints.push(`${what}: ${error.message}`));
      slowest = Math.max(slowest, Date.now() - began);
      asked += 1;
      await pause(rest);
    }
  };
  const list = `/api/photos?project_id=${person.project.id}`;
  const gets = async (path, port) => {
    const { status, body } = await person.send('GET', path, null, {}, port);
    assert.equal(status, 200, body);
  };
  const uploads = async (port) => acknowledged.push(await person.upload(variantOf(small), 'image/jpeg', port));
  const all = [
    again('a list', 100, () => gets(list, 0)),
    again('projects', 100, () => gets('/api/projects', 0)),
    again('a list, past the web server', 100, () => gets(list, past)),
    again('an upload', 300, () => uploads(0)),
    again('an upload, past the web server', 300, () => uploads(past)),
  ];
  return {
    asked: () => asked,
    stop: async () => {
      goes = false;
      await Promise.all(all);
      for (const { id, sha } of acknowledged) if ((await person.originalOf(id)) !== sha) complaints.push(`${id} is not what was sent`);
      assert.deepEqual(complaints.slice(0, 10), []);
      console.log(`  ${asked} requests, ${acknowledged.length} of them uploads, none lost; the slowest took ${(slowest / 1000).toFixed(1)} s`);
    },
  };
}
