// Every setting of this server as it holds: meaning, value, default and where the value came from.
// They are changed where the server runs, not here.
import { IconAdjustments } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ShownSetting } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { DeskPage } from '../../ui/desk-page';
import { Loaded } from '../../ui/loaded';
import { holds, SearchField } from '../../ui/search-field';
import { Empty } from '../../ui/states';
import { settingsQuery } from './api';
import css from './settings.module.css';

const kAnyText = 'text in UTF-8'; // says nothing that its reader does not know
const isChanged = ({ source }: ShownSetting) => source !== 'default';

export default function Settings() {
  const settings = useQuery(settingsQuery);
  return (
    <DeskPage title={t('settings.title')}>
      <Loaded of={settings} failed={t('settings.failed')}>
        {(all) => <Whole all={all} />}
      </Loaded>
    </DeskPage>
  );
}

function Whole({ all }: { all: ShownSetting[] }) {
  const [typed, setTyped] = useState('');
  const [onlyChanged, setOnlyChanged] = useState(false);
  const changed = all.filter(isChanged).length;
  const shown = all.filter(
    (each) =>
      (!onlyChanged || isChanged(each)) &&
      holds(`${each.env} ${each.meaning} ${each.value} ${each.source}`, typed),
  );
  return (
    <div className={css['wide']}>
      <p className="t2">{t('settings.intro')}</p>
      <div className={css['find']}>
        <SearchField label={t('settings.find')} value={typed} onChange={setTyped} />
        <button
          type="button"
          className={`chip ${onlyChanged ? 'on' : ''}`}
          aria-pressed={onlyChanged}
          onClick={() => setOnlyChanged(!onlyChanged)}
        >
          {t('settings.changed', { n: changed })}
        </button>
      </div>
      {shown.length === 0 ? (
        <Empty icon={IconAdjustments} title={t('settings.none_title')}>
          {t('settings.none_text')}
        </Empty>
      ) : (
        <table className={`data ${css['settings']}`}>
          <thead>
            <tr>
              <th>{t('settings.setting')}</th>
              <th>{t('settings.value')}</th>
              <th className={css['roomy']}>{t('settings.default')}</th>
              <th className={css['roomy']}>{t('settings.source')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((each) => (
              <Row key={each.env} setting={each} />
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function Row({ setting }: { setting: ShownSetting }) {
  const { env, meaning, takes, standard, value, source } = setting;
  return (
    <tr>
      <td>
        <span className={`mono ${css['env']}`}>{env}</span>
        <span className={css['meaning']}>{meaning}</span>
        {takes !== kAnyText && (
          <span className={css['takes']}>{t('settings.takes', { takes })}</span>
        )}
      </td>
      <td className={`${css['value']} ${isChanged(setting) ? 'strong' : ''}`}>
        {value}
        <span className={css['under']}>
          {isChanged(setting)
            ? t('settings.under', { source: sourceWord(source), standard })
            : sourceWord(source)}
        </span>
      </td>
      <td className={`t2 ${css['value']} ${css['roomy']}`}>{standard}</td>
      <td className={`t2 ${css['roomy']}`}>{sourceWord(source)}</td>
    </tr>
  );
}

const sourceWord = (source: string) =>
  source === 'default' || source === 'environment' ? t(`settings.source_${source}`) : source;
