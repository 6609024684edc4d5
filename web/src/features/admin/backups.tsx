// How safe the data is elsewhere: the last backup, its proof, the next one, and what there is to go
// back to. An admin may start one and watch it.
import { IconAlertTriangle, IconArchive } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api } from '../../lib/api';
import type { BackupRun, BackupSet, BackupStatus, Drill } from '../../lib/api.gen';
import { formatBytes, formatDuration, formatNumber, formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { DeskPage } from '../../ui/desk-page';
import { Figure, Figures } from '../../ui/figure';
import { Loaded } from '../../ui/loaded';
import { Empty, ErrorNote } from '../../ui/states';
import { backupsQuery, backupSetsQuery } from './api';
import css from './backups.module.css';

const kExample = 'BACKUP_URL=file:/mnt/backup'; // the same in every language

export default function Backups() {
  const status = useQuery(backupsQuery);
  return (
    <DeskPage title={t('backups.title')} acts={status.data?.configured && <Act is={status.data} />}>
      <Loaded of={status} failed={t('backups.failed')}>
        {(is) => (is.configured ? <Whole is={is} /> : <Nowhere />)}
      </Loaded>
    </DeskPage>
  );
}

function Nowhere() {
  return (
    <Empty icon={IconArchive} title={t('backups.nowhere_title')}>
      {t('backups.nowhere_text')} <span className="mono">{kExample}</span>
    </Empty>
  );
}

const isBusy = ({ queued, running }: BackupStatus) => queued || running !== null;

function Act({ is }: { is: BackupStatus }) {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: ['backups'] });
  const start = useMutation({ mutationFn: () => api.post('/api/backups', {}), onSettled });
  const end = useMutation({ mutationFn: () => api.delete('/api/backups/running'), onSettled });
  if (is.running) {
    return (
      <button type="button" className="btn" disabled={end.isPending} onClick={() => end.mutate()}>
        {t('backups.end')}
      </button>
    );
  }
  return (
    <button
      type="button"
      className="btn fill"
      disabled={start.isPending || is.queued}
      onClick={() => start.mutate()}
    >
      {is.queued ? t('backups.begins') : t('backups.start')}
    </button>
  );
}

function Whole({ is }: { is: BackupStatus }) {
  useFreshSets(is);
  const { last, last_drill, running } = is;
  return (
    <div className={css['wide']}>
      {running && <Running run={running} />}
      {!running && last?.state === 'failed' && <Trouble title={t('backups.last_failed')} text={last.problem} />}
      {last?.state === 'done' && last.problem && (
        <Trouble title={t('backups.last_damaged')} text={last.problem} />
      )}
      {last_drill && !last_drill.proven && (
        <Trouble title={t('backups.not_proven')} text={last_drill.problem} />
      )}
      <Figures className={css['facts']}>
        <Last run={is.last_good} />
        <Proof drill={is.last_proven} />
        <Figure word={t('backups.next')} text={t('backups.to', { depot: is.depot })}>
          {nextWord(is)}
        </Figure>
      </Figures>
      <Sets />
    </div>
  );
}

// A set that has just been made belongs on the list.
function useFreshSets({ last_good }: BackupStatus) {
  const client = useQueryClient();
  const known = useRef(last_good?.id);
  useEffect(() => {
    if (known.current !== last_good?.id) void client.invalidateQueries({ queryKey: ['backup-sets'] });
    known.current = last_good?.id;
  }, [client, last_good?.id]);
}

function nextWord(is: BackupStatus): string {
  if (isBusy(is)) return t('backups.now');
  if (is.next_due_ms === null) return t('backups.never');
  return is.next_due_ms <= Date.now() ? t('backups.soon') : formatTime(is.next_due_ms);
}

function Last({ run }: { run: BackupRun | null }) {
  const word = t('backups.last');
  if (!run) return <Figure word={word} text={t('backups.none_text')}>{t('backups.none')}</Figure>;
  const took = formatDuration((run.finished_at_ms ?? run.started_at_ms) - run.started_at_ms);
  const copied = t('backups.copied', {
    count: run.copied_blobs,
    size: formatBytes(run.copied_bytes + run.database_bytes),
    took,
  });
  return <Figure word={word} text={copied}>{formatTime(run.started_at_ms)}</Figure>;
}

function Proof({ drill }: { drill: Drill | null }) {
  const word = t('backups.proven');
  if (!drill) return <Figure word={word} text={t('backups.unproven_text')}>{t('backups.unproven')}</Figure>;
  const text = t('backups.proof', {
    events: drill.events_checked,
    read: drill.blobs_read,
    all: drill.blobs,
  });
  return <Figure word={word} text={text}>{formatTime(drill.started_at_ms)}</Figure>;
}

function Trouble({ title, text }: { title: string; text: string | null }) {
  return (
    <div className={css['trouble']} role="alert">
      <IconAlertTriangle size={18} stroke={1.75} aria-hidden />
      <div className="grow">
        <p className="strong">{title}</p>
        <p>{text}</p>
      </div>
    </div>
  );
}

function Running({ run }: { run: BackupRun }) {
  const share = run.total_bytes > 0 ? Math.min(1, run.done_bytes / run.total_bytes) : 0;
  return (
    <section className={css['running']} aria-live="polite">
      <p className="strong">{t(`backups.phase_${run.phase}`)}</p>
      <progress className={css['bar']} value={share} aria-label={t(`backups.phase_${run.phase}`)} />
      <p className="t2">
        {t('backups.of', { done: formatBytes(run.done_bytes), all: formatBytes(run.total_bytes) })}
      </p>
    </section>
  );
}

function Sets() {
  const sets = useQuery(backupSetsQuery);
  return (
    <>
      <h2 className={css['head']}>{t('backups.sets')}</h2>
      {sets.error && sets.data === undefined ? (
        <ErrorNote error={sets.error} title={t('backups.sets_failed')} onRetry={() => void sets.refetch()} />
      ) : (
        <Loaded of={sets} failed={t('backups.sets_failed')}>
          {(all) => (all.length === 0 ? <NoSet /> : <Table sets={all} />)}
        </Loaded>
      )}
      <p className={css['hint']}>{t('backups.hint')}</p>
    </>
  );
}

const NoSet = () => (
  <Empty icon={IconArchive} title={t('backups.empty_title')}>
    {t('backups.empty_text')}
  </Empty>
);

function Table({ sets }: { sets: BackupSet[] }) {
  return (
    <table className={`data ${css['sets']}`}>
      <thead>
        <tr>
          <th>{t('backups.made')}</th>
          <th className={css['roomy']}>{t('backups.set')}</th>
          <th className="num">{t('backups.database')}</th>
          <th className="num">{t('backups.files')}</th>
          <th className="num">{t('backups.size')}</th>
        </tr>
      </thead>
      <tbody>
        {sets.map((set) => (
          <tr key={set.set}>
            <td>{formatTime(set.mark_at_ms)}</td>
            <td className={`mono ${css['roomy']}`}>{set.set}</td>
            <td className="num">{formatBytes(set.database_bytes)}</td>
            <td className="num">{set.blobs > 0 ? formatNumber(set.blobs) : '–'}</td>
            <td className="num">{set.blob_bytes > 0 ? formatBytes(set.blob_bytes) : '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
