// One upload by XMLHttpRequest: fetch cannot tell how many bytes have left.
import type { Reply } from './outcome';
import type { Shot } from './shot';

// No byte moved for this long: the link is dead though nobody said so.
const kStallMs = 60_000;

// Sends one photo; never throws. Status 0 when there was no reply, or on abort.
export type Transport = (
  shot: Shot,
  blob: Blob,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
) => Promise<Reply>;

export const sendByXhr: Transport = (shot, blob, onProgress, signal) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    let stall = setTimeout(abort, kStallMs);
    const finish = () => {
      clearTimeout(stall);
      signal.removeEventListener('abort', abort);
      resolve(readReply(request));
    };
    request.upload.onprogress = (event) => {
      clearTimeout(stall);
      stall = setTimeout(abort, kStallMs);
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onloadend = finish;
    request.open('POST', uploadPath(shot));
    signal.addEventListener('abort', abort, { once: true });
    request.send(uploadForm(shot, blob));
    if (signal.aborted) abort();
  });

export function uploadPath(shot: Shot): string {
  const { replaces } = shot.meta;
  return replaces ? `/api/photos/${replaces}/resubmit` : '/api/photos';
}

// `meta` goes first: the server judges it before it takes the bytes.
export function uploadForm(shot: Shot, blob: Blob): FormData {
  const form = new FormData();
  form.append('meta', new Blob([JSON.stringify(shot.meta)], { type: 'application/json' }));
  form.append('photo', blob, shot.meta.file_name ?? `${shot.id}.jpg`);
  return form;
}

function readReply(request: XMLHttpRequest): Reply {
  let body: unknown = null;
  try {
    body = JSON.parse(request.responseText);
  } catch {
    // Not ours (a proxy's page, or nothing): the status alone decides.
  }
  return { status: request.status, retry_after: request.getResponseHeader('Retry-After'), body };
}
