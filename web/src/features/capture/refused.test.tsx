// What the phone refuses, as the crew sees it, and how the screens come back by themselves.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import 'fake-indexeddb/auto';
import { MemoryRouter, Route, Routes } from 'react-router';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { KeptPages } from '../../lib/kept';
import { meQuery } from '../../lib/session';
import CaptureScreen from './screen';

const slot = {
  checkpoint_id: 'c', checkpoint_code: 'TR-03', checkpoint_name: 'Ducts', work_type_name: 'Trench', guidance: '',
  stage: 'during', index: 1, chainage_m: null, hold_blocked: false, state: 'due', photo: null, waiver: null,
};
const section = { id: 's1', code: 'S1', name: 'Street', route_code: 'N4', project_name: 'Ring', line: null, counts: { extras: 0 } };
const project = { id: 'j', name: 'Ring', max_accuracy_m: null, max_line_distance_m: null, max_photo_distance_m: null };

const refusal = (name: string) => () => Promise.reject(new DOMException('no', name));
const track = Object.assign(new EventTarget(), { stop: () => {} });
const stream = { getVideoTracks: () => [track], getTracks: () => [track] };
const given = async () => stream;

// The phone as the page sees it: what it answers to camera and position, and its name.
const phone = {
  camera: given as () => Promise<unknown>,
  position: (_good: unknown, _bad: (error: unknown) => void) => {},
  agent: 'Mozilla/5.0 (Linux; Android 10; K) Chrome/139.0.0.0 Mobile',
};

function show(path = '/camera/c/during/1') {
  const watchPosition = (good: unknown, bad: (error: unknown) => void) => (phone.position(good, bad), 1);
  const geolocation = { watchPosition, getCurrentPosition: () => {}, clearWatch: () => {} };
  vi.stubGlobal('isSecureContext', true);
  vi.stubGlobal('navigator', {
    userAgent: phone.agent,
    onLine: true,
    mediaDevices: { getUserMedia: () => phone.camera() },
    geolocation,
  });
  vi.stubGlobal('fetch', async (url: string) =>
    Response.json(url.endsWith('/slots') ? { section, project, items: [slot] } : { items: [], next: null }),
  );
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(meQuery.queryKey, { id: 'u1', name: 'Diego', role: 'crew', config: {} } as never);
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter initialEntries={[`/capture/section/s1${path}`]}>
        <Routes>
          <Route path="capture/*" element={<CaptureScreen />} />
        </Routes>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}
// The person comes back, as often as it takes: the first time may be before the screen listens.
const comeBackUntil = (seen: () => void) =>
  vi.waitFor(
    async () => {
      await act(async () => void document.dispatchEvent(new Event('visibilitychange')));
      seen();
    },
    { timeout: 10_000 },
  );

beforeEach(() => {
  HTMLMediaElement.prototype.play = async () => {};
  Object.assign(phone, { camera: given, position: () => {} });
});
afterEach(async () => {
  cleanup();
  await new KeptPages().forget('u1');
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('a refused camera says what works all the same and the steps of this phone, the other in reach', async () => {
  phone.camera = refusal('NotAllowedError');
  show();
  await screen.findByRole('heading', { name: 'The camera is not allowed' });
  expect(screen.getByText('Set Camera to Allow.')).toBeTruthy();
  expect(screen.getByLabelText('Pick from the gallery')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'iPhone · Safari' }));
  expect(screen.getByText(/then Website Settings/)).toBeTruthy();
});

test('the camera comes by itself once it is allowed', async () => {
  phone.camera = refusal('NotAllowedError');
  show();
  await screen.findByRole('heading', { name: 'The camera is not allowed' });
  phone.camera = given;
  await comeBackUntil(() => screen.getByRole('button', { name: 'Take photo' }));
  expect(screen.queryByRole('heading', { name: 'The camera is not allowed' })).toBeNull();
});

test('a camera that another app holds is tried again, without a blink of the screen', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  phone.camera = refusal('NotReadableError');
  show();
  await screen.findByRole('heading', { name: 'Another app holds the camera' });
  let answer: (stream: unknown) => void = () => {};
  phone.camera = () => new Promise((resolve) => (answer = resolve));
  await act(() => vi.advanceTimersByTimeAsync(5_000));
  expect(screen.getByRole('heading', { name: 'Another app holds the camera' })).toBeTruthy();
  await act(async () => answer(stream));
  await screen.findByRole('button', { name: 'Take photo' });
  vi.useRealTimers();
});

test('a phone without a camera still sends what is picked', async () => {
  phone.camera = refusal('NotFoundError');
  show();
  await screen.findByRole('heading', { name: 'No camera found' });
  expect(screen.getByLabelText('Use the phone’s camera app')).toBeTruthy();
});

test('a refused position keeps the shutter free where no rule asks for it, and tells the way back', async () => {
  phone.position = (_good, bad) => bad({ code: 1 });
  show();
  await screen.findByText('The phone keeps its position from this page');
  expect(screen.getByText(/Photos carry no place/)).toBeTruthy();
  expect(screen.getByText(/Permissions. Allow Location/)).toBeTruthy();
  const coords = { latitude: 51.5, longitude: -0.12, accuracy: 4, altitude: null, heading: null };
  phone.position = (good) => (good as PositionCallback)({ coords, timestamp: Date.now() } as GeolocationPosition);
  const refusal_told = () => screen.queryByText('The phone keeps its position from this page');
  await comeBackUntil(() => expect(refusal_told()).toBeNull());
});

test('a phone that finds no position says what helps', async () => {
  phone.position = (_good, bad) => bad({ code: 3 });
  show();
  await screen.findByText('The phone finds no position yet');
  expect(screen.getByText(/Step into the open/)).toBeTruthy();
});

test('a browser that keeps nothing is told before the shutter, and goes on once it keeps', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const open = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('no', 'InvalidStateError');
  });
  show();
  await screen.findByRole('heading', { name: 'This browser keeps no photos' });
  expect(screen.queryByRole('button', { name: 'Take photo' })).toBeNull();
  expect(screen.getByText(/incognito/)).toBeTruthy();
  open.mockRestore();
  await act(() => vi.advanceTimersByTimeAsync(5_000));
  await screen.findByRole('button', { name: 'Take photo' });
  vi.useRealTimers();
});
