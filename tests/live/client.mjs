// A person's HTTP client: a cookie, JSON, uploads. Never throws for what the server answers, only
// when the connection breaks.
import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

// UUIDv7, as the phones make them.
export function newId(nowMs = Date.now()) {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  return bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}

export class Client {
  constructor(port) {
    this.port = port;
    this.cookie = '';
    this.agent = new http.Agent({ keepAlive: true });
  }

  // → {status, headers, body: Buffer, json}
  send(method, path, body = null, headers = {}) {
    return new Promise((resolve, reject) => {
      const request = http.request({
        host: '127.0.0.1',
        port: this.port,
        agent: this.agent,
        method,
        path,
        headers: { ...(this.cookie && { cookie: this.cookie }), ...headers },
      });
      request.once('error', reject);
      request.once('response', (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part)).once('error', reject);
        response.once('end', () => {
          if (!response.complete) return reject(new Error('the answer was cut'));
          const set = response.headers['set-cookie']?.[0];
          if (set) this.cookie = set.split(';')[0];
          const bytes = Buffer.concat(parts);
          const isJson = /json/.test(response.headers['content-type'] ?? '');
          const json = isJson && bytes.length ? JSON.parse(bytes.toString('utf8')) : null;
          resolve({ status: response.statusCode, headers: response.headers, body: bytes, json });
        });
      });
      request.end(body);
    });
  }

  get(path) {
    return this.send('GET', path);
  }

  post(path, value = {}) {
    return this.send('POST', path, JSON.stringify(value), { 'content-type': 'application/json' });
  }

  upload(meta, bytes, path = '/api/photos') {
    const { headers, body } = multipart(meta, bytes);
    return this.send('POST', path, body, headers);
  }

  async signIn({ email, password }) {
    const answer = await this.post('/api/auth/login', { email, password });
    if (answer.status !== 200) throw new Error(`sign-in of ${email}: ${answer.status} ${answer.body}`);
    return answer.json;
  }

  // Every item of a list, page after page.
  async all(path) {
    const items = [];
    let cursor = null;
    do {
      const next = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
      const { status, json, body } = await this.get(`${path}${path.includes('?') ? '&' : '?'}limit=200${next}`);
      if (status !== 200) throw new Error(`GET ${path}: ${status} ${body}`);
      items.push(...json.items);
      cursor = json.next;
    } while (cursor);
    return items;
  }
}

export function multipart(meta, bytes, fileName = 'photo.jpg', type = 'image/jpeg') {
  const boundary = `asbuilt${randomBytes(12).toString('hex')}`;
  const head =
    `--${boundary}\r\ncontent-disposition: form-data; name="meta"\r\n` +
    `content-type: application/json\r\n\r\n${JSON.stringify(meta)}\r\n` +
    `--${boundary}\r\ncontent-disposition: form-data; name="photo"; filename="${fileName}"\r\n` +
    `content-type: ${type}\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  const headers = {
    'content-type': `multipart/form-data; boundary=${boundary}`,
    'content-length': body.length,
  };
  return { headers, body };
}
