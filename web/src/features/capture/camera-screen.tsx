// The in-page camera for one slot: live picture, shutter, then "use" or "retake".
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { SectionSlots, Slot } from '../../lib/api.gen';
import { formatBytes } from '../../lib/format';
import type { Point } from '../../lib/geo';
import { t } from '../../lib/i18n';
import { useOutbox, useOutboxView } from '../../lib/outbox/provider';
import { usePosition } from '../../lib/position';
import { useMe } from '../../lib/session';
import { ErrorNote, RowsLoading } from '../../ui/states';
import { CameraControls } from './camera-controls';
import { CameraHead } from './camera-head';
import css from './camera.module.css';
import { draftOfFile, draftOfShot, newPhoto, type Draft, type DraftRefusal } from './draft';
import { isBack, slotAfter, slotToShoot, type DueList } from './due';
import { Gauges } from './gauges';
import { NoCamera, NoStorage } from './no-camera';
import { cameraPath, sectionPath } from './paths';
import { lastShotState, RedoLast, useLastShot } from './redo-last';
import { brokenGauge, readGauges } from './rules';
import { ShotReview, type Words } from './shot-review';
import { slotName } from './slot-words';
import { Stamp } from './stamp';
import { useCamera } from './use-camera';
import { useCheckpoints, useSlotOfRoute } from './use-section';
import { useFlash, Viewfinder } from './viewfinder';

export function CameraScreen() {
  const { section_id, slot, page, list, query } = useSlotOfRoute();
  if (page && list && slot) {
    const shown = slotToShoot(list, slot);
    return <CameraFor key={section_id} page={page} list={list} slot={shown} />;
  }
  return (
    <main className={`hand ${css['frame']}`} data-theme="dark">
      <CameraHead section_id={section_id} />
      <div className={css['under']}>
        {query.isPending && <RowsLoading rows={1} />}
        {query.isError && <ErrorNote error={query.error} onRetry={() => void query.refetch()} />}
        {page && !slot && <p>{t('error.not_found_title')}</p>}
      </div>
    </main>
  );
}

interface Props {
  page: SectionSlots;
  list: DueList;
  slot: Slot;
}

function CameraFor({ page, list, slot }: Props) {
  const { camera, problem, asking, reopen } = useCamera();
  const { refused: keeps_nothing } = useOutboxView();
  const position = usePosition();
  const video = useRef<HTMLVideoElement>(null);
  const { flash, fire } = useFlash();
  const [draft, setDraft] = useState<Draft | null>(null);
  const [refusal, setRefusal] = useState<DraftRefusal | null>(null);
  const [taking, setTaking] = useState(false);
  const [reason, setReason] = useState<string | null>(null);
  const [ghost_on, setGhostOn] = useState(true);
  const max_bytes = useMe()?.config.max_upload_bytes ?? Infinity;
  const keep = useKeep(page, slot, list, () => (setDraft(null), setReason(null)));
  const last = useLastPoint(page);
  const gauges = readGauges(page.project, page.section, position.fix, last);
  const broken = brokenGauge(gauges);
  const redo = useLastShot(list);
  const held = broken !== undefined && reason === null;

  const show = (made: Draft | DraftRefusal) => {
    setRefusal(typeof made === 'string' ? made : null);
    if (typeof made !== 'string') setDraft(made);
  };
  const shoot = async () => {
    if (!camera || !video.current || taking || held) return;
    fire();
    video.current.pause(); // what was seen at the touch stays in sight until the photo is there
    setTaking(true);
    const { fix } = position; // where the phone was at the touch
    const taken = await camera.take(video.current);
    show(await draftOfShot(taken, fix, broken ? reason : null, max_bytes));
    setTaking(false);
  };
  const pick = async (file: File) => show(await draftOfFile(file, position.fix, max_bytes));
  const ghost = isBack(slot) && slot.photo ? previousUrl(slot.photo) : null;

  return (
    <main className={`hand ${css['frame']}`} data-theme="dark">
      <CameraHead section_id={page.section.id} page={page} slot={slot} camera={camera} />
      {draft ? (
        <ShotReview
          page={page}
          slot={slot}
          draft={draft}
          broken={brokenByFile(page, draft, last)}
          onUse={(words) => keep(draft, words)}
          onRetake={() => setDraft(null)}
        />
      ) : keeps_nothing ? (
        <NoStorage />
      ) : problem ? (
        <>
          <NoCamera
            problem={problem}
            asking={asking}
            onFile={(file) => void pick(file)}
            onRetry={reopen}
          />
          {redo && (
            <div className={css['next']}>
              <RedoLast last={redo} />
            </div>
          )}
        </>
      ) : (
        <>
          <Viewfinder
            camera={camera}
            video={video}
            flash={flash}
            ghost={ghost_on ? ghost : null}
            blocked={held}
          >
            <Gauges gauges={gauges} />
            <Stamp page={page} slot={slot} fix={position.fix} />
          </Viewfinder>
          <CameraControls
            page={page}
            slot={slot}
            next={slotAfter(list, slot)}
            redo={redo}
            ready={camera !== null && !taking}
            held={held ? broken : undefined}
            position_problem={position.fix ? null : position.problem}
            reason={broken ? reason : null}
            ghost={ghost}
            ghost_on={ghost_on}
            onGhost={() => setGhostOn(!ghost_on)}
            onReason={setReason}
            onShoot={() => void shoot()}
            onFile={(file) => void pick(file)}
          />
        </>
      )}
      {refusal && !draft && <Refused refusal={refusal} max_bytes={max_bytes} />}
    </main>
  );
}

// A picked file that says where it was taken is held to the same distances as a shot.
function brokenByFile(page: SectionSlots, { source, fix }: Draft, last: Point | null) {
  if (source !== 'file' || !fix) return undefined;
  const exact = { accuracy_m: 0, altitude_m: null, heading_deg: null, at_ms: 0, ...fix };
  return brokenGauge(readGauges(page.project, page.section, exact, last));
}

const previousUrl = (photo: { id: string; version: number }) =>
  `/api/photos/${photo.id}/image?size=display&v=${photo.version}`;

function Refused({ refusal, max_bytes }: { refusal: DraftRefusal; max_bytes: number }) {
  return (
    <p className={css['amber']} role="alert">
      {refusal === 'not_image'
        ? t('shot.not_image')
        : t('shot.too_large', { limit: formatBytes(max_bytes) })}
    </p>
  );
}

// Keeps a draft on the phone, then goes on to what is due next, or back to the list.
function useKeep(page: SectionSlots, slot: Slot, list: DueList, onKept: () => void) {
  const outbox = useOutbox();
  const navigate = useNavigate();
  const checkpoints = useCheckpoints(page.project.id);
  return async (draft: Draft, words: Words) => {
    const checkpoint = checkpoints.find((one) => one.id === slot.checkpoint_id);
    const next = isBack(slot) ? null : slotAfter(list, slot);
    await outbox.keep(newPhoto(page, slot, draft, words, checkpoint));
    onKept();
    const { id } = page.section;
    const { checkpoint_id, stage, index } = slot;
    const last = { section_id: id, checkpoint_id, stage, index, name: slotName(slot) };
    const state = lastShotState(last);
    void navigate(next ? cameraPath(id, next) : sectionPath(id), { replace: true, state });
  };
}

// Where this phone's last photo of the section was taken.
function useLastPoint(page: SectionSlots): Point | null {
  const { shots } = useOutboxView();
  const last = shots.find((shot) => shot.meta.section_id === page.section.id);
  const { lat, lon } = last?.meta ?? {};
  return typeof lat === 'number' && typeof lon === 'number' ? { lat, lon } : null;
}
