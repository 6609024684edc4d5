// Editing one thing of the catalogue: only what was touched is sent, with the version it was seen
// at. When somebody else was first the draft stays, and their change shows beside it.
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { isApiError } from '../../lib/api';

export interface Versioned {
  version: number;
}

export type Change<T> = Partial<T> & { seen_version: number };

export interface Draft<T> {
  value: <K extends keyof T>(key: K) => T[K];
  set: (changes: Partial<T>) => void;
  bad: (key: keyof T) => string | null; // what the server said about one field
  contested: (key: keyof T) => boolean; // touched here, and meanwhile changed by somebody else
  touched: boolean;
  busy: boolean;
  saved: boolean;
  error: unknown;
  conflict: boolean;
  save: () => void;
  saveAnyway: () => void; // over what is stored now
  discard: () => void;
}

interface Begun<T> {
  base: T; // as it was when the first field was touched
  changes: Partial<T>;
}

// `send` has to bring `stored` up to date, also when it fails.
export function useDraft<T extends Versioned>(
  stored: T,
  send: (change: Change<T>) => Promise<unknown>,
): Draft<T> {
  const [begun, setBegun] = useState<Begun<T> | null>(null);
  const changes = begun?.changes ?? ({} as Partial<T>);
  const touched = Object.keys(changes).length > 0;
  const save = useMutation({
    mutationFn: (seen_version: number) => send({ ...changes, seen_version } as Change<T>),
    onSuccess: () => setBegun(null),
  });
  return {
    value: (key) => (key in changes ? (changes[key] as T[typeof key]) : stored[key]),
    set: (more) => {
      if (save.isSuccess) save.reset();
      const next = withoutEqual({ ...changes, ...more }, stored);
      setBegun({ base: begun?.base ?? stored, changes: next });
    },
    bad: (key) => (isApiError(save.error) ? save.error.field(String(key)) : null),
    contested: (key) => begun !== null && key in changes && stored[key] !== begun.base[key],
    touched,
    busy: save.isPending,
    saved: save.isSuccess,
    error: save.error,
    conflict: isApiError(save.error, 'catalogue-changed'),
    save: () => save.mutate(begun?.base.version ?? stored.version),
    saveAnyway: () => save.mutate(stored.version),
    discard: () => {
      save.reset();
      setBegun(null);
    },
  };
}

function withoutEqual<T>(changes: Partial<T>, stored: T): Partial<T> {
  const kept = Object.entries(changes).filter(([key, value]) => stored[key as keyof T] !== value);
  return Object.fromEntries(kept) as Partial<T>;
}

// What a number field holds: nothing is null.
export const numberOf = (text: string): number | null => (text.trim() === '' ? null : Number(text));
