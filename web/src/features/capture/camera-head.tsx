// What is photographed, the way back, and the light.
import { IconBolt, IconBoltOff, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { SectionSlots, Slot } from '../../lib/api.gen';
import type { Camera } from '../../lib/camera';
import { t } from '../../lib/i18n';
import css from './camera.module.css';
import { countOf } from './due';
import { sectionPath } from './paths';
import { checkpointName, slotPlace } from './slot-words';

interface Props {
  section_id: string;
  page?: SectionSlots;
  slot?: Slot;
  camera?: Camera | null;
}

export function CameraHead({ section_id, page, slot, camera }: Props) {
  return (
    <header className={css['head']}>
      <Link className={css['icon']} to={sectionPath(section_id)} aria-label={t('camera.close')}>
        <IconX size={26} />
      </Link>
      <div className={css['title']}>
        <h1 className="clip">{slot && checkpointName(slot)}</h1>
        <span>{page && slot && subtitle(page, slot)}</span>
      </div>
      {camera?.hasTorch() ? <Torch camera={camera} /> : <span className={css['icon']} />}
    </header>
  );
}

function subtitle(page: SectionSlots, slot: Slot): string {
  const { nth, of } = countOf(slot, page.items);
  const place = slot.chainage_m === null ? null : slotPlace(slot, page.items);
  const count = of > 1 ? t('due.slot_n', { nth, of }) : null;
  return [t(`stage.${slot.stage}`), place, count].filter(Boolean).join(' · ');
}

function Torch({ camera }: { camera: Camera }) {
  const [on, setOn] = useState(false);
  const Shape = on ? IconBolt : IconBoltOff;
  const turn = () =>
    void camera.setTorch(!on).then(
      () => setOn(!on),
      () => setOn(false), // the phone refuses light when hot or low on power
    );
  return (
    <button
      type="button"
      className={css['icon']}
      aria-pressed={on}
      aria-label={t(on ? 'camera.torch_off' : 'camera.torch_on')}
      onClick={turn}
    >
      <Shape size={26} />
    </button>
  );
}
