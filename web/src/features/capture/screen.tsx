// The crew's screens, mounted at /capture/*; plain elements and tokens only, no component library.
import { Navigate, Route, Routes } from 'react-router';
import { OutboxProvider } from '../../lib/outbox/provider';
import { useMe } from '../../lib/session';
import { CameraScreen } from './camera-screen';
import { CrewScreen } from './crew-screen';
import { CrewUndoProvider } from './crew-undo';
import { DueScreen } from './due-screen';
import { FindScreen } from './find-screen';
import { MeScreen } from './me-screen';
import { MoveScreen } from './move-screen';
import { OutboxScreen } from './outbox-screen';
import { kFind, sectionPath } from './paths';
import { readRecent } from './recent';
import { SlotScreen } from './slot-screen';
import { useRenewAsSafe, useRenewOnNews } from './use-section';

export default function CaptureScreen() {
  const me = useMe();
  if (!me) return null;
  return (
    <OutboxProvider owner_id={me.id}>
      <RenewLists owner_id={me.id} />
      <CrewUndoProvider>
        <Routes>
          <Route index element={<ToRecent owner_id={me.id} />} />
          <Route path="find" element={<FindScreen />} />
          <Route path="section/:section_id" element={<DueScreen />} />
          <Route
            path="section/:section_id/slot/:checkpoint_id/:stage/:index"
            element={<SlotScreen />}
          />
          <Route
            path="section/:section_id/slot/:checkpoint_id/:stage/:index/move"
            element={<MoveScreen />}
          />
          <Route
            path="section/:section_id/camera/:checkpoint_id/:stage/:index"
            element={<CameraScreen />}
          />
          <Route path="outbox" element={<OutboxScreen />} />
          <Route path="crew" element={<CrewScreen />} />
          <Route path="me" element={<MeScreen />} />
          <Route path="*" element={<Navigate to={kFind} replace />} />
        </Routes>
      </CrewUndoProvider>
    </OutboxProvider>
  );
}

// Back to where this person worked last; read each time, for it changes while the screens are open.
function ToRecent({ owner_id }: { owner_id: string }) {
  const [recent] = readRecent(owner_id);
  return <Navigate to={recent ? sectionPath(recent) : kFind} replace />;
}

function RenewLists({ owner_id }: { owner_id: string }) {
  useRenewAsSafe(owner_id);
  useRenewOnNews(owner_id);
  return null;
}
