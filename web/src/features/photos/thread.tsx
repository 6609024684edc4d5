// The story of a photo and the box to add to it. What is typed survives a failed send.
import {
  IconArrowForwardUp,
  IconCamera,
  IconCircleDot,
  IconMessage,
  IconPhotoCheck,
  IconRestore,
  IconRotate2,
  IconStack2,
  IconTrashX,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent, type KeyboardEvent } from 'react';
import type { Photo } from '../../lib/api.gen';
import { checkpointNamesQuery, type SlotRef } from '../../lib/corrections';
import { formatDuration, formatFullTime, formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { commentsQuery, historyQuery } from '../../lib/photos';
import { sectionsQuery } from '../../lib/projects';
import { ErrorNote, RowsLoading } from '../../ui/states';
import { StatusShape } from '../../ui/status';
import { newCommentId, useComment } from './api';
import css from './thread.module.css';
import { slotNameOf, timelineOf, type Moment, type Names } from './timeline';

export function Thread({ photo }: { photo: Photo }) {
  const history = useQuery(historyQuery(photo.id));
  const comments = useQuery(commentsQuery(photo.id));
  const moments = history.data && comments.data && timelineOf(history.data, comments.data);
  const names = useNames(photo, moments?.some((moment) => moment.moved !== null) ?? false);
  const error = history.error ?? comments.error;
  const retry = () => {
    void history.refetch();
    void comments.refetch();
  };
  return (
    <section className={css['thread']}>
      <h2>{t('thread.title')}</h2>
      {error ? (
        <ErrorNote error={error} title={t('thread.failed')} onRetry={retry} />
      ) : moments ? (
        <ol>
          {moments.map((moment) => (
            <MomentLine key={moment.key} moment={moment} photo={photo} names={names} />
          ))}
        </ol>
      ) : (
        <RowsLoading rows={3} />
      )}
    </section>
  );
}

// Codes for the slots of a history; asked for only when something was moved.
function useNames(photo: Photo, enabled: boolean): Names {
  const sections = useQuery({ ...sectionsQuery(photo.project_id), enabled }).data ?? [];
  const checkpoints = useQuery({ ...checkpointNamesQuery(photo.project_id), enabled }).data ?? [];
  const near = [photo, photo.previous].filter((each) => each !== null);
  const named = <T,>(items: readonly T[], pair: (item: T) => [string, string]) => items.map(pair);
  return {
    sections: new Map([
      ...named(sections, (each) => [each.id, each.code]),
      ...named(near, (each) => [each.section_id, each.section_code]),
    ]),
    checkpoints: new Map([
      ...named(checkpoints, (each) => [each.id, each.code]),
      ...named(near, (each) => [each.checkpoint_id, each.checkpoint_code]),
    ]),
  };
}

const icons = {
  withdrawn: IconTrashX,
  restored: IconRestore,
  moved: IconArrowForwardUp,
  reopened: IconRotate2,
  newest_again: IconStack2,
  comment: IconMessage,
  received: IconCamera,
  developed: IconPhotoCheck,
  replaced: IconStack2,
  other: IconCircleDot,
  decision: IconCircleDot,
};

interface MomentProps {
  moment: Moment;
  photo: Photo;
  names: Names;
}

// Who did what, as the first line of a moment.
function headOf({ kind, decision }: Moment, name: string): string {
  if (decision) return t(`thread.${decision}`, { name });
  switch (kind) {
    case 'withdrawn':
    case 'restored':
    case 'moved':
    case 'reopened':
      return t(`thread.${kind}`, { name });
    default:
      return name;
  }
}

function MomentLine({ moment, photo, names }: MomentProps) {
  const Icon = icons[moment.kind];
  const name = moment.name ?? t('thread.system');
  return (
    <li className={css['moment']}>
      <span className={`${css['dot']} ${moment.decision ? css[moment.decision] : ''}`}>
        {moment.decision ? (
          <StatusShape status={moment.decision} size={15} />
        ) : (
          <Icon size={14} stroke={1.75} aria-hidden />
        )}
      </span>
      <div className="grow">
        <p className={css['head']}>
          <b className="strong">{headOf(moment, name)}</b>
          <time className="t2" title={formatFullTime(moment.at_ms)}>
            {formatTime(moment.at_ms)}
          </time>
        </p>
        <MomentText moment={moment} photo={photo} names={names} />
      </div>
    </li>
  );
}

function slotWords(slot: SlotRef, names: Names): string {
  const known = slotNameOf(slot, names);
  return known ? t('thread.slot', { ...known }) : t('thread.other_slot');
}

function MomentText({ moment, photo, names }: MomentProps) {
  const wait = formatDuration(photo.received_at_ms - photo.taken_at_ms);
  if (moment.kind === 'received') {
    return (
      <>
        {photo.comment && <p>{photo.comment}</p>}
        <p className="t2">{t('thread.received', { n: photo.attempt, wait })}</p>
      </>
    );
  }
  if (moment.kind === 'developed') return <p className="t2">{t('thread.developed')}</p>;
  if (moment.kind === 'replaced') return <p className="t2">{t('thread.replaced')}</p>;
  if (moment.kind === 'newest_again') return <p className="t2">{t('thread.newest_again')}</p>;
  if (moment.moved) {
    const [from, to] = [moment.moved.from, moment.moved.to].map((slot) => slotWords(slot, names));
    return (
      <>
        <p className="t2">{t('thread.from_to', { from: from!, to: to! })}</p>
        {moment.text && <p className={css['said']}>{moment.text}</p>}
      </>
    );
  }
  if (moment.text === '') return null;
  return <p className={moment.kind === 'other' ? 't2' : css['said']}>{moment.text}</p>;
}

export function CommentBox({ photo }: { photo: Photo }) {
  const [text, setText] = useState('');
  const [id, setId] = useState(newCommentId);
  const comment = useComment(photo.id);
  const send = () => {
    if (text.trim() === '') return;
    const onSuccess = () => {
      setText('');
      setId(newCommentId());
    };
    comment.mutate({ id, text: text.trim() }, { onSuccess });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
  };
  return (
    <form className={css['box']} onSubmit={submit}>
      {comment.error && <ErrorNote error={comment.error} />}
      <div className="row">
        <textarea
          className="input grow"
          rows={1}
          aria-label={t('thread.write')}
          placeholder={t('thread.write')}
          maxLength={4000}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <button type="submit" className="btn fill" disabled={comment.isPending}>
          {t(comment.isPending ? 'thread.sending' : 'thread.send')}
        </button>
      </div>
    </form>
  );
}
