export const catalogue = {
  'catalogue.title': 'Catalogue',
} as const;
