// The sections this person last worked in, remembered on this phone.
const kRemembered = 5;

const keyOf = (owner_id: string) => `asbuilt.recent.${owner_id}`;

// Section ids, newest first.
export function readRecent(owner_id: string): string[] {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(keyOf(owner_id)) ?? '[]');
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
  } catch {
    return []; // storage refused or hurt: nothing is remembered, nothing breaks
  }
}

export function rememberSection(owner_id: string, section_id: string): void {
  const others = readRecent(owner_id).filter((id) => id !== section_id);
  const ids = [section_id, ...others].slice(0, kRemembered);
  try {
    localStorage.setItem(keyOf(owner_id), JSON.stringify(ids));
  } catch {
    // As above.
  }
}
