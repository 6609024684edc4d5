// When it is worth asking a phone again for what it refused: its permission changed, or the person
// comes back, maybe from the phone's settings.

export type PermissionTo = 'camera' | 'geolocation';

// Calls `again` at each such moment until the returned function is called. Safe to be called where
// the browser would ask the person: it is not called for a window that only got the focus back,
// which it also does when the browser's own question is closed.
export function whenWorthAsking(name: PermissionTo, again: () => void): () => void {
  let status: PermissionStatus | null = null;
  let over = false;
  const onChange = () => void (status?.state !== 'denied' && again());
  const onVisible = () => void (document.visibilityState === 'visible' && again());
  const onFocus = () => void (status?.state === 'granted' && again());
  // Some browsers know no such name: there, coming back is all that is told.
  void navigator.permissions?.query({ name: name as PermissionName }).then(
    (found) => {
      if (over) return;
      status = found;
      found.addEventListener('change', onChange);
    },
    () => undefined,
  );
  document.addEventListener('visibilitychange', onVisible);
  window.addEventListener('focus', onFocus);
  return () => {
    over = true;
    status?.removeEventListener('change', onChange);
    document.removeEventListener('visibilitychange', onVisible);
    window.removeEventListener('focus', onFocus);
  };
}
