// The crew's screens, mounted at /capture/*; plain elements and tokens only, no component library.
import { Navigate, Route, Routes } from 'react-router';
import { OutboxProvider } from '../../lib/outbox/provider';
import { useMe } from '../../lib/session';
import { CameraScreen } from './camera-screen';
import { DueScreen } from './due-screen';
import { FindScreen } from './find-screen';
import { MeScreen } from './me-screen';
import { OutboxScreen } from './outbox-screen';
import { kFind, sectionPath } from './paths';
import { readRecent } from './recent';
import { SlotScreen } from './slot-screen';
import { useRenewAsSafe } from './use-section';

export default function CaptureScreen() {
  const me = useMe();
  if (!me) return null;
  const [recent] = readRecent(me.id);
  return (
    <OutboxProvider owner_id={me.id}>
      <RenewLists owner_id={me.id} />
      <Routes>
        <Route index element={<Navigate to={recent ? sectionPath(recent) : kFind} replace />} />
        <Route path="find" element={<FindScreen />} />
        <Route path="section/:section_id" element={<DueScreen />} />
        <Route
          path="section/:section_id/slot/:checkpoint_id/:stage/:index"
          element={<SlotScreen />}
        />
        <Route
          path="section/:section_id/camera/:checkpoint_id/:stage/:index"
          element={<CameraScreen />}
        />
        <Route path="outbox" element={<OutboxScreen />} />
        <Route path="me" element={<MeScreen />} />
        <Route path="*" element={<Navigate to={kFind} replace />} />
      </Routes>
    </OutboxProvider>
  );
}

function RenewLists({ owner_id }: { owner_id: string }) {
  useRenewAsSafe(owner_id);
  return null;
}
