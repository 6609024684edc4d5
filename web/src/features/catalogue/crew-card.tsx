// What the crew will see of a checkpoint: the camera with its name, guidance and stamp.
import { IconBulb, IconHandStop } from '@tabler/icons-react';
import type { Checkpoint, Project } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { pictureUrl } from './checklist-api';
import { demandOf } from './checkpoint-words';
import css from './crew-card.module.css';

export function CrewCard({ checkpoint, project }: { checkpoint: Checkpoint; project: Project }) {
  const { code, name, stage, guidance, hold_point } = checkpoint;
  const picture = pictureUrl(checkpoint);
  return (
    <aside className={css['card']} aria-label={t('checklist.card')}>
      <p className={css['title']}>{t('checklist.card')}</p>
      <div className={css['phone']}>
        <p className={css['name']}>
          {code} {name}
        </p>
        <p className={css['sub']}>
          {t(`stage.${stage}`)} · {demandOf(checkpoint)}
        </p>
        <div className={css['picture']}>
          {picture && <img src={picture} alt={t('checklist.picture_alt', { name })} />}
          <p className={css['stamp']}>
            {code} {name}
            <span>{project.name}</span>
          </p>
        </div>
        {hold_point && (
          <p className={css['line']}>
            <IconHandStop size={18} stroke={1.75} aria-hidden />
            {t('checklist.card_hold')}
          </p>
        )}
        {guidance && (
          <p className={css['line']}>
            <IconBulb size={18} stroke={1.75} aria-hidden />
            {guidance}
          </p>
        )}
        <span className={css['shutter']} aria-hidden />
      </div>
    </aside>
  );
}
