// When the page gets no camera, or nowhere to keep a photo: what does not work, the way back, and
// what works all the same.
import { IconCameraOff, IconDatabaseOff } from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';
import type { CameraProblem } from '../../lib/camera';
import { t } from '../../lib/i18n';
import { AllowSteps } from './allow';
import css from './camera.module.css';
import { PickButtons } from './file-pick';
import { kCertificate } from './paths';

interface Props {
  problem: CameraProblem;
  asking: boolean; // the phone has not answered the latest question yet
  onFile: (file: File) => void;
  onRetry: () => void;
}

export function NoCamera({ problem, asking, onFile, onRetry }: Props) {
  return (
    <>
      <Blocked icon={IconCameraOff} title={t(`blocked.${problem}`)} text={textOf(problem)}>
        {problem === 'insecure' ? (
          <a className={`btn ${css['onBlack']}`} href={kCertificate}>
            {t('blocked.certificate')}
          </a>
        ) : (
          <>
            {problem !== 'none' && (
              <>
                <AllowSteps to={problem === 'busy' ? 'busy' : 'camera'} />
                <p>{t('allow.by_itself')}</p>
              </>
            )}
            <button
              type="button"
              className={`btn ${css['onBlack']}`}
              aria-disabled={asking}
              onClick={() => !asking && onRetry()}
            >
              {t(asking ? 'blocked.asking' : 'act.retry')}
            </button>
          </>
        )}
      </Blocked>
      <p className={css['meanwhile']}>{t('blocked.meanwhile')}</p>
      <PickButtons onFile={onFile} />
    </>
  );
}

function textOf(problem: CameraProblem): string {
  if (problem !== 'insecure') return t(`blocked.${problem}_text`);
  return t('blocked.insecure_text', { url: location.host + kCertificate });
}

// It comes back by itself: the outbox looks again every few seconds.
export function NoStorage() {
  return (
    <Blocked icon={IconDatabaseOff} title={t('blocked.storage')} text={t('blocked.storage_text')}>
      <AllowSteps to="storage" />
      <p>{t('allow.by_itself')}</p>
      <p>{t('blocked.storage_meanwhile')}</p>
    </Blocked>
  );
}

interface BlockedProps {
  icon: ComponentType<{ size?: number; stroke?: number }>;
  title: string;
  text: string;
  children: ReactNode;
}

function Blocked({ icon: Shape, title, text, children }: BlockedProps) {
  return (
    <div className={css['blocked']} role="alert">
      <Shape size={40} stroke={1.5} />
      <h2>{title}</h2>
      <p>{text}</p>
      {children}
    </div>
  );
}
