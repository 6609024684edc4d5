// What a reply to a send means for the photo: pure, so every road is tested without a network.
import type { Receipt } from '../api.gen';
import { backoffMs, retryAfterMs } from './backoff';
import type { Shot, ShotProblem } from './shot';

// What came back from one try. status 0: no reply at all.
export interface Reply {
  status: number;
  retry_after: string | null;
  body: unknown;
}

export interface Outcome {
  change: Partial<Shot>;
  // The reason concerns more than this photo: the queue rests until this photo's next try.
  rests_queue: boolean;
  signed_out: boolean;
}

// Statuses that pass by themselves. 422 hash-mismatch joins them: the bytes were hurt on the way.
const kPassing = new Set([0, 408, 425, 429, 500, 502, 503, 504, 507]);
const kRestsQueue = new Set([0, 429, 502, 503, 504, 507]);
const kHashTries = 3;

// `tries`: failed sends in a row so far, of this photo or of the whole queue.
export function judge(
  shot: Shot,
  reply: Reply,
  tries: number,
  now_ms: number,
  random: number,
): Outcome {
  if (reply.status === 200 || reply.status === 201) return judgeReceipt(shot, reply, now_ms);
  const problem = readProblem(reply);
  if (reply.status === 401) return goesBack(problem);
  const hurt_on_the_way = problem.code === 'hash-mismatch' && shot.tries < kHashTries;
  if (!kPassing.has(reply.status) && !hurt_on_the_way) return refuse(shot, problem);
  const asked = retryAfterMs(reply.retry_after, now_ms);
  return {
    change: {
      state: 'next_try',
      tries: shot.tries + 1,
      next_try_at_ms: now_ms + Math.max(asked, backoffMs(tries, random)),
      not_before_ms: asked > 0 ? now_ms + asked : 0,
      problem,
    },
    rests_queue: kRestsQueue.has(reply.status),
    signed_out: false,
  };
}

// Nothing was wrong with the photo: it waits for a sign-in as if not tried.
function goesBack(problem: ShotProblem): Outcome {
  return { change: { state: 'only_here', problem }, rests_queue: false, signed_out: true };
}

function judgeReceipt(shot: Shot, reply: Reply, now_ms: number): Outcome {
  const receipt = reply.body as Partial<Receipt> | null;
  if (receipt?.id !== shot.id || receipt.sha256 !== shot.meta.sha256) {
    // Never throw away the only true copy on the word of a receipt for something else.
    return refuse(shot, { status: reply.status, code: 'receipt-mismatch', detail: '' });
  }
  return {
    change: {
      state: 'safe',
      problem: null,
      receipt: receipt as Receipt,
      settled_at_ms: now_ms,
      next_try_at_ms: 0,
    },
    rests_queue: false,
    signed_out: false,
  };
}

function refuse(shot: Shot, problem: ShotProblem): Outcome {
  const change: Partial<Shot> = { state: 'refused', tries: shot.tries + 1, problem };
  return { change, rests_queue: false, signed_out: false };
}

function readProblem(reply: Reply): ShotProblem {
  const { status } = reply;
  if (status === 0) return { status, code: 'unreachable', detail: '' };
  const body = (typeof reply.body === 'object' ? reply.body : null) as Record<
    string,
    unknown
  > | null;
  const code = typeof body?.code === 'string' ? body.code : `http-${status}`;
  return { status, code, detail: typeof body?.detail === 'string' ? body.detail : '' };
}
