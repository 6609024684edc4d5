// The photo one is at stands in the address, so that a reload, a link or the way back leads to it.
import { useEffect } from 'react';
import { useSearchParams } from 'react-router';

const kAddressRests_ms = 400; // keys held down do not write a history

export function usePlaceInAddress(id: string | undefined): void {
  const [, setParams] = useSearchParams();
  useEffect(() => {
    if (!id) return;
    const timer = setTimeout(() => {
      setParams(
        (now) => {
          const next = new URLSearchParams(now);
          next.set('photo', id);
          return next;
        },
        { replace: true, preventScrollReset: true },
      );
    }, kAddressRests_ms);
    return () => clearTimeout(timer);
  }, [id, setParams]);
}
