// Why a decided photo is looked at again. A comment is required.
import { t } from '../lib/i18n';
import { PhrasesPanel } from './phrases-panel';

const numbers = [1, 2, 3, 4] as const;

interface Props {
  busy: boolean;
  onSend: (comment: string) => void;
  onClose: () => void;
}

export function ReopenPanel(props: Props) {
  return (
    <PhrasesPanel
      title={t('reopen.title')}
      phrases={numbers.map((n) => t(`reopen.phrase.${n}`))}
      words_hint={t('reopen.words_hint')}
      verb={t('reopen.send')}
      {...props}
    />
  );
}
