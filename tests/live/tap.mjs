// A relay before the server that sees the uploads go by, and can cut off the answers to them: what
// a bad network does to a receipt.
import { once } from 'node:events';
import net from 'node:net';

// → {port, ids: of every upload seen, swallow: while true, answers to uploads are lost, stop()}
export async function startTap(serverPort) {
  const tap = { ids: [], swallowed: 0, swallow: false };
  const sockets = new Set();
  const relay = net.createServer((near) => {
    const far = net.connect(serverPort, '127.0.0.1');
    let uploading = false;
    near.on('data', (data) => {
      const text = data.toString('latin1');
      if (/^[A-Z]+ \S+ HTTP/.test(text)) uploading = /^POST \/api\/photos(\/\S+\/resubmit)? /.test(text);
      const id = uploading && /"id":"([0-9a-f-]{36})"/.exec(text)?.[1];
      if (id) tap.ids.push(id);
      if (!far.write(data)) near.pause();
    });
    far.on('drain', () => near.resume());
    far.on('data', (data) => {
      if (!uploading || !tap.swallow) return near.write(data);
      tap.swallowed += 1;
      near.resetAndDestroy();
      far.destroy();
    });
    for (const [one, other] of [[near, far], [far, near]]) {
      sockets.add(one);
      one.on('error', () => {}).on('close', () => {
        sockets.delete(one);
        other.destroySoon(); // what is under way still arrives
      });
    }
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  tap.port = relay.address().port;
  tap.stop = () => {
    relay.close();
    for (const socket of sockets) socket.destroy();
  };
  return tap;
}
