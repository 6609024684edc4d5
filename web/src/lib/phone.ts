// Which phone this is, as far as steps through its settings differ.
export const kPhones = ['android', 'iphone'] as const;
export type Phone = (typeof kPhones)[number];

// iPads call themselves Macs; no Mac has a touch screen.
export function phoneInHand({ userAgent, maxTouchPoints } = navigator): Phone {
  const apple = /iPhone|iPad|iPod/.test(userAgent);
  return apple || (/Macintosh/.test(userAgent) && maxTouchPoints > 1) ? 'iphone' : 'android';
}
