export const capture = {
  'capture.title': 'Capture',
} as const;
