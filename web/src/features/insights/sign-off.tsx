// Accepting a section when nothing is missing, and reopening an accepted one, with who and when.
import { IconCircleCheckFilled } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { Link } from 'react-router';
import type { Part } from '../../lib/api.gen';
import { formatFullTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { mayDecide, useMe } from '../../lib/session';
import { Field } from '../../ui/field';
import { ErrorNote } from '../../ui/states';
import { useAccept, useReopen } from './api';
import { countedPath, type Place } from './links';
import { missingOf } from './progress';
import css from './screen.module.css';

interface Props {
  part: Part;
  place: Place;
}

export function SignOff({ part, place }: Props) {
  const me = useMe();
  const missing = missingOf(part.progress);
  const accepted = part.accepted > 0;
  const decides = me !== null && mayDecide(me.role);
  return (
    <section className={css['sign']}>
      <h2>{t('sign_off.title')}</h2>
      {accepted ? (
        <Accepted part={part} mayReopen={me?.role === 'admin'} />
      ) : part.progress.due === 0 ? (
        <p className="t2">{t('sign_off.nothing_due')}</p>
      ) : missing > 0 ? (
        <>
          <p className="t2">{t('sign_off.not_yet', { count: missing })}</p>
          {part.progress.pending > 0 && (
            <Link className="link" to={countedPath(place, 'pending')}>
              {t('sign_off.pending', { count: part.progress.pending })}
            </Link>
          )}
        </>
      ) : decides ? (
        <Accept section_id={part.id} />
      ) : (
        <p className="t2">
          {t('sign_off.ready')} {t('sign_off.who')}
        </p>
      )}
    </section>
  );
}

function Accept({ section_id }: { section_id: string }) {
  const [comment, setComment] = useState('');
  const accept = useAccept(section_id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    accept.mutate(comment.trim());
  };
  return (
    <form onSubmit={submit}>
      <p className="t2">{t('sign_off.ready')}</p>
      <Field
        label={t('sign_off.comment')}
        hint={t('sign_off.comment_hint')}
        maxLength={1000}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      {accept.error && <ErrorNote error={accept.error} />}
      <button type="submit" className="btn approve" disabled={accept.isPending}>
        {t(accept.isPending ? 'sign_off.accepting' : 'sign_off.accept')}
      </button>
    </form>
  );
}

function Accepted({ part, mayReopen }: { part: Part; mayReopen: boolean }) {
  const [asking, setAsking] = useState(false);
  const [comment, setComment] = useState('');
  const reopen = useReopen(part.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    reopen.mutate(comment.trim());
  };
  return (
    <>
      <div className={css['accepted']} role="status">
        <IconCircleCheckFilled size={18} aria-hidden />
        <div>
          <p className="strong">{t('sign_off.accepted', { name: part.accepted_by_name ?? '–' })}</p>
          {part.accepted_at_ms != null && (
            <p className="t2">{formatFullTime(part.accepted_at_ms)}</p>
          )}
        </div>
      </div>
      {mayReopen && !asking && (
        <div>
          <button type="button" className="btn" onClick={() => setAsking(true)}>
            {t('sign_off.reopen_ask')}
          </button>
        </div>
      )}
      {asking && (
        <form onSubmit={submit}>
          <Field
            label={t('sign_off.reopen_why')}
            hint={t('sign_off.reopen_hint')}
            required
            autoFocus
            maxLength={1000}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
          {reopen.error && <ErrorNote error={reopen.error} />}
          <div className="row">
            <button type="submit" className="btn retake" disabled={reopen.isPending}>
              {t(reopen.isPending ? 'sign_off.reopening' : 'sign_off.reopen')}
            </button>
            <button type="button" className="btn quiet" onClick={() => setAsking(false)}>
              {t('act.cancel')}
            </button>
          </div>
        </form>
      )}
    </>
  );
}
