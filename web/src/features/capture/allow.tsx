// The way back to what a phone refused: numbered steps, those of the phone in the hand first.
import { IconAlertTriangle, IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { t } from '../../lib/i18n';
import { kPhones, phoneInHand, type Phone } from '../../lib/phone';
import type { PositionProblem } from '../../lib/position';
import css from './allow.module.css';
import { kCertificate } from './paths';

type Refused = 'camera' | 'busy' | 'position' | 'signal' | 'storage' | 'full' | 'fleeting';
const kSteps = [1, 2, 3] as const;

export function AllowSteps({ to }: { to: Refused }) {
  const [mine] = useState<Phone>(() => phoneInHand());
  const [phone, setPhone] = useState(mine);
  const others = kPhones.filter((one) => one !== mine);
  return (
    <div className={css['steps']}>
      <div className={css['phones']} role="group" aria-label={t('allow.phones')}>
        {[mine, ...others].map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === phone}
            onClick={() => setPhone(one)}
          >
            {t(`allow.${one}`)}
          </button>
        ))}
      </div>
      <ol>
        {kSteps.map((n) => (
          <li key={n}>{t(`allow.${to}_${phone}_${n}`)}</li>
        ))}
      </ol>
    </div>
  );
}

interface HelpProps {
  title: string;
  to: Refused;
  children: string; // what does not work now, and what does
}

// One line that opens to all of it, where there is more to see than the trouble.
export function Help({ title, to, children }: HelpProps) {
  return (
    <details className={css['help']}>
      <summary>
        <IconAlertTriangle size={20} aria-hidden />
        <span className="grow">{title}</span>
        <IconChevronDown size={20} className={css['arrow']} aria-hidden />
      </summary>
      <div className={css['told']}>
        <p>{children}</p>
        <AllowSteps to={to} />
        <p>{t('allow.by_itself')}</p>
      </div>
    </details>
  );
}

interface PositionProps {
  problem: PositionProblem | null;
  brief?: boolean; // beside words that say already what is wrong
}

// Nothing while the phone tells where it is.
export function PositionHelp({ problem, brief = false }: PositionProps) {
  if (problem === null) return null;
  if (problem === 'insecure') {
    return (
      <a className={css['link']} href={kCertificate}>
        {t('find.insecure', { url: kCertificate })}
      </a>
    );
  }
  const to = problem === 'denied' ? 'position' : 'signal';
  return (
    <Help title={t(brief ? `help.how_${to}` : `help.${to}`)} to={to}>
      {t(`help.${to}_text`)}
    </Help>
  );
}
