// The small picture of a photo, cropped to 4:3; words when there is none to show.
import type { PhotoRow } from '../lib/api.gen';
import { t } from '../lib/i18n';
import css from './thumb.module.css';

export function Thumb({ row }: { row: PhotoRow }) {
  if (row.thumb_url) return <img className={css['thumb']} src={row.thumb_url} alt="" loading="lazy" />;
  const word = row.develop === 'waiting' ? 'photo.tile_waiting' : 'photo.tile_failed';
  return <span className={css['none']}>{t(word)}</span>;
}
