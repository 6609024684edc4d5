// Moving one entry of a list that is shown in parts: the others keep their places.

// `id` one step up (-1) or down (1) among those of `all` that `beside` holds for.
export function moved<T extends { id: string }>(
  all: readonly T[],
  id: string,
  step: -1 | 1,
  beside: (each: T) => boolean,
): T[] {
  const from = all.findIndex((each) => each.id === id);
  let to = from + step;
  while (to >= 0 && to < all.length && !beside(all[to]!)) to += step;
  if (from < 0 || to < 0 || to >= all.length) return [...all];
  const next = [...all];
  [next[from], next[to]] = [next[to]!, next[from]!];
  return next;
}
