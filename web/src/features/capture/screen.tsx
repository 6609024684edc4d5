// The crew's screen, mounted at /capture/*; plain elements and tokens only, no component library.
import { t } from '../../lib/i18n';

export default function CaptureScreen() {
  return <main className="hand">{t('capture.title')}</main>;
}
