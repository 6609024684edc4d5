// The photos on this phone: what is on its way, what waits and why, what the server has.
import {
  IconAlertTriangleFilled,
  IconCloudUpload,
  IconDeviceMobile,
  IconRefresh,
  IconShieldCheckFilled,
} from '@tabler/icons-react';
import { Link } from 'react-router';
import { formatBytes } from '../../lib/format';
import { t } from '../../lib/i18n';
import type { OutboxView } from '../../lib/outbox/outbox';
import { useOutbox, useOutboxView } from '../../lib/outbox/provider';
import { isUnsent, type Shot } from '../../lib/outbox/shot';
import { useMe } from '../../lib/session';
import { Empty } from '../../ui/states';
import { AllowSteps, Help } from './allow';
import lists from './lists.module.css';
import { OutboxRow } from './outbox-row';
import css from './outbox.module.css';
import { Shell } from './shell';
import { photosLeft, useOffline, useStorage } from './use-phone';

const kLowPhotos = 40;

export function OutboxScreen() {
  const outbox = useOutbox();
  const view = useOutboxView();
  const unsent = view.shots.filter(isUnsent);
  const head = (
    <>
      <h1 className="grow">{t('outbox.title')}</h1>
      {unsent.length > 0 && (
        <button type="button" className="btn" onClick={() => void outbox.sendNow()}>
          <IconRefresh size={22} aria-hidden />
          {t('outbox.send_now')}
        </button>
      )}
    </>
  );
  if (view.refused) return <KeepsNothing />;
  return (
    <Shell head={head}>
      {view.loaded && view.shots.length === 0 ? (
        <Nothing />
      ) : (
        <Summary view={view} unsent={unsent} />
      )}
      {view.shots.length > 0 && (
        <ul className={lists['rows']}>
          {[...unsent]
            .reverse()
            .concat(view.shots.filter((shot) => !isUnsent(shot)))
            .map((shot) => (
              <OutboxRow key={shot.id} shot={shot} />
            ))}
        </ul>
      )}
    </Shell>
  );
}

function KeepsNothing() {
  return (
    <Shell head={<h1>{t('outbox.title')}</h1>}>
      <section className={css['summary']}>
        <b>{t('blocked.storage')}</b>
        <p>{t('blocked.storage_text')}</p>
        <AllowSteps to="storage" />
        <p className="t2">{t('allow.by_itself')}</p>
        <p className="t2">{t('blocked.storage_meanwhile')}</p>
      </section>
    </Shell>
  );
}

function Nothing() {
  const act = (
    <Link className="btn" to="/capture">
      {t('outbox.see_due')}
    </Link>
  );
  return (
    <Empty icon={IconDeviceMobile} title={t('outbox.empty_title')} act={act}>
      {t('outbox.empty_text')}
    </Empty>
  );
}

function Summary({ view, unsent }: { view: OutboxView; unsent: Shot[] }) {
  const size_bytes = unsent.reduce((sum, shot) => sum + shot.size_bytes, 0);
  const all_safe = unsent.length === 0;
  const refused = unsent.filter((shot) => shot.state === 'refused').length;
  const going = unsent.length - refused;
  const Shape = all_safe
    ? IconShieldCheckFilled
    : going
      ? IconCloudUpload
      : IconAlertTriangleFilled;
  return (
    <section className={css['summary']}>
      <div className={css['line']}>
        <Shape
          size={24}
          className={all_safe ? css['safe'] : going ? undefined : css['low']}
          aria-hidden
        />
        <b className="grow">{headline(view, going, refused)}</b>
        {!all_safe && <span className="t2">{formatBytes(size_bytes)}</span>}
      </div>
      {going > 0 && refused > 0 && (
        <p className={css['low']}>{t('outbox.needs_you', { count: refused })}</p>
      )}
      {going > 0 && <Advice view={view} going={going} />}
      <StorageLine />
      {!all_safe && <MayBeCleared />}
    </section>
  );
}

function headline(view: OutboxView, going: number, refused: number): string {
  if (going + refused === 0) return t('outbox.all_safe');
  if (going === 0) return t('outbox.needs_you', { count: refused });
  if (view.status === 'sending') return t('outbox.sending', { count: going });
  return t('outbox.waiting', { count: going });
}

function Advice({ view, going }: { view: OutboxView; going: number }) {
  const me = useMe();
  const offline = useOffline();
  if (view.status === 'signed_out') {
    return (
      <p className={css['advice']}>
        <span className="grow">{t('outbox.signed_out')}</span>
        <a className="btn fill" href="/sign-in?to=/capture/outbox">
          {t('outbox.sign_in')}
        </a>
      </p>
    );
  }
  if (view.status === 'other_account') {
    const name = me?.name || me?.email || '';
    return <p className={css['advice']}>{t('outbox.other_account', { name })}</p>;
  }
  const words = offline ? t('outbox.offline', { count: going }) : t('outbox.shooting');
  return <p className={css['advice']}>{words}</p>;
}

// Told only while something would be lost by it.
function MayBeCleared() {
  const lasting = useStorage()?.lasting;
  if (lasting !== false) return null;
  return (
    <Help title={t('help.fleeting')} to="fleeting">
      {t('help.fleeting_text')}
    </Help>
  );
}

function StorageLine() {
  const storage = useStorage();
  if (!storage) return null;
  const left = photosLeft(storage);
  return (
    <div className={css['storage']}>
      <span className="grow">{t('outbox.storage')}</span>
      <b>{storage.used_percent} %</b>
      <span>{t('outbox.left', { count: left })}</span>
      {left < kLowPhotos && <p className={css['low']}>{t('outbox.storage_low')}</p>}
    </div>
  );
}
