// How the server is, live: one line that says whether all is well, the numbers behind it, and the
// last hour as lines.
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Fragment } from 'react';
import type { Load, Sample, Standing, StatusReport } from '../../lib/api.gen';
import { formatBytes, formatDuration, formatNumber, formatRate } from '../../lib/format';
import { t } from '../../lib/i18n';
import { DeskPage } from '../../ui/desk-page';
import { Figure, Figures } from '../../ui/figure';
import { Loaded } from '../../ui/loaded';
import { ErrorNote } from '../../ui/states';
import { statusQuery } from './api';
import { Plot } from './plot';
import { failedPercent, isFailing, lastMinute, mean, most } from './status-numbers';
import css from './status.module.css';

const kGood_ms = 500; // the bar of the answer time
const kDay_s = 86_400;

const milliseconds = (value: number) => t('status.ms', { n: formatRate(value) });
const perSecond = (value: number) => t('status.per_s', { n: formatRate(value) });
const percent = (value: number) => t('status.percent', { n: formatRate(value) });
const whole = (value: number) => formatNumber(Math.round(value));

export default function Status() {
  const client = useQueryClient();
  const status = useQuery(statusQuery(client));
  return (
    <DeskPage title={t('status.title')}>
      <Loaded of={status} failed={t('status.failed')}>
        {(report) => (
          <div className={css['stack']}>
            {status.error ? (
              <ErrorNote
                error={status.error}
                title={t('status.silent')}
                onRetry={() => void status.refetch()}
              />
            ) : (
              <Verdict report={report} />
            )}
            <Numbers report={report} />
            <Plots report={report} />
            <Jobs jobs={report.jobs} />
          </div>
        )}
      </Loaded>
    </DeskPage>
  );
}

interface Trouble {
  title: string;
  text?: string; // more of it, and what to do
}

// "The disk is full: 1 GB of 40 GB are free.": what comes first is the title, as in the alarm's mail.
function troubleOf({ text, remedy }: Standing): Trouble {
  const end = text.indexOf(': ');
  if (end < 0) return { title: text, text: remedy };
  return { title: text.slice(0, end), text: `${text.slice(end + 2)} ${remedy}` };
}

// What fails, in words; nothing when all is well.
function troublesOf({ health, share, alarms }: StatusReport): Trouble[] {
  const troubles: Trouble[] = [];
  const add = (title: string) => troubles.push({ title });
  if (!health.database.ok) add(t('status.database_away'));
  if (!health.blobs.ok) add(t('status.blobs_away', { reason: health.blobs.reason }));
  if (!health.develop.ok) add(t('status.darkroom_away'));
  if (health.develop.failed > 0) add(t('status.failed_photos', { count: health.develop.failed }));
  troubles.push(...alarms.map(troubleOf));
  if (share < 1) add(t('status.sheds', { n: Math.round(100 * (1 - share)) }));
  return troubles;
}

function uptimeOf({ health }: StatusReport): string {
  const { uptime_s } = health;
  return uptime_s >= 2 * kDay_s
    ? t('status.up_days', { count: Math.floor(uptime_s / kDay_s) })
    : t('status.up', { time: formatDuration(uptime_s * 1_000) });
}

function Verdict({ report }: { report: StatusReport }) {
  const troubles = troublesOf(report);
  const Shape = troubles.length > 0 ? IconAlertTriangle : IconCircleCheck;
  return (
    <section className={css['verdict']} data-state={stateOf(report, troubles)} role="status">
      <Shape size={28} stroke={1.75} aria-hidden />
      <div>
        {troubles.length === 0 && <h2>{t('status.well')}</h2>}
        {troubles.map(({ title, text }) => (
          <Fragment key={title}>
            <h2>{title}</h2>
            {text && <p>{text}</p>}
          </Fragment>
        ))}
        <p className="t2">
          {t('status.who', { version: report.health.version, uptime: uptimeOf(report) })}
        </p>
      </div>
    </section>
  );
}

const stateOf = (report: StatusReport, troubles: Trouble[]) =>
  isFailing(report) ? 'failing' : troubles.length > 0 ? 'troubled' : 'well';

// The place that is full first.
const tightest = ({ disk }: StatusReport) =>
  disk.places.reduce((least, place) => (place.free_bytes < least.free_bytes ? place : least), disk.places[0]!);

function diskText(report: StatusReport): string {
  const { days_left, total_bytes } = tightest(report);
  return days_left === null
    ? t('status.disk_of', { size: formatBytes(total_bytes) })
    : t('status.days_left', { count: Math.floor(days_left) });
}

// How old the last backup is, and when one was last restored to see that it can be.
function backupOf({ backup, at_ms }: StatusReport): [string, string] {
  const { configured, last_good, last_proven } = backup;
  if (!configured) return ['–', t('status.backup_nowhere')];
  if (!last_good) return ['–', t('status.backup_none')];
  const age = t('status.ago', { time: formatDuration(at_ms - last_good.started_at_ms) });
  if (!last_proven) return [age, t('status.backup_unproven')];
  return [age, t('status.backup_proven', { time: formatDuration(at_ms - last_proven.finished_at_ms) })];
}

type Row = [word: string, figure: string, text: string];

function Numbers({ report }: { report: StatusReport }) {
  const minute = lastMinute(report.samples);
  const { database, develop } = report.health;
  const numbers: Row[] = [
    [
      t('status.answer'),
      minute.length > 0 ? milliseconds(most(minute, ({ p95_ms }) => p95_ms)) : '–',
      t('status.answer_text', { bar: kGood_ms }),
    ],
    [
      t('status.requests'),
      perSecond(mean(minute, ({ requests_per_s }) => requests_per_s)),
      t('status.errors', { n: percent(failedPercent(minute)) }),
    ],
    [
      t('status.sessions'),
      formatNumber(report.sessions),
      t('status.connections', { count: report.connections }),
    ],
    [
      t('status.developing'),
      formatNumber(develop.waiting),
      t('status.uploads', { count: report.uploads }),
    ],
    ...(report.disk.places.length > 0
      ? [[t('status.disk'), formatBytes(tightest(report).free_bytes), diskText(report)] satisfies Row]
      : []),
    [t('status.backup'), ...backupOf(report)],
    [
      t('status.memory'),
      formatBytes(report.resident_bytes),
      t('status.files', { n: report.open_files, most: formatNumber(report.open_files_max) }),
    ],
    [
      t('status.database'),
      formatBytes(report.database_bytes + report.wal_bytes),
      t('status.database_text', { engine: database.engine, latency: milliseconds(database.latency_ms) }),
    ],
  ];
  return (
    <Figures className={css['numbers']}>
      {numbers.map(([word, figure, text]) => (
        <Figure key={word} word={word} text={text}>
          {figure}
        </Figure>
      ))}
    </Figures>
  );
}

interface Line {
  title: string;
  of: (sample: Sample) => number;
  format: (value: number) => string;
  bar?: number;
  top?: number;
}

function Plots({ report: { samples, sample_ms } }: { report: StatusReport }) {
  const lines: Line[] = [
    { title: t('status.plot_answer'), of: (each) => each.p95_ms, format: milliseconds, bar: kGood_ms },
    { title: t('status.plot_requests'), of: (each) => each.requests_per_s, format: perSecond },
    { title: t('status.plot_failed'), of: (each) => each.failed_per_s, format: perSecond },
    { title: t('status.plot_refused'), of: (each) => each.refused_per_s, format: perSecond },
    { title: t('status.plot_developing'), of: (each) => each.developing, format: whole },
    { title: t('status.plot_uploads'), of: (each) => each.uploads, format: whole },
    { title: t('status.plot_memory'), of: (each) => each.resident_bytes, format: formatBytes },
    { title: t('status.plot_cpu'), of: (each) => each.cpu, format: (value) => t('status.cores', { n: value.toFixed(2) }) },
    { title: t('status.plot_pool'), of: (each) => 100 * each.pool_used, format: percent, bar: 80, top: 100 },
    { title: t('status.plot_sessions'), of: (each) => each.sessions, format: whole },
  ];
  if (samples.length === 0) return <p className="t2">{t('status.no_samples')}</p>;
  return (
    <div className={css['plots']}>
      {lines.map((line) => (
        <Plot key={line.title} {...line} samples={samples} sample_ms={sample_ms} />
      ))}
    </div>
  );
}

function Jobs({ jobs }: { jobs: Load[] }) {
  return (
    <section>
      <h2>{t('status.jobs')}</h2>
      {jobs.length === 0 ? (
        <p className="t2">{t('status.no_jobs')}</p>
      ) : (
        <table className={`data ${css['jobs']}`}>
          <thead>
            <tr>
              <th>{t('status.job_kind')}</th>
              <th>{t('status.job_queued')}</th>
              <th>{t('status.job_running')}</th>
              <th>{t('status.job_failed')}</th>
            </tr>
          </thead>
          <tbody>
            {jobs.map(({ kind, queued, running, failed }) => (
              <tr key={kind}>
                <td className="mono">{kind}</td>
                {[queued, running, failed].map((n, column) => (
                  <td key={column}>{n === 0 ? '–' : formatNumber(n)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
