// The camera for as long as a screen shows it; opened again when the phone took it away meanwhile.
import { useCallback, useEffect, useState } from 'react';
import { Camera, CameraError, type CameraProblem } from '../../lib/camera';
import { whenWorthAsking } from '../../lib/permission';

interface CameraState {
  camera: Camera | null;
  problem: CameraProblem | null;
  asking: boolean; // the phone has not answered yet
}

const kClosed: CameraState = { camera: null, problem: null, asking: true };
const kBusyAgain_ms = 4_000;

export function useCamera() {
  const [state, setState] = useState<CameraState>(kClosed);
  const [round, setRound] = useState(0);
  const reopen = useCallback(() => setRound((n) => n + 1), []);

  useEffect(() => {
    let wanted = true;
    let opened: Camera | null = null;
    // What was refused stays in sight until there is another answer.
    setState(({ problem }) => ({ ...kClosed, problem }));
    Camera.open().then(
      (camera) => {
        if (!wanted) return camera.close();
        opened = camera;
        camera.stream.getVideoTracks()[0]?.addEventListener('ended', reopen);
        setState({ camera, problem: null, asking: false });
      },
      (error: unknown) => {
        const problem = error instanceof CameraError ? error.problem : 'none';
        if (wanted) setState({ camera: null, problem, asking: false });
      },
    );
    return () => {
      wanted = false;
      opened?.close();
    };
  }, [round, reopen]);

  useComingBack(state, reopen);
  return { ...state, reopen };
}

// Asks again when the answer may have changed. That another app let the camera go is told by
// nobody: it is tried.
function useComingBack({ problem, asking }: CameraState, reopen: () => void) {
  useEffect(() => {
    if (problem === null || problem === 'insecure') return;
    const stop = whenWorthAsking('camera', reopen);
    const { mediaDevices } = navigator;
    mediaDevices?.addEventListener?.('devicechange', reopen);
    return () => {
      stop();
      mediaDevices?.removeEventListener?.('devicechange', reopen);
    };
  }, [problem, reopen]);
  useEffect(() => {
    // Never while it is being opened: a slow camera would be begun anew for ever.
    if (problem !== 'busy' || asking) return;
    const timer = setTimeout(reopen, kBusyAgain_ms);
    return () => clearTimeout(timer);
  }, [problem, asking, reopen]);
}
