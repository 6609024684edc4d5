// Words written for a photo and not sent yet. They outlive a conflict, a mistyped key and a reload.
import type { Decision } from '../../lib/api.gen';

export interface Draft {
  phrases: string[];
  words: string;
}

export const emptyDraft: Draft = { phrases: [], words: '' };
const keyOf = (photo_id: string, decision: Decision) => `asbuilt.draft.${decision}.${photo_id}`;

export function loadDraft(photo_id: string, decision: Decision): Draft {
  try {
    const saved = sessionStorage.getItem(keyOf(photo_id, decision));
    return saved ? (JSON.parse(saved) as Draft) : emptyDraft;
  } catch {
    return emptyDraft;
  }
}

export function saveDraft(photo_id: string, decision: Decision, draft: Draft): void {
  try {
    const key = keyOf(photo_id, decision);
    if (draft.words === '' && draft.phrases.length === 0) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Without storage the draft lives as long as the panel.
  }
}

// One comment of phrases and words, as the crew reads it: "Blurred or too dark. Step back."
export function commentOf(draft: Draft): string {
  const sentences = [...draft.phrases, draft.words.trim()].filter((text) => text !== '');
  return sentences.map((text) => (/[.!?…]$/.test(text) ? text : `${text}.`)).join(' ');
}

const kLastUsed = 'asbuilt.phrase';

export function lastUsed(decision: Decision): string | null {
  try {
    return localStorage.getItem(`${kLastUsed}.${decision}`);
  } catch {
    return null;
  }
}

export function rememberUsed(decision: Decision, phrase: string | undefined): void {
  try {
    if (phrase) localStorage.setItem(`${kLastUsed}.${decision}`, phrase);
  } catch {
    // Only a convenience.
  }
}
