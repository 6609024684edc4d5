// Picking a photo from the gallery, or taking one with the phone's own camera app.
import { IconCamera, IconPhoto } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../../lib/i18n';
import css from './camera.module.css';

interface PickProps {
  onFile: (file: File) => void;
  className: string;
  capture?: boolean; // straight to the phone's camera app
  children: ReactNode;
}

function Pick({ onFile, className, capture, children }: PickProps) {
  return (
    <label className={className}>
      <input
        type="file"
        accept="image/*"
        className="sr"
        {...(capture ? { capture: 'environment' as const } : {})}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = ''; // the same file may be picked again
          if (file) onFile(file);
        }}
      />
      {children}
    </label>
  );
}

export function GalleryButton({ onFile }: { onFile: (file: File) => void }) {
  return (
    <Pick className={css['tool'] ?? ''} onFile={onFile}>
      <span className={css['toolIcon']}>
        <IconPhoto size={24} aria-hidden />
      </span>
      {t('camera.pick_short')}
    </Pick>
  );
}

export function PickButtons({ onFile }: { onFile: (file: File) => void }) {
  return (
    <div className={css['picks']}>
      <Pick className={css['hivis'] ?? ''} onFile={onFile} capture>
        <IconCamera size={24} aria-hidden />
        {t('blocked.system')}
      </Pick>
      <Pick className={`btn ${css['onBlack']}`} onFile={onFile}>
        <IconPhoto size={22} aria-hidden />
        {t('blocked.pick')}
      </Pick>
    </div>
  );
}
