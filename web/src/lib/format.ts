// Numbers, distances, sizes, times and positions as people read them. A minus is a true minus.
import { locale, t } from './i18n';

const kMinute_ms = 60_000;
const kDay_ms = 86_400_000;

const grouped = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const one_digit = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

const trueMinus = (text: string) => text.replace(/^-/, '−');

export const formatNumber = (value: number) => trueMinus(grouped.format(value));

// Metres as walked: "1,020 m"; "1.4 m" under ten, "5.2 km" from ten kilometres on.
export function formatDistance(metres: number): string {
  const size = Math.abs(metres);
  if (size >= 10_000) return `${trueMinus(one_digit.format(metres / 1000))} km`;
  return `${trueMinus((size < 10 ? one_digit : grouped).format(metres))} m`;
}

// A small number with one digit, a large one without, nothing at all as 0.
export const formatRate = (value: number) =>
  (value < 10 ? one_digit : grouped).format(value);

export const formatAccuracy = (metres: number) => `±${grouped.format(Math.max(1, metres))} m`;

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${grouped.format(bytes / 1000)} kB`;
  if (bytes < 1_000_000_000) return `${one_digit.format(bytes / 1_000_000)} MB`;
  return `${one_digit.format(bytes / 1_000_000_000)} GB`;
}

export function formatPosition(lat: number, lon: number): string {
  return `${trueMinus(lat.toFixed(5))}, ${trueMinus(lon.toFixed(5))}`;
}

const kPoints = ['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW'] as const;
export function formatHeading(degrees: number): string {
  const turned = ((degrees % 360) + 360) % 360;
  return `${Math.round(turned)}° ${kPoints[Math.round(turned / 45) % 8]}`;
}

const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const day_month = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const day_month_year = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

const startOfDay = (at_ms: number) => new Date(at_ms).setHours(0, 0, 0, 0);

// "11:14", "yesterday 17:05", "19 Nov 16:20", "19 Nov 2025 16:20", in the reader's zone.
export function formatTime(at_ms: number, now_ms: number = Date.now()): string {
  const days = Math.round((startOfDay(now_ms) - startOfDay(at_ms)) / kDay_ms);
  const time = clock.format(at_ms);
  if (days === 0) return time;
  if (days === 1) return t('time.yesterday', { time });
  const same_year = new Date(at_ms).getFullYear() === new Date(now_ms).getFullYear();
  return `${(same_year ? day_month : day_month_year).format(at_ms)} ${time}`;
}

// "20 Nov", "20 Nov 2025": a day as the address and date fields write it, "2026-11-20".
export function formatDay(day: string, now_ms: number = Date.now()): string {
  const at = new Date(`${day}T12:00`);
  const same_year = at.getFullYear() === new Date(now_ms).getFullYear();
  return (same_year ? day_month : day_month_year).format(at);
}

const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0');

function formatOffset(offset_min: number): string {
  return `${offset_min < 0 ? '−' : '+'}${two(offset_min / 60)}:${two(Math.abs(offset_min) % 60)}`;
}

// Evidence form, to the second with the offset: "2026-11-20 11:14:52 −03:00".
export function formatFullTime(at_ms: number, offset_min?: number): string {
  const offset = offset_min ?? -new Date(at_ms).getTimezoneOffset();
  const shifted = new Date(at_ms + offset * kMinute_ms).toISOString();
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 19)} ${formatOffset(offset)}`;
}

// How long: "40 s", "17 min", "3 h", "2 days".
export function formatDuration(duration_ms: number): string {
  const seconds = Math.max(0, Math.round(duration_ms / 1000));
  if (seconds < 60) return t('time.seconds', { n: seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return t('time.minutes', { n: minutes });
  const hours = Math.round(minutes / 60);
  if (hours < 36) return t('time.hours', { n: hours });
  return t('time.days', { count: Math.round(hours / 24) });
}

// A hash in groups, shortened in the middle: "9f2c 41d8 … e07a 5b13".
export function formatHash(hex: string): string {
  if (hex.length < 16) return hex;
  const tail = hex.slice(-8);
  return `${hex.slice(0, 4)} ${hex.slice(4, 8)} … ${tail.slice(0, 4)} ${tail.slice(4)}`;
}
