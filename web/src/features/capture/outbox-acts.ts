// What can be said and done about a photo that could not be sent.
import { t } from '../../lib/i18n';
import type { Outbox } from '../../lib/outbox/outbox';
import type { Shot, ShotProblem } from '../../lib/outbox/shot';

const kOwnTexts = {
  unreachable: 'problem.unreachable',
  'receipt-mismatch': 'problem.receipt-mismatch',
  'bytes-missing': 'problem.bytes-missing',
} as const;

// The server's own words where it sent some.
export function problemText(problem: ShotProblem): string {
  if (problem.detail) return problem.detail;
  const own = kOwnTexts[problem.code as keyof typeof kOwnTexts];
  return own ? t(own) : t('problem.other', { status: String(problem.status) });
}

export async function saveCopy(outbox: Outbox, shot: Shot): Promise<void> {
  const blob = await outbox.getBlob(shot);
  if (blob) saveBlob(blob, shot.meta.file_name ?? `${shot.place.checkpoint_code}-${shot.id}.jpg`);
}

// Hands bytes to the phone's downloads.
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
