// The live picture with what belongs over it: the grid, the ghost of the former photo, the figures,
// the stamp, and the flash that answers the shutter.
import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import type { Camera } from '../../lib/camera';
import { t } from '../../lib/i18n';
import css from './camera.module.css';
import { Framed, kUprightPhoto } from './framed';

interface Props {
  camera: Camera | null;
  video: RefObject<HTMLVideoElement | null>;
  flash: RefObject<HTMLDivElement | null>;
  ghost: string | null;
  blocked: boolean;
  children: ReactNode;
}

export function Viewfinder({ camera, video, flash, ghost, blocked, children }: Props) {
  const stream = camera?.stream ?? null;
  const [ratio, setRatio] = useState(kUprightPhoto);
  useEffect(() => {
    if (!video.current) return;
    video.current.srcObject = stream;
    if (stream) void video.current.play().catch(() => undefined); // stopped by leaving: no matter
  }, [stream, video]);
  return (
    <Framed ratio={ratio} className={blocked ? css['held'] : undefined}>
      <video
        ref={video}
        muted
        playsInline
        autoPlay
        onResize={({ currentTarget: { videoWidth, videoHeight } }) =>
          videoHeight > 0 && setRatio(videoWidth / videoHeight)
        }
      />
      {ghost && <img className={css['ghost']} src={ghost} alt="" />}
      {!camera && <p className={css['unreadable']}>{t('camera.starting')}</p>}
      <i className={css['grid']} />
      {children}
      <div ref={flash} className={css['flash']} />
    </Framed>
  );
}

const kFlash_ms = 60;
const kBuzz_ms = 30;

// The shutter's answer, in the same frame as the touch.
export function useFlash() {
  const flash = useRef<HTMLDivElement>(null);
  const fire = () => {
    navigator.vibrate?.(kBuzz_ms);
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    flash.current?.animate?.([{ opacity: 1 }, { opacity: 1 }], kFlash_ms);
  };
  return { flash, fire };
}
