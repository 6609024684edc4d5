// Import of the whole catalogue from one CSV: first what would change, row by row what is wrong,
// then the import itself. All or nothing.
import { IconFileImport } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type DragEvent } from 'react';
import type { ImportReport } from '../../lib/api.gen';
import { formatBytes, formatNumber } from '../../lib/format';
import { t } from '../../lib/i18n';
import { DeskPage } from '../../ui/desk-page';
import { ErrorNote } from '../../ui/states';
import { importCatalogue } from './api';
import css from './set-up.module.css';

const kMaxFile_bytes = 1_000_000;

interface Chosen {
  name: string;
  size_bytes: number;
  csv: string;
}

export default function Import() {
  const [file, setFile] = useState<Chosen | null>(null);
  const client = useQueryClient();
  const preview = useMutation({ mutationFn: (csv: string) => importCatalogue(csv, 'preview') });
  const commit = useMutation({
    mutationFn: (csv: string) => importCatalogue(csv, 'commit'),
    onSuccess: () => client.invalidateQueries(),
  });

  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    preview.reset();
    commit.reset();
    const csv = chosen.size <= kMaxFile_bytes ? await chosen.text() : '';
    setFile({ name: chosen.name, size_bytes: chosen.size, csv });
    if (csv) preview.mutate(csv);
  };
  const too_big = file !== null && file.size_bytes > kMaxFile_bytes;

  return (
    <DeskPage title={t('import.title')}>
      <div className={css['narrow']}>
        <p className="t2">{t('import.intro')}</p>
        <Drop again={file !== null} onFile={(chosen) => void take(chosen)} />
        {too_big && (
          <p role="alert" className={css['stop']}>
            {t('import.too_big', { size: formatBytes(file.size_bytes) })}
          </p>
        )}
        {file && preview.isPending && (
          <p role="status">{t('import.checking', { name: file.name })}</p>
        )}
        {preview.error && <ErrorNote error={preview.error} title={t('import.failed')} />}
        {commit.data ? (
          <Done report={commit.data} />
        ) : (
          file &&
          preview.data && (
            <>
              <Preview name={file.name} report={preview.data} />
              {commit.error && <ErrorNote error={commit.error} />}
              <Commit
                report={preview.data}
                busy={commit.isPending}
                onCommit={() => commit.mutate(file.csv)}
              />
            </>
          )
        )}
      </div>
    </DeskPage>
  );
}

function Drop({ again, onFile }: { again: boolean; onFile: (file: File | undefined) => void }) {
  const [over, setOver] = useState(false);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFile(event.dataTransfer.files[0]);
  };
  return (
    <label
      className={`${css['drop']} ${over ? css['over'] : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <input
        type="file"
        accept=".csv,text/csv"
        onChange={(event) => {
          onFile(event.target.files?.[0]);
          // The same file may be chosen again after it was mended.
          event.target.value = '';
        }}
      />
      <span className="btn">
        <IconFileImport size={18} stroke={1.75} aria-hidden />
        {t(again ? 'import.choose_other' : 'import.choose')}
      </span>
      <span className="t2">{t('import.drop')}</span>
    </label>
  );
}

function Preview({ name, report }: { name: string; report: ImportReport }) {
  const bad = report.errors.length;
  return (
    <section className={css['narrow']} aria-live="polite">
      <div>
        <h2 className={bad > 0 ? css['stop'] : undefined}>
          {bad > 0 ? t('import.bad_title', { count: bad }) : t('import.ready_title', { name })}
        </h2>
        <p className="t2">{t(bad > 0 ? 'import.bad_text' : 'import.ready_text')}</p>
      </div>
      <dl className={css['figures']}>
        {(['created', 'changed', 'unchanged'] as const).map((kind) => (
          <div key={kind}>
            <dt>{t(`import.${kind}`)}</dt>
            <dd>{formatNumber(report[kind])}</dd>
          </div>
        ))}
        {bad > 0 && (
          <div className={css['stop']}>
            <dt>{t('import.bad', { count: bad })}</dt>
            <dd>{formatNumber(bad)}</dd>
          </div>
        )}
      </dl>
      {bad > 0 && <BadRows report={report} />}
    </section>
  );
}

function BadRows({ report }: { report: ImportReport }) {
  return (
    <table className={`data ${css['top']}`}>
      <thead>
        <tr>
          <th className="num">{t('import.line')}</th>
          <th>{t('import.column')}</th>
          <th>{t('import.what')}</th>
        </tr>
      </thead>
      <tbody>
        {report.errors.map((error, i) => (
          <tr key={i}>
            <td className="num strong">{formatNumber(error.line)}</td>
            <td className="mono">{error.column}</td>
            <td>{error.detail}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Commit(props: { report: ImportReport; busy: boolean; onCommit: () => void }) {
  const { report, busy, onCommit } = props;
  if (report.errors.length > 0) return null;
  const count = report.created + report.changed;
  if (count === 0) return <p>{t('import.nothing_new')}</p>;
  return (
    <div>
      <button type="button" className="btn fill" disabled={busy} onClick={onCommit}>
        {busy ? t('import.committing') : t('import.commit', { count })}
      </button>
    </div>
  );
}

function Done({ report }: { report: ImportReport }) {
  const { created, changed, unchanged } = report;
  return (
    <section role="status">
      <h2>{t('import.done_title')}</h2>
      <p className="t2">{t('import.done_text', { created, changed, unchanged })}</p>
    </section>
  );
}
