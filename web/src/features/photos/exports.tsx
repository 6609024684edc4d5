// What is filtered, taken along: the photos in a zip, or their facts as a table. Says how many.
import { Menu } from '@mantine/core';
import { IconChevronDown, IconDownload, IconFileZip, IconTable } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { t } from '../../lib/i18n';
import { exportPath, photosQuery } from './api';
import type { PhotoFilter } from './filters';
import css from './list.module.css';

export function Exports({ filter }: { filter: PhotoFilter }) {
  const { data, hasNextPage } = useInfiniteQuery(photosQuery(filter));
  const count = data?.pages.reduce((sum, page) => sum + page.items.length, 0) ?? 0;
  if (count === 0) return null;
  const of = hasNextPage ? t('photos.download_more', { n: count }) : t('photos.download_of', { count });
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <button type="button" className="btn" aria-label={`${t('photos.download')}: ${of}`}>
          <IconDownload size={18} stroke={1.75} aria-hidden />
          <span className={css['word']}>{t('photos.download')}</span>
          <IconChevronDown size={15} stroke={1.75} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{of}</Menu.Label>
        <Menu.Item
          component="a"
          href={exportPath('zip', filter)}
          download
          leftSection={<IconFileZip size={18} stroke={1.75} />}
        >
          {t('photos.download_zip')}
        </Menu.Item>
        <Menu.Item
          component="a"
          href={exportPath('csv', filter)}
          download
          leftSection={<IconTable size={18} stroke={1.75} />}
        >
          {t('photos.download_csv')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
