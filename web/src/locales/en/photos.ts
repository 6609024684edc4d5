export const photos = {
  'photos.title': 'Photos',
} as const;
