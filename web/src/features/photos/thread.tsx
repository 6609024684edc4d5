// The story of a photo and the box to add to it. What is typed survives a failed send.
import {
  IconCamera,
  IconCircleDot,
  IconMessage,
  IconPhotoCheck,
  IconStack2,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent, type KeyboardEvent } from 'react';
import type { Photo } from '../../lib/api.gen';
import { formatDuration, formatFullTime, formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { commentsQuery, historyQuery } from '../../lib/photos';
import { ErrorNote, RowsLoading } from '../../ui/states';
import { StatusShape } from '../../ui/status';
import { newCommentId, useComment } from './api';
import css from './thread.module.css';
import { timelineOf, type Moment } from './timeline';

export function Thread({ photo }: { photo: Photo }) {
  const history = useQuery(historyQuery(photo.id));
  const comments = useQuery(commentsQuery(photo.id));
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
      ) : history.data && comments.data ? (
        <ol>
          {timelineOf(history.data, comments.data).map((moment) => (
            <MomentLine key={moment.key} moment={moment} photo={photo} />
          ))}
        </ol>
      ) : (
        <RowsLoading rows={3} />
      )}
    </section>
  );
}

const icons = {
  comment: IconMessage,
  received: IconCamera,
  developed: IconPhotoCheck,
  replaced: IconStack2,
  other: IconCircleDot,
  decision: IconCircleDot,
};

function MomentLine({ moment, photo }: { moment: Moment; photo: Photo }) {
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
          <b className="strong">{moment.decision ? t(`thread.${moment.decision}`, { name }) : name}</b>
          <time className="t2" title={formatFullTime(moment.at_ms)}>
            {formatTime(moment.at_ms)}
          </time>
        </p>
        <MomentText moment={moment} photo={photo} />
      </div>
    </li>
  );
}

function MomentText({ moment, photo }: { moment: Moment; photo: Photo }) {
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
