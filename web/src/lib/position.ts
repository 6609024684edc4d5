// Where the phone says it is, followed while a screen needs it.
import { useEffect, useState } from 'react';
import type { Point } from './geo';
import { whenWorthAsking } from './permission';

export interface Fix extends Point {
  accuracy_m: number;
  altitude_m: number | null;
  heading_deg: number | null;
  at_ms: number;
}

// insecure: the page came by plain http, browsers give no position there
// denied: the person or the system said no · unavailable: no answer yet, or no receiver
export type PositionProblem = 'insecure' | 'denied' | 'unavailable';

export interface Position {
  fix: Fix | null;
  problem: PositionProblem | null;
}

// A fix older than this is no evidence of where the photo is taken.
const kStale_ms = 120_000;
const kRefresh_ms = 15_000;
const kOptions: PositionOptions = { enableHighAccuracy: true, maximumAge: 5_000, timeout: 20_000 };
const kPermissionDenied = 1;

function toFix({ coords, timestamp }: GeolocationPosition): Fix {
  const heading = coords.heading;
  return {
    lat: coords.latitude,
    lon: coords.longitude,
    accuracy_m: coords.accuracy,
    altitude_m: coords.altitude,
    heading_deg: heading === null || Number.isNaN(heading) ? null : heading,
    at_ms: timestamp,
  };
}

// Follows the position while `wanted`. Some receivers report only movement, so a resting phone is
// asked again every 15 s, and a fix of two minutes ago is dropped.
export function usePosition(wanted = true): Position {
  const [position, setPosition] = useState<Position>({ fix: null, problem: null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (!wanted) return;
    const geolocation = window.isSecureContext ? navigator.geolocation : undefined;
    if (!geolocation) return setPosition({ fix: null, problem: 'insecure' });
    const onFix = (found: GeolocationPosition) => setPosition({ fix: toFix(found), problem: null });
    const onError = (error: GeolocationPositionError) =>
      setPosition(({ fix }) => ({
        fix: fix && Date.now() - fix.at_ms < kStale_ms ? fix : null,
        problem: error.code === kPermissionDenied ? 'denied' : 'unavailable',
      }));
    const watch = geolocation.watchPosition(onFix, onError, kOptions);
    const refresh = () => geolocation.getCurrentPosition(onFix, onError, kOptions);
    const timer = setInterval(refresh, kRefresh_ms);
    return () => {
      geolocation.clearWatch(watch);
      clearInterval(timer);
    };
  }, [wanted, round]);
  const { problem } = position;
  useEffect(() => {
    // A watch that was refused stays silent for good: a new one is begun.
    if (!wanted || problem === null || problem === 'insecure') return;
    return whenWorthAsking('geolocation', () => setRound((n) => n + 1));
  }, [wanted, problem]);
  return position;
}
