// The example picture of a checkpoint: what a good photo of it looks like.
import { IconPhotoPlus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { Checkpoint } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { ErrorNote } from '../../ui/states';
import { useCatalogueChange } from './api';
import { pictureUrl, putPicture, removePicture } from './checklist-api';
import css from './checklist.module.css';

export function ExamplePicture({ checkpoint }: { checkpoint: Checkpoint }) {
  const send = useCatalogueChange((file: File | null) =>
    file ? putPicture(checkpoint.id, file) : removePicture(checkpoint.id),
  );
  const change = useMutation({ mutationFn: send });
  const url = pictureUrl(checkpoint);
  return (
    <section className={css['part']}>
      <h2>{t('checklist.picture')}</h2>
      <div className={css['example']}>
        {url && <img src={url} alt={t('checklist.picture_alt', { name: checkpoint.name })} />}
        <div>
          <div className="row">
            <label className={css['file']}>
              <input
                type="file"
                className="sr"
                accept="image/jpeg,image/png,image/webp"
                disabled={change.isPending}
                onChange={(event) => {
                  const file = event.target.files?.[0];
                  if (file) change.mutate(file);
                  event.target.value = '';
                }}
              />
              <span className="btn">
                <IconPhotoPlus size={18} stroke={1.75} aria-hidden />
                {t(url ? 'checklist.picture_replace' : 'checklist.picture_add')}
              </span>
            </label>
            {url && (
              <button
                type="button"
                className="btn quiet"
                disabled={change.isPending}
                onClick={() => change.mutate(null)}
              >
                {t('checklist.picture_remove')}
              </button>
            )}
          </div>
          <p className={css['hint']}>
            {t(change.isPending ? 'checklist.picture_sending' : 'checklist.picture_hint')}
          </p>
        </div>
      </div>
      {change.error && <ErrorNote error={change.error} />}
    </section>
  );
}
