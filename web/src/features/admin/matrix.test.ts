import { expect, test } from 'vitest';
import type { AccessMatrix, AccessPerson, Project } from '../../lib/api.gen';
import { columnsOf, sightOf } from './matrix';

const project = { id: 'p1', name: 'North' } as Project;
const person = (user_id: string, member_id: string | null = null): AccessPerson => ({
  user_id,
  member_id,
  name: user_id,
  email: '',
  role: 'crew',
  disabled: false,
});
const ana = person('ana', 'm1');
const ben = person('ben');
const cid = person('cid');
const dora = person('dora');
const matrix: AccessMatrix = {
  people: [ana, ben, cid, dora],
  routes: [
    {
      id: 'r1',
      code: 'N4',
      name: 'Centro',
      narrowed: false,
      sections: 6,
      narrowed_sections: 1,
      unseen_sections: 0,
      cells: [
        { user_id: 'ana', through: 'project', member_id: 'm1', sections: 5 },
        { user_id: 'ben', through: 'route', member_id: 'm2', sections: 6 },
        { user_id: 'cid', through: 'section', member_id: null, sections: 2 },
      ],
    },
  ],
  sections: [
    { id: 's1', code: 'S1', name: 'Flores', narrowed: true, cells: [] },
    {
      id: 's2',
      code: 'S2',
      name: 'Pavón',
      narrowed: false,
      cells: [{ user_id: 'cid', through: 'section', member_id: 'm3', sections: 1 }],
    },
  ],
  complete: true,
};

test('a membership right there can be taken away, sight through another cannot', () => {
  const [whole, route] = columnsOf(project, matrix, null);
  expect(sightOf(whole!, ana)).toMatchObject({ kind: 'own', member_id: 'm1' });
  expect(sightOf(whole!, ben)).toEqual({ kind: 'none' });
  expect(sightOf(route!, ana)).toEqual({ kind: 'through', through: 'project', part: true, sections: 5 });
  expect(sightOf(route!, ben)).toEqual({ kind: 'own', member_id: 'm2', part: false, sections: 6 });
  expect(sightOf(route!, cid)).toMatchObject({ kind: 'through', through: 'section', part: true });
  expect(sightOf(route!, dora)).toEqual({ kind: 'none' });
});

test('an opened route stands before its sections, and a section without anybody is unseen', () => {
  const columns = columnsOf(project, matrix, 'r1');
  expect(columns.map(({ code }) => code)).toEqual(['N4', 'S1', 'S2']);
  expect(columns.map((column) => column.unseen_sections)).toEqual([0, 1, 0]);
  expect(columns[2]!.place).toEqual({ project_id: 'p1', route_id: 'r1', section_id: 's2' });
  expect(sightOf(columns[2]!, cid)).toMatchObject({ kind: 'own', member_id: 'm3' });
});
