// How far the listed sections are, by section id; asked once for each project among them.
import { useQueries } from '@tanstack/react-query';
import type { Section, SectionCounts } from '../../lib/api.gen';
import { useMe } from '../../lib/session';
import { countsQuery } from './api';

export function useCounts(sections: Section[]): ReadonlyMap<string, SectionCounts> {
  const owner_id = useMe()?.id ?? '';
  const project_ids = [...new Set(sections.map((section) => section.project_id))];
  return useQueries({
    queries: project_ids.map((project_id) => countsQuery(owner_id, project_id)),
    combine: (results) => {
      const all = results.flatMap(({ data }) => data?.body.items ?? []);
      return new Map(all.map((counts) => [counts.section_id, counts]));
    },
  });
}
