// The matrix as columns of cells: whole project, then routes, or the sections of an opened route.
import type { AccessCell, AccessMatrix, AccessPerson, Project, Through } from '../../lib/api.gen';
import type { Membership } from './api';

export interface Column {
  id: string;
  level: Through;
  code: string;
  name: string;
  narrowed: boolean;
  narrowed_sections: number;
  unseen_sections: number;
  sections: number; // in it; 1 for a section
  place: Omit<Membership, 'user_id'>;
  cells: Map<string, AccessCell>; // by user
}

// What a person has at a place: a membership right there, some sight through another, or nothing.
export type Sight =
  | { kind: 'own'; member_id: string; part: boolean; sections: number }
  | { kind: 'through'; through: Through; part: boolean; sections: number }
  | { kind: 'none' };

export function columnsOf(project: Project, matrix: AccessMatrix, opened: string | null): Column[] {
  const whole: Column = {
    id: project.id,
    level: 'project',
    code: '',
    name: project.name,
    narrowed: false,
    narrowed_sections: 0,
    unseen_sections: 0,
    sections: 1,
    place: { project_id: project.id },
    cells: new Map(matrix.people.flatMap((person) => wholeCell(person))),
  };
  const routes = matrix.routes.map((route): Column => ({
    ...route,
    level: 'route',
    place: { project_id: project.id, route_id: route.id },
    cells: byUser(route.cells),
  }));
  if (!opened) return [whole, ...routes];
  const sections = matrix.sections.map((section): Column => ({
    ...section,
    level: 'section',
    narrowed_sections: 0,
    unseen_sections: section.cells.length === 0 ? 1 : 0,
    sections: 1,
    place: { project_id: project.id, route_id: opened, section_id: section.id },
    cells: byUser(section.cells),
  }));
  return [...routes.filter(({ id }) => id === opened), ...sections];
}

const byUser = (cells: AccessCell[]) => new Map(cells.map((cell) => [cell.user_id, cell]));

const wholeCell = ({ user_id, member_id }: AccessPerson): [string, AccessCell][] =>
  member_id ? [[user_id, { user_id, through: 'project', member_id, sections: 1 }]] : [];

export function sightOf(column: Column, person: AccessPerson): Sight {
  const cell = column.cells.get(person.user_id);
  if (!cell) return { kind: 'none' };
  const { through, member_id, sections } = cell;
  const part = sections < column.sections;
  if (through === column.level && member_id) return { kind: 'own', member_id, part, sections };
  return { kind: 'through', through, part, sections };
}
