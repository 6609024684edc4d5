// Sends a new order, showing it at once; what was there comes back when the server refuses.
import type { Checkpoint, WorkType } from '../../lib/api.gen';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { checkpointsKey, orderChecklist, workTypesQuery } from './checklist-api';

interface Lists {
  types: WorkType[];
  checkpoints: Checkpoint[];
}

export function useOrder(project_id: string) {
  const client = useQueryClient();
  const types_key = workTypesQuery(project_id).queryKey;
  const checkpoints_key = checkpointsKey(project_id);
  return useMutation({
    mutationFn: ({ types, checkpoints }: Lists) =>
      orderChecklist({
        project_id,
        work_types: types.map(({ id }) => id),
        checkpoints: checkpoints.filter((each) => each.archived_at_ms === null).map(({ id }) => id),
      }),
    onMutate: async ({ types, checkpoints }) => {
      await client.cancelQueries({ queryKey: ['checklist', project_id] });
      client.setQueryData(types_key, { items: types });
      client.setQueryData(checkpoints_key, { items: checkpoints });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['checklist', project_id] }),
    scope: { id: `order ${project_id}` }, // one after the other, however fast the keys
  });
}
