export const review = {
  'review.title': 'Review',
} as const;
