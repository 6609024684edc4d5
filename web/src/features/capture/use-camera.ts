// The camera for as long as a screen shows it; opened again when the phone took it away meanwhile.
import { useCallback, useEffect, useState } from 'react';
import { Camera, CameraError, type CameraProblem } from '../../lib/camera';

interface CameraState {
  camera: Camera | null;
  problem: CameraProblem | null;
}

const kClosed: CameraState = { camera: null, problem: null };

export function useCamera() {
  const [state, setState] = useState<CameraState>(kClosed);
  const [round, setRound] = useState(0);
  const reopen = useCallback(() => setRound((n) => n + 1), []);

  useEffect(() => {
    let wanted = true;
    let opened: Camera | null = null;
    setState(kClosed);
    Camera.open().then(
      (camera) => {
        if (!wanted) return camera.close();
        opened = camera;
        camera.stream.getVideoTracks()[0]?.addEventListener('ended', reopen);
        setState({ camera, problem: null });
      },
      (error: unknown) => {
        const problem = error instanceof CameraError ? error.problem : 'none';
        if (wanted) setState({ camera: null, problem });
      },
    );
    return () => {
      wanted = false;
      opened?.close();
    };
  }, [round, reopen]);

  return { ...state, reopen };
}
