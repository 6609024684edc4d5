// When the page gets no camera: why, what to do, and the way that works all the same.
import { IconCameraOff } from '@tabler/icons-react';
import type { CameraProblem } from '../../lib/camera';
import { t } from '../../lib/i18n';
import css from './camera.module.css';
import { PickButtons } from './file-pick';
import { kCertificate } from './paths';

interface Props {
  problem: CameraProblem;
  onFile: (file: File) => void;
  onRetry: () => void;
}

export function NoCamera({ problem, onFile, onRetry }: Props) {
  const insecure = problem === 'insecure';
  return (
    <>
      <div className={css['blocked']}>
        <IconCameraOff size={40} stroke={1.5} aria-hidden />
        <h2>{t(`blocked.${problem}`)}</h2>
        <p>
          {insecure
            ? t('blocked.insecure_text', { url: location.host + kCertificate })
            : t(`blocked.${problem}_text`)}
        </p>
        {insecure ? (
          <a className={`btn ${css['onBlack']}`} href={kCertificate}>
            {t('blocked.certificate')}
          </a>
        ) : (
          <button type="button" className={`btn ${css['onBlack']}`} onClick={onRetry}>
            {t('act.retry')}
          </button>
        )}
      </div>
      <p className={css['meanwhile']}>{t('blocked.meanwhile')}</p>
      <PickButtons onFile={onFile} />
    </>
  );
}
