// What the list shows, to take along: the pictures with a table and their hashes, or the table.
import { Menu } from '@mantine/core';
import { IconDownload, IconFileSpreadsheet, IconPhoto, IconPhotoCheck } from '@tabler/icons-react';
import { t } from '../../lib/i18n';
import { path } from '../../lib/api';
import { isFiltered, queryOf, type PhotoFilter } from './filters';
import css from './list.module.css';

export function Download({ filter }: { filter: PhotoFilter }) {
  const query = queryOf(filter);
  const files = [
    {
      key: 'originals',
      icon: IconPhotoCheck,
      href: path('/api/exports/photos.zip', query),
      word: t('photos.take_originals'),
      text: t('photos.take_originals_text'),
    },
    {
      key: 'stamped',
      icon: IconPhoto,
      href: path('/api/exports/photos.zip', { ...query, pictures: 'display' }),
      word: t('photos.take_stamped'),
      text: t('photos.take_stamped_text'),
    },
    {
      key: 'table',
      icon: IconFileSpreadsheet,
      href: path('/api/exports/photos.csv', query),
      word: t('photos.take_table'),
      text: t('photos.take_table_text'),
    },
  ];
  return (
    <Menu position="bottom-end" width={350}>
      <Menu.Target>
        <button type="button" className="btn quiet" aria-label={t('photos.take')}>
          <IconDownload size={18} stroke={1.75} aria-hidden />
          <span className={css['word']}>{t('photos.take')}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t(isFiltered(filter) ? 'photos.take_filtered' : 'photos.take_all')}</Menu.Label>
        {files.map(({ key, icon: Icon, href, word, text }) => (
          <Menu.Item
            key={key}
            component="a"
            href={href}
            download
            leftSection={<Icon size={18} stroke={1.75} aria-hidden />}
          >
            {word}
            <span className={`small t2 ${css['taken']}`}>{text}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
