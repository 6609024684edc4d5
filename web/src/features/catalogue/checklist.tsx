// The checklist of a project: work types, their checkpoints in order, one checkpoint's form and what
// the crew will see of it. What is chosen stands in the address.
import { Modal } from '@mantine/core';
import { IconChecklist, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Checkpoint, Project, WorkType } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { useProject } from '../../lib/projects';
import { DeskPage } from '../../ui/desk-page';
import { Loaded } from '../../ui/loaded';
import { Empty, ErrorNote, RowsLoading } from '../../ui/states';
import { checkpointsQuery, workTypesQuery } from './checklist-api';
import css from './checklist.module.css';
import { CheckpointEditor } from './checkpoint-editor';
import { CheckpointList } from './checkpoint-list';
import { WorkTypeList } from './work-type-list';
import { NewWorkType } from './work-type-form';

export default function Checklist() {
  const { project, isPending, error, refetch } = useProject();
  if (project) return <OfProject key={project.id} project={project} />;
  return (
    <DeskPage title={t('checklist.title')}>
      {error ? (
        <ErrorNote error={error} title={t('checklist.failed')} onRetry={refetch} />
      ) : isPending ? (
        <RowsLoading />
      ) : (
        <Empty icon={IconChecklist} title={t('projects.empty_title')}>
          {t('projects.empty_text')}
        </Empty>
      )}
    </DeskPage>
  );
}

function OfProject({ project }: { project: Project }) {
  const types = useQuery(workTypesQuery(project.id));
  const checkpoints = useQuery(checkpointsQuery(project.id));
  const [adding, setAdding] = useState(false);
  const both =
    types.data && checkpoints.data
      ? { types: types.data, checkpoints: checkpoints.data }
      : undefined;
  const add = (
    <button type="button" className="btn" onClick={() => setAdding(true)}>
      <IconPlus size={18} stroke={1.75} aria-hidden />
      {t('checklist.add_type')}
    </button>
  );
  return (
    <DeskPage title={t('checklist.title')} acts={add}>
      <Loaded
        of={{
          data: both,
          error: types.error ?? checkpoints.error,
          refetch: () => Promise.all([types.refetch(), checkpoints.refetch()]),
        }}
        failed={t('checklist.failed')}
      >
        {(loaded) =>
          loaded.types.length === 0 ? (
            <Empty icon={IconChecklist} title={t('checklist.empty_title')} act={add}>
              {t('checklist.empty_text')}
            </Empty>
          ) : (
            <Whole project={project} {...loaded} />
          )
        }
      </Loaded>
      <Modal opened={adding} onClose={() => setAdding(false)} title={t('checklist.add_type')}>
        <NewWorkType project_id={project.id} onDone={() => setAdding(false)} />
      </Modal>
    </DeskPage>
  );
}

interface WholeProps {
  project: Project;
  types: WorkType[];
  checkpoints: Checkpoint[];
}

function Whole({ project, types, checkpoints }: WholeProps) {
  const [params, setParams] = useSearchParams();
  const asked = checkpoints.find(({ id }) => id === params.get('checkpoint'));
  const type = types.find(({ id }) => id === (asked?.work_type_id ?? params.get('type'))) ?? types[0]!;
  const shown = checkpoints.filter(({ work_type_id }) => work_type_id === type.id);
  // In a hand the list comes first, and nothing is open until it was chosen.
  const chosen = asked ?? shown.find(({ archived_at_ms }) => archived_at_ms === null);
  const choose = (what: { type: string } | { checkpoint: string }) => {
    const next = new URLSearchParams({ project: project.id, ...what });
    setParams(next, { replace: true });
  };
  return (
    <div className={`${css['columns']} ${asked ? css['open'] : ''}`}>
      <WorkTypeList
        project_id={project.id}
        types={types}
        checkpoints={checkpoints}
        chosen={type}
        onChoose={(id) => choose({ type: id })}
      />
      <CheckpointList
        key={type.id}
        project_id={project.id}
        types={types}
        all={checkpoints}
        type={type}
        chosen={chosen ?? null}
        onChoose={(id) => choose({ checkpoint: id })}
      />
      {chosen && (
        <CheckpointEditor
          key={chosen.id}
          checkpoint={chosen}
          project={project}
          onBack={() => choose({ type: type.id })}
        />
      )}
    </div>
  );
}
